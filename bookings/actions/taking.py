"""Taking a time: what a booking, a hold and a move share. The engine decides under the locks."""

from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from bookings.actions.booker import Booker
from bookings.actions.overbooking import is_of_one_by_staff, without_busy
from bookings.actions.releasing import expire_overlapping_holds, let_go
from bookings.exceptions import PractitionerNotOffered, ServiceNotOffered, SlotUnavailable
from bookings.locks import lock, lock_givers
from bookings.models import Appointment, AppointmentStatus, Service
from bookings.rules import booking_error, refused
from bookings.slots import services
from bookings.slots.intervals import Interval
from bookings.slots.search import Search, visits_that_day
from clinic.models import Practitioner


@dataclass(frozen=True)
class FreeVisit:
    """A time that is free, its locks held: who can give it, best first, and on which unit."""

    now: datetime
    service: Service
    visit: Interval
    practitioners: list[Practitioner]
    unit: int | None
    overbooked_reason: str = ""  # why it is booked over another visit

    @property
    def columns(self) -> dict:
        """Return what a row of this time says, whoever gives it."""
        return {
            "service": self.service,
            "equipment_id": self.unit,
            "starts_at": self.visit.start,
            "ends_at": self.visit.end,
            "buffer_before_min": self.service.buffer_before_min,
            "buffer_after_min": self.service.buffer_after_min,
            "overbooked": bool(self.overbooked_reason),
            "overbooked_reason": self.overbooked_reason,
        }


def take_time(
    *,
    service: Service,
    starts_at: datetime,
    practitioner: Practitioner | None,
    booker: Booker,
    duration: timedelta | None = None,
    patients: Collection[int] = (),
    held: Appointment | None = None,
    overbook: str = "",
    unit: int | None = None,
) -> FreeVisit:
    """Lock all that the visit may need and return who can give it; raise what says why nobody can.

    A holder's holds that stand in the way give way, and `held` is the one that is being booked.
    """
    candidates = lock_givers(service, practitioner)
    if practitioner and not candidates:
        raise PractitionerNotOffered
    lock(practitioners=[], equipment=service.unit_ids, patients=patients)
    service, people = services.offered(service.pk, by=candidates)  # as nothing changes them now
    if not (booker.by_staff or (service.is_active and service.is_bookable_online)):
        raise ServiceNotOffered
    search = Search(
        service,
        people,
        now=timezone.now(),
        by_staff=booker.by_staff,
        ignoring=[held.pk] if held else [],
        notice_from=booker.notice_from,
        duration=duration,
    )
    visit = Interval.lasting(search.terms.duration, starts_at)
    expire_overlapping_holds(
        interval=visit,
        practitioners=candidates,
        equipment=service.unit_ids,
        patients=patients,
        now=search.now,
    )
    release_in_the_way(service, visit, booker.holder, held, search.now)
    return free_for(search, visit, overbook=overbook, unit=unit)


def free_for(
    search: Search, visit: Interval, *, overbook: str = "", unit: int | None = None
) -> FreeVisit:
    """Return who is free for `visit`, the fewest visits that day first; raise why nobody is.

    With a reason to `overbook`, staff book one practitioner over what they are booked for. It is on
    that `unit`, if it needs one and that is free.
    """
    schedule = search.around(visit.start)
    free, reason = schedule.free_at(visit.start), ""
    if not free and overbook and is_of_one_by_staff(search):
        schedule = without_busy(schedule)
        free, reason = schedule.free_at(visit.start), overbook
    if not free:
        raise refused(schedule.why_not(visit.start))
    if len(free) > 1:
        visits = visits_that_day(free, schedule.first)
        free.sort(key=lambda key: (visits[key], key))
    people = {person.pk: person for person in search.practitioners}
    units = schedule.free_units(visit) if search.service.equipment_kind else [None]
    by = [people[key] for key in free]
    return FreeVisit(
        search.now, search.service, visit, by, unit if unit in units else units[0], reason
    )


def insert_visit(free: FreeVisit, **columns) -> Appointment:
    """Insert the row with the first practitioner whom the database accepts."""
    for practitioner in free.practitioners:
        row = Appointment(practitioner=practitioner, **free.columns, **columns)
        is_last = practitioner == free.practitioners[-1]
        try:
            with nullcontext() if is_last else transaction.atomic():  # to go on with the next one
                row.save(force_insert=True)
        except IntegrityError as error:
            refusal = booking_error(error)
            if not isinstance(refusal, SlotUnavailable):
                raise refusal from error
        else:
            return row
    raise SlotUnavailable


def release_in_the_way(service, visit, holder, held, now):
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
