"""What somebody wants to know: of which days, of whom, and how it is broken down. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bookings.slots.holidays import whole_day
from bookings.slots.intervals import Interval

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
LONGEST = timedelta(days=371)  # a year in whole weeks


class By(StrEnum):
    WEEK = "week"
    PRACTITIONER = "practitioner"
    DISCIPLINE = "discipline"
    SERVICE = "service"


@dataclass(frozen=True)
class Week:
    """What of a week, from Monday on, lies within the period."""

    first: date
    last: date
    interval: Interval

    @property
    def label(self) -> str:
        if self.first == self.last:
            return _short(self.first)
        begins = f"{self.first.day}" if self.first.month == self.last.month else _short(self.first)
        return f"{begins} to {_short(self.last)}"


@dataclass(frozen=True)
class Question:
    """The clinic's dates from `first` to `last`, both included; of one of each, or of all."""

    first: date
    last: date
    zone: ZoneInfo
    practitioner: int | None = None
    discipline: str = ""
    service: int | None = None
    by: By = By.WEEK

    @property
    def interval(self) -> Interval:
        return Interval(whole_day(self.first, self.zone).start, whole_day(self.last, self.zone).end)

    @property
    def weeks(self) -> list[Week]:
        """Return the weeks of the period in order; together they are all of it."""
        monday = self.first - self.first.weekday() * ONE_DAY
        weeks = []
        while monday <= self.last:
            first, last = max(monday, self.first), min(monday + 6 * ONE_DAY, self.last)
            days = Interval(whole_day(first, self.zone).start, whole_day(last, self.zone).end)
            weeks.append(Week(first, last, days))
            monday += ONE_WEEK
        return weeks

    @property
    def week_starts(self) -> list[datetime]:
        """Return the instants at which the weeks begin: what the database sorts by."""
        return [week.interval.start for week in self.weeks]


def weeks_before(today: date, number: int) -> tuple[date, date]:
    """Return the first and the last day of so many whole weeks before the one of `today`."""
    monday = today - today.weekday() * ONE_DAY
    return monday - number * ONE_WEEK, monday - ONE_DAY


def _short(day):
    return f"{day.day} {day:%b}"
