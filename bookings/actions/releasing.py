"""Letting go of times that are held: of one's own, and of what ran out."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from bookings.freed_times import record_freed, was_missed
from bookings.models import Appointment, AppointmentStatus
from bookings.slots.intervals import Interval


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
