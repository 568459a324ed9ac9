"""Cancelling a visit: a state with who, when and why; the row stays."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bookings import messages
from bookings.actions.guards import check_may_change, lock, retry_deadlocks
from bookings.models import Appointment, AppointmentStatus
from clinic.models import User


@retry_deadlocks
@transaction.atomic
def cancel_appointment(
    *, appointment: Appointment, reason: str = "", cancelled_by: User | None = None
) -> Appointment:
    """Cancel a booked visit and have the calendar entry withdrawn; again changes nothing.

    Raises AppointmentHasBegun or AppointmentNotBooked. `cancelled_late` says that it was inside
    the service's cancellation window.
    """
    lock(practitioners=[appointment.practitioner_id], equipment=[])
    current = (
        Appointment.objects.select_related("service")
        .select_for_update(of=["self"])
        .get(pk=appointment.pk)
    )
    if current.is_cancelled:
        return current
    now = timezone.now()
    check_may_change(current, now)
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
