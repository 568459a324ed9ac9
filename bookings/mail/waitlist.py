"""Composes the waitlist's emails as things stand when they are sent. No service is named."""

from django.utils import timezone

from bookings.links.waitlist import waitlist_url
from bookings.mail.times import clinic_time
from bookings.models import EntryStatus, OfferStatus, WaitlistEntry, WaitlistOffer
from bookings.policies import policy_of_offer
from bookings.slots.wishes import wish_in_words
from clinic.clock_face import time_of_day
from clinic.emails import Composed, Drop, Link, compose
from clinic.models import ClinicProfile, DropReason, Message
from clinic.zones import clinic_zone, zone_name


def compose_joined(message: Message) -> Composed | Drop:
    """Tell somebody that they are on the list, for what, and how to leave it."""
    entry = WaitlistEntry.objects.select_related("patient", "practitioner", "appointment").get(
        pk=message.about_id
    )
    if entry.status != EntryStatus.WAITING:
        return Drop(DropReason.NOT_WAITING)
    context = {
        "entry": entry,
        "profile": ClinicProfile.objects.current(),
        "wish": words_of(entry),
        "visit_when": clinic_time(entry.appointment.starts_at) if entry.appointment else "",
        "list_url": Link(waitlist_url(entry)),
    }
    return compose("waitlist_joined", context)


def compose_offer(message: Message) -> Composed | Drop:
    """Offer a time that has opened, for as long as it can still be accepted."""
    offer = WaitlistOffer.objects.select_related(
        "practitioner", "entry__patient", "entry__service", "entry__appointment__service"
    ).get(pk=message.about_id)
    now = timezone.now()
    if offer.status != OfferStatus.OFFERED or offer.expires_at <= now:
        return Drop(DropReason.OFFER_OVER)
    if not offer.entry.patient.offers_wanted:
        return Drop(DropReason.NO_OFFERS)
    visit, profile = offer.entry.appointment, ClinicProfile.objects.current()
    context = {
        "offer": offer,
        "entry": offer.entry,
        "profile": profile,
        "this_visit": policy_of_offer(profile, offer, now),
        "when": clinic_time(offer.starts_at),
        "others_asked": offer.others_asked().exists(),
        "open_until": f"{time_of_day(offer.expires_at.astimezone(clinic_zone()))}, {zone_name()}",
        "visit_when": clinic_time(visit.starts_at) if visit else "",
        "offer_url": Link(waitlist_url(offer)),
        "list_url": Link(waitlist_url(offer.entry)),
    }
    return compose("waitlist_offer", context)


def words_of(entry: WaitlistEntry) -> str:
    """Return what somebody waits for, in words."""
    return wish_in_words(
        first=entry.earliest_on,
        last=entry.latest_on,
        weekdays=entry.weekdays,
        parts_of_day=entry.parts_of_day,
    )
