"""Which slots are free, and why another is not: functions of plain values. Pure."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache, reduce
from itertools import chain, compress
from math import ceil
from operator import or_
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bookings.slots.intervals import Interval, instants_at, merged, opening, subtract

ONE_DAY = timedelta(days=1)
NOTHING = timedelta(0)
ALWAYS = Interval(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class WeeklyPeriod:
    """Wall-clock hours on one weekday (0 is Monday), from and until a date, both included."""

    weekday: int
    opens: time
    closes: time
    effective_from: date | None = None
    effective_until: date | None = None

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
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
    """A visit, or a run of touching visits that have the same buffers."""

    interval: Interval
    before: timedelta
    after: timedelta


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
class Wish:
    """What is to be booked: `earliest` is the notice, `latest` the horizon; None binds nobody."""

    duration: timedelta
    before: timedelta
    after: timedelta
    grid: timedelta
    earliest: datetime | None = None
    latest: datetime | None = None  # a start lies before it

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


class RefusalKind(StrEnum):
    """Why a time is not on offer; the later in this list, the nearer it came to being offered."""

    PAST_NOTICE = "past_notice"
    BEYOND_HORIZON = "beyond_horizon"
    NOT_WORKING = "not_working"
    HOLIDAY = "holiday"
    CLINIC_CLOSED = "clinic_closed"
    TIME_OFF = "time_off"
    BUSY = "busy"
    BUFFER = "buffer"
    EQUIPMENT_CLOSED = "equipment_closed"
    EQUIPMENT_BUSY = "equipment_busy"
    OFF_GRID = "off_grid"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a time is not on offer, and one line about it that a person may read."""

    kind: RefusalKind
    text: str


