"""Composes the mail that offers other times for a visit that the clinic cannot give."""

from django.conf import settings
from django.utils import timezone

from bookings import queries
from bookings.links.visits import email_proof, visit_key, visit_path
from bookings.mail.planning import is_of_revision
from bookings.mail.values import of_times_offered
from bookings.models import Appointment, MendedVisit
from clinic.emails import Composed, Drop, compose
from clinic.models import ClinicProfile, DropReason, Message
from clinic.wording.values import Link


def compose_times_offered(message: Message) -> Composed | Drop:
    """Offer what is held for the patient now, for as long as it is."""
    visit = Appointment.objects.with_people().get(pk=message.about_id)
    now = timezone.now()
    offers = MendedVisit.objects.open_offers(now).filter(appointment=visit)
    offer = offers.order_by("-done_at", "-pk").first()
    if offer is None or not is_of_revision(message, visit):
        return Drop(DropReason.OFFER_OVER)
    times = queries.live_holds(offer.reference, now)
    if not times:
        return Drop(DropReason.OFFER_OVER)
    path = visit_path(
        visit,
        "times",
        key=visit_key(visit),
        proof=email_proof(visit.patient, message.current_email),
    )
    profile = ClinicProfile.objects.current()
    values = of_times_offered(
        visit,
        profile,
        url=Link(settings.SITE_URL + path),
        times=[(hold.starts_at, hold.practitioner.name) for hold in times],
        open_until=offer.open_until,
    )
    return compose("times_offered", values, profile=profile)
