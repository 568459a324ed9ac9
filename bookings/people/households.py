"""Whom an account looks after, and what its own pages show of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from bookings.models import Appointment, AppointmentStatus
from bookings.people.person_search import folded
from clinic.accounts import verified_emails
from clinic.models import AccessBasis, AccessEvent, Patient, User


def people_of(user: User) -> list[Patient]:
    """Return whom an account looks after, its own person first."""
    people = user.patients.kept()
    return sorted(people, key=lambda person: _likeness(user, person), reverse=True)


def own_file(user: User, people: list[Patient]) -> Patient | None:
    """Return the file of the account's own person, among `people_of` it; None without one."""
    return people[0] if people and not people[0].contact_name else None


def _likeness(user, person):
    """Return how likely it is that a file is the account's own, the likeliest greatest."""
    return (
        not person.contact_name,  # nobody else books for them
        folded(person.name).split() == folded(user.name).split(),
        person.email.lower() == user.email.lower(),
        -person.created_at.timestamp(),
    )


def guest_files(user: User) -> QuerySet[Patient]:
    """Return the files of guests who booked with an email that both they and the account proved.

    Each has `first_visit_at`. Nobody else may look after them.
    """
    first = Appointment.objects.ever_booked().filter(patient=OuterRef("pk")).order_by("starts_at")
    return (
        Patient.objects.kept()
        .alias(address=Lower("email"))
        .filter(
            address__in=verified_emails(user),
            email_proven_at__isnull=False,
            looked_after_by=None,
        )
        .exclude(declined_by=user)
        .annotate(first_visit_at=Subquery(first.values("starts_at")[:1]))
    )


def visits_ahead(user: User, now: datetime) -> QuerySet[Appointment]:
    """Return the visits to come of whom the account looks after, soonest first."""
    return _visits_of(user).filter(_is_ahead(now))


def visits_behind(user: User, now: datetime) -> QuerySet[Appointment]:
    """Return their visits that are over or cancelled, latest first."""
    return _visits_of(user).exclude(_is_ahead(now)).order_by("-starts_at", "-pk")


def _visits_of(user):
    return Appointment.objects.visible_to(user).with_people().ever_booked()


def _is_ahead(now):
    return Q(ends_at__gt=now) & ~Q(status=AppointmentStatus.CANCELLED)


GROUNDS = {
    AccessBasis.TREATING: "They treat this person",
    AccessBasis.OWN: "It is their own, or of somebody they look after",
    AccessBasis.LINK: "They had the link from the mail",
    AccessBasis.DESK: "They work at the desk, which sees no clinical content",
}
OPENED = {  # what an event names, in plain words
    "assessment": "A running assessment",
    "bundle": "A running assessment, as a file to check",
    "break_glass": "The file, after giving a reason",
    "chart": "The chart",
    "comparison": "Running assessments, compared",
    "clip": "A clip of a run",
    "intake": "The questions before a visit",
    "export": "A copy of the data",
    "follow_up": "Questions between visits",
    "frame": "A picture of a run",
    "measurements": "Measurements, as a table",
    "my_plan": "The plan of exercises",
    "open_record": "The record, for another system",
    "person": "The contact details and visits",
    "runs": "The log of runs",
    "visit": "The page of a visit",
}


@dataclass(frozen=True)
class Look:
    """One look at a file, in plain words."""

    who: str
    whose: str
    what: str
    ground: str
    at: datetime


def looks_at_files(user: User) -> QuerySet[AccessEvent]:
    """Return who opened the files that the account looks after, latest first."""
    files = Patient.objects.visible_to(user)
    events = AccessEvent.objects.filter(patient__in=files)
    return events.select_related("user__practitioner", "patient")


def opened_in_words(event: AccessEvent) -> str:
    """Return what was opened."""
    return OPENED.get(event.what, event.what.replace("_", " ").capitalize())


def in_words(event: AccessEvent, user: User) -> Look:
    return Look(
        who=_who(event, user),
        whose=event.patient.name,
        what=opened_in_words(event),
        ground=f"They gave a reason: {event.reason}" if event.reason else GROUNDS[event.basis],
        at=event.occurred_at,
    )


def _who(event, user):
    if event.user is None:
        return "Somebody with the link from your mail"
    if event.user == user:
        return "You"
    if not event.user.is_clinic_staff:
        return event.user.name or "Somebody who looks after this person too"
    return staff_name(event.user)


def staff_name(user: User) -> str:
    """Return how patients know somebody who works here; nobody's email is told."""
    practitioner = getattr(user, "practitioner", None)
    if practitioner:
        return f"{practitioner.name}, {practitioner.get_discipline_display().lower()}"
    return user.name or "Somebody at the clinic"
