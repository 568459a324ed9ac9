"""How long a diary is open on some days, by the engine's own hours. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bookings.slots.availability import ClinicDays, Diary, hours_of, shut_by_holidays
from bookings.slots.holidays import whole_day
from bookings.slots.intervals import Interval, subtract

NOTHING = timedelta(0)


def open_time(
    diary: Diary, clinic: ClinicDays, *, first: date, last: date, zone: ZoneInfo
) -> list[Interval]:
    """Return when a diary is open on the dates from `first` to `last`, both included, in order.

    That is its weekly hours and its openings, less what is closed for it or for the clinic.
    """
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    hours = hours_of(diary, days, zone, shut_by_holidays(clinic))
    closed = [closure.interval for closure in (*diary.closed, *clinic.closed)]
    within = Interval(whole_day(first, zone).start, whole_day(last, zone).end)
    return parts_within(subtract(hours, closed), within)


def begun(diary: Diary, starts_on: date | None, zone: ZoneInfo) -> Diary:
    """Return somebody's diary without what is before their first day, whatever their hours say."""
    if starts_on is None:
        return diary
    weekly = (
        replace(period, effective_from=max(starts_on, period.effective_from or starts_on))
        for period in diary.weekly
    )
    since = whole_day(starts_on, zone).start
    opened = (Interval(max(one.start, since), one.end) for one in diary.opened if one.end > since)
    return replace(diary, weekly=tuple(weekly), opened=tuple(opened))


def parts_within(intervals: Iterable[Interval], within: Interval) -> list[Interval]:
    """Return what of these intervals lies within another."""
    return [
        Interval(max(one.start, within.start), min(one.end, within.end))
        for one in intervals
        if one.overlaps(within)
    ]


def length_of(intervals: Iterable[Interval]) -> timedelta:
    """Return how long intervals that do not overlap are together."""
    return sum((one.duration for one in intervals), NOTHING)
