"""The set-up passport: how a run is filmed, and what differs from the last time."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from assessments import flow
from assessments.actions import Values
from assessments.forms.fields import (
    ClinicTimeField,
    CommaDecimalField,
    PlainDecimalField,
    TypedTextField,
)
from assessments.forms.sections import NO_CHOICE, YES_NO, SectionForm
from assessments.models import Footwear, SectionCode, Surface, TreadmillExperience
from clinic.forms import within_calendar

LONGEST_NOTES = 10_000
RUN = ["surface", "speed_kmh", "incline_pct", "acclimation_min", "treadmill_experience"]
SHOES = ["footwear", "shoes", "shoe_age_km", "shoe_drop_mm", "orthoses"]
CAMERA = ["camera_height_cm", "camera_distance_cm", "markers_on_skin"]
PASSPORT = [*RUN, *SHOES, *CAMERA]


def whole(label, unit, highest):
    label = f"{label} ({unit})"
    return CommaDecimalField(label=label, unit=unit, lowest=0, highest=highest, digits=0)


def one_of(label, choices):
    return forms.ChoiceField(label=label, required=False, choices=[*NO_CHOICE, *choices])


@dataclass(frozen=True)
class SetUpRow:
    """One field, with what it was the last time; `differs` asks to be looked at."""

    field: forms.BoundField
    last_time: str = ""
    differs: bool = False
    is_taken_over: bool = False


class SetUpForm(SectionForm):
    """How the run is set up. At a retest it begins with what held the last time."""

    performed_at = ClinicTimeField(label="When", validators=[within_calendar])
    surface = one_of("Surface", Surface.choices)
    speed_kmh = PlainDecimalField(label="Speed (km/h)", unit="km/h", lowest=4, highest=25, digits=1)
    incline_pct = PlainDecimalField(label="Incline (%)", unit="%", lowest=-5, highest=15, digits=1)
    acclimation_min = whole("Warm-up on the belt", "min", 60)
    treadmill_experience = one_of("Treadmill experience", TreadmillExperience.choices)
    footwear = one_of("Footwear", Footwear.choices)
    shoes = forms.CharField(label="Shoes: brand and model", required=False, max_length=200)
    shoe_age_km = whole("Age of the shoes", "km", 10_000)
    shoe_drop_mm = PlainDecimalField(
        label="Drop of the shoes (mm)", unit="mm", lowest=-10, highest=30, digits=1
    )
    orthoses = forms.CharField(label="Orthoses or insoles", required=False, max_length=200)
    camera_height_cm = whole("Height of the camera", "cm", 400)
    camera_distance_cm = whole("Distance of the camera", "cm", 5000)
    markers_on_skin = one_of("Markers on the skin", YES_NO)
    notes = TypedTextField(
        required=False, max_length=LONGEST_NOTES, widget=forms.Textarea(attrs={"rows": 3})
    )

    # --- What it begins with ----------------------------------------------------------------------

    @cached_property
    def last(self):
        """The patient's assessment before this one, if its set-up was recorded."""
        return flow.last_before(self.assessment)

    @cached_property
    def is_filled(self) -> bool:
        return flow.is_filled(self.assessment, SectionCode.SET_UP)

    @property
    def last_on(self) -> str:
        performed_at = timezone.localtime(self.last.performed_at)
        return date_format(performed_at, "j M Y")

    def texts(self):
        local = timezone.localtime(self.assessment.performed_at)
        own = self.assessment if self.is_filled or self.last is None else self.last
        texts = {name: _text(own, name) for name in PASSPORT}
        return texts | {
            "performed_at": local.strftime("%Y-%m-%dT%H:%M"),
            "notes": self.assessment.notes,
        }

    # --- As the page lays it out ------------------------------------------------------------------

    @property
    def groups(self):
        return [
            ("The run", [self._row(name) for name in ["performed_at", *RUN]]),
            ("Shoes", [self._row(name) for name in SHOES]),
            ("Camera", [self._row(name) for name in CAMERA]),
        ]

    @property
    def differences(self) -> int:
        return sum(self._row(name).differs for name in PASSPORT)

    def _row(self, name):
        field = self[name]
        if name not in PASSPORT or self.last is None or not self.shows_record:
            return SetUpRow(field)
        before, now = _text(self.last, name), field.value() or ""
        if not before:
            return SetUpRow(field)
        is_same = _comparable(now) == _comparable(before)
        return SetUpRow(
            field,
            last_time=_shown(self.last, name),
            differs=not is_same,
            is_taken_over=is_same and not self.is_filled and not self.is_bound,
        )

    # --- What is stored ---------------------------------------------------------------------------

    def clean_performed_at(self):
        performed_at = self.cleaned_data["performed_at"]
        if performed_at > timezone.now():
            raise ValidationError("This lies in the future.")
        return performed_at

    def values(self):
        fields = {name: self.cleaned_data[name] for name in ["performed_at", "notes", *PASSPORT]}
        fields["markers_on_skin"] = {"yes": True, "no": False}.get(fields["markers_on_skin"])
        return Values(fields=fields)


def _text(assessment, name):
    """Return a field of the record as it is typed."""
    value = getattr(assessment, name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _shown(assessment, name):
    """Return a field of the record as it is read, with its unit."""
    choices = dict(SetUpForm.base_fields[name].choices) if name in CHOICES else {}
    text = _text(assessment, name)
    unit = getattr(SetUpForm.base_fields[name], "unit", "")
    return f"{choices.get(text, text)} {unit}".strip().replace("-", "−" if unit else "-")


def _comparable(text):
    """Return a text so that 10.5 and 10.50 are the same."""
    text = str(text).strip()
    try:
        return f"{float(text):g}"
    except ValueError:
        return text.casefold()


CHOICES = {
    name for name, field in SetUpForm.base_fields.items() if isinstance(field, forms.ChoiceField)
}
