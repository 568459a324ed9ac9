"""Who may book what, and when a visit may change: each rule raises what says why not."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.db import IntegrityError

from bookings.exceptions import (
    AppointmentCancelled,
    AppointmentChanged,
    AppointmentHasBegun,
    AppointmentNotBooked,
    BookingError,
    CallFirst,
    ForNewPatients,
    ForReturningPatients,
    PatientAlreadyBooked,
    SlotUnavailable,
    TooManyVisitsAhead,
    TooSoon,
)
from bookings.locks import wait_for_turn
from bookings.models import FROM_OUTSIDE, Appointment, AppointmentStatus, Service
from bookings.slots import prepared
from bookings.slots.intervals import Interval
from bookings.slots.refusals import Refusal, RefusalKind
from bookings.slots.search import Search
from clinic.accounts import verified_emails
from clinic.models import Patient, User
from clinic.models.people import IS_KEPT


def booking_error(error: IntegrityError) -> BookingError:
    """Return what the database refused, by the name of the constraint; re-raise what is no rule."""
    match error.__cause__.diag.constraint_name:
        case "appointment_practitioner_once" | "appointment_equipment_once":
            return SlotUnavailable()
        case "appointment_patient_once":
            return PatientAlreadyBooked()
        case _:
            raise error


def refused(refusal: Refusal | None) -> BookingError:
    """Return the error of a time that the engine does not offer; why somebody is away is theirs."""
    if refusal is None or refusal.kind == RefusalKind.TIME_OFF:
        return SlotUnavailable()
    if refusal.kind == RefusalKind.PAST_NOTICE:
        return TooSoon()
    return SlotUnavailable(f"{refusal.text} Please choose another time.")


def check_within_reach(search: Search, starts_at: datetime) -> None:
    """Refuse times at the ends of the calendar, where arithmetic with them overflows."""
    if starts_at <= search.now:
        raise TooSoon
    if search.terms.is_too_far(starts_at):
        raise SlotUnavailable("That time is too far ahead. Please choose an earlier one.")


def check_no_call_first(service: Service, patient: Patient) -> None:
    """Raise when a clinician is to speak with a person before they run for an assessment.

    Asked once the file is locked: what puts a visit under review locks all files of the person.
    """
    if not service.is_for_running:
        return
    if Appointment.objects.of_person(patient).under_review().exists():
        raise CallFirst


def check_not_elsewhere(patient: Patient, visit: Interval) -> None:
    """Raise when the person has a visit then in another of their files.

    Within one file the constraint refuses it; to the database two files are two people.
    """
    elsewhere = Appointment.objects.of_person(patient).exclude(patient=patient)
    if elsewhere.taking_place().overlapping(visit).exists():
        raise PatientAlreadyBooked


def locked_for_change(
    appointment: Appointment, *, revision: int | None, now: datetime
) -> Appointment:
    """Return the visit as it stands, locked last; raise when it may not be changed as looked at."""
    current = (
        Appointment.objects.select_related("service")
        .select_for_update(of=["self"], no_key=True)
        .get(pk=appointment.pk)
    )
    check_unchanged(current, appointment, revision)
    check_may_change(current, now)
    return current


def check_unchanged(current: Appointment, seen: Appointment, revision: int | None) -> None:
    """Raise AppointmentChanged when a visit is not what was looked at, by `revision` if given."""
    if current.revision != (seen.revision if revision is None else revision):
        raise AppointmentChanged


def check_may_change(appointment: Appointment, now: datetime) -> None:
    """Raise when a visit can no longer be confirmed, moved or cancelled."""
    if appointment.is_cancelled:
        raise AppointmentCancelled
    if appointment.status != AppointmentStatus.BOOKED:
        raise AppointmentNotBooked
    if appointment.has_begun(now):
        raise AppointmentHasBegun


def check_is_for(*, service: Service, patient: Patient | None, starts_at: datetime) -> None:
    """Raise when the service is not for this person; None is a guest, who counts as new.

    Somebody has been here before with any visit that takes place before `starts_at`. Raises
    ForReturningPatients or ForNewPatients.
    """
    if service.for_new_patients and service.for_returning_patients:
        return
    if patient is None:
        if not service.for_new_patients:
            raise ForReturningPatients
    elif _has_a_visit_before(patient, starts_at):
        if not service.for_returning_patients:
            raise ForNewPatients
    elif not service.for_new_patients:
        raise ForReturningPatients(ForReturningPatients.to_an_account)


def is_for_any(*, service: Service, people: Iterable[Patient], starts_at: datetime) -> bool:
    """Say whether a service is for one of these people at least."""
    for person in people:
        try:
            check_is_for(service=service, patient=person, starts_at=starts_at)
        except (ForReturningPatients, ForNewPatients):
            continue
        return True
    return False


def _has_a_visit_before(patient, starts_at):
    visits = Appointment.objects.of_person(patient).taking_place()
    came = visits.exclude(status=AppointmentStatus.NOSHOW)
    return came.filter(starts_at__lt=starts_at).exists()


class Reachable(Protocol):
    email: str


def wait_for_person(patient: Reachable) -> None:
    """Let one booking under an email go on at a time, so that two at once cannot pass the limit.

    Comes before any row is locked. Without an email, the person's own file is locked.
    """
    if patient.email:
        wait_for_turn(f"visits ahead: {patient.email.lower()}")


# In SQL as the diaries are: every booking asks this before it is made. Under an email count the
# files whose email is proven or, with one that is not, what guests have booked.
PROVEN = "patient.email_proven_at IS NOT NULL"
UNPROVEN = f"""patient.{IS_KEPT}
  AND NOT EXISTS (SELECT FROM clinic_patient_looked_after_by AS account
                  WHERE account.patient_id = patient.id)
  AND EXISTS (SELECT FROM bookings_appointment AS visit
              WHERE visit.patient_id = patient.id AND visit.source = ANY(%(outside)s))
