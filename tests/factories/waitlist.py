from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from bookings.models import FreedTime, WaitlistEntry, WaitlistOffer
from tests.conftest import MONDAY_MORNING
from tests.factories.appointments import NINE
from tests.factories.people import PatientFactory, PractitionerFactory
from tests.factories.schedule import ServiceFactory


class WaitlistEntryFactory(DjangoModelFactory):
    """Anybody's time in the first fortnight of December, wished for a day ago."""

    class Meta:
        model = WaitlistEntry

    patient = factory.SubFactory(PatientFactory)
    service = factory.SubFactory(ServiceFactory)
    earliest_on = date(2026, 12, 1)
    latest_on = date(2026, 12, 14)
    created_at = factory.Sequence(lambda n: MONDAY_MORNING - timedelta(days=1, seconds=-n))


class FreedTimeFactory(DjangoModelFactory):
    """From nine to ten on Tuesday 1 December, freed now."""

    class Meta:
        model = FreedTime

    starts_at = NINE
    ends_at = factory.LazyAttribute(lambda freed: freed.starts_at + timedelta(hours=1))
    freed_at = MONDAY_MORNING


class WaitlistOfferFactory(DjangoModelFactory):
    class Meta:
        model = WaitlistOffer

    entry = factory.SubFactory(WaitlistEntryFactory)
    freed_time = factory.SubFactory(FreedTimeFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    starts_at = NINE
    ends_at = factory.LazyAttribute(lambda offer: offer.starts_at + timedelta(hours=1))
    offered_at = MONDAY_MORNING
    expires_at = factory.LazyAttribute(lambda offer: offer.offered_at + timedelta(minutes=15))
