"""What the pages of the record show: each value with its sentence, error, method and grade."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from assessments import grading
from assessments.figures import Figure, figure_from_behind
from assessments.metrics import CPD, FPPA_RUN, FPPA_SLS, METRICS, Metric
from assessments.models import (
    Assessment,
    Finding,
    Measurement,
    MetricCode,
    Observation,
    ObservationItem,
    RunState,
    Side,
)
from assessments.sentences import GRADE_WORDS, sentence
from assessments.trends import Reading, Trend, trend

TRENDS_SHOWN = 8
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class ShownValue:
    """One measured angle as a person reads it."""

    measurement: Measurement
    metric: Metric
    sentence: str
    finding: Finding | None
    warnings: list[str]

    @property
    def state(self) -> str:
        return (
            "" if self.measurement.state == RunState.NONE else self.measurement.get_state_display()
        )

    @property
    def grade(self) -> str:
        return self.finding.grade if self.finding else ""

    @property
    def grade_words(self) -> str:
        return GRADE_WORDS.get(self.grade, "")

    @property
    def rule(self) -> str:
        """The rule behind the grade, with the limits of that day."""
        limits = self.finding.limits
        return (
            f"Rule {self.finding.rule}, version {self.finding.rule_version}: typical up to "
            f"{limits['typical_max_deg']}°, marked above {limits['marked_above_deg']}°."
        )

    @property
    def how(self) -> str:
        """How it was measured, in one line."""
        row = self.measurement
        spread = f", SD {row.sd_deg.normalize():f}°" if row.sd_deg is not None else ""
        levelled = "levelled" if row.levelled else "not levelled"
        return (
            f"{row.n_steps} {self.metric.counted}{spread}. {row.get_view_display()}, "
            f"{row.get_landmark_set_display()}, {row.get_method_display().lower()}, {levelled}."
        )


@dataclass(frozen=True)
class ShownSide:
    """All that was recorded of one stance leg."""

    side: Side
    seen: list[Observation]
    values: list[ShownValue]
    changes: list[str]
    figure: Figure | None
    figure_text: str
    figure_drop: str
    figure_shows: str


@dataclass(frozen=True)
class ShownAssessment:
    assessment: Assessment
    sides: list[ShownSide]
    asymmetries: list[str]


def shown(assessment: Assessment, *, for_clinician: bool) -> ShownAssessment:
    """Return the read view of an assessment whose rows were fetched `with_values`.

    To patients the knee in running is told as it was seen: its number would mislead.
    """
    rows = {
        (row.metric, row.state, row.side): row
        for row in assessment.measurements.all()
        if for_clinician or row.metric != FPPA_RUN.code
    }
    return ShownAssessment(
        assessment=assessment,
        sides=[_side(assessment, rows, side) for side in Side],
        asymmetries=_asymmetries(rows),
    )


def _side(assessment, rows, side):
    findings = {
        (finding.about, finding.state, finding.side): finding
        for finding in assessment.findings.all()
    }
    values = [
        ShownValue(
            measurement=row,
            metric=METRICS[row.metric],
            sentence=sentence(row.metric, side, row.mean_deg),
            finding=findings.get(key),
            warnings=grading.warnings(row.as_value()),
        )
        for metric in (CPD, FPPA_RUN, FPPA_SLS)
        for state in RunState
        if (row := rows.get(key := (metric.code, state, side)))
    ]
    order = list(ObservationItem)
    seen = sorted(
        (row for row in assessment.observations.all() if row.side == side),
        key=lambda row: order.index(row.item),
    )
    drop = rows.get((CPD.code, RunState.FRESH, side))
    knee = rows.get((FPPA_RUN.code, RunState.FRESH, side))
    return ShownSide(
        side=side,
        seen=seen,
        values=values,
        changes=_changes(rows, side),
        figure=_figure(side, drop, knee),
        figure_drop=f"{drop.as_value().shown_deg}°".replace("-", MINUS) if drop else "",
        figure_shows="pelvic drop and knee angle" if drop and knee else "pelvic drop",
        figure_text=" ".join(
            value.sentence for value in values if value.measurement in (drop, knee)
        ),
    )


def _figure(side, drop, knee):
    if drop is None:
        return None
    return figure_from_behind(side, float(drop.mean_deg), float(knee.mean_deg) if knee else 0.0)


def _changes(rows, side):
    said = []
    for metric in (CPD, FPPA_RUN):
        fresh = rows.get((metric.code, RunState.FRESH, side))
        tired = rows.get((metric.code, RunState.END_OF_RUN, side))
        if fresh and tired:
            change = grading.change(fresh.as_value(), tired.as_value())
            said.append(f"{metric.plain_name}, end of run: {change}")
    return said


def _asymmetries(rows):
    said = []
    for metric in (CPD, FPPA_RUN, FPPA_SLS):
        for state in RunState:
            pair = [rows.get((metric.code, state, side)) for side in Side]
            if None in pair:
                continue
            if text := grading.asymmetry(*(row.as_value() for row in pair)):
                when = "" if state == RunState.NONE else f", {state.label.lower()}"
                said.append(f"{metric.plain_name}{when}: {text}")
    return said


@dataclass(frozen=True)
class ShownTrend:
    metric: Metric
    state: str
    drawing: Trend
    readings: list[Reading]


def trends(assessments: list[Assessment]) -> list[ShownTrend]:
    """Return a drawing for each angle that was measured on two days or more, oldest first."""
    drawn = []
    for code, state in (
        (MetricCode.CPD, RunState.FRESH),
        (MetricCode.CPD, RunState.END_OF_RUN),
        (MetricCode.FPPA_RUN, RunState.FRESH),
        (MetricCode.FPPA_SLS, RunState.NONE),
    ):
        readings = [
            _reading(assessment, row)
            for assessment in reversed(assessments[:TRENDS_SHOWN])
            for row in assessment.measurements.all()
            if (row.metric, row.state) == (code, state)
        ]
        if len({reading.label for reading in readings}) > 1:
            label = "" if state == RunState.NONE else state.label
            drawn.append(ShownTrend(METRICS[code], label, trend(readings), readings))
    return drawn


def _reading(assessment, row):
    metric = METRICS[row.metric]
    return Reading(
        label=date_format(timezone.localtime(assessment.performed_at), "j M Y"),
        side=row.side,
        value_deg=float(row.as_value().shown_deg),
        error_deg=float(metric.mdc_deg),
        set_up=_set_up(assessment, row),
    )


def _set_up(assessment, row):
    """Return, in one line, what must be the same for two values to be compared."""
    of_value = [row.get_view_display(), row.get_landmark_set_display(), row.get_method_display()]
    if row.state == RunState.NONE:
        return ", ".join(of_value)
    speed, incline = assessment.speed_kmh, assessment.incline_pct
    shoes = assessment.shoes or assessment.get_footwear_display()
    return ", ".join([*of_value, f"{speed} km/h", f"{incline} %", shoes])
