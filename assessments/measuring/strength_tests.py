"""What the tests of strength and endurance come to, left and right. Pure.

Rows of `ClinicalTest` go in, saved or not; out come the numbers that the page previews, the rules
judge and the record shows. Evidence base 2.6 and 4.1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol

from assessments.biomechanics import strength

TRENDELENBURG, FORCE = "trendelenburg_s", "hip_abd_force_n"
HOLD, SIDE_BRIDGE = "hip_abd_endurance_s", "side_bridge_s"
TORQUE, Z_SCORE = "hip_abd_nm_per_kg", "hip_abd_z"
SYMMETRY, FALL = "lsi_pct", "hip_abd_fall_pct"
UNITS = {
    TRENDELENBURG: "s",
    FORCE: "N",
    HOLD: "s",
    SIDE_BRIDGE: "s",
    TORQUE: "N·m/kg",
    Z_SCORE: "SD",
    SYMMETRY: "%",
    FALL: "%",
}
LEFT, RIGHT = "L", "R"
FRESH, END_OF_RUN = "fresh", "end_of_run"
BOTH_NORMS = ("female", "male")  # shown side by side to whoever prefers not to say
CODES = (TRENDELENBURG, FORCE, HOLD, SIDE_BRIDGE)


class WhyNot(StrEnum):
    """Why no rule may judge a number. The code is kept with a finding; a person reads `WORDS`."""

    PAIN = "pain"
    NOT_COUNTED = "not_counted"
    NO_ARM_OR_MASS = "no_arm_or_mass"
    NO_SUCH_NORM = "no_such_norm"
    NO_AGE = "no_age"
    OTHER_CONTRACTION = "other_contraction"
    OTHER_POSITION = "other_position"
    OTHER_LOAD = "other_load"
    ARM_UNKNOWN = "arm_unknown"
    BOTH_ZERO = "both_zero"
    FRESH_ZERO = "fresh_zero"


WORDS = {
    WhyNot.PAIN: "pain {pain}/10 during the test",
    WhyNot.NOT_COUNTED: "the test did not count",
    WhyNot.NO_ARM_OR_MASS: "it needs the arm and the body mass",
    WhyNot.NO_SUCH_NORM: "the norm holds for a break test, side-lying",
    WhyNot.NO_AGE: "the norm needs the age",
    WhyNot.OTHER_CONTRACTION: "one was a make test, the other a break test",
    WhyNot.OTHER_POSITION: "they were done in different positions",
    WhyNot.OTHER_LOAD: "the loads differ",
    WhyNot.ARM_UNKNOWN: "the arm of one is not known",
    WhyNot.BOTH_ZERO: "both are 0",
    WhyNot.FRESH_ZERO: "the fresh force is 0",
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a number is not judged; of pain, how much it was."""

    why: WhyNot
    pain: int | None = None

    @property
    def words(self) -> str:
        """The reason alone, to be put into a sentence."""
        return WORDS[self.why].format(pain=self.pain)

    @property
    def sentence(self) -> str:
        said = "computed" if self.why == WhyNot.NO_ARM_OR_MASS else "judged"
        return f"Not {said}: {self.words}."


class Tested(Protocol):
    """One test of one leg, as `ClinicalTest` has it."""

    code: str
    side: str
    state: str
    best: Decimal
    arm_cm: Decimal | None
    mass_kg: Decimal | None
    contraction: str
    position: str
    load_kg: Decimal | None
    pain: int | None
    is_valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthValue:
    """One number that tests come to, as it is shown and graded.

    `measure` is the rules' code for it; `side` is "" for a number of both sides. `value` is None
    where it cannot be computed. `doubt` is why no rule may judge it: pain, a test that does not
    count, another kind of test than the norm's. A norm of one sex names it in `norm_for`. Of a
    symmetry, `weaker` is the side with less; "" when they are equal.
    """

    measure: str
    test: str
    side: str
    state: str
    value: Decimal | None
    doubt: Doubt | None = None
    norm_for: str = ""
    weaker: str = ""

    @property
    def not_judged(self) -> str:
        """Why no rule may judge it, in a person's words; "" where one may."""
        return self.doubt.sentence if self.doubt else ""

    @property
    def unit(self) -> str:
        return UNITS[self.measure]


def values_of(tests: Iterable[Tested], age: float | None, sex: str) -> list[StrengthValue]:
    """Return every number that the tests of one assessment come to.

    In the order of the tests: what was read of each leg; of hip-abductor force also N·m/kg (force ×
    arm ÷ mass), standard deviations from the norm (fresh alone; `age` in years on the day, `sex`
    "female", "male", or anything else for both norms) and how much of it the run took, in % of
    fresh (positive: weaker at the end); of force and holds the weaker side in % of the stronger.
    """
    tests = sorted(tests, key=lambda test: (CODES.index(test.code), test.state != FRESH, test.side))
    found = []
    for code in CODES:
        of_code = [test for test in tests if test.code == code]
        for test in of_code:
            found += _of_leg(test, age, sex)
        if code != TRENDELENBURG:
            found += _of_both_sides(of_code)
        if code == FORCE:
            found += _falls(of_code)
    return found


