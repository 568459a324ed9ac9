"""The list that an administrator brings in, and how it is meant."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from bookings.imports.dates import DateOrder, readings
from bookings.models import Import, ImportKind
from clinic.forms import BareForm


class UploadForm(BareForm):
    """A file, and what is in it."""

    kind = forms.ChoiceField(
        label="What is in it",
        choices=ImportKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Please say what is in the file."},
    )
    file = forms.FileField(
        label="CSV file",
        help_text="With commas, semicolons or tabs. Nothing is imported before you have seen what "
        "is in it.",
        allow_empty_file=True,  # which is refused in the same words as one without rows
        error_messages={"required": "Please choose a file."},
    )

    def clean_file(self):
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            most = filesizeformat(settings.IMPORT_MAX_BYTES)
            raise ValidationError(f"A file may have {most}. Please split it into several.")
        return file


class ImportForm(BareForm):
    """How a list is meant: what is asked of it alone."""

    date_order = forms.ChoiceField(
        label="How does this file write dates?",
        required=False,
        widget=forms.RadioSelect,
    )
    skips_known = forms.BooleanField(label="Leave out whoever is here already", required=False)
    tells_patients = forms.BooleanField(
        label="Mail a confirmation of each visit",
        required=False,
        help_text="Reminders are mailed in any case. Without a tick nobody is told today.",
    )
    does = forms.ChoiceField(
        choices=[("check", ""), ("start", "")], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, of: Import, **kwargs):
        initial = {
            "date_order": of.date_order,
            "skips_known": of.skips_known,
            "tells_patients": of.tells_patients,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.of = of
        self.fields["date_order"].choices = _orders(of.date_in_doubt)
        if of.kind == ImportKind.VISITS:
            self.fields["skips_known"].label = "Leave out what is booked already"
        asked = [
            *(["date_order"] if of.date_in_doubt or of.date_order else []),
            *(["skips_known"] if of.known else []),
            *(["tells_patients"] if of.kind == ImportKind.VISITS else []),
        ]
        self.asks = bool(asked)
        self.lay_out(*asked)

    def clean_date_order(self):
        """Ask until somebody has said it, where a date may be two days."""
        order = self.cleaned_data["date_order"]
        if self.of.date_in_doubt and not order:
            raise ValidationError("Please choose one: nothing is guessed.")
        return order

    def meant(self) -> dict:
        """Return what a valid form says of the list."""
        return {
            "date_order": self.cleaned_data["date_order"] or self.of.date_order,
            "skips_known": self.cleaned_data["skips_known"],
            "tells_patients": self.cleaned_data["tells_patients"],
            "starts": self.cleaned_data["does"] == "start",
        }


def _orders(doubt):
    """Return both orders, each with what the date in doubt would be then."""
    found = readings(doubt)
    days = {DateOrder.DAY_FIRST: found.day_first, DateOrder.MONTH_FIRST: found.month_first}
    words = {DateOrder.DAY_FIRST: "Day first", DateOrder.MONTH_FIRST: "Month first"}
    return [(order.value, f"{words[order]}{_meaning(doubt, days[order])}") for order in DateOrder]


def _meaning(doubt, day):
    if not doubt:
        return ""
    return f": {doubt} is {day:%-d %B %Y}" if day else f": {doubt} is no date then"