def free_slots(
    *,
    wish: Wish,
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
        wish=wish,
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
    wish: Wish,
    first: date,
    last: date,
    zone: ZoneInfo,
    clinic: ClinicDays,
    practitioners: Mapping[int, Diary],
    equipment: Mapping[int, Diary] | None,
) -> list[tuple[Interval, tuple[int, ...]]]:
    """Return the same by start: each visit that somebody is free for, with their keys in order."""
    days = _days_visited(first, last, wish.duration)
    starts = _starts_wished(starts_on_grid(first, last, wish.grid, zone), wish)
    if equipment is not None:
        units = [
            _free_at(starts, unit, _hours(unit, days, zone), wish) for unit in equipment.values()
        ]
        starts = list(compress(starts, _union(units, len(starts))))

    shut = _shut_by_holidays(clinic)
    keys = sorted(practitioners)
    free = [
        _free_at(
            starts,
            practitioners[key],
            _hours(practitioners[key], days, zone, shut),
            wish,
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
        found.append((Interval(start, start + wish.duration), who[flags]))
    return found


def free_equipment(
    *, wish: Wish, interval: Interval, zone: ZoneInfo, equipment: Mapping[int, Diary]
) -> list[int]:
    """Return the keys of the units free for a visit in `interval`, in order.

    Only a unit's own diary counts: holidays and the clinic's closures bind practitioners.
    """
    return [
        key
        for key, unit in sorted(equipment.items())
        if _unit_refusal(unit, interval, wish, zone) is None
    ]


def why_not(
    *,
    wish: Wish,
    starts_at: datetime,
    zone: ZoneInfo,
    clinic: ClinicDays,
    practitioners: Mapping[int, Diary],
    equipment: Mapping[int, Diary] | None,
) -> Refusal | None:
    """Return why nobody is on offer at `starts_at`; None if `free_slots` has a slot then.

    Of several practitioners, or units, the one nearest to being free gives the reason.
    """
    visit = Interval.lasting(wish.duration, starts_at)
    people = [diary for _, diary in sorted(practitioners.items())]
    refusal = _refusal_by_wish(visit.start, wish, zone) or _nearest(
        [_practitioner_refusal(diary, visit, wish, zone, clinic) for diary in people],
        if_none=Refusal(RefusalKind.NOT_WORKING, "Nobody offers this service."),
    )
    if refusal is None and equipment is not None:
        units = [unit for _, unit in sorted(equipment.items())]
        refusal = _nearest(
            [_unit_refusal(unit, visit, wish, zone) for unit in units],
            if_none=Refusal(RefusalKind.EQUIPMENT_CLOSED, "The equipment is not in use."),
        )
    return refusal or _refusal_by_grid(visit.start, wish, zone)


def gaps(busy: Busy, wish: Wish) -> tuple[timedelta, timedelta]:
    """Return how far before, and after, a visit the wished one keeps away from it.

    Between two visits lies the larger of the buffer after the one and before the other.
    """
    return max(wish.after, busy.before), max(busy.after, wish.before)


def kept_free(busy: Busy, wish: Wish) -> Interval:
    """Return the time around `busy` that the wished visit may not overlap."""
    before, after = gaps(busy, wish)
    return Interval(busy.interval.start - before, busy.interval.end + after)


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


def _starts_wished(starts: list[datetime], wish: Wish) -> list[datetime]:
    """Return those of `starts`, which are in order, that keep the notice and the horizon."""
    begin = bisect_left(starts, True, key=lambda start: not wish.is_too_soon(start))
    return starts[begin : bisect_left(starts, True, begin, key=wish.is_too_far)]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _days_visited(first: date, last: date, duration: timedelta) -> list[date]:
    """Return the dates whose hours a visit may need that starts from `first` to `last`."""
    return _days(first, last + ONE_DAY + duration)  # a date takes whole days only


def _shut_by_holidays(clinic: ClinicDays) -> list[Interval]:
    return subtract([holiday.interval for holiday in clinic.holidays], clinic.opened)


def _hours(
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
    wish: Wish,
    clinic_closed: Iterable[Closure] = (),
) -> bytearray:
    """Return for each of `starts`, which are in order, whether the wished visit may begin then.

    The whole of it lies in one of `hours`, and in nothing that is closed or kept free.
    """
    free = bytearray(len(starts))
    for interval in hours:
        begin = bisect_left(starts, interval.start)
        end = bisect_right(starts, interval.end - wish.duration, begin)
        free[begin:end] = b"\1" * (end - begin)
    taken = [(closure.interval, NOTHING, NOTHING) for closure in (*diary.closed, *clinic_closed)]
    taken += [(busy.interval, *gaps(busy, wish)) for busy in diary.busy]
    for interval, before, after in taken:
        begin = bisect_right(starts, interval.start - before - wish.duration)
        end = bisect_left(starts, interval.end + after, begin)
        free[begin:end] = bytes(end - begin)
    return free


def _union(free: Iterable[bytearray], length: int) -> bytes:
    """Return for each start whether anybody, or any unit, is free then."""
    flags = reduce(or_, (int.from_bytes(each, "little") for each in free), 0)
    return flags.to_bytes(length, "little")


def _nearest(refusals: list[Refusal | None], if_none: Refusal) -> Refusal | None:
    """Return the refusal nearest to an offer, None if one candidate has none."""
    if None in refusals:
        return None
    nearness = list(RefusalKind).index
    return max(refusals, key=lambda refusal: nearness(refusal.kind), default=if_none)


def _refusal_by_wish(start: datetime, wish: Wish, zone: ZoneInfo) -> Refusal | None:
    if wish.is_too_soon(start):
        text = f"Too soon: visits can start from {_shown_with_date(wish.earliest, zone)}."
        return Refusal(RefusalKind.PAST_NOTICE, text)
    if wish.is_too_far(start):
        text = f"Too far ahead: visits can start before {_shown_with_date(wish.latest, zone)}."
        return Refusal(RefusalKind.BEYOND_HORIZON, text)
    return None


def _refusal_by_grid(start: datetime, wish: Wish, zone: ZoneInfo) -> Refusal | None:
    local = start.astimezone(zone).replace(tzinfo=None)
    if (local - datetime.combine(local, time.min)) % wish.grid:
        minutes = wish.grid / timedelta(minutes=1)
        text = f"Visits start every {minutes:g} minutes, counted from midnight."
        return Refusal(RefusalKind.OFF_GRID, text)
    return None


def _practitioner_refusal(
    diary: Diary, visit: Interval, wish: Wish, zone: ZoneInfo, clinic: ClinicDays
) -> Refusal | None:
    days = _days_of(visit, zone)
    if not _covers(_hours(diary, days, zone), visit):
        return Refusal(RefusalKind.NOT_WORKING, "Outside working hours.")
    if not _covers(_hours(diary, days, zone, _shut_by_holidays(clinic)), visit):
        return _closure_refusal(RefusalKind.HOLIDAY, clinic.holidays, visit)
    refusal = _closure_refusal(RefusalKind.CLINIC_CLOSED, clinic.closed, visit)
    refusal = refusal or _closure_refusal(RefusalKind.TIME_OFF, diary.closed, visit)
    if refusal is None and (rival := _rival(diary, visit, wish)):
        overlaps = rival.interval.overlaps(visit)
        kind = RefusalKind.BUSY if overlaps else RefusalKind.BUFFER
        return Refusal(kind, f"Booked {_shown_beside(rival, visit, zone)}.")
    return refusal


def _unit_refusal(unit: Diary, visit: Interval, wish: Wish, zone: ZoneInfo) -> Refusal | None:
    if not _covers(_hours(unit, _days_of(visit, zone), zone), visit):
        text = "The equipment is not available then."
        return Refusal(RefusalKind.EQUIPMENT_CLOSED, text)
    refusal = _closure_refusal(RefusalKind.EQUIPMENT_CLOSED, unit.closed, visit)
    if refusal is None and (rival := _rival(unit, visit, wish)):
        text = f"The equipment is booked {_shown_beside(rival, visit, zone)}."
        return Refusal(RefusalKind.EQUIPMENT_BUSY, text)
    return refusal


def _closure_refusal(
    kind: RefusalKind, closures: Iterable[Closure], visit: Interval
) -> Refusal | None:
    for closure in closures:
        if closure.interval.overlaps(visit):
            return Refusal(kind, f"{closure.why.rstrip('.')}.")
    return None


def _rival(diary: Diary, visit: Interval, wish: Wish) -> Busy | None:
    """Return what stands in the visit's way: rather what it overlaps than what it comes near."""
    rivals = [busy for busy in diary.busy if kept_free(busy, wish).overlaps(visit)]
    return max(rivals, key=lambda busy: busy.interval.overlaps(visit), default=None)


def _covers(hours: Iterable[Interval], visit: Interval) -> bool:
    return any(interval.contains(visit) for interval in hours)


def _days_of(visit: Interval, zone: ZoneInfo) -> list[date]:
    day = visit.start.astimezone(zone).date()
    return _days_visited(day, day, visit.duration)


def _shown_beside(rival: Busy, visit: Interval, zone: ZoneInfo) -> str:
    """Return the rival's time as a person reads it, and that it is too near if it only is that."""
    start, end = (
        f"{at.astimezone(zone):%H:%M}" for at in (rival.interval.start, rival.interval.end)
    )
    too_near = "" if rival.interval.overlaps(visit) else ", which leaves too short a break"
    return f"from {start} to {end} {_name_of(zone)}{too_near}"


def _shown_with_date(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M} {_name_of(zone)} on {at.astimezone(zone):%A, %B %-d, %Y}"


def _name_of(zone: ZoneInfo) -> str:
    return f"{zone.key.rpartition('/')[2].replace('_', ' ')} time"
