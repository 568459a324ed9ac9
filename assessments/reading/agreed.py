"""What was agreed on with a runner: the exercises of the plan in force, and when we meet again."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from assessments import plans
from assessments.models import Programme, ProgrammeVersion, RuleSetting
from assessments.programmes import timetable
from assessments.reading.plans import ShownItem, shown_plan
from assessments.running.words import load_advice
from assessments.sentences import telling
from bookings.mail.times import clinic_time
from bookings.models import Appointment
from clinic.models import Patient


@dataclass(frozen=True)
class Agreed:
    """The plan that a person follows, None without one, and their next visit in words."""

    plan: Programme | None
    version: ProgrammeVersion | None
    exercises: list[ShownItem]
    next_words: str
    as_told: telling.Plan


def agreed_with(patient: Patient, now: datetime) -> Agreed:
    """Return what a person follows, and when they come next."""
    person, today = patient.person, timezone.localdate(now)
    visit = next_visit(person, now)
    plan = plans.running_plan(person)
    version = plan.in_force if plan else None
    exercises = shown_plan(version).items if version else []
    return Agreed(
        plan=plan,
        version=version,
        exercises=exercises,
        next_words=_visit_in_words(visit) if visit else _retest_in_words(version, today),
        as_told=_told(version, exercises, visit, today),
    )


def _told(version, exercises, visit, today):
    days = {day for exercise in exercises for day in exercise.item.days}
    return telling.Plan(
        load_advice=load_advice(RuleSetting.objects.current()),
        exercises=len(exercises),
        days=timetable.weekdays_in_words(days),
        check_from=_retest_from(version, today),
        next_visit_on=visit and timezone.localdate(visit.starts_at),
    )


def _retest_from(version, today):
    """Return the day from which the retest is due; None where none is planned, or it is past."""
    on = version and version.retest_on
    return on if on and on >= today else None


def next_visit(person: Patient, now: datetime) -> Appointment | None:
    """Return the person's next visit that is booked; None without one."""
    return Appointment.objects.of_person(person).still_ahead(now).with_people().first()


def _visit_in_words(visit):
    return f"Your next visit: {clinic_time(visit.starts_at)}, with {visit.practitioner.name}."


def _retest_in_words(version, today):
    due_from = _retest_from(version, today)
    if due_from is None:
        return ""
    since = date_format(due_from, "j F Y")
    return f"We check again from {since}: please book a running assessment for then."
