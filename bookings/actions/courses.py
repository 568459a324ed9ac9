"""Booking and cancelling a course of visits: all of it, or nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from bookings.actions.booker import Booker
from bookings.actions.booking import book_appointment
from bookings.actions.cancelling import cancel_appointment
from bookings.exceptions import (
    BookingError,
    CourseChanged,
    CourseNotInOrder,
    CourseTooShort,
    CourseVisitRefused,
    NothingToCancel,
    PatientAlreadyBooked,
    TooSoon,
)
from bookings.locks import lock, retry_deadlocks, wait_for_turn
from bookings.models import Appointment, CancellingSide, Course, Service
from bookings.slots import services
from bookings.slots.spacing import FIRST_PLACE, Spacing
from clinic.marks import mark_of
from clinic.models import Patient, Practitioner, User

FEWEST_VISITS = 2
ALREADY_HERE = "The patient already has a visit at that time."


@retry_deadlocks
@transaction.atomic
def book_course(
    *,
    service: Service,
    patient: Patient,
    starts: Sequence[datetime],
    spacing: Spacing,
    booker: Booker,
    practitioner: Practitioner | None = None,
    submission: UUID | None = None,
) -> Course:
    """Book a visit at each of `starts`, as staff do, or none; each has its own confirmation sent.

    A repeated `submission` returns the course that the first one made. Raises CourseTooShort,
    CourseNotInOrder, or CourseVisitRefused, which names the visit that could not be had and why.
    """
    if submission:
        wait_for_turn(f"course:{submission}")
        if made := Course.objects.filter(reference=submission).first():
            return made
    _check_order(starts)
    candidates = [practitioner] if practitioner else services.practitioners_offering(service)
    lock(
        practitioners=[person.pk for person in candidates],
        equipment=service.unit_ids,
        patients=[patient.pk],
    )
    course = Course.objects.create(
        reference=submission or uuid4(),
        patient=patient,
        service=service,
        spacing_days=spacing.days,
        tolerance_days=spacing.tolerance,
        booked_by=booker.user,
    )
    for place, starts_at in enumerate(starts, start=FIRST_PLACE):
        try:
            book_appointment(
                service=service,
                practitioner=practitioner,
                starts_at=starts_at,
                patient=patient,
                booker=booker,
                course=course,
            )
        except PatientAlreadyBooked as refusal:
            raise CourseVisitRefused(place, PatientAlreadyBooked(ALREADY_HERE)) from refusal
        except BookingError as refusal:
            raise CourseVisitRefused(place, refusal) from refusal
    return course


@retry_deadlocks
@transaction.atomic
def cancel_course(
    *,
    course: Course,
    side: CancellingSide,
    reason: str,
    note: str = "",
    cancelled_by: User,
    seen: str,
) -> int:
    """Cancel the visits of a course that are still ahead, and return how many.

    `seen` is the `course_mark` of those that were looked at. Each is cancelled, and mailed about,
    as it would be alone. Raises NothingToCancel, or CourseChanged if they are others by now.
    """
    ahead = list(still_to_come(course))
    if not ahead:
        raise NothingToCancel
    lock(practitioners={visit.practitioner_id for visit in ahead}, equipment=[])
    locked = list(still_to_come(course))
    if course_mark(locked) != seen or course_mark(ahead) != seen:
        raise CourseChanged
    for visit in locked:
        cancel_appointment(
            appointment=visit,
            side=side,
            reason=reason,
            note=note,
            cancelled_by=cancelled_by,
            accepts_late=True,
        )
    return len(locked)


def still_to_come(course: Course):
    """Return the visits of a course that can still be cancelled, soonest first."""
    return course.appointments.still_ahead(timezone.now())


def course_mark(visits: Iterable[Appointment]) -> str:
    """Return what tells these visits, as they stand, from any others."""
    return mark_of(*sorted((visit.pk, visit.revision) for visit in visits))


def _check_order(starts):
    if len(starts) < FEWEST_VISITS:
        raise CourseTooShort
    days = [timezone.localdate(starts_at) for starts_at in starts]
    if days != sorted(set(days)):
        raise CourseNotInOrder
    if starts[0] <= timezone.now():
        raise CourseVisitRefused(FIRST_PLACE, TooSoon())
