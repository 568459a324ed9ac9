"""Which grade a value gets by the clinic's rules, and when it gets none. Pure.

Every rule by its code is in `rules`; what is seen by eye (G10, G14, G21) is here. A value is judged
as it is shown, rounded half up, so that screen and grade never disagree. There is no score of it
all: each value stands alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.biomechanics.metrics import METRICS, STEPS_FOR_A_GRADE, to_tenth
from assessments.judging import rules, thresholds
from assessments.judging.shapes import MARKED, MILD, TYPICAL, Settings

VERSION = 2  # of all rules; raised when one of them changes
NO_RULE = "none"
SQUAT_BY_EYE = {"good": TYPICAL, "fair": MILD, "poor": MARKED}
BY_EYE = ("G10", "G14", "G21")  # the rater's choice, which no rule overwrites
NO_THRESHOLD = "Shown, not graded: there is no threshold."
DIFFERS_BY_SEX = "Not graded: the limits differ for women and men."
SET_UP = {"speed": "speed", "incline": "incline", "footwear": "footwear"}  # as a person reads it
LOW_PRECISION = "low precision: the expected error is larger than the change it could show"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One measured value of one stance leg, or of none, with what decides whether it is judged.

    `n_steps` is None where nobody said how many were counted. `sd` is the spread of its steps,
    `click_sd` the expected error of the clicks of one step, `mdc` the change that error alone can
    make, as it was stored with the value; all in the measure's unit. `missing` holds the codes of
    what of the run's set-up is not recorded.
    """

    metric: str
    mean: Decimal
    n_steps: int | None
    sd: Decimal | None = None
    click_sd: Decimal | None = None
    mdc: Decimal | None = None
    levelled: bool = False
    view: str = ""
    landmark_set: str = ""
    missing: tuple[str, ...] = ()

    @property
    def shown(self) -> Decimal:
        return to_tenth(self.mean)

    def is_of_fewer_than(self, count: int) -> bool:
        """Say whether it is known to be of fewer steps, trials or contacts."""
        return self.n_steps is not None and self.n_steps < count


@dataclass(frozen=True, slots=True)
class Verdict:
    """A grade with the word for which way it lies, or why there is none.

    `limits` are the thresholds it was made with, by their codes.
    """

    rule: str
    grade: str = ""
    why_no_grade: str = ""
    limits: tuple[tuple[str, Decimal], ...] = ()
    label: str = ""


# --- What is measured -----------------------------------------------------------------------------


def grade(value: Value, settings: Settings, sex: str = "") -> Verdict:
    """Return the verdict of the rule for this metric; `sex` is "female", "male", or not told."""
    why = _why_no_grade(value, settings)
    error = thresholds.error_code(value.metric), _error(value, settings)
    also = (error,) if why == LOW_PRECISION else ()
    return _verdict(value.metric, value.shown, settings, sex, why, also)


def grade_number(
    measure: str, number: Decimal, settings: Settings, sex: str = "", *, why_not: str = ""
) -> Verdict:
    """Return the verdict on a number that is no angle: a test's, a pain's, a ratio.

    `number` is as it is shown; `why_not` says in a person's words why no rule may judge it.
    """
    verdict = _verdict(measure, number, settings, sex, "")
    if why_not:
        return Verdict(verdict.rule, why_no_grade=why_not, limits=verdict.limits)
    return verdict


def grade_crossover(feet: Sequence[Value], settings: Settings) -> Verdict:
    """Return the verdict on both feet's placement (G7): how many land on or across the midline."""
    if len(feet) < 2:
        return Verdict("G7", why_no_grade="Not graded: only one foot was measured.")
    why = next((why for foot in feet if (why := _why_no_grade(foot, settings))), "")
    crossing = sum(foot.shown <= 0 for foot in feet)
    return _verdict("crossover", Decimal(crossing), settings, "", why)


