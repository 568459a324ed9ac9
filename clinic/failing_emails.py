"""Addresses from which mail comes back, until a later mail to them is known to have arrived.

What may be refused anyway (reminders, offers, questions) is held back from them: each mail to a
dead address costs the clinic's standing with those who run mailboxes, and so everybody's mail; the
desk is told to phone instead. What somebody has just done, a booking, a change, a code, is mailed
all the same: a mailbox that was full may work again, and that is how it is found out.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from clinic.models import FailingEmail
from clinic.models.delivery import LONGEST_TOLD

logger = logging.getLogger(__name__)


def fails(email: str) -> bool:
    return FailingEmail.objects.filter(email=email.lower()).exists()


def found_failing(emails: Iterable[str]) -> dict[str, FailingEmail]:
    """Return which of these fail, by the email in lower case; one query."""
    return FailingEmail.objects.in_bulk({email.lower() for email in emails if email})


def record(email: str, told: str, now: datetime) -> None:
    """Note that mail to this address comes back for good."""
    FailingEmail.objects.get_or_create(
        email=email.lower(), defaults={"since": now, "told": told[:LONGEST_TOLD]}
    )


def record_works(email: str, sent_at: datetime | None = None) -> None:
    """Note that mail reaches this address: one that was sent at `sent_at`, or just now."""
    found = FailingEmail.objects.filter(email=email.lower())
    if sent_at is not None:
        found = found.filter(since__lte=sent_at)
    if found.delete()[0]:
        logger.info("An address works again.")
