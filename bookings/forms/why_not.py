"""Which time is asked about: of which service, with whom, when."""

from datetime import UTC, datetime

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError

from bookings.slots.intervals import instants_at
from bookings.slots.services import ANY
from clinic.forms import BareForm, within_calendar
from clinic.zones import clinic_zone

NO_SUCH_TIME = "The clocks skip that time: choose another one."
NOT_A_TIME = "Type a day and a time such as 2027-02-28 14:00."


class ClinicTimeField(forms.Field):
    """A time on the clinic's clock, or an instant with its offset; gives the instant."""

    default_validators = [within_calendar]

    def __init__(self, **options):
        attrs = {"type": "datetime-local", "step": "300", "class": "form-control"}
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attrs)
        super().__init__(widget=widget, **options)

    def prepare_value(self, value):
        """Show an instant that a link named as the clinic's clock does."""
        try:
            shown = datetime.fromisoformat(value) if isinstance(value, str) else value
            if shown is None or shown.tzinfo is None:
                return shown
            return shown.astimezone(clinic_zone()).replace(tzinfo=None)
        except (ValueError, OverflowError):
            return value

    def to_python(self, value):
        if not value:
            return None
        try:
            typed = datetime.fromisoformat(value.strip())
            if typed.tzinfo is not None:
                return typed.astimezone(UTC)
            within_calendar(typed)
            found = instants_at(typed, clinic_zone())
        except (ValueError, OverflowError):
            raise ValidationError(NOT_A_TIME) from None
        if not found:
            raise ValidationError(NO_SUCH_TIME)
        return min(found)


class WhyNotForm(BareForm):
    """The question; whom it is for is handed on to the booking."""

    service = forms.ChoiceField(label="Service")
    practitioner = forms.ChoiceField(label="With", required=False)
    at = ClinicTimeField(label="Day and time")
    patient = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, services, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [(one.slug, one.name) for one in services]
        self.fields["practitioner"].choices = [
            (ANY, "Anybody"),
            *[(person.slug, person.name) for person in people],
        ]
        self.lay_out(
            "patient",
            Div("service", "practitioner", "at", css_class="why-fields"),
        )
