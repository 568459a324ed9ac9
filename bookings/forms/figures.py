"""What somebody wants to know of how the clinic did: of when, of whom, broken down by what."""

from datetime import date, timedelta

from django import forms

from bookings.models import Service
from bookings.pages.figures import Question
from bookings.pages.figures.questions import LONGEST, By, weeks_before
from clinic.forms import BareForm, DayField
from clinic.models import Discipline, Practitioner
from clinic.zones import clinic_zone

DEFAULT_WEEKS = 4
ONE_DAY = timedelta(days=1)
TOO_LONG = f"Please choose at most {LONGEST.days} days."


class FigureQuery(BareForm):
    """The question of the page; what is not asked for is the last four whole weeks, of all."""

    first = DayField(label="From")
    last = DayField(label="To")
    practitioner = forms.ModelChoiceField(
        Practitioner.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label="Everybody",
        error_messages={"invalid_choice": "There is no such practitioner."},
    )
    discipline = forms.ChoiceField(
        choices=[("", "All"), *Discipline.choices],
        required=False,
        error_messages={"invalid_choice": "There is no such discipline."},
    )
    service = forms.ModelChoiceField(
        Service.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label="All",
        error_messages={"invalid_choice": "There is no such service."},
    )
    by = forms.ChoiceField(
        label="Broken down by",
        choices=[(by.value, by.value.capitalize()) for by in By],
        error_messages={"invalid_choice": "Please choose one of these."},
    )

    def __init__(self, asked, *, today: date):
        first, last = weeks_before(today, DEFAULT_WEEKS)
        usual = {"first": first.isoformat(), "last": last.isoformat(), "by": By.WEEK.value}
        typed = {name: asked[name] for name in self.base_fields if name in asked}
        super().__init__(usual | typed)

    def clean(self):
        typed = super().clean()
        first, last = typed.get("first"), typed.get("last")
        if first and last:
            if last < first:
                self.add_error("last", "The last day comes before the first.")
            elif last - first + ONE_DAY > LONGEST:
                self.add_error("last", TOO_LONG)
        return typed

    @property
    def question(self) -> Question:
        typed = self.cleaned_data
        return Question(
            first=typed["first"],
            last=typed["last"],
            zone=clinic_zone(),
            practitioner=typed["practitioner"] and typed["practitioner"].pk,
            discipline=typed["discipline"],
            service=typed["service"] and typed["service"].pk,
            by=By(typed["by"]),
        )

    @property
    def asked(self) -> dict[str, str]:
        """Return what a link hands on, so that it asks the same."""
        return {name: value for name, value in self.data.items() if value}
