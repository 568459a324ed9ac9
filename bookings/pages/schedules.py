"""What the pages of the schedule show: weeks at a glance, closures to come, holidays."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from bookings.actions.schedules import dates_of, period_of
from bookings.models import ScheduleException, WorkingHours
from bookings.models.schedule import ScheduleEffect, Weekday
from bookings.slots.availability import Closure
from bookings.slots.holidays import statutory_holidays, whole_day
from bookings.slots.weekly_hours import HoursSet, hours_sets
from clinic.clock_face import face, time_of_day
from clinic.models import Practitioner, User
from clinic.zones import clinic_zone

A_YEAR = timedelta(days=365)
SOON = timedelta(days=28)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ShownPeriod:
    hours: str
    only_for: str


@dataclass(frozen=True)
class ShownDay:
    name: str
    periods: list[ShownPeriod]


@dataclass(frozen=True)
class ShownWeek:
    """A set of hours as a page shows it."""

    first: date | None
    last: date | None
    days: list[ShownDay]

    @property
    def is_empty(self) -> bool:
        return not any(day.periods for day in self.days)


@dataclass(frozen=True)
class ExceptionRow:
    """A closure or an opening, and when it is: in whole days where it takes whole days."""

    exception: ScheduleException
    place: int = 0  # which of those that were made in one press and are ahead, from 1
    together: int = 0  # how many these are

    @property
    def when(self) -> str:
        starts, ends = (
            timezone.localtime(at, clinic_zone())
            for at in (self.exception.starts_at, self.exception.ends_at)
        )
        if starts.time() == ends.time() == time.min:
            last = ends.date() - ONE_DAY
            if last == starts.date():
                return f"{_shown(last)}, all day"
            return f"{_shown(starts)} to {_shown(last)}, all day"
        until = "" if starts.date() == ends.date() else f"{_shown(ends)}, "
        return f"{_shown(starts)}, {time_of_day(starts)} to {until}{time_of_day(ends)}"


@dataclass(frozen=True)
class PractitionerRow:
    """One practitioner's week, the day on which it changes, and when it differs soon."""

    practitioner: Practitioner
    week: ShownWeek
    exceptions: list[ExceptionRow]


@dataclass(frozen=True)
class HolidayRow:
    """A statutory holiday, and the opening that lets the clinic work all the same, if any."""

    day: date
    name: str
    opened_by: ScheduleException | None


def sets_by_practitioner(practitioners: list[Practitioner]) -> dict[int, list[HoursSet]]:
    """Return each practitioner's sets of hours, from the first to the last; two queries."""
    dated = defaultdict(list)
    rows = WorkingHours.objects.filter(practitioner__in=practitioners).prefetch_related("services")
    for row in rows:
        dated[row.practitioner_id].append((dates_of(row), period_of(row)))
    return {person.pk: hours_sets(dated[person.pk]) for person in practitioners}


def set_on(sets: list[HoursSet], day: date) -> HoursSet:
    """Return the set that applies on a day; there always is one, if an empty one."""
    return next(found for found in sets if found.dates.contains(day))


def shown_week(hours: HoursSet, services: dict[int, str]) -> ShownWeek:
    """Return a set of hours ready to be rendered."""
    return ShownWeek(
        hours.dates.first,
        hours.dates.last,
        [
            ShownDay(
                weekday.label,
                [
                    ShownPeriod(
                        period.shown(face.hours),
                        ", ".join(sorted(services[key] for key in period.services)),
                    )
                    for period in hours.on(weekday)
                ],
            )
            for weekday in Weekday
        ],
    )


def practitioner_rows(services: dict[int, str], now: datetime) -> list[PractitionerRow]:
    """Return everybody who takes bookings, then everybody else."""
    practitioners = list(Practitioner.objects.order_by("-is_active", "name", "pk"))
    sets = sets_by_practitioner(practitioners)
    today = timezone.localdate(now)
    exceptions = defaultdict(list)
    for row in exceptions_ahead(now).filter(practitioner__isnull=False, starts_at__lt=now + SOON):
        exceptions[row.practitioner_id].append(ExceptionRow(row))
    return [
        PractitionerRow(
            person, shown_week(set_on(sets[person.pk], today), services), exceptions[person.pk]
        )
        for person in practitioners
    ]


def exceptions_ahead(now: datetime):
    """Return the closures and openings that are not over, soonest first."""
    return ScheduleException.objects.filter(ends_at__gt=now).select_related(
        "practitioner", "equipment"
    )


def listed_exceptions(now: datetime) -> list[ExceptionRow]:
    """Return the closures and openings that are not over, each with its place in its repeat."""
    rows = list(exceptions_ahead(now))
    together = Counter(row.repeat for row in rows if row.repeat)
    seen = Counter()
    found = []
    for row in rows:
        seen[row.repeat] += 1
        number = together[row.repeat]
        found.append(ExceptionRow(row, seen[row.repeat] if number else 0, number))
    return found


def closures_of_the_desk(user: User, now: datetime) -> list[ExceptionRow]:
    """Return the closures that the desk may take back: of one person or unit, and not over.

    They are those of today alone, whoever made them, and what this account closed itself.
    """
    today = whole_day(timezone.localdate(now), clinic_zone())
    of_today = Q(starts_at__gte=today.start, ends_at__lte=today.end)
    made = ScheduleException.pgh_event_model.objects.filter(
        pgh_label="insert", pgh_context__metadata__user=user.pk
    )
    rows = exceptions_ahead(now).filter(
        of_today | Q(pk__in=made.values("pgh_obj")),
        Q(practitioner__isnull=False) | Q(equipment__isnull=False),
        effect=ScheduleEffect.CLOSED,
    )
    return [ExceptionRow(row) for row in rows]


def holiday_rows(now: datetime) -> list[HolidayRow]:
    """Return the province's holidays of the next twelve months."""
    today = timezone.localdate(now)
    openings = list(
        ScheduleException.objects.filter(
            Q(practitioner__isnull=True, equipment__isnull=True),
            effect=ScheduleEffect.OPEN,
            ends_at__gt=now,
        )
    )
    return [
        HolidayRow(_day_of(holiday), holiday.why, _opening_on(holiday, openings))
        for holiday in holidays_between(today, today + A_YEAR)
    ]


def holidays_between(first: date, last: date) -> tuple[Closure, ...]:
    return statutory_holidays(
        first=first, last=last, province=settings.CLINIC_PROVINCE, zone=clinic_zone()
    )


def _shown(day):
    return f"{day:%a} {day.day} {day:%b %Y}"


def _day_of(holiday):
    return timezone.localdate(holiday.interval.start, clinic_zone())


def _opening_on(holiday, openings):
    for row in openings:
        if row.starts_at < holiday.interval.end and row.ends_at > holiday.interval.start:
            return row
    return None
