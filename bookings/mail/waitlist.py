"""Composes the waitlist's emails as things stand when they are sent.

Their bodies name the service, for somebody may wait for two; their subjects do not.
"""

from datetime import datetime

from django.utils import timezone

from bookings.links.waitlist import waitlist_url
from bookings.mail.times import clinic_time, short_time, time_of_day
from bookings.mail.values import Values, where
from bookings.models import EntryStatus, OfferStatus, WaitlistEntry, WaitlistOffer
from bookings.policies import policy_of_offer
from bookings.slots.wishes import wish_in_words
from clinic.emails import Composed, Drop, compose
from clinic.models import ClinicProfile, DropReason, Message
from clinic.wording.values import Button, Fact, Facts, Link, QuietLink
from clinic.zones import zone_name


def compose_joined(message: Message) -> Composed | Drop:
    """Tell somebody that they are on the list, for what, and how to leave it."""
    entry = WaitlistEntry.objects.select_related(
        "patient", "practitioner", "service", "appointment"
    ).get(pk=message.about_id)
    if entry.status != EntryStatus.WAITING:
        return Drop(DropReason.NOT_WAITING)
    values = of_joining(entry, url=Link(waitlist_url(entry)))
    return compose("waitlist_joined", values, profile=ClinicProfile.objects.current())


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
    profile = ClinicProfile.objects.current()
    values = of_offer(
        offer,
        profile,
        now,
        others_asked=offer.others_asked().exists(),
        offer_url=Link(waitlist_url(offer)),
        list_url=Link(waitlist_url(offer.entry)),
    )
    return compose("waitlist_offer", values, profile=profile)


def of_joining(entry: WaitlistEntry, *, url: str) -> Values:
    """Return what somebody is told who has joined: what they wait for."""
    visit = entry.appointment
    stays = (
        f"It is for an earlier time than your visit on {clinic_time(visit.starts_at)}, which stays "
        "as it is until you accept an offer."
        if visit
        else ""
    )
    return {
        "name": entry.patient.name,
        "service": entry.service.name,
        "visit_stays": stays,
        "wish": _capitalised(words_of(entry)),
        "with_whom": entry.practitioner.name if entry.practitioner else "anybody",
        "button": Button("The waitlist", url),
    }


def of_offer(
    offer: WaitlistOffer,
    profile: ClinicProfile,
    now: datetime,
    *,
    others_asked: bool,
    offer_url: str,
    list_url: str,
) -> Values:
    """Return what an offer tells: the time, until when it is open, and what it would change."""
    visit = offer.entry.appointment
    if others_asked:
        who_else = "A few others were asked as well; the first to accept has it."
    else:
        who_else = (
            "Nobody else was asked, but others may book it meanwhile; the first to take it has it."
        )
    moves = (
        f"If you accept, your visit on {clinic_time(visit.starts_at)} moves to this time. If not, "
        "it stays as it is."
        if visit
        else ""
    )
    when = clinic_time(offer.starts_at)
    return {
        "name": offer.entry.patient.name,
        "service": offer.entry.service.name,
        "when": when,
        "when_short": short_time(offer.starts_at),
        "offer_facts": Facts(
            [
                Fact("What", offer.entry.service.name),
                Fact("When", when),
                Fact("With", offer.practitioner.name),
                Fact("Where", where(profile)),
            ]
        ),
        "open_until": f"{time_of_day(offer.expires_at)}, {zone_name()}",
        "who_else": who_else,
        "visit_moves": moves,
        "policy": policy_of_offer(profile, offer, now),
        "button": Button("Look at this time", offer_url),
        "leave": QuietLink("You do not want to wait any more? Leave the list", list_url),
    }


def _capitalised(words):
    return words[:1].upper() + words[1:]


def words_of(entry: WaitlistEntry) -> str:
    """Return what somebody waits for, in words."""
    return wish_in_words(
        first=entry.earliest_on,
        last=entry.latest_on,
        weekdays=entry.weekdays,
        parts_of_day=entry.parts_of_day,
    )
