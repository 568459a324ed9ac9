"""When practitioners were open in a period: hours and closures, for the engine to count."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from bookings.models import Service, WorkingHours
from bookings.pages.figures.questions import Question
from bookings.slots.availability import Diary, WeeklyPeriod
from bookings.slots.diaries import load_diaries
from bookings.slots.open_hours import length_of, open_time, parts_within


@dataclass(frozen=True)
class Period:
    """Weekly hours of one practitioner; `services` are those that they are kept for, if any."""

    practitioner: int
    services: frozenset[int]
    weekly: WeeklyPeriod


def weekly_periods(practitioners: list[int]) -> list[Period]:
    """Return all the weekly hours of these practitioners; two queries."""
    hours = WorkingHours.objects.filter(practitioner__in=practitioners)
    return [
        Period(
            row.practitioner_id,
            frozenset(service.pk for service in row.services.all()),
            WeeklyPeriod(
                row.weekday, row.opens, row.closes, row.effective_from, row.effective_until
            ),
        )
        for row in hours.prefetch_related("services")
    ]


def open_by_week(
    question: Question, practitioners: list[int], periods: list[Period]
) -> dict[tuple[int, int], timedelta]:
    """Return how long each was open in each week, by (practitioner, week from 0); one query."""
    days = {"first": question.first, "last": question.last}
    loaded = load_diaries(Service(), practitioners, [], **days, now=timezone.now())
    weeks = question.weeks
    found = {}
    for practitioner, diary in with_weekly(loaded.practitioners, periods).items():
        time = open_time(diary, loaded.clinic, **days, zone=question.zone)
        for place, week in enumerate(weeks):
            found[practitioner, place] = length_of(parts_within(time, week.interval))
    return found


def with_weekly(diaries: dict[int, Diary], periods: Iterable[Period]) -> dict[int, Diary]:
    """Return diaries with these weekly hours in place of those of the one service they are of."""
    weekly = defaultdict(list)
    for period in periods:
        weekly[period.practitioner].append(period.weekly)
    return {
        key: replace(diary, weekly=tuple(weekly.get(key, ()))) for key, diary in diaries.items()
    }
