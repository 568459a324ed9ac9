"""What people answer to an offer: they take the time, or say no to it."""

from django.db import transaction
from django.utils import timezone

from bookings.actions.booker import Booker
from bookings.actions.booking import book_appointment
from bookings.actions.moving import move_appointment
from bookings.exceptions import (
    NoLongerWaiting,
    OfferOver,
    OfferTaken,
    PractitionerNotOffered,
    ServiceNotOffered,
    SlotUnavailable,
)
from bookings.freed_times import close_wishes, offer_soon
from bookings.locks import lock, retry_deadlocks, wait_for_turn
from bookings.models import (
    Appointment,
    EntryStatus,
    OfferStatus,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.rules import wait_for_person
from clinic.models import User

GONE = (SlotUnavailable, PractitionerNotOffered, ServiceNotOffered)


def accept_offer(
    *, offer: WaitlistOffer, accepts_policy: bool = False, accepted_by: User | None = None
) -> Appointment:
    """Book the time that was offered, or move the visit there; again returns the same visit.

    Raises OfferOver, NoLongerWaiting, OfferTaken when somebody was quicker, and what forbids the
    booking. Whoever is too late stays on the list.
    """
    try:
        return _accept(offer=offer, accepts_policy=accepts_policy, accepted_by=accepted_by)
    except GONE as error:
        _withdraw(offer=offer)
        raise OfferTaken from error


@retry_deadlocks
@transaction.atomic
def _accept(*, offer, accepts_policy, accepted_by):
    wait_for_turn(f"submission:{offer.reference}")  # as booking does, and before any lock
    wait_for_person(offer.entry.patient)
    found = WaitlistEntry.objects.select_related("service", "appointment", "patient")
    entry = found.get(pk=offer.entry_id)
    visit = entry.appointment
    lock(
        practitioners={offer.practitioner_id} | ({visit.practitioner_id} if visit else set()),
        equipment={*entry.service.unit_ids, visit and visit.equipment_id} - {None},
        patients=[entry.patient_id],
    )
    current = _locked(offer)
    if current.status == OfferStatus.ACCEPTED:
        return _visit_by(current)
    now = timezone.now()
    _check_open(current, now)
    terms = {
        "practitioner": current.practitioner,
        "starts_at": current.starts_at,
        "booker": Booker(
            user=accepted_by, notice_from=current.offered_at, accepts_policy=accepts_policy
        ),
    }
    if visit:
        visit = move_appointment(appointment=visit, **terms)
        close_wishes(WaitlistEntry.objects.filter(pk=entry.pk), EntryStatus.SERVED, now=now)
    else:
        visit = book_appointment(
            service=entry.service,
            patient=entry.patient,
            submission=current.reference,
            **terms,
        )
    current.status, current.answered_at = OfferStatus.ACCEPTED, now
    current.save(update_fields=["status", "answered_at"])
    return visit


def _locked(offer):
    """Return an offer as it stands, under the lock of its wish, as every change of it is."""
    WaitlistEntry.objects.select_for_update(no_key=True).get(pk=offer.entry_id)
    return WaitlistOffer.objects.select_related("entry__appointment", "practitioner").get(
        pk=offer.pk
    )


def _check_open(offer, now):
    if offer.entry.status != EntryStatus.WAITING:
        raise NoLongerWaiting
    if offer.status == OfferStatus.DECLINED:
        raise OfferOver("You have said no to this time. You are still on the list.")
    if offer.status == OfferStatus.WITHDRAWN:
        raise OfferTaken
    if offer.status == OfferStatus.EXPIRED or offer.expires_at <= now:
        raise OfferOver
    if not offer.is_earlier:
        raise OfferOver("Your visit is earlier than this by now, so it stays where it is.")


def _visit_by(offer):
    """Return the visit that an accepted offer led to."""
    return offer.entry.appointment or Appointment.objects.get(submission=offer.reference)


@retry_deadlocks
@transaction.atomic
def _withdraw(*, offer):
    current = _locked(offer)
    if current.status == OfferStatus.OFFERED:
        current.status, current.answered_at = OfferStatus.WITHDRAWN, timezone.now()
        current.save(update_fields=["status", "answered_at"])
        offer_soon()


@retry_deadlocks
@transaction.atomic
def decline_offer(*, offer: WaitlistOffer) -> WaitlistOffer:
    """Say no to a time and stay on the list; an offer that is over stays as it is."""
    current = _locked(offer)
    if current.status == OfferStatus.OFFERED:
        current.status, current.answered_at = OfferStatus.DECLINED, timezone.now()
        current.save(update_fields=["status", "answered_at"])
        offer_soon()
    return current
