"""The days of a plan: which weekdays, how many weeks, when the retest is. Pure."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
A_WEEK = 7
MOST_WEEKS = 26
SPREAD = {  # so many days a week, as far apart as they can be
    1: (0,),
    2: (0, 3),
    3: (0, 2, 4),
    4: (0, 2, 4, 6),
    5: (0, 1, 2, 4, 5),
    6: (0, 1, 2, 3, 4, 5),
    7: (0, 1, 2, 3, 4, 5, 6),
}


def spread(days_a_week: int) -> list[int]:
    """Return so many weekdays, Monday is 0, with rest between them where there can be some."""
    return list(SPREAD[max(1, min(A_WEEK, days_a_week))])


def last_day(starts_on: date, weeks: int) -> date:
    """Return the last day of a plan: that of its last whole week."""
    return starts_on + timedelta(days=A_WEEK * weeks - 1)


def retest_day(starts_on: date, retest_week: int) -> date:
    """Return the day from which the retest is due: so many whole weeks after the start."""
    return starts_on + timedelta(days=A_WEEK * retest_week)


def week_of(day: date, starts_on: date) -> int:
    """Return which week of the plan a day lies in, counted from one; 0 before it begins."""
    return max(0, (day - starts_on).days // A_WEEK + 1)


def planned_days(weekdays: Collection[int], first: date, last: date) -> int:
    """Return on how many days from `first` to `last`, both included, an exercise is due."""
    days = max(0, (last - first).days + 1)
    whole, rest = divmod(days, A_WEEK)
    return whole * len(set(weekdays)) + sum(
        (first.weekday() + day) % A_WEEK in weekdays for day in range(rest)
    )


def weekdays_in_words(weekdays: Iterable[int]) -> str:
    """Return weekdays as they are read: “Monday, Wednesday and Friday”, “every day”."""
    found = sorted(set(weekdays))
    if len(found) == A_WEEK:
        return "every day"
    if len(found) == 1:
        return WEEKDAYS[found[0]]
    *first, last = [SHORT[day] for day in found] or [""]
    return f"{', '.join(first)} and {last}" if first else ""
