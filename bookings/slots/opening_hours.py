"""When people are open on some days, and what is closed: whatever service, whatever is booked.

It loads what the rule (open_hours.py) is asked with.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from bookings.models import ScheduleException, WorkingHours
from bookings.models.schedule import ScheduleEffect
from bookings.slots.availability import ClinicDays, Closure, Diary, WeeklyPeriod
from bookings.slots.holidays import statutory_holidays, whole_day
from bookings.slots.intervals import Interval
from bookings.slots.open_hours import begun, open_time
from clinic.models import Practitioner
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
        first, last = self.days[0], self.days[-1]
        return open_time(diary, self.clinic, first=first, last=last, zone=clinic_zone())

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
    """Return when everybody works from `first` to `last`; three queries."""
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
    starts = dict(
        Practitioner.objects.filter(starts_on__gt=first).values_list("pk", "starts_on").order_by()
    )
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
            key: begun(
                Diary(tuple(weekly[key]), opened[key, None], closed[key, None]),
                starts.get(key),
                zone,
            )
            for key in people
        },
        units={unit: closures for (_, unit), closures in closed.items() if unit},
    )


def next_open_day(today: date, *, within: int = 14) -> date:
    """Return the first day from `today` on which somebody works; `today` if nobody soon does."""
    hours = load_opening_hours(today, today + timedelta(days=within))
    return next((day for day in hours.days if hours.is_open_on(day)), today)
