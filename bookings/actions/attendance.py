"""Whether somebody came: they arrived, the visit is over, or nobody came."""

from django.db import transaction
from django.utils import timezone

from bookings.exceptions import (
    AppointmentChanged,
    AppointmentFulfilled,
    AppointmentNotBooked,
    AppointmentNotYet,
    NothingToUndo,
)
from bookings.locks import retry_deadlocks
from bookings.models import Appointment, AppointmentStatus

# Until a visit is over, a wrong mark can be put right: who is late was perhaps given up already.
OPEN = (AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED, AppointmentStatus.NOSHOW)
BEFORE = {  # what each mark is taken back to
    AppointmentStatus.ARRIVED: AppointmentStatus.BOOKED,
    AppointmentStatus.FULFILLED: AppointmentStatus.ARRIVED,
    AppointmentStatus.NOSHOW: AppointmentStatus.BOOKED,
}


def mark_arrived(
    *, appointment: Appointment, seen: str | None = None, revision: int | None = None
) -> Appointment:
    """Record that the patient is here, on the day of the visit or after it; again changes nothing.

    `seen` and `revision` are the status and the revision that were looked at; a visit that has
    changed since is left alone. Raises AppointmentNotYet, AppointmentNotBooked,
    AppointmentFulfilled or AppointmentChanged.
    """
    return _record(
        appointment=appointment,
        status=AppointmentStatus.ARRIVED,
        seen=seen,
        revision=revision,
    )


def mark_fulfilled(
    *, appointment: Appointment, seen: str | None = None, revision: int | None = None
) -> Appointment:
    """Record that the visit took place, once it has begun. Raises as above.

    Only `undo_attendance` leads back from here.
    """
    return _record(
        appointment=appointment,
        status=AppointmentStatus.FULFILLED,
        seen=seen,
        revision=revision,
    )


def mark_noshow(
    *, appointment: Appointment, seen: str | None = None, revision: int | None = None
) -> Appointment:
    """Record that nobody came, once the visit has begun. Raises as above."""
    return _record(
        appointment=appointment,
        status=AppointmentStatus.NOSHOW,
        seen=seen,
        revision=revision,
    )


@retry_deadlocks
@transaction.atomic
def undo_attendance(
    *, appointment: Appointment, seen: str | None = None, revision: int | None = None
) -> Appointment:
    """Take the mark that was `seen` back, one step; again changes nothing.

    Raises NothingToUndo for a visit without a mark, or AppointmentChanged.
    """
    current = _locked(appointment)
    marked = seen or current.status
    if marked not in BEFORE:
        raise NothingToUndo
    if current.status == BEFORE[marked]:
        return current
    _check_unchanged(current, marked, revision)
    return _save(current, BEFORE[marked])


@retry_deadlocks
@transaction.atomic
def _record(*, appointment, status, seen, revision):
    current = _locked(appointment)
    if current.status == status:
        return current
    _check_unchanged(current, seen, revision)
    if current.status == AppointmentStatus.FULFILLED:
        raise AppointmentFulfilled
    if current.status not in OPEN:
        raise AppointmentNotBooked
    _check_time(current, status, timezone.now())
    return _save(current, status)


def _locked(appointment):
    # The visit's row alone is locked: it is the last that any action takes, and no time is taken.
    return Appointment.objects.select_for_update(no_key=True).get(pk=appointment.pk)


def _check_unchanged(current, seen, revision):
    if seen not in (None, current.status) or revision not in (None, current.revision):
        raise AppointmentChanged


def _check_time(appointment, status, now):
    if status != AppointmentStatus.ARRIVED:
        if not appointment.has_begun(now):
            raise AppointmentNotYet
    elif timezone.localdate(appointment.starts_at) > timezone.localdate(now):
        raise AppointmentNotYet("This visit is on a later day. It can be marked on its day.")


def _save(appointment, status):
    appointment.status = status
    appointment.save(update_fields=["status"])
    return appointment
