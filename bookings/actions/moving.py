"""Moving a visit: the same row, one revision later."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from bookings.actions.booker import GUEST, Booker
from bookings.actions.conflicts import end_conflict
from bookings.actions.overbooking import settle_overbooked
from bookings.actions.releasing import expire_overlapping_holds, release_offered_for
from bookings.actions.taking import free_for, release_in_the_way
from bookings.exceptions import CallFirst, PractitionerNotOffered, TooLateToMove, TooSoon
from bookings.freed_times import record_left
from bookings.locks import lock, retry_deadlocks
from bookings.mail import planning
from bookings.mail.changes import changes_between, last_told
from bookings.models import Appointment, AppointmentStatus
from bookings.policies import grace_once_moved, policy_of
from bookings.rules import (
    booking_error,
    check_no_call_first,
    check_not_elsewhere,
    locked_for_change,
)
from bookings.slots import services
from bookings.slots.intervals import Interval
from bookings.slots.search import Search
from clinic.models import Practitioner


@retry_deadlocks
@transaction.atomic
def move_appointment(
    *,
    appointment: Appointment,
    starts_at: datetime,
    practitioner: Practitioner | None = None,
    duration: timedelta | None = None,
    revision: int | None = None,
    booker: Booker = GUEST,
    overbook: str = "",
    unit: int | None = None,
) -> Appointment:
    """Move a booked visit to another slot on offer, with the same practitioner unless one is named.

    It lasts `duration` then, or as long as it did, and is on that `unit`, if it needs one and that
    is free; what was offered for it is let go, for that may be the time. `revision` is the one that
    was looked at; a visit that has changed since is left alone. Moving it to where it already is
    changes nothing, and nobody moves it into the past. Whoever confirmed the old time has not
    confirmed the new one.
    Staff may `overbook`, for a reason. Raises what `book_appointment` raises, and
    AppointmentHasBegun, AppointmentNotBooked, AppointmentChanged or, to patients alone: CallFirst,
    and TooLateToMove inside the cancellation window if the clinic offered them nothing.
    """
    wanted = practitioner.pk if practitioner else appointment.practitioner_id
    service, _ = _service_by(wanted, appointment)
    lock(
        practitioners={wanted, appointment.practitioner_id},
        equipment={*service.unit_ids, appointment.equipment_id} - {None},
        patients=[appointment.patient_id],
    )
    service, chosen = _service_by(wanted, appointment)  # what may have changed meanwhile
    now = timezone.now()
    if standing := _standing(appointment, starts_at, wanted, duration):
        return standing  # pressed twice, perhaps: the second time finds a later revision

    current = locked_for_change(appointment, revision=revision, now=now)
    visit = Interval.lasting(duration or current.duration, starts_at)
    if not booker.by_staff:
        check_may_move_online(current, now, is_offered=booker.notice_from is not None)
    if visit.start <= now:
        raise TooSoon
    expire_overlapping_holds(
        interval=visit,
        practitioners=[wanted],
        equipment=service.unit_ids,
        patients=[current.patient_id],
        now=now,
    )
    search = Search(
        service,
        [chosen],
        now,
        by_staff=booker.by_staff,
        ignoring=[current.pk],
        notice_from=booker.notice_from,
        duration=visit.duration,
    )
    release_in_the_way(service, visit, booker.holder, None, now)
    release_offered_for(current, now=now)
    free = free_for(search, visit, overbook=overbook, unit=unit)
    check_not_elsewhere(current.patient, visit)
    rules = planning.mail_rules()
    is_offered = booker.by_staff or booker.notice_from is not None
    current.grace_until = grace_once_moved(rules.profile, current, now, by_clinic=is_offered)
    by, left = current.practitioner_id, Interval(current.starts_at, current.ends_at)
    record_left(current, now=now)
    _save_at(free, current)
    settle_overbooked(practitioner=by, left=left)
    told_at = _back_since(current) if booker.by_staff else None
    planning.replan_for(current, now=now, rules=rules, by_staff=booker.by_staff, told_at=told_at)
    return current


def check_may_move_online(
    appointment: Appointment, now: datetime, *, is_offered: bool = False
) -> None:
    """Raise what keeps a patient from moving a visit alone: CallFirst or TooLateToMove.

    It is never too late for a time that `is_offered` to them by the clinic, nor while the clinic
    has to change the visit itself.
    """
    if appointment.under_review_since:
        raise CallFirst
    check_no_call_first(appointment.service, appointment.patient)
    is_free = is_offered or appointment.conflict_since
    if not is_free and now > policy_of(appointment).free_until:
        raise TooLateToMove


def _save_at(free, appointment):
    for column, value in free.columns.items():
        setattr(appointment, column, value)
    [appointment.practitioner] = free.practitioners
    appointment.confirmed_at = None
    end_conflict(appointment)
    appointment.revision += 1
    try:
        with transaction.atomic():
            appointment.save()
    except IntegrityError as error:
        raise booking_error(error) from error


def _back_since(appointment):
    """Return when the patient was told of the visit as it is now again; None if it is another.

    Whether it was confirmed then holds again, if by phone with nobody mailed too.
    """
    told = last_told(appointment)
    if told.is_cancelled or changes_between(told.state, appointment):
        return None
    if told.state.confirmed_at:
        appointment.confirmed_at = told.state.confirmed_at
        appointment.save(update_fields=["confirmed_at"])
    return told.at


def _standing(appointment, starts_at, practitioner_pk, duration):
    """Return the visit if it is booked for that time, with that practitioner, already."""
    booked = Appointment.objects.filter(
        pk=appointment.pk,
        starts_at=starts_at,
        practitioner=practitioner_pk,
        status=AppointmentStatus.BOOKED,
    )
    return (booked.filter(ends_at=starts_at + duration) if duration else booked).first()


def _service_by(practitioner_pk, appointment):
    """Return the visit's service as it stands, and the practitioner if they give it."""
    service, offering = services.offered(appointment.service_id)
    for person in offering:
        if person.pk == practitioner_pk:
            return service, person
    raise PractitionerNotOffered
