"""How long people wait: when the third next visit of each service could be.

It is asked of the slot engine as it stands now; what it was in earlier weeks is kept nowhere.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from bookings.models import Service
from bookings.pages.figures.hours import Period, with_weekly
from bookings.slots import services
from bookings.slots.availability import free_starts
from bookings.slots.diaries import Diaries, load_diaries
from bookings.slots.next_available import THIRD, Place, next_available
from bookings.slots.search import Search
from clinic.models import Practitioner
from clinic.zones import clinic_zone

ONE_DAY = timedelta(days=1)
LOOKED_THROUGH = timedelta(days=14)  # at once: most services have a time soon


@dataclass(frozen=True)
class Wait:
    """When the third next visit of a service could begin; None within its horizon."""

    service: Service
    starts_at: datetime | None
    days: int | None  # from today


def waits(
    practitioners: Collection[int], service: int | None, periods: list[Period], now: datetime
) -> list[Wait]:
    """Return how long each service lets people wait, with some of its practitioners; 3 queries."""
    people = services.practitioners_of_services()
    offered = [
        (one, [person for person in people[one.pk] if person.pk in practitioners])
        for one in services.bookable_services(by_staff=True)
        if service in (None, one.pk)
    ]
    offered = [(one, givers) for one, givers in offered if givers]
    if not offered:
        return []
    diaries = _load(offered, now)
    return [_wait(one, givers, diaries, periods, now) for one, givers in offered]


def _load(offered, now):
    """Load the diaries of all services at once: what differs between them is their hours alone."""
    last_day = max(Search(service, givers, now).last_day for service, givers in offered)
    return load_diaries(
        offered[0][0],
        sorted({person.pk for _, givers in offered for person in givers}),
        sorted({unit for service, _ in offered for unit in service.unit_ids}),
        first=timezone.localdate(now),
        last=last_day,
        now=now,
    )


def _wait(
    service: Service,
    givers: list[Practitioner],
    diaries: Diaries,
    periods: list[Period],
    now: datetime,
) -> Wait:
    search = Search(service, givers, now)
    own = with_weekly(
        {person.pk: diaries.practitioners[person.pk] for person in search.asked},
        (period for period in periods if not period.services or service.pk in period.services),
    )
    found: list[Place] = []
    day = search.today
    while day <= search.last_day:
        last = min(day + LOOKED_THROUGH - ONE_DAY, search.last_day)
        found += _places(search, own, diaries, day, last)
        gap = max(search.terms.before, search.terms.after)
        if starts_at := next_available(found, gap=gap, number=THIRD):
            return Wait(service, starts_at, (timezone.localdate(starts_at) - search.today).days)
        day = last + ONE_DAY
    return Wait(service, None, None)


def _places(search, practitioners, diaries, first, last):
    """Return where a visit could be on some days: when, with whoever is free, on each unit."""
    units = search.service.unit_ids if search.service.equipment_kind else [None]
    return [
        Place(interval, practitioner, unit)
        for unit in units
        for interval, free in free_starts(
            terms=search.terms,
            first=first,
            last=last,
            zone=clinic_zone(),
            clinic=diaries.clinic,
            practitioners=practitioners,
            equipment=None if unit is None else {unit: diaries.equipment[unit]},
        )
        for practitioner in free
    ]
