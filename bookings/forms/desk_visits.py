"""Where the desk puts a visit, on the grid or by typing it, and for whom."""

from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError

from bookings.forms.booking import TokenField
from bookings.forms.slots import OverbookField, PractitionerChoiceField
from bookings.models import Service
from bookings.slots.intervals import instants_at
from clinic.forms import (
    DayField,
    EmailField,
    PhoneField,
    RevisionField,
    SubmissionField,
    TypedNameField,
)
from clinic.forms.clocks import ClockField
from clinic.models import Patient, Practitioner
from clinic.zones import clinic_zone

SOMEBODY_NEW = "new"
SHORTEST_MIN, LONGEST_MIN, STEP_MIN = 5, 480, 5


class PlaceForm(forms.Form):
    """A time on the clinic's clocks, and with whom."""

    day = DayField(label="Day", error_messages={"required": "Please choose a day."})
    time = ClockField(
        label="Time",
        error_messages={"required": "Please choose a time."},
    )

    def __init__(self, *args, offering, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = PractitionerChoiceField(
            offering=offering,
            label="With",
            widget=forms.Select(choices=[(each.slug, each.name) for each in offering]),
        )
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if is_choice else "form-control")

    def clean_practitioner(self):
        """Ask for somebody: the desk says whom."""
        chosen = self.cleaned_data["practitioner"]
        if chosen is None:
            raise ValidationError("Please choose a practitioner.")
        return chosen

    def clean(self):
        """Turn the wall-clock time into an instant, the first where the clocks show it twice."""
        typed = super().clean()
        if typed.get("day") and typed.get("time") is not None:
            wall = datetime.combine(typed["day"], typed["time"].replace(second=0, microsecond=0))
            instants = instants_at(wall, clinic_zone())
            if instants:
                typed["starts_at"] = min(instants)
            else:
                self.add_error("time", "The clocks skip that time on this day.")
        return typed


class MoveVisitForm(PlaceForm):
    """Another place for a visit, and how long it lasts there."""

    minutes = forms.IntegerField(
        label="Minutes",
        min_value=SHORTEST_MIN,
        max_value=LONGEST_MIN,
        widget=forms.NumberInput(attrs={"step": STEP_MIN}),  # a service may last any number
        error_messages={"required": "Please say how long it lasts."},
    )
    revision = RevisionField()
    overbook = OverbookField()

    @property
    def place(self) -> dict:
        """Return where a valid form puts the visit."""
        typed = self.cleaned_data
        return {
            "starts_at": typed["starts_at"],
            "practitioner": typed["practitioner"],
            "duration": timedelta(minutes=typed["minutes"]),
        }


class HeldPlaceForm(PlaceForm):
    """A time to be kept for a caller, and what for."""

    hold = TokenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"] = forms.ModelChoiceField(
            Service.objects.filter(is_active=True),
            to_field_name="slug",
            error_messages={
                "required": "Please choose what for.",
                "invalid_choice": "This service is not offered.",
            },
        )


class NewVisitForm(HeldPlaceForm):
    """All that the desk types to book: where, what for, and for whom."""

    q = forms.CharField(required=False, strip=False)  # what was searched for, or a new name
    email = EmailField(autocomplete="off", required=False)
    phone = PhoneField(autocomplete="off")
    is_somebody_else = forms.BooleanField(required=False)
    overbook = OverbookField()
    submission = SubmissionField()

    def __init__(self, *args, people, **kwargs):
        """Take one of `people`, whom the user may see, or somebody new."""
        super().__init__(*args, **kwargs)
        self.people = people
        for name in ("phone", "email"):
            self.fields[name].widget.attrs["class"] = "form-control"
        self.fields["patient"] = forms.CharField(
            error_messages={"required": "Please say for whom: find them, or type a name."}
        )
        self.fields["caller"] = forms.UUIDField(required=False)

    def clean_patient(self):
        """Return the person who was chosen; None is somebody new."""
        chosen = self.cleaned_data["patient"]
        if chosen == SOMEBODY_NEW:
            return None
        return self._person(chosen)

    def clean_caller(self):
        """Return who calls for somebody new, by whom those are reached."""
        caller = self.cleaned_data["caller"]
        return self._person(caller) if caller else None

    def clean(self):
        """Ask for the name of somebody new; who has a file was found by whatever was typed."""
        typed = super().clean()
        if "patient" in typed and typed["patient"] is None and "q" in typed:
            required = {"required": "Please type the name of the person who comes."}
            try:
                TypedNameField(error_messages=required).clean(typed["q"])
            except ValidationError as error:
                self.add_error("q", error)
        return typed

    def _person(self, reference) -> Patient:
        try:
            return self.people.get(reference=reference)
        except (Patient.DoesNotExist, ValidationError):
            raise ValidationError("This person is not there. Please find them again.") from None


def takers() -> list[Practitioner]:
    """Return whom the desk may book with."""
    return list(Practitioner.objects.filter(is_active=True).order_by("name", "pk"))
