"""Booking over another visit: by staff, for a reason, and only while that visit is there."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from bookings.models import BLOCKING, Appointment
from bookings.slots.availability import Terms, gaps
from bookings.slots.intervals import Interval
from bookings.slots.refusals import Refusal, RefusalKind
from bookings.slots.search import Schedule, Search

LONGEST_REASON = 200
LONGEST_BUFFER = timedelta(hours=4)
OVERBOOKABLE = (RefusalKind.BUSY, RefusalKind.BUFFER)


def without_busy(schedule: Schedule) -> Schedule:
    """Return the schedule as if nothing were booked with the practitioners; units stay taken."""
    people = {key: replace(diary, busy=()) for key, diary in schedule.practitioners.items()}
    return replace(schedule, practitioners=people)


def is_of_one_by_staff(search: Search) -> bool:
    """Say whether staff mean one practitioner: nobody is booked over by chance, or by a patient."""
    return search.by_staff and len(search.asked) == 1


def may_overbook(refusal: Refusal | None, schedule: Schedule, starts_at: datetime) -> bool:
    """Say whether all that stands in the way is what the practitioners are booked for."""
    if refusal is None or refusal.kind not in OVERBOOKABLE:
        return False
    return without_busy(schedule).why_not(starts_at) is None


def settle_overbooked(*, practitioner: int | None = None, left: Interval | None = None) -> None:
    """Let visits that were booked over another be ordinary ones once none stands in their way.

    Called once a visit has `left` a practitioner's time, whose lock is held; or of all who are
    locked. The first that was booked comes first, for it may stand in the way of the next.
    """
    over = Appointment.objects.filter(overbooked=True, status__in=BLOCKING)
    over = over.filter(ends_at__gt=timezone.now())
    if practitioner is not None:
        over = over.filter(practitioner=practitioner)
    if left is not None:
        near = Interval(left.start - LONGEST_BUFFER, left.end + LONGEST_BUFFER)
        over = over.overlapping(near)
    locked = list(over.order_by("created_at", "pk").select_for_update(no_key=True))
    if not locked:
        return
    rivals = _ordinary_around(over)
    for visit in locked:
        others = rivals.setdefault(visit.practitioner_id, [])
        if not any(is_too_near(visit, other) for other in others):
            visit.overbooked, visit.overbooked_reason = False, ""
            visit.save(update_fields=["overbooked", "overbooked_reason"])
            others.append(visit)


def is_too_near(visit: Appointment, other: Appointment) -> bool:
    """Say whether two visits overlap, or have too short a break between them."""
    terms = Terms(
        duration=visit.duration,
        before=timedelta(minutes=visit.buffer_before_min),
        after=timedelta(minutes=visit.buffer_after_min),
        grid=timedelta.resolution,
    )
    before, after = gaps(
        timedelta(minutes=other.buffer_before_min), timedelta(minutes=other.buffer_after_min), terms
    )
    kept_free = Interval(other.starts_at - before, other.ends_at + after)
    return kept_free.overlaps(Interval(visit.starts_at, visit.ends_at))


def _ordinary_around(over) -> dict[int, list[Appointment]]:
    """Return the visits that were booked over no other, by practitioner, about these ones."""
    extent = over.order_by().aggregate(start=Min("starts_at"), end=Max("ends_at"))
    around = Interval(extent["start"] - LONGEST_BUFFER, extent["end"] + LONGEST_BUFFER)
    found = Appointment.objects.filter(
        practitioner__in=over.order_by().values("practitioner"),
        overbooked=False,
        status__in=BLOCKING,
    )
    by_practitioner = {}
    for visit in found.overlapping(around):
        by_practitioner.setdefault(visit.practitioner_id, []).append(visit)
    return by_practitioner
