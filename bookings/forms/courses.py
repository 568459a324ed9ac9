"""What the desk types to book a course of visits, and to cancel the rest of one."""

from collections.abc import Sequence
from datetime import timedelta

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from bookings.forms.visits import CancelledAtTheDesk
from bookings.pages.courses import CoursePlan, ProposedVisit
from bookings.slots.services import ANY, named, practitioners_offering
from bookings.slots.spacing import Spacing, planned_day
from clinic.clock_face import time_of_day
from clinic.forms import BareForm, DayField, InstantField, MarkField, SubmissionField
from clinic.forms.clocks import ClockField
from clinic.models import Practitioner

MOST_VISITS = 20
LONGEST_SPACING_DAYS = 180
FURTHEST_AHEAD = timedelta(days=730)
PRACTITIONER_NOT_OFFERED = "This practitioner does not offer this service."


class CourseForm(BareForm):
    """Which course: what, with whom, from when, how many visits and how far apart."""

    service = forms.ChoiceField(label="Service")
    practitioner = forms.ChoiceField(label="With", initial=ANY)
    first_on = DayField(label="First visit on")
    at = ClockField(label="At")
    visits = forms.IntegerField(
        label="How many visits", min_value=2, max_value=MOST_VISITS, initial=6
    )
    every = forms.IntegerField(
        label="Days from one to the next", min_value=1, max_value=LONGEST_SPACING_DAYS, initial=7
    )
    tolerance = forms.IntegerField(
        label="Give or take (days)",
        min_value=0,
        max_value=LONGEST_SPACING_DAYS,
        initial=2,
        help_text="When the day itself is full.",
    )

    def __init__(self, *args, patient, services, practitioners, **kwargs):
        super().__init__(*args, **kwargs)
        self.patient = patient
        self.services = {service.slug: service for service in services}
        self.fields["service"].choices = [(slug, row.name) for slug, row in self.services.items()]
        self.fields["practitioner"].choices = [
            (ANY, "First available"),
            *((person.slug, person.name) for person in practitioners),
        ]
        self.lay_out(
            Row(Column("service"), Column("practitioner"), css_class="g-3"),
            Row(Column("first_on"), Column("at"), css_class="g-3"),
            Row(Column("visits"), Column("every"), Column("tolerance"), css_class="g-3"),
        )

    def clean_first_on(self):
        day = self.cleaned_data["first_on"]
        if day < timezone.localdate():
            raise ValidationError("Choose today or a later day.")
        return day

    def clean(self):
        if self.errors:
            return
        typed = self.cleaned_data
        if typed["tolerance"] >= typed["every"]:
            self.add_error("tolerance", "Choose fewer days than from one visit to the next.")
            return
        typed["spacing"] = Spacing(typed["every"], typed["tolerance"])
        last = planned_day(typed["spacing"], typed["first_on"], typed["visits"])
        if last > timezone.localdate() + FURTHEST_AHEAD:
            self.add_error("visits", "The last visit would be more than two years ahead.")
        typed["service"] = self.services[typed["service"]]
        self._find_practitioner(typed)

    def _find_practitioner(self, typed):
        slug, typed["practitioner"] = typed["practitioner"], None
        try:
            typed["practitioner"] = named(slug, practitioners_offering(typed["service"]))
        except Practitioner.DoesNotExist:
            self.add_error("practitioner", PRACTITIONER_NOT_OFFERED)

    def plan(self) -> CoursePlan:
        """Return what a valid form asks for."""
        names = ("service", "practitioner", "first_on", "at", "visits", "spacing")
        return CoursePlan(patient=self.patient, **{name: self.cleaned_data[name] for name in names})


class CourseTimesForm(BareForm):
    """A time for each visit of a course, chosen from those proposed, or none."""

    submission = SubmissionField()
    accepts_policy = forms.BooleanField(
        label="The patient was told the cancellation policy and accepts it.", required=False
    )

    def __init__(self, *args, proposals: Sequence[ProposedVisit], **kwargs):
        super().__init__(*args, **kwargs)
        for visit in proposals:
            self.fields[field_of(visit.place)] = InstantField(
                label=f"Visit {visit.place}",
                required=False,
                initial=value_of(visit.chosen) if visit.chosen else "",
                widget=forms.Select(choices=_choices(visit)),
                help_text=_about(visit),
            )
        self.lay_out(*map(field_of, [visit.place for visit in proposals]), "accepts_policy")

    def kept(self) -> dict:
        """Return the chosen times by place, None for a visit that is left out."""
        return {
            int(name.removeprefix("visit_")): starts_at
            for name, starts_at in self.cleaned_data.items()
            if name.startswith("visit_")
        }


class CourseCancellationForm(CancelledAtTheDesk):
    """Who cancels the rest of a course, and why; `seen` are the visits that the page showed."""

    seen = MarkField()


def field_of(place: int) -> str:
    return f"visit_{place}"


def value_of(starts_at) -> str:
    return timezone.localtime(starts_at).isoformat()


def _choices(visit):
    """Return the times of one visit, in order, and that it has none."""
    times = [(value_of(start), _shown(start)) for start in sorted(visit.choices)]
    return [*times, ("", "Leave this visit out" if times else "Nothing is free")]


def _shown(starts_at):
    starts = timezone.localtime(starts_at)
    return f"{date_format(starts, 'l j F Y')}, {time_of_day(starts)}"


def _about(visit):
    """Return why the time is not the one that was due; nothing when it is."""
    if not visit.why_not_due:
        return ""
    return f"Due {_shown(visit.due_at)}. {visit.why_not_due}"
