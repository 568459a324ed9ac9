"""Which list an administrator takes out, and of which days."""

from django import forms
from django.core.exceptions import ValidationError

from bookings.pages.exports import ExportList
from clinic.forms import BareForm, DayField


class ExportForm(BareForm):
    """One list; of visits and messages, between two days if they are named."""

    what = forms.ChoiceField(
        label="Which list",
        choices=ExportList,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose a list."},
    )
    first = DayField(label="From", required=False, help_text="Of visits and messages alone.")
    last = DayField(label="Until, that day included", required=False)

    def clean(self):
        """Refuse days in the wrong order, and days where a list has none."""
        typed = super().clean()
        first, last = typed.get("first"), typed.get("last")
        if first and last and last < first:
            self.add_error("last", ValidationError("This day is before the other one."))
        if typed.get("what") == ExportList.PEOPLE and (first or last):
            self.add_error(
                "first" if first else "last",
                ValidationError("People are taken out as a whole: leave the days empty."),
            )
        return typed
