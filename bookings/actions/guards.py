"""What every booking action shares: locks in one order, named errors, a retry after a deadlock."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps

from django.db import IntegrityError, OperationalError, connection
from django.db.models import Q, QuerySet
from psycopg.errors import DeadlockDetected

from bookings.availability import Refusal, RefusalKind
from bookings.exceptions import (
    AppointmentCancelled,
    AppointmentChanged,
    AppointmentHasBegun,
    AppointmentNotBooked,
    BookingError,
    CallFirst,
    PatientAlreadyBooked,
    SlotUnavailable,
    TooSoon,
)
from bookings.intervals import Interval
from bookings.models import Appointment, AppointmentStatus, Equipment, Service
from bookings.waiting import record_freed, was_missed
from clinic.models import Patient, Practitioner

ATTEMPTS = 3


def retry_deadlocks(use_case: Callable) -> Callable:
    """Run the use case again when PostgreSQL chose it to end a deadlock.

    Only the outermost action can: inside a transaction there is nothing left to run again.
    """

    @wraps(use_case)
    def attempt(**arguments):
        for _ in range(ATTEMPTS - 1):
            try:
                return use_case(**arguments)
            except OperationalError as error:
                deadlocked = isinstance(error.__cause__, DeadlockDetected)
                if connection.in_atomic_block or not deadlocked:
                    raise
        return use_case(**arguments)

    return attempt


def lock(
    *, practitioners: Iterable[int], equipment: Iterable[int], patients: Iterable[int] = ()
) -> None:
    """Lock practitioners, then equipment, then patients, each by key: the one order there is.

    Of a patient all files are locked that are the same person's. Whoever waits here finds the
    winner's visit in the diary, instead of a constraint after a deadlock's second.
    """
    if practitioners:
        _lock_rows(Practitioner.objects.filter(pk__in=practitioners))
    if equipment:
        _lock_rows(Equipment.objects.filter(pk__in=equipment))
    if patients:
        _lock_rows(Patient.objects.of_those_in(patients))


def _lock_rows(rows):
    # `no_key` leaves rows that only refer to these unhindered.
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def wait_for_turn(key: str) -> None:
    """Hold `key` until the transaction ends; there is no row to lock yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def wait_for_joins() -> None:
    """Let no file be joined, or separated, until the transaction ends; before any row is locked.

    Whose files are whose would otherwise change between the reading and the locking of them.
    """
    wait_for_turn("joined files")


def is_free_turn(key: str) -> bool:
    """Say whether nobody holds `key`, and hold it until the transaction ends if so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        return cursor.fetchone()[0]


def expire_overlapping_holds(
    *,
    interval: Interval,
    practitioners: Iterable[int],
    equipment: Iterable[int],
    patients: Iterable[int],
    now: datetime,
) -> None:
    """Release the holds that have run out: a constraint cannot know the time."""
    run_out = Appointment.objects.overlapping(interval).filter(
        Q(practitioner__in=practitioners) | Q(equipment__in=equipment) | Q(patient__in=patients),
        hold_expires_at__lte=now,
    )
    let_go(run_out, now=now)


def let_go(appointments: QuerySet[Appointment], *, now: datetime) -> int:
    """Release what of these is held, with the times that somebody missed; return how many."""
    found = appointments.filter(status=AppointmentStatus.HELD).order_by()
    keys = list(found.values_list("pk", flat=True))
    if not keys:
        return 0
    held = Appointment.objects.filter(pk__in=keys, status=AppointmentStatus.HELD)
    for hold in held.filter(was_missed()):
        record_freed(starts_at=hold.starts_at, ends_at=hold.ends_at, now=now)
    return held.update(status=AppointmentStatus.EXPIRED)


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
    if current.revision != (appointment.revision if revision is None else revision):
        raise AppointmentChanged
    check_may_change(current, now)
    return current


def check_may_change(appointment: Appointment, now: datetime) -> None:
    """Raise when a visit can no longer be confirmed, moved or cancelled."""
    if appointment.is_cancelled:
        raise AppointmentCancelled
    if appointment.status != AppointmentStatus.BOOKED:
        raise AppointmentNotBooked
    if appointment.has_begun(now):
        raise AppointmentHasBegun
