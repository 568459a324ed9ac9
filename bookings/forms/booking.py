"""What people ask for, choose and type to book a visit."""

from crispy_forms.layout import HTML, Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError

from bookings.forms.slots import OverbookField, SlotChoice
from bookings.models import Purpose
from clinic.forms import (
    Bare,
    BirthDateField,
    EmailField,
    PhoneField,
    SubmissionField,
    TypedNameField,
)

SOMEBODY_NEW = "new"


class ServiceQuery(forms.Form):
    """What brings somebody, which narrows the services that are shown."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["for"] = forms.ChoiceField(
            required=False, choices=[("", "Everything"), *Purpose.choices]
        )


class TokenField(forms.UUIDField):
    """The token of a hold; what is no token is none."""

    widget = forms.HiddenInput

    def __init__(self, **options):
        super().__init__(required=False, **options)

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return None


class HoldForm(SlotChoice):
    """A time to be kept, and the hold that is given up for it."""

    instead_of = TokenField()


class Fold(Div):
    """Fields that few people need, behind a line that says for what."""

    template = "components/_folded.html"

    def __init__(self, *fields, summary, is_open):
        super().__init__(*fields)
        self.summary, self.is_open = summary, is_open


class BookingForm(Bare, SlotChoice):
    """The details of a booking; a guest says who they are, an account whom the visit is for."""

    submission = SubmissionField()
    hold = TokenField()
    name = TypedNameField(
        label="Name of the person who comes",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Please type the name of the person who comes."},
    )
    email = EmailField(
        autocomplete="email",
        error_messages={"required": "Please type an email."},
        help_text="The confirmation and reminders go here.",
    )
    phone = PhoneField(
        autocomplete="tel", help_text="If you like: in case we need to reach you on the day."
    )
    contact_name = TypedNameField(
        label="Booked by",
        required=False,
        help_text="How you are called yourself.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_date = BirthDateField(help_text="If you like: it tells two people of one name apart.")
    overbook = OverbookField()
    accepts_policy = forms.BooleanField(
        label="I have read the cancellation policy above.",
        error_messages={"required": "Please tick this to book."},
    )

    def __init__(self, *args, patients=(), by_staff=False, for_patient=None, **kwargs):
        """Ask who comes unless it is `for_patient`; an account chooses among its `patients`."""
        super().__init__(*args, **kwargs)
        self.people = {str(patient.reference): patient for patient in patients}
        if for_patient:
            asked = self._keep_only()
        elif self.people:
            asked = self._ask_an_account()
        else:
            asked = self._ask_a_guest(by_staff)
        if by_staff:
            self._speak_to_staff()
        else:
            del self.fields["overbook"]
        # What this very visit costs stands beside its time; the desk reads it out from here.
        told = "" if by_staff else ' with this_visit=""'
        policy = HTML(f'{{% include "bookings/appointments/_policy.html"{told} %}}')
        terms = [] if by_staff else [HTML('{% include "clinic/publications/_noted.html" %}')]
        self.lay_out(*asked, policy, "accepts_policy", *terms, "practitioner", "submission")

    def clean(self):
        """Turn the choice into the person it names; somebody new needs a name."""
        details = super().clean()
        chosen = details.get("patient")
        if chosen in self.people:
            details["patient"] = self.people[chosen]
            details["name"], details["birth_date"] = "", None
        elif chosen == SOMEBODY_NEW:
            details["patient"] = None
            if not details.get("name", "").strip() and "name" not in self.errors:
                self.add_error("name", "Please type the name of the person who comes.")
        return details

    def _keep_only(self, *kept):
        for name in ("name", "email", "phone", "contact_name", "birth_date"):
            if name not in kept:
                del self.fields[name]
        return []

    def _ask_an_account(self):
        self._keep_only("name", "birth_date")
        self.fields["patient"] = forms.ChoiceField(
            label="Who is this visit for?",
            choices=[
                *[(key, patient.name) for key, patient in self.people.items()],
                (SOMEBODY_NEW, "Somebody new"),
            ],
            initial=next(iter(self.people)),
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Please choose one of these people."},
        )
        self.fields["name"].required = False
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        new = Div(
            HTML('<p class="soft">We keep their visits with yours.</p>'),
            "name",
            "birth_date",
            css_class="somebody-new",
        )
        return ["patient", new]

    def _ask_a_guest(self, by_staff):
        self._keep_only("name", "email", "phone", "contact_name")
        if by_staff:
            return [Fieldset("The patient", "name", "email", "phone", "contact_name")]
        looked_after = Fold(
            "contact_name",
            summary="I book for a child, or for somebody I look after",
            is_open=bool(self["contact_name"].value()),
        )
        return [Fieldset("Who comes", "name", "email", "phone", looked_after)]

    def _speak_to_staff(self):
        """Ask for somebody else: they may have no email, and the policy is theirs to accept."""
        self.fields["accepts_policy"].required = False
        self.fields[
            "accepts_policy"
        ].label = "The patient was told the cancellation policy and accepts it."
        if "email" not in self.fields:
            return
        self.fields["email"].required = False
        self.fields["email"].help_text = "Without one, nothing is mailed."
        self.fields["phone"].help_text = ""
        self.fields["name"].label = "Name"
        self.fields["contact_name"].label = "Booked by somebody who looks after them:"
        self.fields["contact_name"].help_text = ""
        for name in ("name", "email", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
