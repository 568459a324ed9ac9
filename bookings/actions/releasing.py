"""Letting go of times that are held: of one's own, and of what ran out."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from bookings import queries
from bookings.freed_times import record_left, was_missed
from bookings.models import Appointment, AppointmentStatus
from bookings.slots import prepared
from bookings.slots.intervals import Interval

# Every booking and move asks for them. All that are held are few, so they are looked through.
RUN_OUT = """
SELECT id FROM bookings_appointment
WHERE status = 'held' AND hold_expires_at <= %(now)s
  AND starts_at < %(end)s AND ends_at > %(start)s
  AND (practitioner_id = ANY(%(practitioners)s) OR equipment_id = ANY(%(equipment)s)
       OR patient_id = ANY(%(patients)s))
"""


def expire_overlapping_holds(
    *,
    interval: Interval,
    practitioners: Iterable[int],
    equipment: Iterable[int],
    patients: Iterable[int],
    now: datetime,
) -> None:
    """Release the holds that have run out: a constraint cannot know the time."""
    wanted = {
        "start": interval.start,
        "end": interval.end,
        "practitioners": list(practitioners),
        "equipment": list(equipment),
        "patients": list(patients),
        "now": now,
    }
    if run_out := [key for (key,) in prepared.rows(RUN_OUT, wanted)]:
        let_go(Appointment.objects.filter(pk__in=run_out), now=now)


def let_go(appointments: QuerySet[Appointment], *, now: datetime) -> int:
    """Release what of these is held, with the times that somebody missed; return how many."""
    found = appointments.filter(status=AppointmentStatus.HELD).order_by()
    keys = list(found.values_list("pk", flat=True))
    if not keys:
        return 0
    held = Appointment.objects.filter(pk__in=keys, status=AppointmentStatus.HELD)
    for hold in held.filter(was_missed()):
        record_left(hold, now=now, held=True)
    return held.update(status=AppointmentStatus.EXPIRED)


def release_offered_for(appointment: Appointment, *, now: datetime) -> None:
    """Let go of the times that were offered for a visit in conflict: it is being settled."""
    if appointment.conflict_since:
        release_offered_for_any([appointment], now=now)


def release_offered_for_any(appointments: Iterable[Appointment], *, now: datetime) -> None:
    """Do the same for visits that are in conflict no more."""
    let_go(queries.offered_for(appointments), now=now)
