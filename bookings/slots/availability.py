"""Which slots are free: functions of plain values. Pure."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, reduce
from itertools import chain, compress, groupby
from math import ceil
from operator import itemgetter, or_
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bookings.slots.intervals import (
    Interval,
    comes_before,
    instants_at,
    merged,
    opening,
    subtract,
)
from clinic.identity.times_of_day import BY_24

ONE_DAY = timedelta(days=1)
NOTHING = timedelta(0)
ALWAYS = Interval(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class WeeklyPeriod:
    """Wall-clock hours on one weekday (0 is Monday), from and until a date, both included.

    Hours that close at 00:00 last to the end of the day.
    """

    weekday: int
    opens: time
    closes: time
    effective_from: date | None = None
    effective_until: date | None = None

    def __post_init__(self) -> None:
        if not comes_before(self.opens, self.closes):
            raise ValueError(f"A period closes after it opens: {self.opens}, {self.closes}")

    def applies_on(self, day: date) -> bool:
        return (
            self.weekday == day.weekday()
            and (self.effective_from is None or self.effective_from <= day)
            and (self.effective_until is None or day <= self.effective_until)
        )


@dataclass(frozen=True, slots=True)
class Closure:
    """A time without visits, and why, in a few words for a person: "Canada Day"."""

    interval: Interval
    why: str


class Busy(NamedTuple):
    """A visit, or a run of touching visits that have the same buffers, or a time that is held."""

    interval: Interval
    before: timedelta
    after: timedelta
    held_until: datetime | None = None  # booked, if it is not held


@dataclass(frozen=True, slots=True)
class Diary:
    """What is known of one practitioner or one piece of equipment."""

    weekly: tuple[WeeklyPeriod, ...] = ()
    opened: tuple[Interval, ...] = ()
    closed: tuple[Closure, ...] = ()
    busy: tuple[Busy, ...] = ()
    always_open: bool = False  # equipment: open unless closed


@dataclass(frozen=True, slots=True)
class ClinicDays:
    """What binds all practitioners; `opened` lets their weekly hours stand on a holiday."""

    holidays: tuple[Closure, ...] = ()
    opened: tuple[Interval, ...] = ()
    closed: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What is to be booked: `earliest` is the notice, `latest` the horizon; None binds nobody."""

    duration: timedelta
    before: timedelta
    after: timedelta
    grid: timedelta
    earliest: datetime | None = None
    latest: datetime | None = None  # a start lies before it
    hours_format: int = BY_24  # of the times that a refusal names

    def __post_init__(self) -> None:
        if min(self.duration, self.grid) <= NOTHING or min(self.before, self.after) < NOTHING:
            raise ValueError(f"Duration and grid are positive, no buffer is negative: {self}")

    def is_too_soon(self, start: datetime) -> bool:
        return self.earliest is not None and start < self.earliest

    def is_too_far(self, start: datetime) -> bool:
        return self.latest is not None and start >= self.latest


class Slot(NamedTuple):
    """A time on offer, and the key of the practitioner who is free."""

    interval: Interval
    practitioner: int


def free_slots(
    *,
    terms: Terms,
    first: date,
    last: date,
    zone: ZoneInfo,
    clinic: ClinicDays,
    practitioners: Mapping[int, Diary],
    equipment: Mapping[int, Diary] | None,
) -> list[Slot]:
    """Return every slot that starts on a local date from `first` to `last`, by start, then key.

    Of `equipment` one unit must be free for the whole visit; None means that none is needed.
    """
    starts = free_starts(
        terms=terms,
        first=first,
        last=last,
        zone=zone,
        clinic=clinic,
        practitioners=practitioners,
        equipment=equipment,
    )
    return [Slot(visit, practitioner) for visit, free in starts for practitioner in free]


def free_starts(
    *,
    terms: Terms,
    first: date,
    last: date,
    zone: ZoneInfo,
    clinic: ClinicDays,
    practitioners: Mapping[int, Diary],
    equipment: Mapping[int, Diary] | None,
) -> list[tuple[Interval, tuple[int, ...]]]:
    """Return the same by start: each visit that somebody is free for, with their keys in order."""
    days = days_visited(first, last, terms.duration)
    starts = _starts_within(starts_on_grid(first, last, terms.grid, zone), terms)
    if equipment is not None:
        units = [
            _free_at(starts, unit, hours_of(unit, days, zone), terms) for unit in equipment.values()
        ]
        starts = list(compress(starts, _union(units, len(starts))))

    shut = shut_by_holidays(clinic)
    keys = sorted(practitioners)
    free = [
        _free_at(
            starts,
            practitioners[key],
            hours_of(practitioners[key], days, zone, shut),
            terms,
            clinic.closed,
        )
        for key in keys
    ]
    anybody = _union(free, len(starts))
    found, who = [], {}
    together = zip(*(compress(flags, anybody) for flags in free), strict=True)
    for start, flags in zip(compress(starts, anybody), together, strict=True):
        if flags not in who:
            who[flags] = tuple(compress(keys, flags))
        found.append((_visit(start, terms.duration), who[flags]))
    return found


