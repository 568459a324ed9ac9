"""When people are open on some days, and what is closed: whatever service, whatever is booked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from bookings.models import ScheduleException, WorkingHours
from bookings.models.schedule import ScheduleEffect
from bookings.slots.availability import (
    ClinicDays,
    Closure,
    Diary,
    WeeklyPeriod,
    hours_of,
    shut_by_holidays,
)
from bookings.slots.holidays import statutory_holidays, whole_day
from bookings.slots.intervals import Interval, subtract
from clinic.zones import clinic_zone

ONE_DAY = timedelta(days=1)
PERIOD = ("weekday", "opens", "closes", "effective_from", "effective_until")


@dataclass(frozen=True)
class OpeningHours:
    """The hours of some days: of practitioners by key, and closures by practitioner or unit."""

    days: list[date]
    clinic: ClinicDays
    practitioners: dict[int, Diary]
    units: dict[int, tuple[Closure, ...]]

    def open_times(self, practitioner: int) -> list[Interval]:
        """Return when somebody works on these days, less what is closed."""
        diary = self.practitioners.get(practitioner, Diary())
        hours = hours_of(diary, self.days, clinic_zone(), shut_by_holidays(self.clinic))
        closed = (*self.clinic.closed, *diary.closed)
        return subtract(hours, [closure.interval for closure in closed])

    def closures(self, practitioner: int) -> tuple[Closure, ...]:
        """Return why somebody's hours, or the whole clinic's, are closed."""
        diary = self.practitioners.get(practitioner, Diary())
        return (*self.clinic.closed, *diary.closed, *self.clinic.holidays)

    def is_open_on(self, day: date) -> bool:
        """Say whether anybody works on one of these days."""
        that_day = whole_day(day, clinic_zone())
        return any(
            that_day.overlaps(hours) for key in self.practitioners for hours in self.open_times(key)
        )


def load_opening_hours(first: date, last: date) -> OpeningHours:
    """Return when everybody works from `first` to `last`; two queries."""
    zone = clinic_zone()
    weekly, closed, opened = defaultdict(list), defaultdict(tuple), defaultdict(tuple)
    rows = WorkingHours.objects.filter(practitioner__is_active=True).order_by()
    for key, *period in rows.values_list("practitioner", *PERIOD):
        weekly[key].append(WeeklyPeriod(*period))
    exceptions = ScheduleException.objects.filter(
        starts_at__lt=whole_day(last, zone).end, ends_at__gt=whole_day(first, zone).start
    )
    for row in exceptions:
        whose = row.practitioner_id, row.equipment_id
        interval = Interval.lasting(row.ends_at - row.starts_at, row.starts_at)
        if row.effect == ScheduleEffect.OPEN:
            opened[whose] += (interval,)
        else:
            closed[whose] += (Closure(interval, row.reason),)
    people = {*weekly, *(person for person, _ in (*opened, *closed) if person)}
    return OpeningHours(
        days=[first + timedelta(days=number) for number in range((last - first).days + 1)],
        clinic=ClinicDays(
            holidays=statutory_holidays(
                first=first, last=last, province=settings.CLINIC_PROVINCE, zone=zone
            ),
            opened=opened[None, None],
            closed=closed[None, None],
        ),
        practitioners={
            key: Diary(tuple(weekly[key]), opened[key, None], closed[key, None]) for key in people
        },
        units={unit: closures for (_, unit), closures in closed.items() if unit},
    )


def next_open_day(today: date, *, within: int = 14) -> date:
    """Return the first day from `today` on which somebody works; `today` if nobody soon does."""
    hours = load_opening_hours(today, today + timedelta(days=within))
    return next((day for day in hours.days if hours.is_open_on(day)), today)
