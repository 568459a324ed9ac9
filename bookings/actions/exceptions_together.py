"""Closures and openings that are made in one press: week after week, or a holiday's hours."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from bookings.actions.conflicts import settle_conflicts
from bookings.actions.schedules import take_turn
from bookings.exceptions import NotAWorkingDay, OverAlready
from bookings.freed_times import record_freed
from bookings.locks import retry_deadlocks
from bookings.models import Equipment, ScheduleException
from bookings.models.schedule import ScheduleEffect
from bookings.slots.availability import Diary, WeeklyPeriod, hours_of
from bookings.slots.intervals import Interval
from clinic.models import Practitioner
from clinic.zones import clinic_zone

ONE_DAY = timedelta(days=1)


@retry_deadlocks
@transaction.atomic
def add_exceptions(
    *,
    effect: ScheduleEffect,
    intervals: Sequence[Interval],
    reason: str,
    practitioner: Practitioner | None = None,
    equipment: Equipment | None = None,
) -> list[ScheduleException]:
    """Open or close several times, a row each; they share what tells that they belong together.

    Visits booked then stay, in conflict until they are settled.
    Raises OverAlready if one of them is over.
    """
    now = timezone.now()
    if any(interval.end <= now for interval in intervals):
        raise OverAlready
    take_turn(practitioner)
    together = uuid4() if len(intervals) > 1 else None
    for interval in intervals:
        if effect == ScheduleEffect.OPEN:
            record_freed(starts_at=interval.start, ends_at=interval.end, now=now)
    rows = [
        ScheduleException.objects.create(
            effect=effect,
            starts_at=interval.start,
            ends_at=interval.end,
            reason=reason,
            practitioner=practitioner,
            equipment=equipment,
            repeat=together,
        )
        for interval in intervals
    ]
    settle_conflicts(practitioner=practitioner)
    return rows


@retry_deadlocks
@transaction.atomic
def remove_repeat(*, repeat: UUID) -> int:
    """Remove all that were made in one press and are not over; return how many that were.

    What is over stays as it was. Raises OverAlready if all of them are.
    """
    take_turn()
    now = timezone.now()
    rows = ScheduleException.objects.filter(repeat=repeat, ends_at__gt=now)
    found = list(rows)
    if not found:
        raise OverAlready("They are over already, and stay as they were.")
    for row in found:
        if row.effect == ScheduleEffect.CLOSED:
            record_freed(starts_at=row.starts_at, ends_at=row.ends_at, now=now)
    rows.filter(pk__in=[row.pk for row in found]).delete()
    settle_conflicts()
    return len(found)


def hours_on(practitioner: Practitioner, day: date) -> list[Interval]:
    """Return when a practitioner would work on a date by their weekly hours, were it no holiday.

    Hours for some services alone are left out: an opening is for all.
    """
    weekly = tuple(
        WeeklyPeriod(row.weekday, row.opens, row.closes, row.effective_from, row.effective_until)
        for row in practitioner.working_hours.filter(services=None)
    )
    return hours_of(Diary(weekly=weekly), [day], clinic_zone())


@transaction.atomic
def open_holiday(*, practitioner: Practitioner, day: date, reason: str) -> list[ScheduleException]:
    """Let one practitioner work their usual hours on a holiday. Raises NotAWorkingDay."""
    hours = hours_on(practitioner, day)
    if not hours:
        raise NotAWorkingDay
    return add_exceptions(
        effect=ScheduleEffect.OPEN, intervals=hours, reason=reason, practitioner=practitioner
    )
