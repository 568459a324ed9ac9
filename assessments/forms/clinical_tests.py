"""What a clinician types of the tests: balance, strength, holds and step rate, left and right."""

from decimal import Decimal
from functools import cached_property

from django import forms

from assessments import queries
from assessments.actions import Values
from assessments.biomechanics.metrics import CADENCE
from assessments.forms.fields import PlainDecimalField, WholeField
from assessments.forms.legs import (
    LEGS,
    LONGEST_NOTE,
    OF_FORCE,
    Cell,
    Row,
    legs_of,
    reading_field,
    shown,
    states_of,
    texts_of,
)
from assessments.forms.sections import NO_CHOICE, SectionForm
from assessments.forms.step_rate import StepRateFields
from assessments.judging.thresholds import FORCE_PCT, error_code
from assessments.measuring.strength_tests import values_of
from assessments.models import (
    ClinicalTest,
    ClinicalTestCode,
    Contraction,
    Position,
    RuleSetting,
)
from assessments.sentences.strength import lines_of


class ClinicalTestsForm(StepRateFields, SectionForm):
    """Trendelenburg, hip-abductor strength, both holds and the step rate."""

    class Media:
        css = {"all": ["css/tests.css"]}
        js = [
            forms.Script("js/timers.js", type="module"),
            forms.Script("js/tapping.js", type="module"),
        ]

    force_contraction = forms.ChoiceField(
        label="Kind of test", required=False, choices=NO_CHOICE + Contraction.choices
    )
    force_position = forms.ChoiceField(
        label="Position", required=False, choices=NO_CHOICE + Position.choices
    )
    force_arm_cm = PlainDecimalField(
        label="Arm: hip joint to pad (cm)", unit="cm", lowest=5, highest=120, digits=1
    )
    force_mass_kg = PlainDecimalField(
        label="Body mass (kg)", unit="kg", lowest=20, highest=250, digits=1
    )
    hold_load_kg = PlainDecimalField(
        label="Added load (kg)", unit="kg", lowest=0, highest=100, digits=1
    )

    def add_fields(self):
        for leg in LEGS:
            for number, name in enumerate(leg.readings, start=1):
                self.fields[name] = reading_field(leg, number)
            self.fields[f"{leg.name}_pain"] = WholeField(
                label="Pain, 0 to 10", unit="out of 10", lowest=0, highest=10
            )
            self.fields[f"{leg.name}_invalid"] = forms.BooleanField(
                label="This test does not count", required=False
            )
            self.fields[f"{leg.name}_note"] = forms.CharField(
                label="Why, or a note", required=False, max_length=LONGEST_NOTE
            )
        self.add_step_rate()

    # --- What else is known -----------------------------------------------------------------------

    @cached_property
    def body(self) -> queries.Body:
        return queries.body_of(self.assessment)

    @cached_property
    def last_test(self) -> ClinicalTest | None:
        return queries.last_strength_test(self.assessment)

    @cached_property
    def settings(self) -> dict[str, Decimal]:
        return RuleSetting.objects.current()

    # --- What must fit together -------------------------------------------------------------------

    def clean(self):
        for leg in LEGS:
            self._check_leg(leg)
        if any(self.has_text(name) for leg in self._force_legs() for name in leg.readings):
            for name in ("force_contraction", "force_position"):
                if not self.has_text(name):
                    self.refuse(name, "Say how it was tested: the readings depend on it.")
        self.check_step_rate()

    def _check_leg(self, leg):
        has_reading = any(self.has_text(name) for name in leg.readings)
        said = [f"{leg.name}_{part}" for part in ("pain", "invalid", "note")]
        if not has_reading and any(self.has_text(name) for name in said):
            self.refuse(leg.readings[0], "Write the reading, or clear what is said of it.")
        if self.cleaned_data.get(f"{leg.name}_invalid") and not self.has_text(f"{leg.name}_note"):
            self.refuse(f"{leg.name}_note", "Say why it does not count.")

    def _force_legs(self):
        return [leg for leg in LEGS if leg.code == ClinicalTestCode.ABDUCTOR_FORCE]

    # --- What is stored ---------------------------------------------------------------------------

    def values(self) -> Values:
        error = self.settings[error_code(CADENCE.code)]
        return Values(rows=[*self.tests(), *self.step_rates(error)])

    def tests(self) -> list[ClinicalTest]:
        """Return the tests that can be read of what was typed, not saved yet."""
        return [test for leg in LEGS if (test := self._test(leg))]

    def _test(self, leg):
        read = [self.cleaned_data.get(name) for name in leg.readings]
        trials = [Decimal(reading) for reading in read if reading is not None]
        if not trials:
            return None
        test = ClinicalTest(
            code=leg.code,
            side=leg.side,
            state=leg.state,
            trials=trials,
            best=max(trials),
            pain=self.cleaned_data.get(f"{leg.name}_pain"),
            is_valid=not self.cleaned_data.get(f"{leg.name}_invalid"),
            note=self.cleaned_data.get(f"{leg.name}_note", ""),
        )
        if leg.code == ClinicalTestCode.ABDUCTOR_FORCE:
            for part in OF_FORCE:
                setattr(test, part, self.cleaned_data.get(f"force_{part}"))
            test.contraction, test.position = test.contraction or "", test.position or ""
        elif leg.code == ClinicalTestCode.ABDUCTOR_HOLD:
            test.load_kg = self.cleaned_data.get("hold_load_kg")
        return test

    # --- What the page begins with ----------------------------------------------------------------

    def texts(self):
        tests = list(self.assessment.clinical_tests.all())
        texts = self._carried_over() | self.step_rate_texts()
        for test in tests:
            texts |= texts_of(test)
        return {name: text for name, text in texts.items() if text}

    def _carried_over(self):
        """Return how it was tested the last time, and the mass that the patient told."""
        texts = {}
        if self.last_test:
            texts = {f"force_{part}": shown(getattr(self.last_test, part)) for part in OF_FORCE}
        if self.body.mass_kg:
            texts["force_mass_kg"] = shown(self.body.mass_kg)
        return texts

    # --- As the page lays it out ------------------------------------------------------------------

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """Each test's rows by its code, with what the readings as they stand come to."""
        lines = self._lines()
        return {
            code.name.lower(): [self._row(code, state, lines) for state in states_of(code)]
            for code in ClinicalTestCode
        }

    @property
    def all_rows(self) -> list[Row]:
        return [row for rows in self.rows.values() for row in rows]

    def _lines(self):
        age, sex = (self.body.age, self.body.sex) if self.shows_record else (None, "")
        return lines_of(values_of(self.as_sent.tests(), age, sex), self.settings[FORCE_PCT])

    def _row(self, code, state, lines):
        of_row = [line for line in lines if (line.test, line.state) == (code, state)]
        return Row(
            code,
            state,
            [self._cell(leg, of_row) for leg in legs_of(code, state)],
            [line for line in of_row if not line.side],
        )

    def _cell(self, leg, lines):
        return Cell(
            leg,
            [self[name] for name in leg.readings],
            *(self[f"{leg.name}_{part}"] for part in ("pain", "invalid", "note")),
            [line for line in lines if line.side == leg.side],
        )
