"""Whether somebody came: they arrived, the visit is over, or nobody came."""

from django.db import transaction
from django.utils import timezone

from bookings.actions.guards import retry_deadlocks
from bookings.exceptions import AppointmentFulfilled, AppointmentNotBooked, AppointmentNotYet
from bookings.models import Appointment, AppointmentStatus

# Until a visit is over, a wrong mark can be put right: who is late was perhaps given up already.
OPEN = (AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED, AppointmentStatus.NOSHOW)


def mark_arrived(*, appointment: Appointment) -> Appointment:
    """Record that the patient is here, on the day of the visit or after it; again changes nothing.

    Raises AppointmentNotYet, AppointmentNotBooked or AppointmentFulfilled.
    """
    return _record(appointment=appointment, status=AppointmentStatus.ARRIVED)


def mark_fulfilled(*, appointment: Appointment) -> Appointment:
    """Record that the visit took place, once it has begun; this is final. Raises as above."""
    return _record(appointment=appointment, status=AppointmentStatus.FULFILLED)


def mark_noshow(*, appointment: Appointment) -> Appointment:
    """Record that nobody came, once the visit has begun. Raises as above."""
    return _record(appointment=appointment, status=AppointmentStatus.NOSHOW)


@retry_deadlocks
@transaction.atomic
def _record(*, appointment, status):
    # The visit's row alone is locked: it is the last that any action takes, and no time is taken.
    current = Appointment.objects.select_for_update(no_key=True).get(pk=appointment.pk)
    if current.status == status:
        return current
    if current.status == AppointmentStatus.FULFILLED:
        raise AppointmentFulfilled
    if current.status not in OPEN:
        raise AppointmentNotBooked
    if not _may_be_recorded(current, status, timezone.now()):
        raise AppointmentNotYet
    current.status = status
    current.save(update_fields=["status"])
    return current


def _may_be_recorded(appointment, status, now):
    if status == AppointmentStatus.ARRIVED:
        return timezone.localdate(appointment.starts_at) <= timezone.localdate(now)
    return appointment.has_begun(now)
