"""What the pages of times show: a week of days, each with its slots, ready to be rendered."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from bookings import queries
from bookings.availability import ClinicDays, Slot
from bookings.forms import ANY
from bookings.holidays import whole_day
from bookings.models import Service
from clinic.models import Practitioner
from clinic.zones import clinic_zone

WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)
LOOK_AHEAD = timedelta(days=28)
STAFF_LOOK_AHEAD = timedelta(days=730)  # the horizon binds patients alone


@dataclass(frozen=True)
class OfferedSlot:
    """One time as a page shows it; `practitioner_slug` is “any” for the first available."""

    starts_at: datetime
    practitioner_name: str
    practitioner_slug: str
    details_url: str

    @property
    def value(self) -> str:
        return timezone.localtime(self.starts_at).isoformat()


@dataclass(frozen=True)
class DayOfSlots:
    date: date
    slots: list[OfferedSlot]
    closed_because: str


@dataclass(frozen=True)
class WeekOfSlots:
    """Seven clinic days from `first`; `earlier`, `later` and `next_free` lead to others."""

    first: date
    last: date
    days: list[DayOfSlots]
    earlier: str
    later: str
    next_free: OfferedSlot | None
    next_free_query: str


class SlotPage:
    """Lays out the slots of one service with one practitioner, or with whoever is first."""

    def __init__(
        self,
        service: Service,
        practitioners: list[Practitioner],
        chosen: Practitioner | None,
        *,
        now: datetime,
        by_staff: bool = False,
        ignoring=None,
        carried: dict[str, str] | None = None,
    ):
        self.service = service
        self.asked = [chosen] if chosen else practitioners
        self.slug = chosen.slug if chosen else ANY
        self.names = {person.pk: person.name for person in practitioners}
        self.now = now
        self.carried = carried or {}  # what the links to the next page hand on
        self.load = {"now": now, "by_staff": by_staff, "ignoring": ignoring}

    def week(self, wanted: date | None) -> WeekOfSlots:
        """Return the week from `wanted`, kept between today and the service's horizon."""
        today = timezone.localdate(self.now)
        ahead = STAFF_LOOK_AHEAD if self.load["by_staff"] else self.service.horizon_days * ONE_DAY
        horizon = today + ahead
        first = min(max(wanted or today, today), horizon)
        last = min(first + WEEK - ONE_DAY, horizon)
        schedule = queries.load_schedule(
            self.service, self.asked, first=first, last=last, **self.load
        )
        found = queries.one_a_start(self._ahead(schedule.slots()))
        by_day = {}
        for slot in found:
            by_day.setdefault(timezone.localdate(slot.interval.start), []).append(self.offer(slot))
        days = [
            DayOfSlots(day, by_day.get(day, []), closed_because(schedule.clinic, day))
            for day in (first + n * ONE_DAY for n in range((last - first).days + 1))
        ]
        next_free = None if found else self._first_after(last, horizon)
        return WeekOfSlots(
            first=first,
            last=last,
            days=days,
            earlier=self._query(max(first - WEEK, today)) if first > today else "",
            later=self._query(last + ONE_DAY) if last < horizon else "",
            next_free=next_free,
            next_free_query=self._query(timezone.localdate(next_free.starts_at))
            if next_free
            else "",
        )

    def is_free(self, starts_at: datetime) -> bool:
        day = timezone.localdate(starts_at)
        schedule = queries.load_schedule(self.service, self.asked, first=day, last=day, **self.load)
        return schedule.why_not(starts_at) is None

    def nearest(self, starts_at: datetime) -> list[OfferedSlot]:
        """Return other times near one that was refused."""
        slots = queries.nearest_slots(
            self.service,
            self.asked,
            starts_at,
            now=self.now,
            by_staff=self.load["by_staff"],
        )
        return [self.offer(slot) for slot in self._ahead(slots)]

    def _ahead(self, slots: list[Slot]) -> list[Slot]:
        """Leave out what is past: no notice binds staff, but a page offers what is to come."""
        return [slot for slot in slots if slot.interval.start > self.now]

    def offer(self, slot: Slot) -> OfferedSlot:
        starts_at = timezone.localtime(slot.interval.start)
        wish = urlencode(
            {**self.carried, "practitioner": self.slug, "starts_at": starts_at.isoformat()}
        )
        path = reverse("bookings:booking-details", args=[self.service.slug])
        return OfferedSlot(starts_at, self.names[slot.practitioner], self.slug, f"{path}?{wish}")

    def _first_after(self, day: date, horizon: date) -> OfferedSlot | None:
        last = min(day + LOOK_AHEAD, horizon)
        if last <= day:
            return None
        schedule = queries.load_schedule(
            self.service, self.asked, first=day + ONE_DAY, last=last, **self.load
        )
        slots = schedule.slots()
        return self.offer(slots[0]) if slots else None

    def _query(self, day: date) -> str:
        return urlencode({"practitioner": self.slug, "from": day.isoformat()})


def carried_query(carried: dict[str, str]) -> str:
    """Return what a link begins with to hand `carried` on: “patient=…&”, or nothing."""
    return f"{urlencode(carried)}&" if carried else ""


def closed_because(clinic: ClinicDays, day: date) -> str:
    """Return why the clinic is closed on a date: a closure's reason or a holiday's name, or ""."""
    hours = whole_day(day, clinic_zone())
    reasons = [closure.why for closure in clinic.closed if closure.interval.contains(hours)]
    if not any(hours.overlaps(opened) for opened in clinic.opened):
        reasons += [holiday.why for holiday in clinic.holidays if holiday.interval.overlaps(hours)]
    return reasons[0] if reasons else ""
