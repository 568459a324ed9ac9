"""The rail beside the desk's day: whom no mail reaches is to be phoned."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.pages.needs_you import load_rail
from clinic import failing_emails
from clinic.models import MessageOutcome, MessageState, OutcomeKind
from tests.conftest import MONDAY_MORNING
from tests.factories import NINE, AppointmentFactory, FrontDeskFactory, PatientFactory
from tests.factories.messages import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_who_is_not_reached_by_mail_is_to_be_phoned_before_their_visit(clock):
    clock.move_to(NINE - timedelta(hours=3))
    ana = PatientFactory(name="Ana Perez", email="Ana@example.org", phone="604-555-0100")
    AppointmentFactory(patient=ana, starts_at=NINE, confirmed_at=MONDAY_MORNING)
    message = MessageFactory(recipient=ana, state=MessageState.SENT, sent_at=MONDAY_MORNING)
    MessageOutcome.objects.create(
        message=message, kind=OutcomeKind.BOUNCED, occurred_at=timezone.now()
    )
    failing_emails.record(ana.email, "The mailbox is full.", MONDAY_MORNING)
    rail = load_rail(FrontDeskFactory(), timezone.now())

    assert {kind.title: [(one.name, one.phone) for one in kind.items] for kind in rail} == {
        "Messages that failed or came back": [("Ana Perez", "604-555-0100")],
        "Mail comes back: phone them": [("Ana Perez", "604-555-0100")],
    }
    assert rail[0].items[0].text == "It came back: no mail reaches them."
