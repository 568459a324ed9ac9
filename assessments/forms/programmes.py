"""A plan as its clinician writes it: the whole of it, and each exercise with its dose."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from assessments.actions import MOST_ITEMS, DraftItem, DraftPlan
from assessments.exercises.doses import (
    MOST_REST_S,
    MOST_SECONDS,
    MOST_SETS,
    Counted,
    Dose,
    DoseError,
)
from assessments.exercises.exercise import Exercise, Laterality
from assessments.forms.fields import PlainDecimalField, TypedTextField, WholeField
from assessments.forms.pages import in_own_words
from assessments.models import CautionCode, CountedIn, ProgrammeVersion, Side
from assessments.programmes.retraining import FASTEST_SPM, SLOWEST_SPM, STEP_RATE
from assessments.programmes.timetable import MOST_WEEKS, WEEKDAYS
from clinic.forms import BareForm, DayField, InstantField, RevisionField, SubmissionField

LONGEST_NOTE, LONGEST_TEXT = 300, 2000
MOST_LINES = 2**15 - 1  # as the column holds
DOSE = ("sets", "sets_most", "least", "most", "hold_s", "rest_s")


def words(label, *, rows, longest=LONGEST_TEXT, help_text=""):
    return TypedTextField(
        label=label,
        required=False,
        max_length=longest,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PlanForm(BareForm):
    """What holds for the whole plan: its days, its texts, what was looked at before it is sent."""

    revision = RevisionField()
    starts_on = DayField(label="Begins on")
    weeks = WholeField(label="Weeks", unit="weeks", lowest=1, highest=MOST_WEEKS)
    retest_week = WholeField(
        label="Retest after week",
        unit="weeks",
        lowest=1,
        highest=MOST_WEEKS,
        help_text="Six weeks is the programme that was tested. Leave it empty for no retest.",
    )
    note = words("A word to the patient", rows=2)
    load_advice = words("Load advice", rows=5, help_text="Always part of a plan.")
    cautions = forms.MultipleChoiceField(
        label="Does any of these hold?",
        choices=CautionCode.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Each asks for a note before the plan can be sent.",
    )
    caution_note = words("What you did about it", rows=2)
    moves_by_itself = forms.BooleanField(
        label="The plan moves on by itself; without this, each step is proposed to you",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["weeks"].required = True

    def clean(self):
        weeks, retest = self.cleaned_data.get("weeks"), self.cleaned_data.get("retest_week")
        if "weeks" not in self.errors and weeks is None:
            self.add_error("weeks", "Say how many weeks the plan lasts.")
        if weeks and retest and retest > weeks + 4:
            self.add_error("retest_week", "Choose a week of the plan, or one soon after it.")

    def seen(self) -> int:
        """Return the revision that was looked at, or one that nothing has."""
        seen = self.cleaned_data.get("revision")
        return -1 if seen is None else seen


class LineField(forms.IntegerField):
    """Which place of the plan an exercise stands at; what cannot be read is a new one."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return None


class CarriedField(forms.CharField):
    """Words that the page carries along unseen: cut where they could not be stored."""

    widget = forms.HiddenInput

    def __init__(self, *, longest):
        self.longest = longest
        super().__init__(required=False)

    def clean(self, value):
        return "".join(c for c in str(value or "") if c != "\x00")[: self.longest]


