"""When practitioners were open in a period: hours and closures, for the engine to count."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from bookings.models import ScheduleException, WorkingHours
from bookings.models.schedule import ScheduleEffect
from bookings.pages.figures.questions import Question
from bookings.slots.availability import ClinicDays, Closure, Diary, WeeklyPeriod
from bookings.slots.holidays import statutory_holidays
from bookings.slots.intervals import Interval
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
    clinic, diaries = _diaries(question, practitioners, periods)
    weeks = question.weeks
    found = {}
    for practitioner, diary in diaries.items():
        time = open_time(
            diary, clinic, first=question.first, last=question.last, zone=question.zone
        )
        for place, week in enumerate(weeks):
            found[practitioner, place] = length_of(parts_within(time, week.interval))
    return found


def _diaries(question, practitioners, periods):
    weekly = defaultdict(list)
    for period in periods:
        weekly[period.practitioner].append(period.weekly)
    opened, closed = defaultdict(list), defaultdict(list)
    for row in ScheduleException.objects.filter(
        equipment=None,
        starts_at__lt=question.interval.end,
        ends_at__gt=question.interval.start,
    ):
        interval = Interval.lasting(row.ends_at - row.starts_at, row.starts_at)
        if row.effect == ScheduleEffect.OPEN:
            opened[row.practitioner_id].append(interval)
        else:
            closed[row.practitioner_id].append(Closure(interval, row.reason))
    holidays = statutory_holidays(
        first=question.first,
        last=question.last,
        province=settings.CLINIC_PROVINCE,
        zone=question.zone,
    )
    clinic = ClinicDays(holidays, tuple(opened[None]), tuple(closed[None]))
    return clinic, {
        key: Diary(tuple(weekly[key]), tuple(opened[key]), tuple(closed[key]))
        for key in practitioners
    }