def why_not_counted(test: Tested) -> Doubt | None:
    """Return why the reading of a test does not count; None when it does.

    Pain invalidates a reading; whether balance or effort did is the clinician's word.
    """
    if test.pain:
        return Doubt(WhyNot.PAIN, test.pain)
    return None if test.is_valid else Doubt(WhyNot.NOT_COUNTED)


# --- One leg --------------------------------------------------------------------------------------


def _of_leg(test, age, sex):
    why = why_not_counted(test)
    found = [_value(test.code, test, test.best, why)]
    if test.code != FORCE:
        return found
    if test.arm_cm is None or not test.mass_kg:
        return [*found, _value(TORQUE, test, None, Doubt(WhyNot.NO_ARM_OR_MASS))]
    torque = strength.torque_nm_per_kg(
        force_n=float(test.best), arm_m=float(test.arm_cm) / 100, mass_kg=float(test.mass_kg)
    )
    found.append(_value(TORQUE, test, _rounded(torque, "0.01"), why))
    if test.state == FRESH:
        found += _against_norm(test, torque, age, sex, why)
    return found


def _against_norm(test, torque, age, sex, why):
    if (test.contraction, test.position) != ("break", "side_lying"):
        return [_value(Z_SCORE, test, None, Doubt(WhyNot.NO_SUCH_NORM))]
    if age is None:
        return [_value(Z_SCORE, test, None, Doubt(WhyNot.NO_AGE))]
    return [
        _value(
            Z_SCORE,
            test,
            _rounded(strength.torque_z(torque, age=age, male=norm == "male"), "0.1"),
            why,
            norm_for=norm,
        )
        for norm in ((sex,) if sex in BOTH_NORMS else BOTH_NORMS)
    ]


# --- One reading against another ------------------------------------------------------------------


def _of_both_sides(tests):
    """Return the symmetry of each state in which both legs were tested."""
    found = []
    for state in dict.fromkeys(test.state for test in tests):
        legs = {test.side: test for test in tests if test.state == state}
        if set(legs) == {LEFT, RIGHT}:
            found.append(_symmetry(legs[LEFT], legs[RIGHT]))
    return found


def _symmetry(left, right):
    why = why_not_counted(left) or why_not_counted(right)
    readings, differ = _comparable(left, right)
    if differ or not any(readings):
        return _value(SYMMETRY, left, None, why or differ or Doubt(WhyNot.BOTH_ZERO), side="")
    pct = strength.weaker_to_stronger_pct(*readings)
    weaker = "" if readings[0] == readings[1] else min((LEFT, RIGHT), key=_by(readings))
    return _value(SYMMETRY, left, _rounded(pct, "0.1"), why, side="", weaker=weaker)


def _falls(tests):
    """Return how much of each leg's fresh force the run took, in %."""
    by_state = {(test.side, test.state): test for test in tests}
    return [
        _fall(by_state[side, FRESH], by_state[side, END_OF_RUN])
        for side in (LEFT, RIGHT)
        if (side, FRESH) in by_state and (side, END_OF_RUN) in by_state
    ]


def _fall(fresh, tired):
    why = why_not_counted(fresh) or why_not_counted(tired)
    (before, after), differ = _comparable(fresh, tired)
    if differ or not before:
        return _value(FALL, tired, None, why or differ or Doubt(WhyNot.FRESH_ZERO))
    return _value(FALL, tired, _rounded(100 * (before - after) / before, "0.1"), why)


def _comparable(one, other):
    """Return both readings on one scale, and why they cannot be compared, or None."""
    readings = (float(one.best), float(other.best))
    for name, why in (
        ("contraction", WhyNot.OTHER_CONTRACTION),
        ("position", WhyNot.OTHER_POSITION),
        ("load_kg", WhyNot.OTHER_LOAD),
    ):
        if getattr(one, name) != getattr(other, name):
            return readings, Doubt(why)
    if one.arm_cm == other.arm_cm:
        return readings, None
    if one.arm_cm is None or other.arm_cm is None:
        return readings, Doubt(WhyNot.ARM_UNKNOWN)
    return (readings[0] * float(one.arm_cm), readings[1] * float(other.arm_cm)), None


def _by(readings):
    return dict(zip((LEFT, RIGHT), readings, strict=True)).get


def _value(measure, test, value, doubt=None, *, side=None, **more):
    return StrengthValue(
        measure=measure,
        test=test.code,
        side=test.side if side is None else side,
        state=test.state,
        value=value,
        doubt=doubt,
        **more,
    )


def _rounded(value, step):
    return Decimal(str(value)).quantize(Decimal(step), ROUND_HALF_UP) + Decimal(step) * 0
