"""What tests of strength and endurance come to, in a clinician's words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments.measuring.strength_tests import (
    FALL,
    FORCE,
    SYMMETRY,
    TORQUE,
    Z_SCORE,
    StrengthValue,
)

SIDES = {"L": "left", "R": "right"}
NORMS = {"female": "women", "male": "men"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence; `stands_out` where it goes beyond what error can make."""

    test: str
    side: str
    state: str
    text: str
    stands_out: bool = False


def lines_of(values: Iterable[StrengthValue], force_error_pct: Decimal) -> list[Line]:
    """Return what is said of the values beyond the readings themselves.

    `force_error_pct` is the change of abductor force that error can make, in %.
    """
    return [
        Line(
            test=value.test,
            side=value.side,
            state=value.state,
            text=text,
            stands_out=_is_beyond(value, force_error_pct),
        )
        for value in values
        if (text := _sentence(value, force_error_pct))
    ]


def _sentence(value, force_error_pct):
    """Return a value's sentence, with why it is not judged; "" where its reading says it all."""
    number = _number(value, force_error_pct)
    if value.measure == Z_SCORE and value.value is None:
        return f"No norm: {value.doubt.words}."
    if value.measure == FORCE:
        return value.not_judged  # once for the leg: what is computed of it says no more
    if value.measure in (TORQUE, Z_SCORE):
        return number or value.not_judged
    return f"{number} {value.not_judged}".strip()


def _number(value, force_error_pct):
    if value.value is None:
        return ""
    if value.measure == TORQUE:
        return f"{value.value}\u00a0{value.unit}"
    if value.measure == Z_SCORE:
        return _against_norm(value)
    if value.measure == SYMMETRY:
        return _symmetry(value)
    return fall_in_words(value, force_error_pct) if value.measure == FALL else ""


def _against_norm(value):
    way = "above" if value.value > 0 else "below"
    apart = f"{abs(value.value)} SD {way}" if value.value else "At"
    return f"{apart} the norm of {NORMS[value.norm_for]}."


def _symmetry(value):
    if not value.weaker:
        return "Both sides alike."
    weaker, stronger = SIDES[value.weaker], SIDES["R" if value.weaker == "L" else "L"]
    less = "Weaker" if value.test == FORCE else "Shorter"
    return f"{less} side: {weaker}, {value.value}\u00a0% of the {stronger}."


def fall_in_words(value: StrengthValue, force_error_pct: Decimal) -> str:
    """Return how much of a leg's force the run took, against what error can make."""
    way = "less" if value.value > 0 else "more"
    apart = f"{abs(value.value)}\u00a0% {way} than fresh" if value.value else "As fresh"
    limit = f"the {force_error_pct.normalize():f}\u00a0% that error can make"
    if _is_beyond(value, force_error_pct):
        return f"{apart}, beyond {limit}."
    return f"{apart}, within {limit}."


def _is_beyond(value, force_error_pct):
    is_known = value.measure == FALL and value.value is not None and not value.not_judged
    return is_known and abs(value.value) > force_error_pct
