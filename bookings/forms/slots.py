"""Which slots a page shows, and the one that a person chose."""

from django import forms
from django.core.exceptions import ValidationError

from bookings.actions.overbooking import LONGEST_REASON
from bookings.slots.services import ANY, named
from clinic.forms import InstantField, one_line, within_calendar
from clinic.models import Practitioner


class PractitionerChoiceField(forms.CharField):
    """A practitioner by slug; “any”, or nothing, is the first available and gives None."""

    def __init__(self, *, offering, **options):
        self.offering = offering
        super().__init__(required=False, max_length=60, **options)

    def clean(self, value):
        slug = super().clean(value)
        try:
            return named(slug or ANY, self.offering)
        except Practitioner.DoesNotExist:
            raise ValidationError("This practitioner does not offer this service.") from None


class OverbookField(forms.CharField):
    """Why staff book over another visit; nothing typed is no wish to."""

    def __init__(self):
        super().__init__(
            label="Why is it booked all the same?",
            required=False,
            max_length=LONGEST_REASON,
            validators=[one_line],
            widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-control"}),
        )


class SlotQuery(forms.Form):
    """Which slots a page shows: of whom, from which clinic date, and which day of those."""

    def __init__(self, *args, offering, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = PractitionerChoiceField(offering=offering)
        self.fields["from"] = forms.DateField(required=False, validators=[within_calendar])
        self.fields["day"] = forms.DateField(required=False, validators=[within_calendar])


class AnyTimeQuery(forms.Form):
    """Any time that staff ask for, on the clinic's wall clock, and with whom."""

    at = forms.DateTimeField(
        input_formats=["%Y-%m-%dT%H:%M"],
        validators=[within_calendar],
        error_messages={
            "required": "Choose a day and a time.",
            "invalid": "Choose a day and a time, such as 1 December, 14:15.",
        },
    )

    def __init__(self, *args, offering, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = PractitionerChoiceField(offering=offering)


class SlotChoice(forms.Form):
    """One slot that a person chose."""

    starts_at = InstantField()

    def __init__(self, *args, offering, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = PractitionerChoiceField(
            offering=offering, widget=forms.HiddenInput
        )
