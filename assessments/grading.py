"""Which grade a value gets by the clinic's rules, and when it gets none. Pure.

Rules by their codes in the clinic's evidence base: G1 pelvic drop, G2 knee angle in running (never
graded), G3 knee angle in the single-leg squat, G14 the squat by eye, G21 what is seen by eye.
"""

from dataclasses import dataclass
from decimal import Decimal

from assessments import rules
from assessments.judging import MARKED, MILD, TYPICAL
from assessments.metrics import (
    METRICS,
    NOISY_SD_DEG,
    STEPS_FOR_A_GRADE,
    STEPS_FOR_A_STABLE_MEAN,
    to_tenth,
)

VERSION = 1  # of all rules below; raised when one of them changes
VARUS = "varus"
ALIKE_UP_TO_DEG = Decimal(3)  # healthy athletes differ by as much: Stiffler 2021, verified
SQUAT_BY_EYE = {"good": TYPICAL, "fair": MILD, "poor": MARKED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The clinic's limits in degrees; the fields of `GradingLimits` by name."""

    cpd_typical_max_deg: Decimal
    cpd_marked_above_typical_deg: Decimal
    sls_typical_max_deg: Decimal
    sls_marked_above_deg: Decimal

    def as_settings(self) -> dict[str, Decimal]:
        """Return the limits by the codes that the rules know them by."""
        return {
            "g1_typical_max_deg": self.cpd_typical_max_deg,
            "g1_marked_above_typical_deg": self.cpd_marked_above_typical_deg,
            "g3_typical_max_deg": self.sls_typical_max_deg,
            "g3_marked_above_deg": self.sls_marked_above_deg,
        }

    def of(self, metric: str) -> tuple[tuple[str, Decimal], ...]:
        """Return what a finding keeps: the two limits of a metric, in degrees."""
        typical, marked = {
            "cpd": (
                self.cpd_typical_max_deg,
                self.cpd_typical_max_deg + self.cpd_marked_above_typical_deg,
            ),
            "fppa_sls": (self.sls_typical_max_deg, self.sls_marked_above_deg),
        }[metric]
        return ("typical_max_deg", typical), ("marked_above_deg", marked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One measured angle of one stance leg, with what decides whether it can be judged."""

    metric: str
    mean_deg: Decimal
    n_steps: int
    sd_deg: Decimal | None = None
    levelled: bool = False
    view: str = ""
    landmark_set: str = ""

    @property
    def shown_deg(self) -> Decimal:
        return to_tenth(self.mean_deg)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A grade, or why there is none; `limits` are those that it was made with."""

    rule: str
    grade: str = ""
    why_no_grade: str = ""
    limits: tuple[tuple[str, Decimal], ...] = ()


def grade(value: Value, limits: Limits) -> Verdict:
    """Return the verdict of the rule for this metric, on the value as it is shown."""
    [rule] = rules.rules_for(value.metric)
    if rule.judge is None:
        return Verdict(rule.code, why_no_grade=rule.note)
    used = limits.of(value.metric)
    if why := _why_no_grade(value):
        return Verdict(rule.code, why_no_grade=f"Not graded: {why}.", limits=used)
    judged = rule.judge(value.shown_deg, limits.as_settings())
    return Verdict(rule.code, VARUS if judged.label == VARUS else judged.grade, limits=used)


def _why_no_grade(value):
    """Return what the limits do not hold for; "" when they hold."""
    metric = METRICS[value.metric]
    if value.n_steps < STEPS_FOR_A_GRADE:
        return f"fewer than {STEPS_FOR_A_GRADE} {metric.counted}"
    if value.landmark_set not in metric.landmarks:
        return "the limits hold for other landmarks"
    if value.view not in metric.views:
        return "the limits hold for another view"
    if value.sd_deg is not None and value.sd_deg**2 > value.n_steps * metric.mdc_deg**2:
        return "the spread is larger than the measurement error"
    return ""


def grade_by_eye(item: str, seen: str) -> Verdict:
    """Return what was seen as a verdict: the rater's choice, which no rule overwrites."""
    if item == "sls_grade":
        return Verdict("G14", SQUAT_BY_EYE[seen])
    return Verdict("G21", seen)


def warnings(value: Value) -> list[str]:
    """Return what a reader should know of a value before relying on it."""
    found = []
    counted = METRICS[value.metric].counted
    if counted == "steps" and value.n_steps < STEPS_FOR_A_STABLE_MEAN:
        found.append(f"Fewer than {STEPS_FOR_A_STABLE_MEAN} steps: the mean is not stable yet.")
    if value.metric == "cpd" and not value.levelled:
        found.append("Not levelled: the camera's roll is part of this angle.")
    if value.sd_deg is not None and value.sd_deg > NOISY_SD_DEG:
        found.append(f"The {counted} differ widely: measure more of them, or check the points.")
    return found


# --- One side against the other, the end against the start ----------------------------------------


def asymmetry(left: Value, right: Value) -> str:
    """Return what may be said of two sides of one run; "" when nothing may.

    Roll of the camera adds to one side what it takes from the other, so without levelling any
    difference could be the camera's alone.
    """
    if not (left.levelled and right.levelled):
        return ""
    metric = METRICS[left.metric]
    if min(left.n_steps, right.n_steps) < metric.steps_for_change:
        few = f"fewer than {metric.steps_for_change} {metric.counted} a side"
        return f"Left and right are not judged: {few}."
    apart = abs(left.shown_deg - right.shown_deg)
    mdc = metric.mdc_deg
    if apart <= ALIKE_UP_TO_DEG:
        return f"Both sides are alike: {apart}° apart, as healthy runners can be."
    if apart <= mdc:
        return f"A possible difference of {apart}° between the sides, within measurement error."
    return f"A difference of {apart}° between the sides."


def change(before: Value, after: Value) -> str:
    """Return what may be said of the same angle later in the run, measured the same way."""
    metric = METRICS[before.metric]
    mdc = metric.mdc_deg
    if min(before.n_steps, after.n_steps) < metric.steps_for_change:
        return f"Not judged: fewer than {metric.steps_for_change} {metric.counted}."
    moved = after.shown_deg - before.shown_deg
    if abs(moved) <= mdc:
        return f"No change beyond measurement error (±{mdc}°)."
    way = metric.positive_way if moved > 0 else metric.negative_way
    return f"{abs(moved)}° {way} than fresh, beyond measurement error (±{mdc}°)."
