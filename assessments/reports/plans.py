"""The plan as a report prints it: exercises, pictures, doses, and what comes next."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from assessments import plans
from assessments.exercises.drawing import Style, drawing_of, svg_of
from assessments.models import Assessment, Programme, ProgrammeVersion, Side
from assessments.programmes import timetable
from assessments.programmes.words import dose_in_words
from assessments.sentences import telling
from bookings.models import Appointment
from clinic.zones import clinic_zone, zone_name

IN_TWO = 4  # so many exercises stand in two columns; more in three
PICTURE_MM, SMALL_PICTURE_MM = 28, 20


@dataclass(frozen=True)
class ReportPlan:
    """What the patient follows, if anything, as sentences and as content of a page."""

    as_told: telling.Plan
    as_content: dict | None = None
    next_words: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict)


def plan_of(assessment: Assessment, now: datetime) -> ReportPlan:
    """Return the plan in force of this person, and their next visit."""
    person = assessment.patient.person
    visit = next_visit(person, now)
    plan = plans.running_plan(person)
    version = plan.in_force if plan else None
    next_words = visit_in_words(visit) if visit else _retest(version)
    if version is None:
        on = visit and timezone.localdate(visit.starts_at)
        return ReportPlan(telling.Plan(next_visit_on=on), next_words=next_words)
    pictures = {}
    return ReportPlan(
        as_told=told_of(version),
        as_content=_content(plan, version, pictures),
        next_words=next_words,
        pictures=pictures,
    )


def told_of(version: ProgrammeVersion) -> telling.Plan:
    items = list(version.items.all())
    days = sorted({day for item in items for day in item.days})
    return telling.Plan(
        exercises=len(items),
        days=timetable.weekdays_in_words(days) if days else "",
        check_on=version.retest_on,
    )


def next_visit(person, now) -> Appointment | None:
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


def _content(plan: Programme, version: ProgrammeVersion, pictures) -> dict:
    items = list(version.items.all())
    starts, ends = version.starts_on, version.ends_on
    return {
        "title": "Your plan",
        "note": version.note,
        "columns": 2 if len(items) <= IN_TWO else 3,
        "picture_height": PICTURE_MM if len(items) <= IN_TWO else SMALL_PICTURE_MM,
        "exercises": [_exercise(item, pictures) for item in items],
        "lines": [
            f"From {starts.day} {starts:%B %Y} to {ends.day} {ends:%B %Y}. Planned by "
            f"{plan.practitioner.name}, version {version.number}.",
            version.load_advice,
        ],
    }


def _exercise(item, pictures) -> dict:
    drawing = drawing_of(item.exercise)
    file = ""
    if drawing:
        file = f"{item.exercise}.svg"
        pictures[file] = svg_of(drawing, style=Style.PAPER).encode()
    return {
        "name": item.name,
        "file": file,
        "alt": drawing.said if drawing else "",
        "dose": dose_in_words(
            item.dose,
            item.shown["laterality"],
            words=item.dose_words,
            extra_set=item.extra_set,
        ),
        "days": timetable.weekdays_in_words(item.days) if item.days else "",
        "cues": " ".join(
            [
                *([f"{Side(item.first_side).label} side first."] if item.first_side else []),
                *(f"{cue.rstrip('.')}." for cue in item.shown.get("cues", [])),
                *([item.note] if item.note else []),
            ]
        ),
    }
