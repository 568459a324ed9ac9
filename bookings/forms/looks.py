"""Which looks at files are wanted, and what somebody found who asked about some."""

from django import forms
from django.db.models import Exists, OuterRef, Q

from bookings.pages.looks import Case, grounds
from clinic.forms import BareForm, DayField
from clinic.models import AccessEvent, LookOutcome, User
from clinic.models.access import STAFF_BASES
from clinic.typed_values import LONGEST_NAME

LONGEST_NOTE = 500
NO_LONGER = "Some of these are no longer here. This is what is left: please choose again."


class LookQuery(BareForm):
    """By whom, at whose file, when and on what ground: all of it may stay open."""

    who = forms.ModelChoiceField(
        User.objects.filter(
            ~Q(roles=[])
            | Exists(AccessEvent.objects.filter(user=OuterRef("pk"), basis__in=STAFF_BASES))
        ).order_by("name", "email"),  # whoever left has looked as well
        label="Who looked",
        required=False,
        empty_label="Anybody",
        error_messages={"invalid_choice": "There is no such account."},
    )
    whose = forms.CharField(
        label="Whose file",
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="A part of the name.",
    )
    first = DayField(label="From", required=False)
    last = DayField(label="To", required=False)
    ground = forms.ChoiceField(
        label="On what ground",
        choices=[("", "Any"), *grounds()],
        required=False,
        error_messages={"invalid_choice": "There is no such ground."},
    )

    def clean(self):
        typed = super().clean()
        if typed.get("first") and typed.get("last") and typed["last"] < typed["first"]:
            self.add_error("last", "The last day comes before the first.")
        return typed

    @property
    def asked(self) -> dict[str, str]:
        """Return what a link hands on, so that it asks the same."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}


class SignOffForm(BareForm):
    """What was found; `cases` are those that the page shows and that its reader may sign."""

    looks = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Please tick what you have asked about.",
            "invalid_choice": NO_LONGER,
        },
    )
    outcome = forms.ChoiceField(
        label="What did you find?",
        choices=LookOutcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose one of the two."},
    )
    note = forms.CharField(
        label="In a few words",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whom you asked and what they said. It is kept with your name and cannot be "
        "changed. Leave out anything about health.",
        error_messages={"required": "Please say what you found."},
    )

    def __init__(self, *args, cases: list[Case], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["looks"].choices = [(case.value, case.who) for case in cases if not case.is_own]
        self.lay_out("outcome", "note")

    @property
    def unusual(self) -> list[int]:
        """Return the keys of the looks that were ticked."""
        return [int(key) for value in self.cleaned_data["looks"] for key in value.split("-")]
