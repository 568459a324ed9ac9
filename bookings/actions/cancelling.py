"""Cancelling a visit: a state with who, when and why; the row stays."""

from django.db import transaction
from django.utils import timezone

from bookings.actions.conflicts import end_conflict
from bookings.actions.overbooking import settle_overbooked
from bookings.actions.releasing import release_offered_for
from bookings.exceptions import LateCancellation
from bookings.freed_times import end_wishes_of, record_left
from bookings.locks import lock, retry_deadlocks
from bookings.mail import planning
from bookings.models import Appointment, AppointmentStatus, CancellingSide
from bookings.policies import policy_of
from bookings.rules import locked_for_change
from bookings.slots.intervals import Interval
from clinic.models import User


@retry_deadlocks
@transaction.atomic
def cancel_appointment(
    *,
    appointment: Appointment,
    side: CancellingSide = CancellingSide.PATIENT,
    reason: str = "",
    note: str = "",
    cancelled_by: User | None = None,
    revision: int | None = None,
    accepts_late: bool = True,
) -> Appointment:
    """Cancel a booked visit and have the calendar entry withdrawn; again changes nothing.

    `side` is whose decision it was. The patient may read the `reason`; the `note` is the desk's
    own. `revision` is the one that was looked at. `cancelled_late` says that it counts as late by
    the policy, which what the clinic cancels never does; who is asked about that first may not have
    accepted it. Raises AppointmentHasBegun, AppointmentNotBooked, AppointmentChanged or
    LateCancellation.
    """
    lock(practitioners=[appointment.practitioner_id], equipment=[])
    now = timezone.now()
    current = Appointment.objects.get(pk=appointment.pk)
    if current.is_cancelled:
        return current
    current = locked_for_change(current, revision=revision, now=now)
    is_late = side != CancellingSide.CLINIC and policy_of(current).is_late(now)
    if is_late and not accepts_late:
        raise LateCancellation
    record_left(current, now=now)
    release_offered_for(current, now=now)
    current.status = AppointmentStatus.CANCELLED
    current.cancelled_at = now
    current.cancelled_by = cancelled_by
    current.cancelled_side = side
    current.cancellation_reason = reason
    current.cancellation_note = note
    current.cancelled_late = is_late
    end_conflict(current)
    current.revision += 1
    current.save()
    left = Interval(current.starts_at, current.ends_at)
    settle_overbooked(practitioner=current.practitioner_id, left=left)
    end_wishes_of(current, now=now)
    by_staff = cancelled_by is not None and cancelled_by.is_clinic_staff
    planning.plan_cancellation(current, now=now, by_staff=by_staff)
    return current
