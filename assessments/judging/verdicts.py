"""What the rules say of all that an assessment records: each verdict with what it judged. Pure.

The action stores these as findings; who checks a bundle makes them again from what stands in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.biomechanics.metrics import FOOT_PLACEMENT
from assessments.judging import grading, rules
from assessments.judging.grading import Value, Verdict
from assessments.judging.shapes import Settings, Way
from assessments.measuring import strength_tests
from assessments.measuring.strength_tests import Tested

NOT_RUNNING = "none"
SET_UP = {"speed": "speed_kmh", "incline": "incline_pct", "footwear": "footwear"}
SYMMETRY_OF = "lsi_"
PAIN, LOAD = "nprs_during_max", "session_spike_ratio"
WEAKER = {"L": Way.LEFT_WEAKER, "R": Way.RIGHT_WEAKER}
SHORTER = {"L": Way.LEFT_SHORTER, "R": Way.RIGHT_SHORTER}  # of seconds held
JUDGED_TESTS = (
    strength_tests.TRENDELENBURG,
    strength_tests.SIDE_BRIDGE,
    strength_tests.Z_SCORE,
    strength_tests.SYMMETRY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measured value with what it is of."""

    metric: str
    side: str
    state: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict with what it is about; `basis` is what of the record decides it."""

    about: str
    verdict: Verdict
    basis: dict
    side: str = ""
    state: str = NOT_RUNNING

    @property
    def key(self) -> tuple[str, str, str]:
        return self.about, self.side, self.state


def symmetry_of(test: str) -> str:
    """Return what a finding about one side against the other, in this test, is about."""
    return f"{SYMMETRY_OF}{test}"


def missing_of(set_up: object) -> tuple[str, ...]:
    """Return the codes of what of a run's set-up is not recorded, by the fields of its row."""
    return tuple(code for code, name in SET_UP.items() if getattr(set_up, name) in (None, ""))


def of_measurements(
    rows: Iterable[Measured], settings: Settings, *, sex: str, missing: tuple[str, ...]
) -> Iterator[Judged]:
    """Yield what is said of each measured value, then of both feet's placement (G7)."""
    feet: dict[str, list[Value]] = {}
    for row in rows:
        value = row.value if row.state == NOT_RUNNING else replace(row.value, missing=missing)
        verdict = grading.grade(value, settings, sex)
        basis = _basis(value) | _sex_of(row.metric, sex)
        yield Judged(about=row.metric, side=row.side, state=row.state, verdict=verdict, basis=basis)
        if row.metric == FOOT_PLACEMENT.code:
            feet.setdefault(row.state, []).append(value)
    for state, values in feet.items():
        basis = {f"foot_{at}": _basis(value) for at, value in enumerate(values)}
        verdict = grading.grade_crossover(values, settings)
        yield Judged(about="crossover", state=state, verdict=verdict, basis=basis)


def _basis(value: Value) -> dict:
    """Return what of a value decides its verdict."""
    return {
        "mean": f"{value.mean:.3f}",
        "sd": "" if value.sd is None else f"{value.sd:.3f}",
        "n_steps": value.n_steps,
        "levelled": value.levelled,
        "view": value.view,
        "landmark_set": value.landmark_set,
        "click_sd": "" if value.click_sd is None else f"{value.click_sd:.3f}",
        "missing": list(value.missing),
    }


def _sex_of(measure, sex):
    differs = any(rule.only_for for rule in rules.rules_for(measure))
    return {"sex": sex} if differs else {}


def of_tests(
    tests: Sequence[Tested], settings: Settings, *, age: int | None, sex: str
) -> Iterator[Judged]:
    """Yield what is said of each number that a rule judges of the tests of strength."""
    by_key: dict[tuple, list[strength_tests.StrengthValue]] = {}
    for value in strength_tests.values_of(tests, age, sex):
        if value.measure in JUDGED_TESTS:
            key = value.measure, value.test, value.side, value.state
            by_key.setdefault(key, []).append(value)
    for (measure, test, side, state), values in by_key.items():
        verdict = _verdict_of_test(values, settings, sex)
        about = symmetry_of(test) if measure == strength_tests.SYMMETRY else measure
        basis = _basis_of_test(values) | _sex_of(measure, sex)
        yield Judged(about=about, side=side, state=state, verdict=verdict, basis=basis)


def _verdict_of_test(values, settings, sex):
    first, why = values[0], values[0].not_judged
    if len(values) > 1 and not why:
        why = grading.DIFFERS_BY_SEX
    number = Decimal(0) if first.value is None else first.value
    if first.value is None and not why:
        why = "Not judged: it cannot be computed."
    verdict = grading.grade_number(first.measure, number, settings, sex, why_not=why)
    if first.weaker and verdict.grade:
        less = WEAKER if first.test == strength_tests.FORCE else SHORTER
        return replace(verdict, label=less[first.weaker])
    return verdict


def _basis_of_test(values):
    numbers = {
        f"value_{value.norm_for}" if len(values) > 1 else "value": str(value.value)
        for value in values
        if value.value is not None
    }
    doubt = values[0].doubt
    why = {"why": doubt.why if doubt else ""}
    how_much = {"pain": doubt.pain} if doubt and doubt.pain else {}
    return numbers | why | how_much | {"weaker": values[0].weaker}


def of_seen(item: str, side: str, seen: str) -> Judged:
    """Return what was seen by eye as a verdict."""
    verdict = grading.grade_by_eye(item, seen)
    return Judged(about=item, side=side, verdict=verdict, basis={"grade": seen})


def of_pain(pain: int, settings: Settings) -> Judged:
    """Return what is said of the most pain during the run (G19)."""
    verdict = grading.grade_number(PAIN, Decimal(pain), settings)
    return Judged(about=PAIN, verdict=verdict, basis={"value": str(pain)})


def of_load(ratio: Decimal, settings: Settings) -> Judged:
    """Return what is said of the next long run against those of the month (G20)."""
    verdict = grading.grade_number(LOAD, ratio, settings)
    return Judged(about=LOAD, verdict=verdict, basis={"value": str(ratio)})
