"""Reads for one page or one decision: they load rows and hand plain values to the slot engine."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import DateTimeRangeField
from django.db.models import Aggregate, CharField, F, OuterRef, Q, Value
from django.utils import timezone

from bookings import availability
from bookings.availability import (
    Busy,
    ClinicDays,
    Closure,
    Diary,
    Refusal,
    Slot,
    WeeklyPeriod,
    Wish,
)
from bookings.holidays import statutory_holidays, whole_day
from bookings.intervals import Interval
from bookings.models import (
    Appointment,
    AppointmentStatus,
    Equipment,
    ScheduleException,
    Service,
    WorkingHours,
)
from bookings.models.appointments import TimeRange
from bookings.models.schedule import ScheduleEffect
from clinic.models import Practitioner
from clinic.zones import clinic_zone

LONGEST_VISIT = timedelta(hours=12)  # with its buffers; Service bounds the parts
ONE_DAY = timedelta(days=1)
PAST_SHOWN = 50


class RangeAgg(Aggregate):
    """The union of ranges as one multirange: touching visits come back as one run."""

    function = "range_agg"
    output_field = DateTimeRangeField()


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


def services_with_units():
    """Return the services, each with `unit_ids`: the equipment in use that it may take."""
    units = Equipment.objects.filter(kind=OuterRef("equipment_kind"), is_active=True)
    return Service.objects.annotate(unit_ids=ArraySubquery(units.order_by("pk").values("pk")))


def bookable_services():
    return services_with_units().bookable_online()


def practitioners_offering(service: Service):
    """Return who may give this service: of its discipline, and a specialist where it needs one."""
    offering = service.practitioners.filter(is_active=True, discipline__in=service.disciplines)
    if service.requires_running_specialist:
        offering = offering.filter(is_running_specialist=True)
    return offering


def wish_for(service: Service, *, now: datetime, by_staff: bool) -> Wish:
    """Return what a booking of `service` asks for; notice and horizon bind patients alone."""
    last_day = timezone.localdate(now) + timedelta(days=service.horizon_days)
    return Wish(
        duration=service.duration,
        before=timedelta(minutes=service.buffer_before_min),
        after=timedelta(minutes=service.buffer_after_min),
        grid=timedelta(minutes=service.slot_grid_min),
        earliest=None if by_staff else now + timedelta(hours=service.notice_hours),
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
    ignoring: Appointment | None = None,
) -> Schedule:
    """Load what decides the slots of `service` from `first` to `last`; three queries.

    `service` comes from `services_with_units`; `ignoring` is the visit that is being moved.
    """
    zone = clinic_zone()
    span = Interval(whole_day(first, zone).start, whole_day(last, zone).end)
    people = [practitioner.pk for practitioner in practitioners]
    units = service.unit_ids if service.equipment_kind else []

    weekly = _weekly_periods(service, people)
    exceptions = _exceptions(span, people, units)
    busy = _busy(span, people, units, now=now, ignoring=ignoring)
    return Schedule(
        wish=wish_for(service, now=now, by_staff=by_staff),
        first=first,
        last=last,
        clinic=ClinicDays(
            holidays=statutory_holidays(
                first=first, last=last + ONE_DAY, province=settings.CLINIC_PROVINCE, zone=zone
            ),
            opened=exceptions["clinic", None, ScheduleEffect.OPEN],
            closed=exceptions["clinic", None, ScheduleEffect.CLOSED],
        ),
        practitioners={
            key: Diary(
                weekly=tuple(weekly[key]),
                opened=exceptions["practitioner", key, ScheduleEffect.OPEN],
                closed=exceptions["practitioner", key, ScheduleEffect.CLOSED],
                busy=tuple(busy["practitioner", key]),
            )
            for key in people
        },
        equipment={
            key: Diary(
                closed=exceptions["equipment", key, ScheduleEffect.CLOSED],
                busy=tuple(busy["equipment", key]),
                always_open=True,
            )
            for key in units
        }
        if service.equipment_kind
        else None,
    )


def _weekly_periods(service, people):
    hours = (
        WorkingHours.objects.filter(practitioner__in=people)
        .filter(Q(services=None) | Q(services=service))
        .order_by()
    )
    periods = defaultdict(list)
    for key, *period in hours.values_list(
        "practitioner_id", "weekday", "opens", "closes", "effective_from", "effective_until"
    ):
        periods[key].append(WeeklyPeriod(*period))
    return periods


def _exceptions(span, people, units):
    """Return openings and closures by (of what, key, effect): openings plain, closures with why."""
    rows = (
        ScheduleException.objects.filter(
            starts_at__lt=span.end + ONE_DAY, ends_at__gt=span.start - ONE_DAY
        )
        .filter(
            Q(practitioner__in=people)
            | Q(equipment__in=units)
            | Q(practitioner__isnull=True, equipment__isnull=True)
        )
        .order_by("starts_at", "pk")
        .values_list("practitioner_id", "equipment_id", "effect", "starts_at", "ends_at", "reason")
    )
    found = defaultdict(tuple)
    for practitioner, unit, effect, starts_at, ends_at, reason in rows:
        of = "practitioner" if practitioner else "equipment" if unit else "clinic"
        interval = Interval(starts_at, ends_at)
        entry = interval if effect == ScheduleEffect.OPEN else Closure(interval, reason)
        found[of, practitioner or unit, effect] += (entry,)
    return found


def _busy(span, people, units, *, now, ignoring):
    """Return the busy time by (of what, key), touching visits with like buffers as one run.

    PostgreSQL merges them, so a full fortnight of ten people is a few rows, not two thousand.
    """
    taken = Appointment.objects.blocking(now).filter(
        starts_at__lt=span.end + LONGEST_VISIT,
        starts_at__gt=span.start - LONGEST_VISIT,
    )
    if ignoring is not None:
        taken = taken.exclude(pk=ignoring.pk)
    rows = _runs(taken, "practitioner", people)
    if units:
        rows = rows.union(_runs(taken, "equipment", units), all=True)
    busy = defaultdict(list)
    for of, key, before, after, runs in rows:
        buffers = timedelta(minutes=before), timedelta(minutes=after)
        busy[of, key] += [Busy(Interval(run.lower, run.upper), *buffers) for run in runs]
    return busy


def _runs(taken, of, keys):
    return (
        taken.filter(**{f"{of}__in": keys})
        .order_by()
        .annotate(of=Value(of, output_field=CharField()), key=F(f"{of}_id"))
        .values("of", "key", "buffer_before_min", "buffer_after_min")
        .annotate(runs=RangeAgg(TimeRange()))
        .values_list("of", "key", "buffer_before_min", "buffer_after_min", "runs")
    )


def nearest_slots(
    service: Service, practitioners: list[Practitioner], starts_at: datetime, *, now, limit: int = 5
) -> list[Slot]:
    """Return the free slots nearest to `starts_at` within a week, one a time, earliest first."""
    day = max(timezone.localdate(starts_at), timezone.localdate(now))
    schedule = load_schedule(
        service, practitioners, first=day - ONE_DAY, last=day + timedelta(days=6), now=now
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
    counts = dict.fromkeys(practitioner_ids, 0)
    for key in Appointment.objects.filter(
        practitioner__in=practitioner_ids,
        starts_at__gte=today.start,
        starts_at__lt=today.end,
        status__in=[AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED, AppointmentStatus.HELD],
    ).values_list("practitioner_id", flat=True):
        counts[key] += 1
    return counts


def visits_on(user, day: date):
    """Return the visits of one clinic day that `user` may see, with their people."""
    today = whole_day(day, clinic_zone())
    return (
        Appointment.objects.visible_to(user)
        .with_people()
        .filter(starts_at__gte=today.start, starts_at__lt=today.end)
        .exclude(status__in=[AppointmentStatus.HELD, AppointmentStatus.EXPIRED])
    )


def visits_ahead_and_behind(user, now: datetime) -> dict:
    """Return `upcoming`, soonest first, and the latest `past` visits of whom `user` looks after."""
    visits = (
        Appointment.objects.visible_to(user)
        .with_people()
        .exclude(status__in=[AppointmentStatus.HELD, AppointmentStatus.EXPIRED])
    )
    ahead = Q(ends_at__gt=now) & ~Q(status=AppointmentStatus.CANCELLED)
    return {
        "upcoming": visits.filter(ahead),
        "past": visits.exclude(ahead).order_by("-starts_at")[:PAST_SHOWN],
    }
