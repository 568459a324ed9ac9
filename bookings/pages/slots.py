"""What the pages of times show: days, each with its slots, ready to be rendered."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from bookings.models import Appointment
from bookings.slots.availability import ClinicDays, Slot
from bookings.slots.holidays import whole_day
from bookings.slots.search import Search
from bookings.slots.services import ANY
from bookings.slots.wishes import part_of_day
from clinic.zones import clinic_zone

FORTNIGHT = timedelta(days=14)
ONE_DAY = timedelta(days=1)
LOOK_AHEAD = timedelta(days=28)
MOST_NAMED = 2


@dataclass(frozen=True)
class OfferedSlot:
    """One time as a page shows it; `practitioner_slug` is “any” for the first available."""

    starts_at: datetime
    practitioner_name: str
    practitioner_slug: str
    page: str  # what the address of its details begins with
    is_present: bool = False  # when the visit that is being moved takes place now

    @property
    def value(self) -> str:
        return timezone.localtime(self.starts_at).isoformat()

    @property
    def details_url(self) -> str:
        return f"{self.page}{urlencode({'starts_at': self.value})}"


@dataclass(frozen=True)
class DayOfSlots:
    """A clinic day; `present` is the time of the visit that is being moved, if it is then."""

    date: date
    slots: list[OfferedSlot]
    closed_because: str
    query: str = ""
    present: OfferedSlot | None = None

    @property
    def parts(self) -> list[tuple[str, list[OfferedSlot]]]:
        """Return the slots by part of the day, without the parts that have none."""
        present = [self.present] if self.present else []
        shown = sorted([*self.slots, *present], key=lambda slot: slot.starts_at)
        parts = groupby(shown, lambda slot: part_of_day(slot.starts_at.time()))
        return [(name.capitalize(), list(slots)) for name, slots in parts]


@dataclass(frozen=True)
class FortnightOfSlots:
    """Fourteen clinic days, of which `day` is open, and the soonest time on them or after them.

    `earlier` and `later` lead to other fortnights, `day_before` and `day_after` to the free days
    next to the open one.
    """

    first: date
    last: date
    days: list[DayOfSlots]
    day: DayOfSlots
    earlier: str
    later: str
    soonest: OfferedSlot | None
    soonest_query: str

    @property
    def has_free_time(self) -> bool:
        return any(day.slots for day in self.days)

    @property
    def day_before(self) -> DayOfSlots | None:
        days = [day for day in self.days if day.slots and day.date < self.day.date]
        return days[-1] if days else None

    @property
    def day_after(self) -> DayOfSlots | None:
        days = [day for day in self.days if day.slots and day.date > self.day.date]
        return days[0] if days else None


class SlotPage:
    """Lays out what a search finds; what is `carried` is handed on by every link.

    The time of the visit that is being `moved` is marked among those of its practitioner.
    """

    def __init__(
        self,
        search: Search,
        *,
        carried: dict[str, str] | None = None,
        moved: Appointment | None = None,
    ):
        self.search = search
        self.moved = moved
        self.slug = search.chosen.slug if search.chosen else ANY
        self.names = {person.pk: person.name for person in search.practitioners}
        path = reverse("bookings:booking-details", args=[search.service.slug])
        self.page = f"{path}?{urlencode({**(carried or {}), 'practitioner': self.slug})}&"

    def fortnight(self, wanted: date | None, day: date | None) -> FortnightOfSlots:
        """Return the fortnight from `wanted`, or from `day` if that lies outside of it.

        The open day is `day`, or else the first that has a free time.
        """
        first, last = self._window(wanted)
        if day and not first <= day <= last:
            first, last = self._window(day)
        days = self._days(first, last)
        free = [each for each in days if each.slots]
        shown = next((each for each in days if each.date == day), (free or days)[0])
        soonest = free[0].slots[0] if free else self._first_after(last)
        return FortnightOfSlots(
            first=first,
            last=last,
            days=days,
            day=shown,
            earlier=self._before(first),
            later=self._after(last),
            soonest=soonest,
            soonest_query=self._query(timezone.localdate(soonest.starts_at)) if soonest else "",
        )

    def is_free(self, starts_at: datetime) -> bool:
        return self.search.around(starts_at).why_not(starts_at) is None

    def nearest(self, starts_at: datetime) -> list[OfferedSlot]:
        """Return other times near one that was refused."""
        return self._offers(self.search.nearest(starts_at))

    def _window(self, wanted: date | None) -> tuple[date, date]:
        today, last_day = self.search.today, self.search.last_day
        first = min(max(wanted or today, today), last_day)
        return first, min(first + FORTNIGHT - ONE_DAY, last_day)

    def _before(self, first: date) -> str:
        today = self.search.today
        return self._query(max(first - FORTNIGHT, today)) if first > today else ""

    def _after(self, last: date) -> str:
        return self._query(last + ONE_DAY) if last < self.search.last_day else ""

    def _days(self, first: date, last: date) -> list[DayOfSlots]:
        schedule = self.search.schedule(first, last)
        by_day = defaultdict(list)
        present = self._present()
        for offered in self._offers(schedule.slots()):
            if present is None or offered.starts_at != present.starts_at:
                by_day[offered.starts_at.date()].append(offered)
        return [
            DayOfSlots(
                day,
                by_day[day],
                closed_because(schedule.clinic, day),
                self._query(first, day),
                present if present and present.starts_at.date() == day else None,
            )
            for day in (first + n * ONE_DAY for n in range((last - first).days + 1))
        ]

    def _present(self) -> OfferedSlot | None:
        """Return when the visit that is being moved is now, if its own practitioner is shown."""
        moved, chosen = self.moved, self.search.chosen
        if moved is None or chosen is None or chosen.pk != moved.practitioner_id:
            return None
        return replace(self._offer(moved.starts_at, [chosen.name]), is_present=True)

    def _first_after(self, day: date) -> OfferedSlot | None:
        last = min(day + LOOK_AHEAD, self.search.last_day)
        if last <= day:
            return None
        schedule = self.search.schedule(day + ONE_DAY, last)
        return next(iter(self._offers(schedule.slots())), None)

    def _offers(self, slots: list[Slot]) -> list[OfferedSlot]:
        """Return one offer a start, and none that is past: no notice binds staff, but time does."""
        free = defaultdict(list)
        for slot in slots:
            if slot.interval.start > self.search.now:
                free[slot.interval.start].append(self.names[slot.practitioner])
        return [self._offer(start, names) for start, names in free.items()]

    def _offer(self, start: datetime, names: list[str]) -> OfferedSlot:
        named = " or ".join(names) if len(names) <= MOST_NAMED else f"one of {len(names)} people"
        return OfferedSlot(timezone.localtime(start), named, self.slug, self.page)

    def _query(self, first: date, day: date | None = None) -> str:
        query = {"practitioner": self.slug, "from": first.isoformat()}
        return urlencode(query | {"day": day.isoformat()} if day else query)


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
