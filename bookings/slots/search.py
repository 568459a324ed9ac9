"""Which slots there are: loads what decides them and asks the engine."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from bookings.models import Appointment, Service
from bookings.slots import availability
from bookings.slots.availability import ClinicDays, Diary, Refusal, Slot, Wish
from bookings.slots.diaries import load_diaries
from bookings.slots.holidays import whole_day
from bookings.slots.intervals import Interval
from clinic.models import Practitioner
from clinic.zones import clinic_zone

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Schedule:
    """All that decides the slots of one service on some days."""

    wish: Wish
    first: date
    last: date
    clinic: ClinicDays
    practitioners: dict[int, Diary]
    equipment: dict[int, Diary] | None

    def slots(self) -> list[Slot]:
        """Return every free slot, by start, then practitioner."""
        return self._ask(availability.free_slots, first=self.first, last=self.last)

    def free_at(self, starts_at: datetime) -> list[int]:
        """Return the practitioners who are free for a whole visit from `starts_at`."""
        return [slot.practitioner for slot in self.slots() if slot.interval.start == starts_at]

    def free_units(self, interval: Interval) -> list[int]:
        """Return the pieces of equipment that are free for the whole of `interval`."""
        return availability.free_equipment(
            wish=self.wish,
            interval=interval,
            zone=clinic_zone(),
            equipment=self.equipment or {},
        )

    def why_not(self, starts_at: datetime) -> Refusal | None:
        """Return why a visit cannot start then; None when it can."""
        return self._ask(availability.why_not, starts_at=starts_at)

    def _ask(self, question, **about):
        return question(
            wish=self.wish,
            zone=clinic_zone(),
            clinic=self.clinic,
            practitioners=self.practitioners,
            equipment=self.equipment,
            **about,
        )


def wish_for(
    service: Service, *, now: datetime, by_staff: bool, notice_from: datetime | None = None
) -> Wish:
    """Return what a booking of `service` asks for; notice and horizon bind patients alone."""
    notice_ends = (notice_from or now) + timedelta(hours=service.notice_hours)
    last_day = timezone.localdate(now) + timedelta(days=service.horizon_days)
    return Wish(
        duration=service.duration,
        before=timedelta(minutes=service.buffer_before_min),
        after=timedelta(minutes=service.buffer_after_min),
        grid=timedelta(minutes=service.slot_grid_min),
        earliest=None if by_staff else max(now, notice_ends),
        latest=None if by_staff else whole_day(last_day, clinic_zone()).end,
    )


def load_schedule(
    service: Service,
    practitioners: list[Practitioner],
    *,
    first: date,
    last: date,
    now: datetime,
    by_staff: bool = False,
    ignoring: Collection[int] = (),
    notice_from: datetime | None = None,
) -> Schedule:
    """Load what decides the slots of `service` from `first` to `last`; three queries.

    `ignoring` are the keys of visits whose time is free, and
    `notice_from` is when the notice began, if before now.
    """
    diaries = load_diaries(
        service,
        [practitioner.pk for practitioner in practitioners],
        service.unit_ids if service.equipment_kind else [],
        first=first,
        last=last,
        now=now,
        ignoring=ignoring,
    )
    return Schedule(
        wish=wish_for(service, now=now, by_staff=by_staff, notice_from=notice_from),
        first=first,
        last=last,
        clinic=diaries.clinic,
        practitioners=diaries.practitioners,
        equipment=diaries.equipment if service.equipment_kind else None,
    )


def nearest_slots(
    service: Service,
    practitioners: list[Practitioner],
    starts_at: datetime,
    *,
    now: datetime,
    by_staff: bool = False,
    ignoring: Collection[int] = (),
    limit: int = 5,
) -> list[Slot]:
    """Return the free slots nearest to `starts_at` within a week, one a time, earliest first."""
    day = max(timezone.localdate(starts_at), timezone.localdate(now))
    schedule = load_schedule(
        service,
        practitioners,
        first=day - ONE_DAY,
        last=day + timedelta(days=6),
        now=now,
        by_staff=by_staff,
        ignoring=ignoring,
    )
    nearest = sorted(
        one_a_start(schedule.slots()), key=lambda slot: abs(slot.interval.start - starts_at)
    )
    return sorted(nearest[:limit])


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
