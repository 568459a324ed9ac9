"""What a mail's own links tell us, and what its reader may refuse by one press (RFC 8058).

A signed link carries the reference of the mail that it stands in: so it is known that the mail
arrived and was read. There is no picture, and nothing else, that tells when a mail is opened.
"""

import re
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from clinic import failing_emails
from clinic.models import Message, MessageOutcome, MessageState, OutcomeKind
from clinic.models.people import PERSON_OF_RECIPIENT

REFERENCE = "mail"  # in a link's query
REFUSE = "bookings:mail-refuse"
SALT = "clinic.refuse"  # a salt is for good: the links of every mail sent so far hang on it


def with_reference(body: str, message: Message) -> str:
    """Return a mail's text, or its HTML, with the mail's reference in each signed link."""
    signed = rf'{re.escape(settings.SITE_URL)}/[^\s"<>?]*\?[^\s"<>]*key=[\w%&=;:-]+'
    amp = "&amp;" if "</" in body else "&"
    return re.sub(signed, rf"\g<0>{amp}{REFERENCE}={message.reference}", body)


def record_opened(reference: str, now: datetime) -> None:
    """Note that a link of the mail was opened, the first time, and that its address works."""
    try:
        found = Message.objects.filter(reference=UUID(reference), state=MessageState.SENT)
    except ValueError:
        return
    if message := found.first():
        MessageOutcome.objects.get_or_create(
            message=message, kind=OutcomeKind.OPENED, defaults={"occurred_at": now}
        )
        failing_emails.record_works(message.recipient_email, message.sent_at)


def refusal_headers(message: Message) -> dict[str, str]:
    """Return what lets a mail program offer to refuse such mail, where that may be refused."""
    if message.kind not in settings.REFUSABLE_KINDS or message.recipient_id is None:
        return {}
    return {
        "List-Unsubscribe": f"<{refusal_url(message)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def refusal_url(message: Message) -> str:
    key = Signer(salt=SALT).signature(str(message.reference))
    return settings.SITE_URL + reverse(REFUSE, args=[message.reference, key])


def refusable(reference: UUID, key: str) -> Message | None:
    """Return the mail whose link this is, as long as its person has the email that it went to."""
    signer = Signer(salt=SALT)
    try:
        signer.unsign(f"{reference}{signer.sep}{key}")
    except BadSignature:
        return None
    message = (
        Message.objects.filter(reference=reference, kind__in=settings.REFUSABLE_KINDS)
        .select_related(PERSON_OF_RECIPIENT)
        .exclude(recipient=None)
        .first()
    )
    if message is None or message.current_email.lower() != message.recipient_email.lower():
        return None
    return message


def record_refused(message: Message, now: datetime) -> None:
    MessageOutcome.objects.get_or_create(
        message=message, kind=OutcomeKind.REFUSED, defaults={"occurred_at": now}
    )