@lru_cache(maxsize=32_768)  # a page of times asks for the same visits again and again
def _visit(start: datetime, duration: timedelta) -> Interval:
    return Interval(start, start + duration)


def gaps(before: timedelta, after: timedelta, terms: Terms) -> tuple[timedelta, timedelta]:
    """Return how far the wished visit keeps away from one with these buffers, before and after it.

    Between two visits lies the larger of the buffer after the one and before the other.
    """
    return max(terms.after, before), max(after, terms.before)


def starts_on_grid(first: date, last: date, grid: timedelta, zone: ZoneInfo) -> list[datetime]:
    """Return the instants, in order, when the clocks show a multiple of `grid` since 00:00.

    Each local date counts afresh from its own 00:00, so its last step may be a short one. A time
    that the clocks show twice gives two starts, one that they skip none.
    """
    of_days = (_starts_of_day(day, grid, zone) for day in _days(first, last))
    return sorted(chain.from_iterable(of_days))


@lru_cache(maxsize=1024)  # a page of times asks for the same days again and again
def _starts_of_day(day: date, grid: timedelta, zone: ZoneInfo) -> tuple[datetime, ...]:
    steps = range(ceil(ONE_DAY / grid))
    midnight = datetime.combine(day, time.min, tzinfo=zone)
    next_midnight = datetime.combine(day + ONE_DAY, time.min, tzinfo=zone).replace(fold=1)
    if midnight.utcoffset() == next_midnight.utcoffset():
        day_begins = midnight.astimezone(UTC)
        return tuple(day_begins + step * grid for step in steps)
    shown = [datetime.combine(day, time.min) + step * grid for step in steps]
    return tuple(start for wall in shown for start in instants_at(wall, zone))


def _starts_within(starts: list[datetime], terms: Terms) -> list[datetime]:
    """Return those of `starts`, which are in order, that keep the notice and the horizon."""
    begin = bisect_left(starts, True, key=lambda start: not terms.is_too_soon(start))
    return starts[begin : bisect_left(starts, True, begin, key=terms.is_too_far)]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def days_visited(first: date, last: date, duration: timedelta) -> list[date]:
    """Return the dates whose hours a visit may need that starts from `first` to `last`."""
    return _days(first, last + ONE_DAY + duration)  # a date takes whole days only


def shut_by_holidays(clinic: ClinicDays) -> list[Interval]:
    return subtract([holiday.interval for holiday in clinic.holidays], clinic.opened)


def hours_of(
    diary: Diary, days: list[date], zone: ZoneInfo, shut: Iterable[Interval] = ()
) -> list[Interval]:
    """Return when a diary is open: its weekly hours where nothing is `shut`, and its openings."""
    if diary.always_open:
        return [ALWAYS]
    periods = defaultdict(list)
    for period in diary.weekly:
        periods[period.weekday].append(period)
    weekly = [
        hours
        for day in days
        for period in periods[day.weekday()]
        if period.applies_on(day)
        and (hours := opening(day, period.opens, period.closes, zone)) is not None
    ]
    return merged([*(subtract(weekly, shut) if shut else weekly), *diary.opened])


def _free_at(
    starts: list[datetime],
    diary: Diary,
    hours: Iterable[Interval],
    terms: Terms,
    clinic_closed: Iterable[Closure] = (),
) -> bytearray:
    """Return for each of `starts`, which are in order, whether the wished visit may begin then.

    The whole of it lies in one of `hours`, and in nothing that is closed or kept free.
    """
    free = bytearray(len(starts))
    for interval in hours:
        begin = bisect_left(starts, interval.start)
        end = bisect_right(starts, interval.end - terms.duration, begin)
        free[begin:end] = b"\1" * (end - begin)
    for interval, before, after in _taken(diary, terms, clinic_closed):
        begin = bisect_right(starts, interval.start - before - terms.duration)
        end = bisect_left(starts, interval.end + after, begin)
        free[begin:end] = bytes(end - begin)
    return free


def _taken(diary: Diary, terms: Terms, clinic_closed: Iterable[Closure]):
    """Yield each time that is taken, and how far before and after it the visit keeps away."""
    for closure in (*diary.closed, *clinic_closed):
        yield closure.interval, NOTHING, NOTHING
    for buffers, visits in groupby(diary.busy, key=itemgetter(1, 2)):  # mostly the same for all
        before, after = gaps(*buffers, terms)
        for busy in visits:
            yield busy.interval, before, after


def _union(free: Iterable[bytearray], length: int) -> bytes:
    """Return for each start whether anybody, or any unit, is free then."""
    flags = reduce(or_, (int.from_bytes(each, "little") for each in free), 0)
    return flags.to_bytes(length, "little")
