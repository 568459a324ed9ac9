"""Filling a gap at the desk: offered to the next who want it, or booked for one on the phone."""

from datetime import datetime
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from bookings.actions.booker import Booker
from bookings.actions.booking import book_appointment
from bookings.actions.moving import move_appointment
from bookings.actions.waves import offer_freed_times
from bookings.exceptions import NoLongerWaiting, TooSoonToOffer
from bookings.freed_times import close_wishes
from bookings.locks import lock, retry_deadlocks, wait_for_turn
from bookings.models import (
    Appointment,
    AppointmentSource,
    EntryStatus,
    FreedTime,
    OfferStatus,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.slots.intervals import Interval
from bookings.waiting import OPEN_FOR, STOP_BEFORE
from clinic.models import Practitioner, User


@retry_deadlocks
@transaction.atomic
def offer_gap(*, practitioner: Practitioner, time: Interval) -> list[WaitlistOffer]:
    """Offer a gap of a practitioner to the first three who want it; return the open offers of it.

    It is a wave like any other, but that who could have had the time before is asked too: in quiet
    hours it waits for their end, and the next three follow when these have answered. A gap that is
    on offer already is left as it is. Raises TooSoonToOffer.
    """
    wait_for_turn("waitlist")
    now = timezone.now()
    if time.start < now + OPEN_FOR + STOP_BEFORE:
        raise TooSoonToOffer
    gap, _ = FreedTime.objects.get_or_create(
        practitioner=practitioner, starts_at=time.start, ends_at=time.end
    )
    open_offers = gap.offers.filter(status=OfferStatus.OFFERED).order_by("pk")
    if not open_offers.filter(expires_at__gt=now).exists():
        gap.freed_at = now  # who has joined since is asked too
        gap.save(update_fields=["freed_at"])
        offer_freed_times(now=now)
    return list(open_offers.select_related("entry__patient"))


@retry_deadlocks
@transaction.atomic
def book_for_wish(
    *, entry: WaitlistEntry, practitioner: Practitioner, starts_at: datetime, by: User
) -> Appointment:
    """Book a time for somebody who waits, on the phone, or move their visit there.

    The same again returns the same visit. Raises NoLongerWaiting and what forbids the booking.
    """
    submission = uuid5(entry.reference, f"{practitioner.pk} {starts_at.isoformat()}")
    wait_for_turn(f"submission:{submission}")  # as booking does, and before any lock
    found = WaitlistEntry.objects.select_related("service", "appointment", "patient")
    wish = found.get(pk=entry.pk)
    visit = wish.appointment
    lock(
        practitioners={practitioner.pk} | ({visit.practitioner_id} if visit else set()),
        equipment={*wish.service.unit_ids, visit and visit.equipment_id} - {None},
        patients=[wish.patient_id],
    )
    current = WaitlistEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    booker = Booker(AppointmentSource.DESK, by)
    if current.status != EntryStatus.WAITING:
        return _booked_already(visit, submission, starts_at)
    if visit is None:
        return book_appointment(
            service=wish.service,
            patient=wish.patient,
            practitioner=practitioner,
            starts_at=starts_at,
            booker=booker,
            submission=submission,
        )
    moved = move_appointment(
        appointment=visit, practitioner=practitioner, starts_at=starts_at, booker=booker
    )
    close_wishes(WaitlistEntry.objects.filter(pk=entry.pk), EntryStatus.SERVED, now=timezone.now())
    return moved


def _booked_already(visit, submission, starts_at):
    """Return the visit that the first press led to."""
    if visit is None:
        made = Appointment.objects.filter(submission=submission).first()
    else:
        made = visit if visit.starts_at == starts_at else None
    if made is None:
        raise NoLongerWaiting("This person does not wait any more.")
    return made
