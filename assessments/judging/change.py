"""What may be said of two values: another day, the end of a run, the other side. Pure.

`compare` holds one assessment against another (4.5), `during_run` the end of a run against its
start, `asymmetry` left against right (4.3), `compare_percent` two forces; `questionnaires` has the
words for two scores. Shown values, to a tenth, are what is compared, so that a reader who subtracts
what is on the page finds the same. The error is the one that was stored with the values; without
one, that of the settings (4.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assessments.biomechanics.metrics import CPD, HIP_ADDUCTION, METRICS, to_tenth
from assessments.judging import rules, thresholds
from assessments.judging.grading import Value, stable_count
from assessments.judging.shapes import Settings

NO_ERROR_KNOWN = "The change cannot be judged: no error is published for this measure."
SPEED_MAY_DIFFER_KMH = Decimal("0.5")
INCLINE_MAY_DIFFER_PCT = Decimal("0.5")
# What has to be alike, in the order in which a difference is named.
ALIKE = (
    ("metric", "what was measured"),
    ("side", "the side"),
    ("view", "the view"),
    ("landmark_set", "the landmarks"),
    ("state", "fresh or end of run"),
    ("method", "the method"),
    ("footwear", "shoes"),
)
# Of these a larger value is the worse one, wherever both lie: it is what a tired hip lets happen.
WORSE_WHEN_HIGHER = (CPD.code, HIP_ADDUCTION.code)
# The ends of the band toward which a change is better, by the settings that hold them. What is
# graded for information alone, or is a flag and no fault, has no better and no worse.
BANDS = {
    "cpd": (None, "g1_typical_max_deg"),
    "hip_adduction": (None, "g5_typical_max_deg"),
}


class Kind(StrEnum):
    NOT_JUDGED = "not_judged"
    NOT_COMPARABLE = "not_comparable"
    NO_ERROR_KNOWN = "no_error_known"
    WITHIN_ERROR = "within_error"
    REAL = "real"


class Direction(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One value as it was taken; `setup` holds what has to be alike."""

    value: Decimal
    setup: Mapping[str, object]
    speed_kmh: Decimal | None = None
    incline_pct: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What may be said; `text` is the whole sentence."""

    kind: Kind
    text: str
    direction: Direction | None = None
    difference: Decimal | None = None


def is_beyond_error(before: float, after: float, *, mdc: float) -> bool:
    """Say whether two values are further apart than error alone can put them."""
    apart = abs(to_tenth(Decimal(str(after))) - to_tenth(Decimal(str(before))))
    return apart > Decimal(str(mdc))


def first_difference(before: Taken, after: Taken) -> str:
    """Return what first differs in how two values were taken, in words; "" when nothing does."""
    for name, words in ALIKE:
        if before.setup.get(name) != after.setup.get(name):
            return words
    if _apart(before.incline_pct, after.incline_pct, INCLINE_MAY_DIFFER_PCT):
        return "incline"
    if _apart(before.speed_kmh, after.speed_kmh, SPEED_MAY_DIFFER_KMH):
        return "speed"
    return ""


def compare(
    before: Taken,
    after: Taken,
    *,
    mdc: Decimal | None,
    unit: str = "°",
    typical: tuple[Decimal | None, Decimal | None] | None = None,
) -> Change:
    """Return what may be said of two values of one measure.

    `mdc` is the change that could be error alone, None where none is published; `typical` is the
    band, open at an end that is None, of a measure that is graded.
    """
    if differs := first_difference(before, after):
        verb = "differ" if differs.endswith("s") else "differs"
        return Change(Kind.NOT_COMPARABLE, f"Not comparable: {differs} {verb}.")
    had, has = to_tenth(before.value), to_tenth(after.value)
    moved = has - had
    if mdc is None:
        return Change(Kind.NO_ERROR_KNOWN, NO_ERROR_KNOWN, difference=moved)
    if abs(moved) <= mdc:
        text = f"No change beyond measurement error (±{_plain(mdc)}{unit})."
        return Change(Kind.WITHIN_ERROR, text, difference=moved)
    direction = _direction(had, has, typical)
    text = f"Real change: {abs(moved)}{unit} {WORDS[direction]} (error ±{_plain(mdc)}{unit})."
    return Change(Kind.REAL, text, direction, moved)


# --- One run --------------------------------------------------------------------------------------


def during_run(fresh: Value, tired: Value, settings: Settings | None = None) -> Change:
    """Return what may be said of one measure at the end of a run against its start.

    Of pelvic drop and hip adduction more is worse; of anything else it is only higher or lower.
    """
    settings = settings or thresholds.defaults()
    metric = METRICS[fresh.metric]
    if differs := _seen_otherwise(fresh, tired):
        return Change(Kind.NOT_COMPARABLE, f"Not comparable: {differs}.")
    mdc = _error(fresh, tired, settings)
    moved = tired.shown - fresh.shown
    if mdc is None:
        return Change(Kind.NO_ERROR_KNOWN, NO_ERROR_KNOWN, difference=moved)
    needed = stable_count(fresh.metric, settings)
    if fresh.is_of_fewer_than(needed) or tired.is_of_fewer_than(needed):
        return Change(Kind.NOT_JUDGED, f"Not judged: fewer than {needed} {metric.counted}.")
    error = f"±{_plain(mdc)}{metric.spaced_unit}"
    if abs(moved) <= mdc:
        text = f"No change beyond measurement error ({error})."
        return Change(Kind.WITHIN_ERROR, text, difference=moved)
    way = metric.positive_way if moved > 0 else metric.negative_way
    text = f"{abs(moved)}{metric.spaced_unit} {way} than fresh, beyond measurement error ({error})."
    return Change(Kind.REAL, text, _way(fresh.metric, moved), moved)


def _way(metric, moved):
    if metric in WORSE_WHEN_HIGHER:
        return Direction.WORSE if moved > 0 else Direction.BETTER
    return Direction.HIGHER if moved > 0 else Direction.LOWER


def asymmetry(left: Value, right: Value, settings: Settings | None = None) -> str:
    """Return what may be said of two sides of one run, in one state; "" where nothing is to be.

    Angles alone, as a difference in degrees: a ratio explodes near zero. Roll of the camera adds to
    one side what it takes from the other, so without levelling any difference could be the
    camera's. A difference is described, never called a cause.
    """
    settings = settings or thresholds.defaults()
    metric = METRICS[left.metric]
    mdc = _error(left, right, settings)
    if metric.unit != "°" or not metric.is_of_a_side or mdc is None:
        return ""
    if why := _why_sides_not_judged(left, right, settings):
        return f"Left and right are not judged: {why}."
    apart, alike = abs(left.shown - right.shown), settings["alike_up_to_deg"]
    if apart <= alike:
        return f"Both sides are alike: {apart}° apart, as healthy runners can be."
    if apart <= mdc:
        return f"A possible difference of {apart}° between the sides, within measurement error."
    return f"A difference of {apart}° between the sides."


def _why_sides_not_judged(left, right, settings):
    if not (left.levelled and right.levelled):
        return "the picture was not levelled"
    if differs := _seen_otherwise(left, right):
        return differs
    needed = stable_count(left.metric, settings)
    if left.is_of_fewer_than(needed) or right.is_of_fewer_than(needed):
        return f"fewer than {needed} {METRICS[left.metric].counted} a side"
    return ""


def _seen_otherwise(one, other):
    """Return what differs in how two values of one run were taken; each side has its own camera."""
    if one.view.split("_")[0] != other.view.split("_")[0]:
        return "the view differs"
    return "the landmarks differ" if one.landmark_set != other.landmark_set else ""


def _error(one, other, settings):
    """Return the detectable change of two values of one run: one rater, one set-up."""
    today = thresholds.mdc_of(one.metric, settings, same_rater=True)
    if one.metric == "knee_flexion_ic":
        return today
    stored = [value.mdc for value in (one, other) if value.mdc is not None]
    return max(stored, default=today)


# --- A force, and the band toward which a change is better ----------------------------------------


def compare_percent(before: Decimal, after: Decimal, *, mdc_pct: Decimal) -> Change:
    """Return what may be said of two abductor forces, in % of the first, which is above zero."""
    moved = to_tenth(100 * (after - before) / before)
    if abs(moved) <= mdc_pct:
        text = f"No change beyond measurement error (±{_plain(mdc_pct)}\u00a0%)."
        return Change(Kind.WITHIN_ERROR, text, difference=moved)
    way = Direction.BETTER if moved > 0 else Direction.WORSE
    word = "stronger" if moved > 0 else "weaker"
    text = f"Real change: {abs(moved)}\u00a0% {word} (error ±{_plain(mdc_pct)}\u00a0%)."
    return Change(Kind.REAL, text, way, moved)


def typical_band(
    metric: str, settings: Settings, sex: str = ""
) -> tuple[Decimal | None, Decimal | None] | None:
    """Return the band of `compare`'s `typical`; None where a change is only up or down."""
    if metric == "fppa_sls":
        return -settings["g3_typical_max_deg"], settings["g3_typical_max_deg"]
    if metric == "fppa_landing" and sex in ("female", "male"):
        [rule] = rules.rules_for(metric, sex)
        return None, settings[rule.settings[0].code]
    if metric not in BANDS:
        return None
    lowest, highest = BANDS[metric]
    return (lowest and settings[lowest], highest and settings[highest])


# --- What they share ------------------------------------------------------------------------------

WORDS = {
    Direction.BETTER: "nearer to the usual range",
    Direction.WORSE: "further from the usual range",
    Direction.HIGHER: "higher",
    Direction.LOWER: "lower",
}


def _direction(before, after, typical):
    """Return better or worse toward the typical band; inside it a change is only up or down."""
    if typical:
        had, has = _outside(before, typical), _outside(after, typical)
        if has < had:
            return Direction.BETTER
        if has > had:
            return Direction.WORSE
    return Direction.HIGHER if after > before else Direction.LOWER


def _outside(value, typical):
    lowest, highest = typical
    if lowest is not None and value < lowest:
        return lowest - value
    if highest is not None and value > highest:
        return value - highest
    return Decimal(0)


def _apart(one, other, allowed):
    if one is None or other is None:
        return one is not other
    return abs(one - other) > allowed


def _plain(number):
    return f"{number.normalize():f}"
