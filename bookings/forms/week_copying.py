"""Filling in a week from another day, from a colleague, or from the hours of another date."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from bookings.models.schedule import Weekday
from clinic.forms import within_calendar

PARTS = ("opens", "closes", "services")
WEEKDAYS = [(str(day.value), day.label) for day in Weekday]


class DayCopyForm(forms.Form):
    """Which day's periods are taken over, and by which other days."""

    copied_day = forms.ChoiceField(label="Copy the periods of", choices=WEEKDAYS)
    onto = forms.MultipleChoiceField(
        label="to",
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"required": "Tick the days that get these periods."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["copied_day"].widget.attrs["class"] = "form-select"

    def filled_in(self, typed: QueryDict, lines: Iterable[int]) -> QueryDict:
        """Return the week as it was typed, with the chosen days like the copied one."""
        copied = typed.copy()
        source = self.cleaned_data["copied_day"]
        for day in self.cleaned_data["onto"]:
            for line in lines:
                for part in PARTS:
                    copied[f"{part}_{day}_{line}"] = typed.get(f"{part}_{source}_{line}", "")
        return copied


class WeekCopyQuery(forms.Form):
    """Whose week is taken over, and as it is on which date; nobody's without a name."""

    like = forms.ChoiceField(label="The week of", required=False)
    on = forms.DateField(
        label="as it is on",
        required=False,
        validators=[within_calendar],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {person.slug: person for person in people}
        self.fields["like"].choices = [(slug, one.name) for slug, one in self.people.items()]
        self.fields["like"].widget.attrs["class"] = "form-select"

    @property
    def whose(self):
        return self.people.get(self.cleaned_data.get("like"))
