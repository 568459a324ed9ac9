"""What was agreed on with a runner: the exercises of the plan in force, and when we meet again."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from assessments import plans
from assessments.exercises.drawing import Drawing, drawing_of, svg_of
from assessments.models import Programme, ProgrammeItem, ProgrammeVersion, Side
from assessments.programmes import timetable
from assessments.programmes.words import dose_in_words
from assessments.sentences import telling
from bookings.models import Appointment
from clinic.models import Patient
from clinic.zones import clinic_zone, zone_name


@dataclass(frozen=True)
class PlannedExercise:
    """One exercise of a plan, as its runner reads it."""

    item: ProgrammeItem

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def slug(self) -> str:
        return self.item.shown.get("slug", "")

    @property
    def dose(self) -> str:
        item = self.item
        return dose_in_words(
            item.dose, item.shown["laterality"], words=item.dose_words, extra_set=item.extra_set
        )

    @property
    def days(self) -> str:
        return timetable.weekdays_in_words(self.item.days) if self.item.days else ""

    @property
    def cues(self) -> str:
        """What to look for, which side goes first, and what the clinician adds."""
        item = self.item
        first = [f"{Side(item.first_side).label} side first."] if item.first_side else []
        said = [f"{cue.rstrip('.')}." for cue in item.shown.get("cues", [])]
        return " ".join([*first, *said, *([item.note] if item.note else [])])

    @cached_property
    def drawing(self) -> Drawing | None:
        return drawing_of(self.item.exercise)

    @property
    def ornament(self) -> SafeString:
        """Both positions, for a page where the words stand beside them."""
        # Paths that our own code makes out of numbers.
        svg = svg_of(self.drawing, is_said=False) if self.drawing else ""
        return mark_safe(svg)  # noqa: S308


@dataclass(frozen=True)
class Agreed:
    """The plan that a person follows, None without one, and their next visit in words."""

    plan: Programme | None
    version: ProgrammeVersion | None
    exercises: list[PlannedExercise]
    next_words: str
    as_told: telling.Plan


def agreed_with(patient: Patient, now: datetime) -> Agreed:
    """Return what a person follows, and when they come next."""
    person = patient.person
    visit = next_visit(person, now)
    plan = plans.running_plan(person)
    version = plan.in_force if plan else None
    exercises = [PlannedExercise(item) for item in version.items.all()] if version else []
    return Agreed(
        plan=plan,
        version=version,
        exercises=exercises,
        next_words=visit_in_words(visit) if visit else _retest(version),
        as_told=_told(version, exercises, visit),
    )


def _told(version, exercises, visit):
    days = {day for exercise in exercises for day in exercise.item.days}
    return telling.Plan(
        exercises=len(exercises),
        days=timetable.weekdays_in_words(days) if days else "",
        check_on=version.retest_on if version else None,
        next_visit_on=visit and timezone.localdate(visit.starts_at),
    )


def next_visit(person: Patient, now: datetime) -> Appointment | None:
    """Return the person's next visit that takes place."""
    ahead = Appointment.objects.taking_place().of_person(person).filter(starts_at__gt=now)
    return ahead.select_related("practitioner").order_by("starts_at").first()


def visit_in_words(visit: Appointment) -> str:
    starts = visit.starts_at.astimezone(clinic_zone())
    return (
        f"Your next visit: {starts:%A} {starts.day} {starts:%B %Y, %H:%M} ({zone_name()}) with "
        f"{visit.practitioner.name}."
    )


def _retest(version):
    if version is None or version.retest_on is None:
        return ""
    on = version.retest_on
    return f"We check again from {on.day} {on:%B %Y}: please book a running assessment for then."
