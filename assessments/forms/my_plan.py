"""What a patient logs of one exercise of their plan."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.forms.fields import PAIN_ENDS, ScoreField, TypedTextField, WholeField
from assessments.models import ProgrammeItem, SessionLog
from assessments.models.sessions import MOST_LOGGED
from clinic.forms import BareForm, PastDayField, SubmissionField

LONGEST_NOTE = 500


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or no answer."""

    def __init__(self, **options):
        super().__init__(
            choices=[("yes", "Yes"), ("no", "No")],
            coerce=lambda answer: answer == "yes",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Choose yes or no."},
            **options,
        )


class SetField(WholeField):
    """How much of one set; a set that is left empty was not done."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError("Write a whole number, such as 10.") from None


class SessionForm(BareForm):
    """One exercise of one day: its sets, filled in, and how it was."""

    version = forms.CharField(widget=forms.HiddenInput)
    exercise = forms.CharField(widget=forms.HiddenInput)
    reference = SubmissionField()
    pain = ScoreField(label="Pain during it", help_text=PAIN_ENDS, required=False)
    effort = ScoreField(
        label="How hard it was", help_text="0 no effort, 10 the most you can", required=False
    )
    good_control = YesNoField(label="Good control, to the last one?")
    done_on = PastDayField(label="Day", error_messages={"required": "Choose the day."})
    note = TypedTextField(
        label="Note to your clinician",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data=None, *, item: ProgrammeItem, done=()):
        first = {
            "version": item.version.reference,
            "exercise": item.exercise,
            "reference": uuid4(),
            "done_on": timezone.localdate(),
        }
        super().__init__(data, initial=first, auto_id=f"id_{item.exercise}_%s")
        self.item, self.names = item, []
        self.fields["done_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        dose = item.dose
        for place in range((dose.sets_most or dose.sets) if dose else 0):
            name = f"set_{place + 1}"
            self.fields[name] = SetField(
                label=f"Set {place + 1}",
                unit=dose.counted.value,
                lowest=0,
                highest=MOST_LOGGED,
                initial=done[place] if place < len(done) else None,
            )
            self.names.append(name)

    @property
    def sets(self) -> list[forms.BoundField]:
        return [self[name] for name in self.names]

    @property
    def is_opened_up(self) -> bool:
        """Say whether what is folded away has an error or was used."""
        return bool({"done_on", "note"} & self.errors.keys()) or bool(self.data.get("note"))

    def clean(self):
        if self.names and not self.errors and not self.done:
            self.add_error(self.names[0], "Write how much of the first set you did.")

    @property
    def done(self) -> list[int]:
        """How much of each set; a set that was left empty was not done."""
        sets = (self.cleaned_data.get(name) for name in self.names)
        return [count for count in sets if count is not None]

    def said(self) -> dict:
        """Return what the action keeps of it."""
        kept = ("done_on", "pain", "effort", "good_control", "note", "reference")
        return {name: self.cleaned_data[name] for name in kept} | {"done": self.done}


class NextDayForm(BareForm):
    """Whether anything was worse the day after."""

    NOTHING, THESE = "nothing", "these"
    answer = forms.ChoiceField(
        choices=[(NOTHING, "No, nothing"), (THESE, "Yes, what I ticked")],
        error_messages={
            "required": "Choose one of the answers.",
            "invalid_choice": "Choose one of the answers.",
        },
    )
    worse = forms.MultipleChoiceField(
        label="Was any of it worse the next day?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "This is no longer asked. Please answer anew."},
    )

    def __init__(self, data=None, *, logs: list[SessionLog]):
        super().__init__(data)
        self.logs = logs
        self.fields["worse"].choices = [(str(log.reference), log.item.name) for log in logs]

    def clean(self):
        is_any = self.cleaned_data.get("answer") == self.THESE
        if is_any and "worse" not in self.errors and not self.cleaned_data.get("worse"):
            self.add_error("worse", "Tick what was worse, or answer “No, nothing”.")

    def answers(self) -> list[tuple[SessionLog, bool]]:
        is_any = self.cleaned_data["answer"] == self.THESE
        ticked = self.cleaned_data["worse"] if is_any else []
        return [(log, str(log.reference) in ticked) for log in self.logs]
