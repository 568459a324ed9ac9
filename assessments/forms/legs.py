"""Where the readings of each leg stand on the tests' page, and how stored ones are shown there."""

from dataclasses import dataclass
from decimal import Decimal

from django import forms

from assessments.forms.fields import PlainDecimalField, WholeField
from assessments.forms.step_rate import RUN_STATES
from assessments.models import ClinicalTest, ClinicalTestCode, RunState, Side
from assessments.sentences.strength import Line

TRIALS = 4
LONGEST_NOTE = 200
PREFIXES = {
    ClinicalTestCode.TRENDELENBURG: "trendelenburg",
    ClinicalTestCode.ABDUCTOR_FORCE: "force",
    ClinicalTestCode.ABDUCTOR_HOLD: "hold",
    ClinicalTestCode.SIDE_BRIDGE: "bridge",
}
OF_FORCE = ("contraction", "position", "arm_cm", "mass_kg")  # the same for all its readings


@dataclass(frozen=True)
class LegTest:
    """One test of one leg: the names of its fields begin with `name`."""

    code: ClinicalTestCode
    side: Side
    state: RunState

    @property
    def name(self) -> str:
        state = "" if self.state == RunState.NONE else f"{self.state}_"
        return f"{PREFIXES[self.code]}_{state}{self.side}"

    @property
    def readings(self) -> list[str]:
        """Return the names of what is read: trials of force, or one time."""
        if self.code == ClinicalTestCode.ABDUCTOR_FORCE:
            return [f"{self.name}_{trial}" for trial in range(1, TRIALS + 1)]
        return [self.name]


def legs_of(code: ClinicalTestCode, state: RunState) -> list[LegTest]:
    return [LegTest(code, side, state) for side in Side]


def states_of(code: ClinicalTestCode) -> tuple[RunState, ...]:
    return RUN_STATES if code == ClinicalTestCode.ABDUCTOR_FORCE else (RunState.NONE,)


LEGS = [
    leg for code in ClinicalTestCode for state in states_of(code) for leg in legs_of(code, state)
]


@dataclass(frozen=True)
class Cell:
    """One leg as the page lays it out."""

    leg: LegTest
    readings: list[forms.BoundField]
    pain: forms.BoundField
    invalid: forms.BoundField
    note: forms.BoundField
    lines: list[Line]

    @property
    def says_why(self) -> bool:
        """Say whether the fold about a test that does not count is to be open."""
        return bool(self.note.value() or self.invalid.value() or self.note.errors)


@dataclass(frozen=True)
class Row:
    """Both legs of one test in one state, and what is said of the two together."""

    code: ClinicalTestCode
    state: RunState
    cells: list[Cell]
    lines: list[Line]

    @property
    def is_filled(self) -> bool:
        return any(field.value() for cell in self.cells for field in [*cell.readings, cell.pain])


def reading_field(leg: LegTest, number: int) -> PlainDecimalField:
    """Return the field of one reading: newtons, or whole seconds."""
    if leg.code == ClinicalTestCode.ABDUCTOR_FORCE:
        return PlainDecimalField(label=f"Trial {number}", unit="N", lowest=0, highest=800, digits=1)
    longest = 30 if leg.code == ClinicalTestCode.TRENDELENBURG else 300
    return WholeField(label="Held (s)", unit="seconds", lowest=0, highest=longest)


def texts_of(test: ClinicalTest) -> dict[str, str]:
    """Return a stored test as the texts of its fields."""
    leg = LegTest(ClinicalTestCode(test.code), Side(test.side), RunState(test.state))
    texts = {name: shown(trial) for name, trial in zip(leg.readings, test.trials, strict=False)}
    texts[f"{leg.name}_pain"] = shown(test.pain)
    texts[f"{leg.name}_invalid"] = "" if test.is_valid else "on"
    texts[f"{leg.name}_note"] = test.note
    if test.code == ClinicalTestCode.ABDUCTOR_FORCE:
        texts |= {f"force_{part}": shown(getattr(test, part)) for part in OF_FORCE}
    elif test.code == ClinicalTestCode.ABDUCTOR_HOLD:
        texts["hold_load_kg"] = shown(test.load_kg)
    return texts


def shown(value) -> str:
    """Return a stored value as it would be typed."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
