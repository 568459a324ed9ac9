"""Another unit for a visit: same time, same practitioner, so that its patient need know nothing."""

from django.db import transaction
from django.utils import timezone

from bookings.actions.conflicts import end_conflict
from bookings.actions.releasing import expire_overlapping_holds, release_offered_for
from bookings.actions.taking import free_for
from bookings.locks import lock, retry_deadlocks
from bookings.mail.replanning import replan_reminders_of_visits
from bookings.models import Appointment
from bookings.rules import locked_for_change
from bookings.slots import services
from bookings.slots.intervals import Interval
from bookings.slots.search import Search


@retry_deadlocks
@transaction.atomic
def change_unit(
    *, appointment: Appointment, unit: int | None, revision: int | None = None
) -> Appointment:
    """Put a visit on that unit, or another that is free then, where it stays in all else.

    Nothing that was mailed changes, so the revision stays and no mail goes out. Raises
    SlotUnavailable, AppointmentChanged and what else forbids a change.
    """
    service, people = services.offered(appointment.service_id)
    lock(
        practitioners=[appointment.practitioner_id],
        equipment={*service.unit_ids, appointment.equipment_id} - {None},
        patients=[appointment.patient_id],
    )
    now = timezone.now()
    current = locked_for_change(appointment, revision=revision, now=now)
    interval = Interval.lasting(current.duration, current.starts_at)
    expire_overlapping_holds(
        interval=interval,
        practitioners=[current.practitioner_id],
        equipment=service.unit_ids,
        patients=[current.patient_id],
        now=now,
    )
    chosen = [person for person in people if person.pk == current.practitioner_id]
    search = Search(
        service,
        chosen,
        now,
        by_staff=True,
        ignoring=[current.pk],
        duration=interval.duration,
    )
    free = free_for(search, interval, unit=unit)
    release_offered_for(current, now=now)
    current.equipment_id = free.unit
    end_conflict(current)
    current.save(update_fields=["equipment", "conflict_since", "conflict_reason", "kept_at"])
    visits = Appointment.objects.with_person().filter(pk=current.pk)
    replan_reminders_of_visits(visits, now)
    return current
