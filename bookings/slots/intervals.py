"""Half-open intervals of time, and what the clinic's wall clock says of them. Pure."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Self
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The instants from `start` up to, but not including, `end`; never empty.

    Both are in UTC, for arithmetic on local datetimes goes wrong when the clocks change.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is not UTC or self.end.tzinfo is not UTC:
            raise ValueError(f"An interval takes UTC instants: {self.start!r}, {self.end!r}")
        if self.start >= self.end:
            raise ValueError(f"An interval ends after it starts: {self.start}, {self.end}")

    @classmethod
    def lasting(cls, duration: timedelta, start: datetime) -> Self:
        """Return the interval of `duration` from `start`, an instant of any zone."""
        if start.tzinfo is None:
            raise ValueError(f"An instant has a time zone: {start!r}")
        start = start.astimezone(UTC)
        return cls(start, start + duration)

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Interval") -> bool:
        return self.start <= other.start and other.end <= self.end


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same time as the fewest intervals, in order: those that touch become one."""
    result = []
    for interval in sorted(intervals, key=attrgetter("start")):
        if not result or result[-1].end < interval.start:
            result.append(interval)
        elif result[-1].end < interval.end:
            result[-1] = Interval(result[-1].start, interval.end)
    return result


def subtract(intervals: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """Return the time of `intervals` that is not in `taken`, merged and in order."""
    result = []
    cuts = merged(taken)
    first_cut = 0
    for interval in merged(intervals):
        while first_cut < len(cuts) and cuts[first_cut].end <= interval.start:
            first_cut += 1
        start, next_cut = interval.start, first_cut
        while next_cut < len(cuts) and cuts[next_cut].start < interval.end:
            if start < cuts[next_cut].start:
                result.append(Interval(start, cuts[next_cut].start))
            start = cuts[next_cut].end
            next_cut += 1
        if start < interval.end:
            result.append(Interval(start, interval.end))
    return result


@lru_cache(maxsize=4096)  # a page of times asks for the same hours again and again
def opening(day: date, opens: time, closes: time, zone: ZoneInfo) -> Interval | None:
    """Return the instants between two wall-clock times of `zone` on `day`; None if there are none.

    As an end, 00:00 is that of the day.
    When the clocks go forward, hours inside the gap are lost; when they go back, an opening that
    begins or ends in the repeated hour does so in its first pass.
    """
    start = first_instant_at(day, opens, zone)
    last_day = day if closes != time.min else day + timedelta(days=1)
    end = first_instant_at(last_day, closes, zone)
    return Interval(start, end) if start < end else None


def comes_before(opens: time, closes: time) -> bool:
    """Say whether a time of day lies before an end of hours; 00:00 ends the day."""
    return closes == time.min or opens < closes


@lru_cache(maxsize=4096)
def first_instant_at(day: date, wall_time: time, zone: ZoneInfo) -> datetime:
    """Return the first instant at which the clocks of `zone` show that time of that day.

    A time that the clocks skip is the instant of the jump; one they show twice, its first pass.
    """
    shown = datetime.combine(day, wall_time, tzinfo=zone).replace(fold=0)
    if shown.utcoffset() < shown.replace(fold=1).utcoffset():  # PEP 495: only within a gap
        return _clock_jump(shown.replace(microsecond=0), zone)
    return shown.astimezone(UTC)


def _clock_jump(skipped: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks jump over the wall-clock time `skipped`."""
    before = skipped.replace(fold=1).astimezone(UTC)  # read with the offset of after the jump
    after = skipped.replace(fold=0).astimezone(UTC)
    old_offset = before.astimezone(zone).utcoffset()

    def has_jumped(seconds: int) -> bool:
        moment = before + timedelta(seconds=seconds)
        return moment.astimezone(zone).utcoffset() != old_offset

    seconds = range(int((after - before).total_seconds()) + 1)
    return before + timedelta(seconds=bisect_left(seconds, True, key=has_jumped))


def instants_at(wall: datetime, zone: ZoneInfo) -> set[datetime]:
    """Return the instants at which the clocks of `zone` show the naive `wall`: one, none or two."""
    readings = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return {at for at in readings if at.astimezone(zone).replace(tzinfo=None, fold=0) == wall}
