"""How far apart the visits of a course are: functions of plain values. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_PLACE = 1


@dataclass(frozen=True, slots=True)
class Spacing:
    """So many days from one visit to the next, and how much longer or shorter a gap may be."""

    days: int
    tolerance: int

    def __post_init__(self) -> None:
        if not 0 <= self.tolerance < self.days:
            raise ValueError(f"The tolerance is smaller than the spacing: {self}")

    @property
    def shortest(self) -> timedelta:
        return timedelta(days=self.days - self.tolerance)

    @property
    def longest(self) -> timedelta:
        return timedelta(days=self.days + self.tolerance)


@dataclass(frozen=True, slots=True)
class Window:
    """Clinic dates from `first` to `last`, both included."""

    first: date
    last: date

    def contains(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> list[date]:
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(count)]


@dataclass(frozen=True, slots=True)
class Placed:
    """A visit that takes place: the how-manieth of its course, and its clinic date."""

    place: int
    day: date


def window_between(
    spacing: Spacing, place: int, *, before: Placed | None = None, after: Placed | None = None
) -> Window | None:
    """Return the dates that keep the course's spacing for the visit at `place`.

    `before` and `after` are the nearest visits that take place; one that is several places away
    leaves room for the visits between. None when no date keeps both gaps, or nothing binds.
    """
    firsts, lasts = [], []
    if before is not None:
        steps = place - before.place
        firsts.append(before.day + steps * spacing.shortest)
        lasts.append(before.day + steps * spacing.longest)
    if after is not None:
        steps = after.place - place
        firsts.append(after.day - steps * spacing.longest)
        lasts.append(after.day - steps * spacing.shortest)
    if not firsts or max(firsts) > min(lasts):
        return None
    return Window(max(firsts), min(lasts))


def planned_day(spacing: Spacing, first_day: date, place: int) -> date:
    """Return when the visit at `place` is due, counted from the first one's day."""
    return first_day + (place - FIRST_PLACE) * timedelta(days=spacing.days)


def days_to_try(
    spacing: Spacing, first_day: date, place: int, before: Placed | None
) -> Window | None:
    """Return the dates on which the visit at `place` may be proposed.

    None is further from the day it is due than the tolerance, or too near to, or too far from, the
    visit `before`.
    """
    due = planned_day(spacing, first_day, place)
    tolerance = timedelta(days=spacing.tolerance)
    around = Window(due - tolerance, due + tolerance)
    kept = window_between(spacing, place, before=before) if before else around
    first, last = max(around.first, kept.first), min(around.last, kept.last)
    return Window(first, last) if first <= last else None


def nearest_first(
    starts: Iterable[datetime], *, wanted_on: date, wanted_at: time, zone: ZoneInfo
) -> list[datetime]:
    """Return the starts in the order to propose them: the wanted day first, there the wanted time.

    Of two days, or two times, equally near the earlier one comes first.
    """

    def distance(start: datetime):
        day = start.astimezone(zone).date()
        wanted = instant_on(day, wanted_at, zone)
        return abs(day - wanted_on), day, abs(start - wanted), start

    return sorted(starts, key=distance)


def instant_on(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return when the clinic's clock shows `at` on `day`; the first time, if it does so twice."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
