"""Taking a time: what a booking, a hold and a move share. The engine decides under the locks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from bookings.actions.releasing import expire_overlapping_holds, let_go
from bookings.exceptions import PractitionerNotOffered, ServiceNotOffered, SlotUnavailable
from bookings.locks import lock
from bookings.models import Appointment, AppointmentStatus, Service
from bookings.rules import booking_error, refused
from bookings.slots import search, services
from bookings.slots.intervals import Interval
from clinic.models import Practitioner


@dataclass(frozen=True)
class FreeTime:
    """A time that is free, its locks held: who can give it, best first, and what a row says."""

    now: datetime
    practitioners: list[int]
    columns: dict


def take_time(
    *,
    service: Service,
    starts_at: datetime,
    practitioner: Practitioner | None,
    patients: Collection[int] = (),
    by_staff: bool = False,
    notice_from: datetime | None = None,
    holder: UUID | None = None,
    held: Appointment | None = None,
) -> FreeTime:
    """Lock all that the visit may need and return who can give it; raise what says why nobody can.

    A holder's holds that stand in the way give way, and `held` is the one that is being booked.
    """
    candidates = _candidates(service, practitioner)
    lock(practitioners=candidates, equipment=service.unit_ids, patients=patients)
    service, candidates = _as_it_stands(service, candidates, by_staff=by_staff)
    now = timezone.now()
    visit = Interval.lasting(service.duration, starts_at)
    expire_overlapping_holds(
        interval=visit,
        practitioners=candidates,
        equipment=service.unit_ids,
        patients=patients,
        now=now,
    )
    _release_in_the_way(service, visit, holder, held, now)
    free, unit = free_for(
        service,
        candidates.values(),
        visit,
        now=now,
        by_staff=by_staff,
        ignoring=[held.pk] if held else [],
        notice_from=notice_from,
    )
    columns = {
        "service": service,
        "equipment_id": unit,
        "starts_at": visit.start,
        "ends_at": visit.end,
        "buffer_before_min": service.buffer_before_min,
        "buffer_after_min": service.buffer_after_min,
    }
    return FreeTime(now, free, columns)


def free_for(
    service, practitioners, visit, *, now, by_staff, ignoring=(), notice_from=None
) -> tuple[list[int], int | None]:
    """Return who is free for `visit`, the fewest visits that day first, and the unit it takes."""
    day = timezone.localdate(visit.start)
    schedule = search.load_schedule(
        service,
        list(practitioners),
        first=day,
        last=day,
        now=now,
        by_staff=by_staff,
        ignoring=ignoring,
        notice_from=notice_from,
    )
    free = schedule.free_at(visit.start)
    if not free:
        raise refused(schedule.why_not(visit.start))
    if len(free) > 1:
        visits = search.visits_that_day(free, day)
        free.sort(key=lambda key: (visits[key], key))
    unit = schedule.free_units(visit)[0] if service.equipment_kind else None
    return free, unit


def insert_visit(free: FreeTime, **columns) -> Appointment:
    """Insert the row with the first practitioner whom the database accepts."""
    for practitioner_id in free.practitioners:
        row = Appointment(practitioner_id=practitioner_id, **free.columns, **columns)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            refusal = booking_error(error)
            if not isinstance(refusal, SlotUnavailable):
                raise refusal from error
        else:
            return row
    raise SlotUnavailable


def _candidates(service, practitioner):
    offering = {person.pk: person for person in services.practitioners_offering(service)}
    if practitioner is None:
        return offering
    if practitioner.pk not in offering:
        raise PractitionerNotOffered
    return {practitioner.pk: practitioner}


def _as_it_stands(service, candidates, *, by_staff):
    """Read again what may have changed while the locks were waited for; take nobody unlocked."""
    service = services.service_with_units(service.pk)
    if not (by_staff or (service.is_active and service.is_bookable_online)):
        raise ServiceNotOffered
    offering = services.practitioners_offering(service)
    return service, {person.pk: person for person in offering if person.pk in candidates}


def _release_in_the_way(service, visit, holder, held, now):
    """Let go of what the holder holds too near to the visit: nobody is in two places at once."""
    if holder is None:
        return
    in_the_way = []
    for own in Appointment.objects.filter(held_for=holder, status=AppointmentStatus.HELD):
        before = timedelta(minutes=max(own.buffer_before_min, service.buffer_after_min))
        after = timedelta(minutes=max(own.buffer_after_min, service.buffer_before_min))
        kept_free = Interval(own.starts_at - before, own.ends_at + after)
        if own != held and kept_free.overlaps(visit):
            in_the_way.append(own.pk)
    if in_the_way:
        let_go(Appointment.objects.filter(pk__in=in_the_way), now=now)
