"""A message to oneself, to see how its words arrive: marked, and with nothing real in it."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from clinic import outbox
from clinic.emails import Composed, Drop, put_together
from clinic.models import ClinicProfile, DropReason, Message, User
from clinic.wording.catalogue import Words, kinds
from clinic.wording.language import LONGEST_SENT_SUBJECT, UnsoundWords

LASTS = timedelta(hours=1)
MARK = "[Test]"


def send_trial(*, kind: str, words: Words, to: User) -> Message:
    """Have these words sent to whoever writes them, about a visit of nobody's.

    They stand in the row until it is sent, as what a code mail tells does; no body is kept.
    """
    return outbox.plan_for_somebody_who_waits(
        kind="wording_test",
        email=to.email,
        given={"kind": kind, "subject": words.subject, "text": words.text},
        holds_until=timezone.now() + LASTS,
    )


def compose_trial(message: Message) -> Composed | Drop:
    """Write the words that are to be tried."""
    given, now = message.given or {}, timezone.now()
    kind = kinds().get(given.get("kind", ""))
    if kind is None or message.holds_until <= now:
        return Drop(DropReason.TOO_LATE)
    try:
        document = Words(given["subject"], given["text"]).understood(kind)
    except UnsoundWords:  # an upgrade came in between
        return Drop(DropReason.TOO_LATE)
    values = kind.sample(now, False).values
    tried = put_together(document, values, profile=ClinicProfile.objects.current())
    subject, kept = (
        f"{MARK} {each}"[:LONGEST_SENT_SUBJECT] for each in (tried.subject, tried.kept_subject)
    )
    return replace(tried, subject=subject, kept_subject=kept)
