"""Taking a cancellation back while the time is free: the same row, one revision later."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from bookings.actions.releasing import expire_overlapping_holds
from bookings.exceptions import AppointmentHasBegun, NotCancelled, PractitionerNotOffered
from bookings.locks import lock, retry_deadlocks
from bookings.mail.restoring import plan_restored
from bookings.models import Appointment, AppointmentStatus
from bookings.rules import booking_error, check_not_elsewhere, check_unchanged, refused
from bookings.slots import services
from bookings.slots.intervals import Interval
from bookings.slots.search import Search


@retry_deadlocks
@transaction.atomic
def restore_appointment(*, appointment: Appointment, revision: int | None = None) -> Appointment:
    """Let a cancelled visit stand again, as it was, for staff; again changes nothing.

    `revision` is the one that was looked at. A mail about the cancellation that has not gone out is
    dropped; if it has, another says that the visit stands. Raises AppointmentChanged, NotCancelled,
    AppointmentHasBegun, PractitionerNotOffered, SlotUnavailable or PatientAlreadyBooked.
    """
    service, _ = services.offered(appointment.service_id)
    lock(
        practitioners=[appointment.practitioner_id],
        equipment={*service.unit_ids, appointment.equipment_id} - {None},
        patients=[appointment.patient_id],
    )
    now = timezone.now()
    rows = Appointment.objects.with_person().select_for_update(of=["self"], no_key=True)
    current = rows.get(pk=appointment.pk)
    if current.status == AppointmentStatus.BOOKED:
        return current
    check_unchanged(current, appointment, revision)
    if not current.is_cancelled:
        raise NotCancelled
    if current.has_begun(now):
        raise AppointmentHasBegun
    current.equipment_id = _unit_still_free(current, now)
    check_not_elsewhere(current.patient, Interval(current.starts_at, current.ends_at))
    _stand_again(current)
    plan_restored(current, now=now)
    return current


def _unit_still_free(visit: Appointment, now: datetime) -> int | None:
    """Ask the engine for the visit as it was booked; return its unit, or one that is free too."""
    service, offering = services.offered(visit.service_id)
    by = [person for person in offering if person.pk == visit.practitioner_id]
    if not by:
        raise PractitionerNotOffered
    interval = Interval(visit.starts_at, visit.ends_at)
    expire_overlapping_holds(
        interval=interval,
        practitioners=[visit.practitioner_id],
        equipment=service.unit_ids,
        patients=[visit.patient_id],
        now=now,
    )
    search = Search(service, by, now, by_staff=True)
    terms = replace(
        search.terms,
        duration=interval.duration,
        before=timedelta(minutes=visit.buffer_before_min),
        after=timedelta(minutes=visit.buffer_after_min),
        grid=timedelta.resolution,  # wherever it was put
    )
    schedule = replace(search.around(visit.starts_at), terms=terms)
    if refusal := schedule.why_not(interval.start):
        raise refused(refusal)
    if not service.equipment_kind:
        return None
    units = schedule.free_units(interval)
    return visit.equipment_id if visit.equipment_id in units else units[0]


def _stand_again(visit: Appointment) -> None:
    visit.status = AppointmentStatus.BOOKED
    visit.cancelled_at = visit.cancelled_by = None
    visit.cancelled_side = visit.cancellation_reason = visit.cancellation_note = ""
    visit.cancelled_late = False
    visit.overbooked, visit.overbooked_reason = False, ""  # its time is free
    visit.revision += 1
    try:
        with transaction.atomic():
            visit.save()
    except IntegrityError as error:
        raise booking_error(error) from error
