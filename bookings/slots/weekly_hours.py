"""Weekly hours as sets that follow one another: functions of plain values. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import combinations

from bookings.slots.intervals import comes_before
from clinic.identity.times_of_day import BY_24, written

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Wall-clock hours on one weekday (0 is Monday); without services, for all of them.

    As an end, 00:00 is that of the day.
    """

    weekday: int
    opens: time
    closes: time
    services: frozenset[int] = frozenset()

    def __str__(self) -> str:
        return self.shown(BY_24)

    def shown(self, hours: int) -> str:
        """Return it as a clinic reads it that writes its times by 12 hours, or by 24."""
        midnight = "24:00" if hours == BY_24 else "midnight"
        closes = midnight if self.closes == time.min else written(self.closes, hours)
        return f"{written(self.opens, hours)}–{closes}"

    def conflicts_with(self, other: "Period") -> bool:
        """Say whether both are on at one moment for one service; touching is not overlapping."""
        shares_a_service = not (self.services and other.services) or bool(
            self.services & other.services
        )
        return (
            self.weekday == other.weekday
            and comes_before(self.opens, other.closes)
            and comes_before(other.opens, self.closes)
            and shares_a_service
        )


@dataclass(frozen=True, slots=True)
class Dates:
    """Days from `first` to `last`, both included; None has no end."""

    first: date | None = None
    last: date | None = None

    def contains(self, day: date) -> bool:
        return (self.first or date.min) <= day <= (self.last or date.max)

    def covers(self, other: "Dates") -> bool:
        return (self.first or date.min) <= (other.first or date.min) and (
            other.last or date.max
        ) <= (self.last or date.max)

    def outside(self, other: "Dates") -> list["Dates"]:
        """Return what is left of these days before and after `other`."""
        left = []
        if other.first and (self.first or date.min) < other.first:
            left.append(Dates(self.first, min(self.last or date.max, other.first - ONE_DAY)))
        if other.last and other.last < (self.last or date.max):
            left.append(Dates(max(self.first or date.min, other.last + ONE_DAY), self.last))
        return left


@dataclass(frozen=True, slots=True)
class HoursSet:
    """The weekly periods of some dates, in order."""

    dates: Dates
    periods: tuple[Period, ...]

    def on(self, weekday: int) -> list[Period]:
        return [period for period in self.periods if period.weekday == weekday]


def conflicts(periods: Iterable[Period]) -> list[tuple[Period, Period]]:
    """Return the pairs of periods that overlap, the earlier one first."""
    return [
        (earlier, later)
        for earlier, later in combinations(in_order(periods), 2)
        if earlier.conflicts_with(later)
    ]


def in_order(periods: Iterable[Period]) -> list[Period]:
    return sorted(
        periods, key=lambda one: (one.weekday, one.opens, one.closes, sorted(one.services))
    )


def hours_sets(dated: Iterable[tuple[Dates, Period]]) -> list[HoursSet]:
    """Return the sets that dated periods make, from the first day to the last, without a gap."""
    dated = list(dated)
    begins = {date.min}
    begins |= {dates.first for dates, _ in dated if dates.first}
    begins |= {dates.last + ONE_DAY for dates, _ in dated if dates.last}
    sets: list[HoursSet] = []
    for first in sorted(begins):
        periods = tuple(in_order(period for dates, period in dated if dates.contains(first)))
        if sets and sets[-1].periods == periods:
            continue
        if sets:
            dates = Dates(sets[-1].dates.first, first - ONE_DAY)
            sets[-1] = HoursSet(dates, sets[-1].periods)
        sets.append(HoursSet(Dates(None if first == date.min else first), periods))
    return sets
