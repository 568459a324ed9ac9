"""Times offered by mail to somebody whose visit we cannot give: held for them until they choose."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from bookings import queries
from bookings.actions.booker import Booker
from bookings.actions.holding import OFFERED_FOR
from bookings.actions.moving import move_appointment
from bookings.actions.taking import insert_visit, take_time
from bookings.exceptions import OfferOver, OfferTaken, SlotUnavailable
from bookings.locks import lock, retry_deadlocks, wait_for_turn
from bookings.mail import planning
from bookings.models import Appointment, AppointmentSource, AppointmentStatus, MendedVisit
from bookings.rules import locked_for_change
from bookings.slots import services
from bookings.slots.proposals import Place
from clinic.models import Practitioner, User

STOP_BEFORE = timedelta(hours=2)  # of the first of the times
SOONEST_OFFERED = STOP_BEFORE + timedelta(hours=4)


def offer_times(row: MendedVisit, *, now: datetime) -> datetime:
    """Hold the times of a mended visit for its patient and have them mailed; return until when.

    Within the transaction of who calls it. Nobody changes a visit that has begun, so it ends then
    at the latest. What has gone meanwhile is not offered; raises SlotUnavailable when all have, and
    what forbids a change of the visit.
    """
    visit = row.appointment
    service, people = services.offered(visit.service_id)
    places = [Place.of_token(token, visit.duration) for token in row.places]
    lock(
        practitioners={visit.practitioner_id, *(place.practitioner for place in places)},
        equipment={*service.unit_ids, visit.equipment_id} - {None},
        patients=[visit.patient_id],
    )
    visit = locked_for_change(visit, revision=row.revision, now=now)
    by_key = {person.pk: person for person in people}
    held = [
        hold
        for place in places
        if place.practitioner in by_key
        and place.interval.start > now + STOP_BEFORE
        and (hold := _hold(row, service, by_key[place.practitioner], place))
    ]
    if not held:
        raise SlotUnavailable
    first = min(hold.starts_at for hold in held)
    until = min(now + OFFERED_FOR, first - STOP_BEFORE, visit.starts_at)
    Appointment.objects.filter(pk__in=[hold.pk for hold in held]).update(hold_expires_at=until)
    planning.plan_times_offered(visit, offer=row.pk, now=now)
    return until


def _hold(row, service, practitioner, place):
    """Return the held time, None if it has gone."""
    booker = Booker(AppointmentSource.DESK, user=row.mending.started_by)
    try:
        with transaction.atomic():
            free = take_time(
                service=service,
                starts_at=place.interval.start,
                practitioner=practitioner,
                booker=booker,
                duration=place.interval.duration,
                patients=[row.appointment.patient_id],
                unit=place.unit,
            )
            return insert_visit(
                free,
                source=booker.source,
                status=AppointmentStatus.HELD,
                held_for=row.reference,
                hold_token=uuid4(),
                hold_expires_at=free.now + OFFERED_FOR,
            )
    except SlotUnavailable:
        return None


@retry_deadlocks
@transaction.atomic
def take_offered_time(
    *, offer: MendedVisit, starts_at: datetime, practitioner: Practitioner, user: User | None = None
) -> Appointment:
    """Move the visit to one of the times that were offered for it; again returns the same visit.

    Raises OfferOver when the offer has ended or the visit has changed since, OfferTaken for a time
    that is not among what is held, and what forbids the move.
    """
    wait_for_turn(f"mended visit:{offer.reference}")
    current = MendedVisit.objects.select_related("appointment").get(pk=offer.pk)
    visit = current.appointment
    if current.taken_at and (visit.starts_at, visit.practitioner) == (starts_at, practitioner):
        return visit
    now = timezone.now()
    if not MendedVisit.objects.open_offers(now).filter(pk=offer.pk).exists():
        raise OfferOver("These times are not open any more.")
    held = queries.live_holds(current.reference, now)
    hold = held.filter(starts_at=starts_at, practitioner=practitioner).first()
    if hold is None:
        raise OfferTaken
    visit = move_appointment(
        appointment=visit,
        starts_at=starts_at,
        practitioner=practitioner,
        duration=hold.duration,
        revision=current.revision,
        booker=Booker(user=user, holder=offer.reference, notice_from=current.done_at),
        unit=hold.equipment_id,
    )
    current.taken_at = now
    current.save(update_fields=["taken_at"])
    return visit
