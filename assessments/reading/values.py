"""One measured value as a person reads it: its sentence, error, method, and what a rule says."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.biomechanics.metrics import METRICS, TENTH, Metric, to_tenth
from assessments.findings import words
from assessments.judging import change, grading
from assessments.judging.shapes import Settings
from assessments.models import Finding, Measurement, MetricCode, RunState
from assessments.reading.changes import error_of
from assessments.sentences.measures import (
    amount,
    count_words,
    grade_words,
    plain,
    sentence,
    way_words,
)

# In running the number of the knee would mislead: patients read what was seen.
NOT_FOR_PATIENTS = (MetricCode.FPPA_RUN,)


def click_error(click_sd: Decimal | None) -> Decimal | None:
    """Return the expected error of the clicks as it is shown: to a tenth, and never as none."""
    return click_sd and max(TENTH, to_tenth(click_sd))


@dataclass(frozen=True)
class ShownFinding:
    """What a rule said, and what the clinician said instead."""

    finding: Finding

    @property
    def grade(self) -> str:
        return self.finding.final_grade

    @property
    def words(self) -> str:
        return grade_words(self.grade, self.finding.label)

    @property
    def way(self) -> str:
        """The word for which way the value lies; "" where there is none."""
        return way_words(self.finding.label)

    @property
    def rule_words(self) -> str:
        """The rule's own grade, with the word for which way it lies."""
        found = self.finding
        said = found.grade.capitalize() or found.why_no_grade
        return f"{said}, {self.way}" if found.grade and self.way else said

    @property
    def rule(self) -> str:
        """Which rule it was; "" where there is none."""
        found = self.finding
        if found.rule == grading.NO_RULE:
            return ""
        return f"Rule {found.rule}, version {found.rule_version}."

    @property
    def basis(self) -> list[str]:
        """The limits of that day with their sources, and how good they are."""
        return words.basis_of(self.finding)


@dataclass(frozen=True)
class ShownValue:
    """One measured value as a person reads it; `change` is since fresh, at the end of the run."""

    measurement: Measurement
    found: ShownFinding | None
    warnings: list[str]
    change: str = ""

    @property
    def metric(self) -> Metric:
        return METRICS[self.measurement.metric]

    @property
    def side(self) -> str:
        return self.measurement.side

    @property
    def error(self) -> Decimal | None:
        return error_of(self.measurement)

    @property
    def sentence(self) -> str:
        row = self.measurement
        return sentence(row.metric, row.side, row.mean, self.error)

    @property
    def amount(self) -> str:
        row = self.measurement
        return amount(row.metric, row.mean, self.error)

    @property
    def state(self) -> str:
        row = self.measurement
        return "" if row.state == RunState.NONE else row.get_state_display()

    @property
    def error_text(self) -> str:
        """How large the error is, and who says so."""
        if self.error is None:
            return self.metric.error_source
        return f"Error ±{plain(self.error)}{self.metric.spaced_unit}: {self.metric.error_source}"

    @property
    def how(self) -> str:
        """How it was measured, in one line."""
        row, unit = self.measurement, self.metric.spaced_unit
        spread = f", SD {to_tenth(row.sd)}{unit}" if row.sd is not None else ""
        error = click_error(row.click_sd)
        click = f" Click error ±{plain(error)}{unit} a step." if error else ""
        levelled = "levelled" if row.levelled else "not levelled"
        source = f" Computed from the stored points, method {row.method_version}."
        return (
            f"{count_words(row.metric, row.n_steps)}{spread}. {row.get_view_display()}, "
            f"{row.get_landmark_set_display()}, {row.get_method_display().lower()}, {levelled}."
            f"{click}{source if row.from_frames else ''}"
        )


def values_of(
    rows: dict[tuple, Measurement], found: dict[tuple, Finding], settings: Settings
) -> list[ShownValue]:
    """Return rows, by measure, state and side, as they are shown: fresh before the end of the run.

    `found` are the findings by what they are about, state and side.
    """
    order, states = list(METRICS), list(RunState)
    return [
        ShownValue(
            row,
            ShownFinding(found[key]) if key in found else None,
            warnings=grading.warnings(row.as_value(), settings),
            change=_since_fresh(rows.get((row.metric, RunState.FRESH, row.side)), row, settings),
        )
        for key, row in sorted(
            rows.items(),
            key=lambda each: (order.index(each[0][0]), states.index(each[0][1]), each[0][2]),
        )
    ]


def _since_fresh(fresh, row, settings):
    if fresh is None or row.state != RunState.END_OF_RUN:
        return ""
    return change.during_run(fresh.as_value(), row.as_value(), settings).text
