"""Which times a service leaves patients in the next two weeks, whether it is published or not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from bookings.models import Service
from bookings.pages.slots import closed_because
from bookings.slots.search import Search
from clinic.models import Practitioner

DAYS_SHOWN = 14
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayOfStarts:
    """One clinic day: how many starts each practitioner has for the service, first and last."""

    day: date
    starts: int
    first: datetime | None
    last: datetime | None
    people: list[str]
    closed_because: str


@dataclass(frozen=True)
class FreeTimes:
    """Fourteen days from today, and all their starts, each once for every practitioner."""

    days: list[DayOfStarts]

    @property
    def total(self) -> int:
        return sum(day.starts for day in self.days)


def free_times(service: Service, people: list[Practitioner], now: datetime) -> FreeTimes:
    """Return what patients could book of it from today on, by its notice and horizon; one query."""
    search = Search(service, people, now)
    first = search.today
    schedule = search.schedule(first, first + (DAYS_SHOWN - 1) * ONE_DAY)
    names = {person.pk: person.name for person in people}
    by_day: dict[date, list] = {}
    for slot in schedule.slots():
        by_day.setdefault(timezone.localdate(slot.interval.start), []).append(slot)
    return FreeTimes(
        [
            _day_of(day, by_day.get(day, []), names, closed_because(schedule.clinic, day))
            for day in (first + number * ONE_DAY for number in range(DAYS_SHOWN))
        ]
    )


def _day_of(day, slots, names, why_closed):
    starts = [timezone.localtime(slot.interval.start) for slot in slots]
    who = {slot.practitioner for slot in slots}
    return DayOfStarts(
        day=day,
        starts=len(slots),
        first=starts[0] if starts else None,
        last=starts[-1] if starts else None,
        people=sorted(names[key] for key in who),
        closed_because=why_closed,
    )
