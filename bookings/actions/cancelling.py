"""Cancelling a visit: a state with who, when and why; the row stays."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bookings import messages
from bookings.actions.guards import lock, locked_for_change, retry_deadlocks
from bookings.models import Appointment, AppointmentStatus
from clinic.models import User


@retry_deadlocks
@transaction.atomic
def cancel_appointment(
    *,
    appointment: Appointment,
    reason: str = "",
    cancelled_by: User | None = None,
    revision: int | None = None,
) -> Appointment:
    """Cancel a booked visit and have the calendar entry withdrawn; again changes nothing.

    `revision` is the one that was looked at. Raises AppointmentHasBegun, AppointmentNotBooked or
    AppointmentChanged. `cancelled_late` says that it was inside the service's cancellation window.
    """
    lock(practitioners=[appointment.practitioner_id], equipment=[])
    now = timezone.now()
    current = Appointment.objects.get(pk=appointment.pk)
    if current.is_cancelled:
        return current
    current = locked_for_change(current, revision=revision, now=now)
    window = timedelta(hours=current.service.cancellation_window_hours)
    current.status = AppointmentStatus.CANCELLED
    current.cancelled_at = now
    current.cancelled_by = cancelled_by
    current.cancellation_reason = reason
    current.cancelled_late = current.starts_at - now < window
    current.revision += 1
    current.save()
    messages.plan_cancellation(current, now=now)
    return current
