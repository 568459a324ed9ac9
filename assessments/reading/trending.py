"""Every measure over time, with its error: what the chart and the comparison draw."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from assessments.biomechanics.metrics import CHIEF, METRICS, Metric
from assessments.models import Assessment, RunState
from assessments.reading.changes import error_of
from assessments.reading.trends import Reading, Trend, trend
from assessments.sentences.measures import amount

MOST_SHOWN = 8


@dataclass(frozen=True)
class ShownTrend:
    """One measure in one state of the run, over time."""

    metric: Metric
    state: str
    drawing: Trend
    readings: list[Reading]

    @property
    def name(self) -> str:
        return f"{self.metric.plain_name}, {self.state.lower()}" if self.state else self.plain

    @property
    def plain(self) -> str:
        return self.metric.plain_name

    @property
    def has_error(self) -> bool:
        return any(reading.error is not None for reading in self.readings)

    @property
    def is_chief(self) -> bool:
        return self.metric in CHIEF


def trends(assessments: list[Assessment], *, days: int = 2) -> list[ShownTrend]:
    """Return a drawing for each measure of so many days or more; they come latest first."""
    shown = [drawn_over_time(assessments, code, state) for code in METRICS for state in RunState]
    return [each for each in shown if len({reading.label for reading in each.readings}) >= days]


def drawn_over_time(assessments: list[Assessment], code: str, state: str) -> ShownTrend:
    """Return one measure's drawing, oldest first."""
    readings = [
        _reading(assessment, row)
        for assessment in reversed(assessments[:MOST_SHOWN])
        for row in assessment.measurements.all()
        if (row.metric, row.state) == (code, state)
    ]
    label = "" if state == RunState.NONE else RunState(state).label
    return ShownTrend(METRICS[code], label, trend(readings), readings)


def day_of(assessment: Assessment) -> str:
    return date_format(timezone.localtime(assessment.performed_at), "j M Y")


def _reading(assessment, row):
    error = error_of(row)
    return Reading(
        label=day_of(assessment),
        side=row.side,
        value=float(row.as_value().shown),
        error=None if error is None else float(error),
        set_up=_set_up(assessment, row),
        shown=amount(row.metric, row.mean, error),
    )


def _set_up(assessment, row):
    """Return, in one line, what must be the same for two values to be compared."""
    speed, incline = assessment.speed_kmh, assessment.incline_pct
    of_run = [
        f"{speed} km/h" if speed is not None else "speed not recorded",
        f"{incline} %" if incline is not None else "incline not recorded",
    ]
    return ", ".join(
        [
            row.get_view_display(),
            row.get_landmark_set_display(),
            row.get_method_display(),
            *([] if row.state == RunState.NONE else of_run),
            assessment.shoes or assessment.get_footwear_display() or "shoes not recorded",
        ]
    )