"""  # noqa: S608 - a rule of ours
AHEAD = """
SELECT count(*) FROM bookings_appointment AS ahead
WHERE ahead.status = 'booked' AND ahead.starts_at > %(now)s
  AND ahead.patient_id IN (
    SELECT unnest(%(own)s::bigint[])
    UNION ALL
    SELECT patient.id FROM clinic_patient AS patient
    WHERE %(email)s <> '' AND lower(patient.email) = %(email)s AND {counted})
"""
AHEAD_PROVEN, AHEAD_UNPROVEN = AHEAD.format(counted=PROVEN), AHEAD.format(counted=UNPROVEN)


def check_visits_ahead(
    patient: Reachable, now: datetime, *, most: int, booked_by: User | None = None
) -> None:
    """Raise TooManyVisitsAhead once `most` visits, as the clinic allows, are ahead.

    Those of the person count, in whichever of their files, and those under the same email: with one
    that is proven what is proven too, and with a guest's what guests have booked. So strangers use
    up nothing of a patient's, and a refusal tells a stranger of no patient's file.
    """
    own = []
    if isinstance(patient, Patient):
        own = list(Patient.objects.of_person(patient).order_by().values_list("pk", flat=True))
    statement = AHEAD_PROVEN if _is_proven(patient, booked_by) else AHEAD_UNPROVEN
    wanted = {
        "email": patient.email.lower(),
        "own": own,
        "outside": list(FROM_OUTSIDE),
        "now": now,
    }
    [(ahead,)] = prepared.rows(statement, wanted)
    if ahead >= most:
        raise TooManyVisitsAhead


def _is_proven(patient, booked_by):
    if isinstance(patient, Patient):
        return patient.email_proven_at is not None
    return booked_by is not None and patient.email.lower() in verified_emails(booked_by)
