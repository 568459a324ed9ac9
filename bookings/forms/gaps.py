"""Which gap the desk would like to fill, and who gets it."""

from datetime import timedelta

from django import forms

from bookings.forms.why_not import ClinicTimeField
from bookings.slots.intervals import Interval
from clinic.forms import BareForm, InstantField
from clinic.models import Practitioner

SHORTEST, LONGEST, USUAL = 5, 720, 60


class PractitionerField(forms.ModelChoiceField):
    """A practitioner who takes bookings, by slug."""

    def __init__(self, **options):
        active = Practitioner.objects.filter(is_active=True)
        wrong = dict.fromkeys(["required", "invalid_choice"], "Please choose a practitioner.")
        super().__init__(active, to_field_name="slug", error_messages=wrong, **options)


class GapForm(BareForm):
    """A time of one practitioner that is to be filled."""

    practitioner = PractitionerField(label="With whom?", empty_label="Choose …")
    starts_at = ClinicTimeField(
        label="From", error_messages={"required": "Please choose a day and a time."}
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=SHORTEST,
        max_value=LONGEST,
        initial=USUAL,
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"],
            f"Please type {SHORTEST} to {LONGEST} minutes.",
        ),
    )

    @property
    def time(self) -> Interval:
        """Return the time that a valid form says."""
        return Interval.lasting(
            timedelta(minutes=self.cleaned_data["minutes"]), self.cleaned_data["starts_at"]
        )


class GapBookingForm(GapForm):
    """Who of those who wait gets which visit within the gap."""

    entry = forms.UUIDField()
    slot = InstantField()
