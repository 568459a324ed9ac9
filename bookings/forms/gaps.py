"""Which gap the desk would like to fill, and who gets it."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from bookings.slots.intervals import Interval, first_instant_at
from clinic.forms import BareForm, InstantField, within_calendar
from clinic.models import Practitioner
from clinic.zones import clinic_zone

SHORTEST, LONGEST, USUAL = 5, 720, 60
WHEN = "Please choose a day and a time."


class WallClockField(forms.Field):
    """A day and a time on the clinic's clock, or an instant with its offset."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    default_validators = [within_calendar]

    def to_python(self, value):
        if not value:
            return None
        try:
            typed = datetime.fromisoformat(value)
            within_calendar(typed)
            if typed.utcoffset() is None:
                return first_instant_at(typed.date(), typed.time(), clinic_zone()).astimezone(UTC)
            return typed.astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError(WHEN) from None

    def bound_data(self, data, initial):
        """Show an instant as the clinic's clock says it, and anything else as it was typed."""
        try:
            instant = self.to_python(data)
        except ValidationError:
            return data
        return timezone.localtime(instant) if instant else data


class PractitionerField(forms.ModelChoiceField):
    """A practitioner who takes bookings, by slug."""

    def __init__(self, **options):
        active = Practitioner.objects.filter(is_active=True)
        wrong = dict.fromkeys(["required", "invalid_choice"], "Please choose a practitioner.")
        super().__init__(active, to_field_name="slug", error_messages=wrong, **options)


class GapForm(BareForm):
    """A time of one practitioner that is to be filled."""

    practitioner = PractitionerField(label="With whom?", empty_label="Choose …")
    starts_at = WallClockField(label="From", error_messages={"required": WHEN})
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
