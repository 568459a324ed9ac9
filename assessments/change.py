"""Whether a value has really changed between two assessments. Pure.

Rules 4.2 and 4.5 of the evidence base. Shown values, to a tenth, are what is compared, so that a
reader who subtracts what is on the page finds the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

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


class Kind(StrEnum):
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
    apart = abs(_tenth(after) - _tenth(before))
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
    moved = _tenth(after.value) - _tenth(before.value)
    if mdc is None:
        return Change(
            Kind.NO_ERROR_KNOWN,
            "The change cannot be judged: no error is published for this measure.",
            difference=moved,
        )
    if abs(moved) <= mdc:
        text = f"No change beyond measurement error (±{mdc}{unit})."
        return Change(Kind.WITHIN_ERROR, text, difference=moved)
    direction = _direction(before.value, after.value, typical)
    text = f"Real change: {abs(moved)}{unit} {WORDS[direction]} (error ±{mdc}{unit})."
    return Change(Kind.REAL, text, direction, moved)


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


def _tenth(value):
    return Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
