"""What people type to wait for a time, and to answer an offer."""

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.layout import HTML, Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from bookings.forms.slots import PractitionerChoiceField
from bookings.models import PartOfDay
from bookings.models.schedule import Weekday
from bookings.slots.services import ANY
from clinic.forms import (
    BareForm,
    DayField,
    EmailField,
    MarkField,
    PhoneField,
    SubmissionField,
    TypedNameField,
    within_calendar,
)


class WaitlistQuery(forms.Form):
    """What the page that led here showed: a practitioner, and days."""

    def __init__(self, *args, offering, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = PractitionerChoiceField(offering=offering)
        for name in ("from", "until"):
            self.fields[name] = forms.DateField(required=False, validators=[within_calendar])


class WishForm(BareForm):
    """Whom, and on which days and parts of the day, somebody would like to see."""

    earliest_on = DayField(label="From", attrs={"autocomplete": "off"})
    latest_on = DayField(label="Until", attrs={"autocomplete": "off"})
    weekdays = forms.TypedMultipleChoiceField(
        label="On which days?",
        choices=Weekday,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none if any day suits you.",
    )
    parts_of_day = forms.MultipleChoiceField(
        label="At what time?",
        choices=PartOfDay,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none if any time suits you.",
    )
    submission = SubmissionField()
    shown = MarkField()

    def __init__(self, *args, offering, **kwargs):
        super().__init__(*args, **kwargs)
        names = [(ANY, "Anybody"), *[(person.slug, person.name) for person in offering]]
        self.fields["practitioner"] = PractitionerChoiceField(
            label="With whom?", offering=offering, widget=forms.Select(choices=names)
        )
        self.lay_out(
            Fieldset(
                "What would suit you?",
                Div(
                    Div("earliest_on", css_class="col-sm-6"),
                    Div("latest_on", css_class="col-sm-6"),
                    css_class="row",
                ),
                InlineCheckboxes("weekdays"),
                InlineCheckboxes("parts_of_day"),
                "practitioner",
            ),
            "submission",
            "shown",
        )

    def clean(self):
        typed = super().clean()
        first, last = typed.get("earliest_on"), typed.get("latest_on")
        if first and last and last < first:
            self.add_error("latest_on", "This day comes before the first one.")
        elif last and last < timezone.localdate():
            self.add_error("latest_on", "This day is past. Please choose a later one.")
        return typed


class JoinForm(WishForm):
    """A wish, and whose it is: a guest says who they are, an account whom it is for."""

    name = TypedNameField(
        label="Name of the person who comes",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Please type the name of the person who comes."},
    )
    email = EmailField(autocomplete="email", help_text="We write here when a time opens.")
    phone = PhoneField(autocomplete="tel", help_text="If you like.")

    def __init__(self, *args, people=(), for_patient=None, **kwargs):
        """Ask for a person unless it is `for_patient`; `people` are whom an account may choose."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.reference): person for person in people}
        if for_patient or self.people:
            for name in ("name", "email", "phone"):
                del self.fields[name]
        if for_patient:
            return
        if self.people:
            self.fields["patient"] = forms.ChoiceField(
                label="Who is it for?",
                choices=[(key, person.name) for key, person in self.people.items()],
                initial=next(iter(self.people)),
                widget=forms.RadioSelect,
                error_messages={
                    "required": "Please choose who it is for.",
                    "invalid_choice": "Please choose one of these people.",
                },
            )
            self.helper.layout.append("patient")
        else:
            self.helper.layout.append(Fieldset("Who waits?", "name", "email", "phone"))

    def clean_patient(self):
        return self.people[self.cleaned_data["patient"]]


class OfferAnswerForm(BareForm):
    """One press on an offer's page; whoever accepts it to book accepts the policy too."""

    ACCEPT, DECLINE, LEAVE = "accept", "decline", "leave"

    answer = forms.ChoiceField(
        choices=[(word, word) for word in (ACCEPT, DECLINE, LEAVE)],
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Please press a button."),
    )
    accepts_policy = forms.BooleanField(
        label="I have read the cancellation policy above.", required=False
    )

    def __init__(self, *args, asks_for_policy=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.asks_for_policy = asks_for_policy
        self.lay_out("accepts_policy", HTML('{% include "clinic/publications/_noted.html" %}'))

    def clean(self):
        typed = super().clean()
        accepts = typed.get("answer") == self.ACCEPT
        if accepts and self.asks_for_policy and not typed.get("accepts_policy"):
            self.add_error("accepts_policy", ValidationError("Please tick this to take the time."))
        return typed


class DeskQuery(forms.Form):
    """Which service's waitlist the desk looks at."""

    service = forms.SlugField(required=False, max_length=50)


class PlaceForm(forms.Form):
    FIRST, USUAL = "first", "usual"

    place = forms.ChoiceField(choices=[(FIRST, FIRST), (USUAL, USUAL)])