def _verdict(measure, shown, settings, sex, why, limits_of_why=()):
    found = rules.rules_for(measure, sex)
    if not found:
        return Verdict(NO_RULE, why_no_grade=NO_THRESHOLD)
    rule = found[0]
    limits = tuple((each.code, settings[each.code]) for one in found for each in one.settings)
    if rule.judge is None:
        return Verdict(rule.code, why_no_grade=rule.note)
    if len(found) > 1:
        return Verdict(rule.code, why_no_grade=DIFFERS_BY_SEX, limits=limits)
    if why:
        limits = (*limits, *limits_of_why)
        return Verdict(rule.code, why_no_grade=f"Not graded: {why}.", limits=limits)
    judged = rule.judge(shown, settings)
    return Verdict(rule.code, judged.grade, limits=limits, label=judged.label)


def _why_no_grade(value, settings):
    """Return what the limits do not hold for; "" when they hold."""
    metric = METRICS[value.metric]
    if value.is_of_fewer_than(STEPS_FOR_A_GRADE):
        return f"fewer than {STEPS_FOR_A_GRADE} {metric.counted}"
    if metric.landmarks and value.landmark_set not in metric.landmarks:
        return "the limits hold for other landmarks"
    if metric.views and value.view not in metric.views:
        return "the limits hold for another view"
    if is_low_precision(value, settings):
        return LOW_PRECISION
    if value.missing:
        return f"not recorded: {' and '.join(SET_UP[code] for code in value.missing)}"
    return ""


def is_low_precision(value: Value, settings: Settings) -> bool:
    """Say whether error alone could hide what the measure is for: its value then gets no grade.

    The expected error is the spread over √n, or that of the clicks; either above the detectable
    change is too much.
    """
    mdc = _error(value, settings)
    if mdc is None:
        return False
    has_spread = value.sd is not None and value.n_steps is not None
    is_spread = has_spread and value.sd**2 > value.n_steps * mdc**2
    return is_spread or (value.click_sd is not None and value.click_sd > mdc)


def _error(value, settings):
    """Return the detectable change that was stored with a value, or that of today."""
    return settings.get(thresholds.error_code(value.metric)) if value.mdc is None else value.mdc


def warnings(value: Value, settings: Settings | None = None) -> list[str]:
    """Return what a reader should know of a value before relying on it."""
    settings = settings or thresholds.defaults()
    metric = METRICS[value.metric]
    steps = stable_count(value.metric, settings)
    found = []
    if value.n_steps is None:
        found.append(f"Nobody said of how many {metric.counted} it is.")
    if value.is_of_fewer_than(steps) and metric.counted != "trials":
        found.append(f"Fewer than {steps} {metric.counted}: the mean is not stable yet.")
    if metric.unit == "°" and metric.views and not value.levelled:
        found.append("Not levelled: the camera's roll is part of this angle.")
    is_noisy = value.sd is not None and value.sd > settings["noisy_sd_deg"]
    if metric.unit == "°" and is_noisy:
        text = f"The {metric.counted} differ widely: measure more of them, or check the points."
        found.append(text)
    if is_low_precision(value, settings):
        found.append("Low precision: error alone is larger than the change it could show.")
    return found


def stable_count(metric: str, settings: Settings) -> int:
    """Return how many steps, trials or contacts make a mean that can be compared."""
    if METRICS[metric].counted == "steps":
        return int(settings["stable_steps"])
    return METRICS[metric].steps_for_change


# --- What is seen ---------------------------------------------------------------------------------


def grade_by_eye(item: str, seen: str) -> Verdict:
    """Return what was seen as a verdict: the rater's choice, which no rule overwrites."""
    if item == "sls_grade":
        return Verdict("G14", SQUAT_BY_EYE[seen])
    if item == "foot_strike":
        return Verdict("G10", why_no_grade="A label alone: no pattern is better.", label=seen)
    return Verdict("G21", seen)