class ItemForm(BareForm):
    """One exercise: its dose beside each other, its days as seven boxes."""

    line = LineField(required=False, min_value=1, max_value=MOST_LINES)
    exercise = CarriedField(longest=8)
    sets = WholeField(label="Sets", unit="sets", lowest=1, highest=MOST_SETS)
    sets_most = WholeField(label="Most sets", unit="sets", lowest=1, highest=MOST_SETS)
    least = WholeField(label="Least in a set", unit="in a set", lowest=1, highest=MOST_SECONDS)
    most = WholeField(label="Most in a set", unit="in a set", lowest=1, highest=MOST_SECONDS)
    counted = forms.ChoiceField(label="Counted in", choices=CountedIn.choices, required=False)
    hold_s = WholeField(label="Each held (s)", unit="s", lowest=1, highest=MOST_SECONDS)
    rest_s = WholeField(label="Rest between (s)", unit="s", lowest=1, highest=MOST_REST_S)
    dose_words = forms.CharField(label="Dose in words", required=False, max_length=LONGEST_NOTE)
    days = forms.TypedMultipleChoiceField(
        label="Days",
        choices=[(str(day), name) for day, name in enumerate(WEEKDAYS)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    first_side = forms.ChoiceField(
        label="First side",
        choices=[("", "Either"), *Side.choices],
        required=False,
    )
    extra_set = forms.BooleanField(label="One extra set on that side", required=False)
    own_spm = PlainDecimalField(
        label="Own step rate",
        unit="steps/min",
        lowest=SLOWEST_SPM,
        highest=FASTEST_SPM,
        digits=1,
    )
    is_gentle = forms.BooleanField(
        label="A smaller change: 5 % alone (calf or Achilles pain)", required=False
    )
    note = forms.CharField(label="Note to the patient", required=False, max_length=LONGEST_NOTE)
    reason = CarriedField(longest=LONGEST_TEXT)
    source = CarriedField(longest=LONGEST_NOTE)

    def __init__(self, *args, known: Exercise, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known
        gone = set()
        if known.dose is None:
            gone |= {*DOSE, "counted"}
        if known.laterality != Laterality.EACH:
            gone |= {"first_side", "extra_set"}
        if known.code != STEP_RATE:
            gone |= {"own_spm", "is_gentle"}
        for name in gone:
            del self.fields[name]

    @property
    def name(self) -> str:
        return self.known.name

    def clean(self):
        if self.known.dose is not None and not set(DOSE) & set(self.errors):
            self._clean_dose()
        typed = self.cleaned_data
        if typed.get("extra_set") and not typed.get("first_side"):
            self.add_error("first_side", "Say which side has the extra set.")

    def _clean_dose(self):
        typed = self.cleaned_data
        missing = [name for name in ("sets", "least", "most") if typed.get(name) is None]
        for name in missing:
            self.add_error(name, "Write a whole number, such as 3.")
        if missing:
            return
        try:
            typed["dose"] = Dose(
                **{name: typed.get(name) for name in DOSE},
                counted=Counted(typed.get("counted") or Counted.REPETITIONS),
            )
        except DoseError as error:
            self.add_error(error.field, str(error))

    def item(self) -> DraftItem:
        """Return what was typed, which is sound."""
        typed = self.cleaned_data
        return DraftItem(
            exercise=self.known.code,
            line=typed["line"],
            dose=typed.get("dose"),
            dose_words=typed["dose_words"],
            days=tuple(sorted(typed["days"])),
            first_side=typed.get("first_side", ""),
            extra_set=typed.get("extra_set", False),
            reason=typed["reason"],
            source=typed["source"],
            note=typed["note"],
            own_spm=typed.get("own_spm"),
            is_gentle=typed.get("is_gentle", False),
        )


def initial_of(item) -> dict:
    """Return the fields of an exercise as they are stored."""
    names = (*DOSE, "counted", "dose_words", "first_side", "extra_set", "own_spm", "is_gentle")
    kept = {name: getattr(item, name) for name in (*names, "note", "reason", "source", "exercise")}
    own = kept["own_spm"]
    return kept | {
        "line": item.line.number,
        "days": [str(day) for day in item.days],
        "own_spm": None if own is None else f"{own.normalize():f}",
    }


@dataclass(frozen=True)
class DraftForms:
    """All forms of a draft's page; `prefix` of an exercise is its place in what was sent."""

    plan: PlanForm
    items: list[ItemForm]

    @classmethod
    def stored(cls, draft: ProgrammeVersion, exercises) -> "DraftForms":
        """Return the page as it is stored."""
        names = ("starts_on", "weeks", "retest_week", "note", "load_advice", "cautions")
        initial = {name: getattr(draft, name) for name in names} | {
            "caution_note": draft.caution_note,
            "moves_by_itself": draft.moves_by_itself,
            "revision": draft.revision,
        }
        items = [item for item in draft.items.all() if item.exercise in exercises]
        return cls(
            PlanForm(initial=initial),
            [
                ItemForm(
                    initial=initial_of(item), prefix=f"i{place}", known=exercises[item.exercise]
                )
                for place, item in enumerate(items)
            ],
        )

    @classmethod
    def typed(cls, sent, exercises) -> "DraftForms":
        """Return the page as it was sent, each exercise once; one that there is not is left out."""
        return cls(
            PlanForm(sent),
            [
                ItemForm(sent, prefix=f"i{place}", known=exercises[code])
                for place, code in _sent_exercises(sent)
                if code in exercises
            ],
        )

    def are_valid(self) -> bool:
        return all([self.plan.is_valid(), *(each.is_valid() for each in self.items)])

    def draft(self, items: list[DraftItem]) -> DraftPlan:
        """Return the plan as it was typed, with these exercises; all forms are sound."""
        typed = self.plan.cleaned_data
        return DraftPlan(
            starts_on=typed["starts_on"],
            weeks=typed["weeks"],
            retest_week=typed["retest_week"],
            note=typed["note"],
            load_advice=typed["load_advice"],
            cautions=tuple(typed["cautions"]),
            caution_note=typed["caution_note"],
            moves_by_itself=typed["moves_by_itself"],
            items=tuple(items),
        )


def _sent_exercises(sent) -> Iterator[tuple[int, str]]:
    """Yield where each exercise stands in what was sent; of one that stands twice, the first."""
    known = set()
    for place in range(MOST_ITEMS):
        code = sent.get(f"i{place}-exercise")
        if code is not None and code not in known:
            known.add(code)
            yield place, code


class EndForm(BareForm):
    reason = forms.CharField(
        label="Why does the plan end?",
        max_length=500,
        validators=[in_own_words],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say in a few words why the plan ends."},
    )


class SeenForm(BareForm):
    what_was_done = forms.CharField(
        label="What did you do about it?",
        max_length=500,
        validators=[in_own_words],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say in a few words what you did."},
    )


class RetestForm(forms.Form):
    """One free time with who gives it, as its button sends them together."""

    time = forms.CharField(max_length=120)
    submission = SubmissionField()

    def clean(self):
        starts_at, _, practitioner = self.cleaned_data.get("time", "").partition("|")
        try:
            self.cleaned_data["starts_at"] = InstantField().clean(starts_at)
        except ValidationError as error:
            self.add_error("time", error)
        self.cleaned_data["practitioner"] = practitioner

    def first_error(self) -> str:
        return "Please choose one of the times on offer."


class StepForm(forms.Form):
    """A clinician's word on a proposed step: to which exercise, or none."""

    decision = forms.ChoiceField(choices=[("accept", "Accept"), ("decline", "Decline")])
    to_exercise = forms.CharField(required=False, max_length=8)
    note = forms.CharField(required=False, max_length=500)

    def clean_note(self):
        note = self.cleaned_data["note"]
        if "\x00" in note:
            raise ValidationError("Please leave out control characters.")
        return note
