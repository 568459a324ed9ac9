"""Which slots there are: loads what decides them and asks the engine."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from bookings.models import Appointment, Service
from bookings.slots import availability, refusals, services
from bookings.slots.availability import ClinicDays, Diary, Slot, Terms
from bookings.slots.diaries import load_diaries
from bookings.slots.holidays import whole_day
from bookings.slots.intervals import Interval
from bookings.slots.refusals import Refusal
from clinic.clock_face import face
from clinic.models import Practitioner
from clinic.zones import clinic_zone

ONE_DAY = timedelta(days=1)
STAFF_LOOK_AHEAD = timedelta(days=730)  # the horizon binds patients alone


@dataclass(frozen=True)
class Schedule:
    """All that decides the slots of one service on some days."""

    terms: Terms
    first: date
    last: date
    clinic: ClinicDays
    practitioners: dict[int, Diary]
    equipment: dict[int, Diary] | None

    def slots(self) -> list[Slot]:
        """Return every free slot, by start, then practitioner."""
        return self._ask(availability.free_slots, first=self.first, last=self.last)

    def starts(self) -> list[tuple[Interval, tuple[int, ...]]]:
        """Return the same by start: each visit that somebody is free for, with their keys."""
        return self._ask(availability.free_starts, first=self.first, last=self.last)

    def free_at(self, starts_at: datetime) -> list[int]:
        """Return the practitioners who are free for a whole visit from `starts_at`."""
        return [slot.practitioner for slot in self.slots() if slot.interval.start == starts_at]

    def free_units(self, interval: Interval) -> list[int]:
        """Return the pieces of equipment that are free for the whole of `interval`."""
        return refusals.free_equipment(
            terms=self.terms,
            interval=interval,
            zone=clinic_zone(),
            equipment=self.equipment or {},
        )

    def why_not(self, starts_at: datetime) -> Refusal | None:
        """Return why a visit cannot start then; None when it can."""
        return self._ask(refusals.why_not, starts_at=starts_at)

    def _ask(self, question, **about):
        return question(
            terms=self.terms,
            zone=clinic_zone(),
            clinic=self.clinic,
            practitioners=self.practitioners,
            equipment=self.equipment,
            **about,
        )


@dataclass(frozen=True)
class Search:
    """Who looks for a time of what: all that is asked about free times is asked with one of these.

    `chosen` is the one of `practitioners` who is meant, None whoever is free. Notice and horizon
    bind patients alone; the notice is counted from `notice_from`, if that was before now. The time
    of visits that are `ignoring`, by their keys, is free. A visit lasts `duration`, or as long as
    its service does. `with_new` looks at the times of whoever has yet to begin, as patients will.
    """

    service: Service
    practitioners: Sequence[Practitioner]
    now: datetime
    chosen: Practitioner | None = None
    by_staff: bool = False
    ignoring: Collection[int] = ()
    notice_from: datetime | None = None
    duration: timedelta | None = None
    with_new: bool = False

    @property
    def asked(self) -> Sequence[Practitioner]:
        """Return whose times are looked at: of who has yet to begin, those of staff alone."""
        people = [self.chosen] if self.chosen else self.practitioners
        if self.by_staff or self.with_new:
            return people
        return services.started(people, self.today)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def last_day(self) -> date:
        """Return the last clinic date that is worth a look."""
        return self.today + (STAFF_LOOK_AHEAD if self.by_staff else self._horizon)

    @property
    def terms(self) -> Terms:
        """Return what the engine is asked for."""
        service = self.service
        notice_ends = (self.notice_from or self.now) + timedelta(hours=service.notice_hours)
        horizon = whole_day(self.today + self._horizon, clinic_zone())
        return Terms(
            duration=self.duration or service.duration,
            before=timedelta(minutes=service.buffer_before_min),
            after=timedelta(minutes=service.buffer_after_min),
            grid=timedelta(minutes=service.slot_grid_min),
            earliest=None if self.by_staff else max(self.now, notice_ends),
            latest=None if self.by_staff else horizon.end,
            hours_format=face.hours,
        )

    @property
    def _horizon(self):
        return timedelta(days=self.service.horizon_days)

    def schedule(self, first: date, last: date) -> Schedule:
        """Load what decides the slots from `first` to `last`; one query."""
        diaries = load_diaries(
            self.service,
            [practitioner.pk for practitioner in self.asked],
            self.service.unit_ids,
            first=first,
            last=last,
            now=self.now,
            ignoring=self.ignoring,
        )
        return Schedule(
            terms=self.terms,
            first=first,
            last=last,
            clinic=diaries.clinic,
            practitioners=diaries.practitioners,
            equipment=diaries.equipment if self.service.equipment_kind else None,
        )

    def around(self, starts_at: datetime) -> Schedule:
        """Load what decides the slots of the clinic's day on which `starts_at` lies."""
        day = timezone.localdate(starts_at)
        return self.schedule(day, day)

    def nearest(self, starts_at: datetime, *, limit: int = 5) -> list[Slot]:
        """Return the free slots nearest to `starts_at` within a week, one a time, earliest first.

        Their notice counts from now, whenever that of the one that was wanted began.
        """
        day = max(timezone.localdate(starts_at), self.today)
        found = replace(self, notice_from=None).schedule(day - ONE_DAY, day + timedelta(days=6))
        nearest = sorted(
            one_a_start(found.slots()), key=lambda slot: abs(slot.interval.start - starts_at)
        )
        return sorted(nearest[:limit])


def search_for(
    slug: str, *, now: datetime, by_staff: bool = False, practitioner: str = services.ANY
) -> Search:
    """Return a search for what can be booked online, or at the desk; one query.

    Of all who give it, or of the one with that slug. Raises Service.DoesNotExist.
    """
    service, people = services.bookable(slug, by_staff=by_staff, practitioner=practitioner)
    if not by_staff:
        people = services.started(people, timezone.localdate(now))
    return Search(service, people, now, by_staff=by_staff)


def one_a_start(slots: list[Slot]) -> list[Slot]:
    """Return the first slot of each start: what “first available” shows."""
    return list({slot.interval.start: slot for slot in reversed(slots)}.values())[::-1]


def visits_that_day(practitioner_ids: list[int], day: date) -> dict[int, int]:
    """Return how many visits each practitioner has on the clinic's date `day`."""
    today = whole_day(day, clinic_zone())
    counts = (
        Appointment.objects.taking_place()
        .filter(
            practitioner__in=practitioner_ids,
            starts_at__gte=today.start,
            starts_at__lt=today.end,
        )
        .order_by()
        .values_list("practitioner_id")
        .annotate(Count("pk"))
    )
    return dict.fromkeys(practitioner_ids, 0) | dict(counts)
