"""Moving a visit: the same row, one revision later."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from bookings import messages, queries
from bookings.actions.booking import free_for
from bookings.actions.guards import (
    booking_error,
    expire_overlapping_holds,
    lock,
    locked_for_change,
    retry_deadlocks,
)
from bookings.exceptions import PractitionerNotOffered, TooSoon
from bookings.intervals import Interval
from bookings.models import Appointment
from clinic.models import Practitioner


@retry_deadlocks
@transaction.atomic
def move_appointment(
    *,
    appointment: Appointment,
    starts_at: datetime,
    practitioner: Practitioner | None = None,
    revision: int | None = None,
    by_staff: bool = False,
) -> Appointment:
    """Move a booked visit to another slot on offer, with the same practitioner unless one is named.

    `revision` is the one that was looked at; a visit that has changed since is left alone. Moving
    it to where it already is changes nothing, and nobody moves it into the past. Raises what
    `book_appointment` raises, and AppointmentHasBegun, AppointmentNotBooked or AppointmentChanged.
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
    current = locked_for_change(appointment, revision=revision, now=now)
    visit = Interval.lasting(service.duration, starts_at)
    if (current.starts_at, current.practitioner_id) == (visit.start, wanted):
        return current

    if visit.start <= now:
        raise TooSoon
    expire_overlapping_holds(
        interval=visit,
        practitioners=[wanted],
        equipment=service.unit_ids,
        patients=[current.patient_id],
        now=now,
    )
    _, unit = free_for(service, [chosen], visit, now=now, by_staff=by_staff, ignoring=current)
    current.practitioner_id = wanted
    current.equipment_id = unit
    current.starts_at, current.ends_at = visit.start, visit.end
    current.buffer_before_min = service.buffer_before_min
    current.buffer_after_min = service.buffer_after_min
    current.revision += 1
    try:
        with transaction.atomic():
            current.save()
    except IntegrityError as error:
        raise booking_error(error) from error
    messages.replan_for(current, now=now)
    return current


def _service_by(practitioner_pk, appointment):
    """Return the visit's service as it stands, and the practitioner if they give it."""
    service = queries.service_with_units(appointment.service_id)
    for person in queries.practitioners_offering(service):
        if person.pk == practitioner_pk:
            return service, person
    raise PractitionerNotOffered
