from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from clinic.models import Message
from tests.factories.people import PatientFactory


class MessageFactory(DjangoModelFactory):
    """A message that has been due for a while."""

    class Meta:
        model = Message

    kind = "note"
    recipient = factory.SubFactory(PatientFactory)
    recipient_email = factory.SelfAttribute("recipient.email")
    occasion = factory.Sequence(lambda n: f"occasion {n}")
    send_at = datetime(2026, 11, 23, 15, tzinfo=UTC)
    due_at = factory.SelfAttribute("send_at")
