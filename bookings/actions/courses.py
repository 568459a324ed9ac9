"""Booking and cancelling a course of visits: all of it, or nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from bookings.actions.booking import book_appointment
from bookings.actions.cancelling import cancel_appointment
from bookings.exceptions import (
    BookingError,
    NothingToCancel,
    PatientAlreadyBooked,
    SeriesChanged,
    SeriesNotInOrder,
    SeriesTooShort,
    SeriesVisitRefused,
    TooSoon,
)
from bookings.locks import lock, retry_deadlocks, wait_for_turn
from bookings.models import Appointment, AppointmentSource, Series, Service
from bookings.slots import services
from bookings.slots.spacing import FIRST_PLACE, Spacing
from clinic.models import Patient, Practitioner, User

FEWEST_VISITS = 2
ALREADY_HERE = "The patient already has a visit at that time."


@retry_deadlocks
@transaction.atomic
def book_series(
    *,
    service: Service,
    patient: Patient,
    starts: Sequence[datetime],
    spacing: Spacing,
    booked_by: User,
    practitioner: Practitioner | None = None,
    accepts_policy: bool = False,
    submission: UUID | None = None,
) -> Series:
    """Book a visit at each of `starts` for staff, or none; each has its own confirmation sent.

    A repeated `submission` returns the course that the first one made. Raises SeriesTooShort,
    SeriesNotInOrder, or SeriesVisitRefused, which names the visit that could not be had and why.
    """
    if submission:
        wait_for_turn(f"series:{submission}")
        if made := Series.objects.filter(reference=submission).first():
            return made
    _check_order(starts)
    candidates = [practitioner] if practitioner else services.practitioners_offering(service)
    lock(
        practitioners=[person.pk for person in candidates],
        equipment=service.unit_ids,
        patients=[patient.pk],
    )
    series = Series.objects.create(
        reference=submission or uuid4(),
        patient=patient,
        service=service,
        spacing_days=spacing.days,
        tolerance_days=spacing.tolerance,
        booked_by=booked_by,
    )
    for place, starts_at in enumerate(starts, start=FIRST_PLACE):
        try:
            book_appointment(
                service=service,
                practitioner=practitioner,
                starts_at=starts_at,
                patient=patient,
                source=AppointmentSource.DESK,
                booked_by=booked_by,
                by_staff=True,
                accepts_policy=accepts_policy,
                series=series,
            )
        except PatientAlreadyBooked as refusal:
            raise SeriesVisitRefused(place, PatientAlreadyBooked(ALREADY_HERE)) from refusal
        except BookingError as refusal:
            raise SeriesVisitRefused(place, refusal) from refusal
    return series


@retry_deadlocks
@transaction.atomic
def cancel_series(*, series: Series, reason: str, cancelled_by: User, seen: str) -> int:
    """Cancel the visits of a course that are still ahead, and return how many.

    `seen` is the `series_mark` of those that were looked at. Each is cancelled, and mailed about,
    as it would be alone. Raises NothingToCancel, or SeriesChanged if they are others by now.
    """
    ahead = list(visits_ahead(series))
    if not ahead:
        raise NothingToCancel
    lock(practitioners={visit.practitioner_id for visit in ahead}, equipment=[])
    locked = list(visits_ahead(series))
    if series_mark(locked) != seen or series_mark(ahead) != seen:
        raise SeriesChanged
    for visit in locked:
        cancel_appointment(
            appointment=visit, reason=reason, cancelled_by=cancelled_by, accepts_late=True
        )
    return len(locked)


def visits_ahead(series: Series):
    """Return the visits of a course that can still be cancelled, soonest first."""
    return series.appointments.still_ahead(timezone.now())


def series_mark(visits: Iterable[Appointment]) -> str:
    """Return what tells these visits, as they stand, from any others."""
    standing = sorted((visit.pk, visit.revision) for visit in visits)
    return sha256(repr(standing).encode()).hexdigest()


def _check_order(starts):
    if len(starts) < FEWEST_VISITS:
        raise SeriesTooShort
    days = [timezone.localdate(starts_at) for starts_at in starts]
    if days != sorted(set(days)):
        raise SeriesNotInOrder
    if starts[0] <= timezone.now():
        raise SeriesVisitRefused(FIRST_PLACE, TooSoon())
