"""Reads for one page or one decision."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from bookings.models import Appointment, AppointmentStatus, DeskNote, MendedVisit
from bookings.slots.holidays import whole_day
from clinic.models import Message, Patient, Practitioner, StaffRole
from clinic.zones import clinic_zone

PAST_SHOWN = 50
MESSAGES_SHOWN = 30


def possible_supervisors(practitioner: Practitioner | None) -> QuerySet[Practitioner]:
    """Return who may answer for a practitioner, or for somebody new: nobody who is answered for.

    Somebody who supervises is supervised by nobody. Whoever does it now stays on offer.
    """
    able = Q(
        supervisor__isnull=True,
        user__is_active=True,
        user__roles__contains=[StaffRole.CLINICIAN],
    )
    if practitioner is None or practitioner.pk is None:
        return Practitioner.objects.filter(able)
    if practitioner.supervises.exists():
        return Practitioner.objects.none()
    others = Practitioner.objects.exclude(pk=practitioner.pk)
    return others.filter(able | Q(pk=practitioner.supervisor_id))


def live_holds(holder: UUID, now: datetime):
    """Return the times that are kept for a session, or offered for a visit, soonest first."""
    return Appointment.objects.filter(
        held_for=holder, status=AppointmentStatus.HELD, hold_expires_at__gt=now
    ).select_related("service", "practitioner")


def offered_for(appointments: Iterable[Appointment]) -> QuerySet[Appointment]:
    """Return the times that are held for visits in conflict, on offer to their patients."""
    offers = MendedVisit.objects.offered().filter(appointment__in=appointments)
    return Appointment.objects.filter(
        held_for__in=offers.values("reference"), status=AppointmentStatus.HELD
    )


def ignored_by_a_move(appointment: Appointment) -> list[int]:
    """Return the keys of what a visit may be moved onto: its own time, and what it is offered."""
    offered = offered_for([appointment]).values_list("pk", flat=True)
    return [appointment.pk, *(offered if appointment.conflict_since else [])]


def hold_of(holder: UUID | None, token: UUID | None) -> Appointment | None:
    """Return what a session kept by a token, whatever became of it; None if it never did."""
    if holder is None or token is None:
        return None
    kept = Appointment.objects.select_related("service", "practitioner")
    return kept.filter(held_for=holder, hold_token=token).first()


def visits_on(user, day: date, last: date | None = None):
    """Return the visits of one clinic day, or until the `last`, that `user` may see."""
    zone = clinic_zone()
    since, until = whole_day(day, zone).start, whole_day(last or day, zone).end
    return (
        Appointment.objects.visible_to(user)
        .with_people()
        .ever_booked()
        .filter(starts_at__gte=since, starts_at__lt=until)
    )


def visits_of(user, person: Patient, now: datetime) -> dict:
    """Return a person's visits: `ahead`, soonest first, and the latest `behind` or cancelled."""
    visits = (
        Appointment.objects.visible_to(user)
        .with_people()
        .with_places()
        .ever_booked()
        .of_person(person)
    )
    ahead = Q(ends_at__gt=now) & ~Q(status=AppointmentStatus.CANCELLED)
    return {
        "ahead": visits.filter(ahead),
        "behind": visits.exclude(ahead).order_by("-starts_at")[:PAST_SHOWN],
    }


def messages_to(user, person: Patient):
    """Return the latest messages to a person, without their bodies."""
    messages = Message.objects.visible_to(user).defer("body_text", "body_html").with_return()
    return messages.filter(recipient__in=Patient.objects.of_person(person))[:MESSAGES_SHOWN]


def notes_on(person: Patient, visit: Appointment | None = None) -> QuerySet[DeskNote]:
    """Return the desk's notes on a person, the latest first; with a visit, of no other visit."""
    notes = DeskNote.objects.filter(patient__in=Patient.objects.of_person(person))
    if visit:
        notes = notes.filter(Q(appointment=visit) | Q(appointment=None))
    return notes.select_related(
        "appointment", "written_by__practitioner", "struck_by__practitioner"
    )
