"""Sends what is due: claimed with a lease, re-read, sent, and marked in a commit of its own.

Several workers do no harm, nor does one that is killed: a message is taken up by one of them at a
time, and again when its lease has run out.
"""

import logging
import traceback
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from clinic import outbox
from clinic.addresses import Unmailable
from clinic.clocks import has_run_out
from clinic.emails import Drop, Later
from clinic.mail import (
    MAIL_ERRORS,
    Failure,
    MailServer,
    MailServerUnreachable,
    email_of,
    failure_of,
    headers_of,
)
from clinic.models import Message, MessageState
from clinic.models.people import PERSON_OF_RECIPIENT

logger = logging.getLogger(__name__)

BATCH = 25
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
TRIES = len(BACK_OFF) + 1


def deliver_due(now: datetime | None = None, *, limit: int | None = None) -> int:
    """Deliver what is due, earliest first, and return how many were sent.

    Ends when nothing is due, `limit` messages were taken up (then another task is called for the
    rest), or the mail server cannot be reached.
    The clock is read anew for each message, unless `now` is given.
    """
    clock = timezone.now if now is None else lambda: now
    sent = taken = 0
    while limit is None or taken < limit:
        size = BATCH if limit is None else min(BATCH, limit - taken)
        messages = _claim(clock(), size)
        if not messages:
            break
        taken += len(messages)
        with MailServer() as server:
            try:
                for message in messages:
                    sent += _deliver(message, server, clock)
            except MailServerUnreachable:
                _release(messages)
                break
    else:
        outbox.nudge()
    return sent


def bring_tries_forward(now: datetime) -> None:
    """Have tried now what waits for another try longer than any does: the clock was put back."""
    waits_too_long = has_run_out("due_at", lasts=BACK_OFF[-1], now=now) & Q(due_at__gt=now)
    Message.objects.planned().filter(
        waits_too_long, ~Q(last_error=""), due_at__gt=F("send_at")
    ).update(due_at=now)


# --- Claims ---------------------------------------------------------------------------------------


def _claim(now, size):
    """Take up to `size` due messages that nobody else has."""
    claim = uuid.uuid4()
    with transaction.atomic():
        messages = list(
            Message.objects.claimable(now)
            .order_by("due_at", "id")
            .select_related(PERSON_OF_RECIPIENT)
            .select_for_update(skip_locked=True, no_key=True, of=("self",))[:size]
        )
        Message.objects.filter(pk__in=[message.pk for message in messages]).update(
            state=MessageState.SENDING, claim=claim, claimed_until=now + _lease()
        )
    for message in messages:
        message.claim = claim
    return messages


def _lease():
    return timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)


def _claimed(message):
    """Return the message as long as it is ours: another takes it once our lease has run out."""
    return Message.objects.filter(pk=message.pk, claim=message.claim, state=MessageState.SENDING)


def _renew(message, now):
    """Count a try and start the lease anew; say whether the message was still ours."""
    message.attempts += 1
    return bool(_claimed(message).update(attempts=F("attempts") + 1, claimed_until=now + _lease()))


def _release(messages):
    """Give back what was claimed and not tried."""
    Message.objects.filter(
        pk__in=[message.pk for message in messages],
        claim=messages[0].claim,
        state=MessageState.SENDING,
    ).update(state=MessageState.PLANNED, claim=None, claimed_until=None)


# --- One message ----------------------------------------------------------------------------------


def _deliver(message, server, clock) -> bool:
    """Send one message, or drop it, put it off, or plan its next try; say whether it was sent."""
    away = _reason_away(server)  # asked first, for the lease to begin once it has answered
    if not _renew(message, clock()):
        logger.info("Message %s was taken up by another worker.", message.reference)
        return False
    if message.attempts > TRIES:  # each sender was killed at it
        stopped = Failure("SenderStopped", "SenderStopped: no sender lived to finish it.")
        _record_failure(message, stopped, clock())
        return False
    message.recipient_email = message.current_email
    try:
        if away:
            raise away
        composed = _composed(message)
        if isinstance(composed, Drop):
            _record_dropped(message, composed.reason)
            return False
        if isinstance(composed, Later):
            _record_put_off(message, composed.at)
            return False
        server.send(email_of(message, composed, clock()))
    except MailServerUnreachable as error:
        _record_failure(message, failure_of(error.__cause__), clock())
        raise
    except MAIL_ERRORS as error:
        for_good = isinstance(error, Unmailable)
        _record_failure(message, failure_of(error), clock(), for_good=for_good)
        return False
    except Exception as error:  # noqa: BLE001 - one message's fault must not hold up the others
        where = traceback.extract_tb(error.__traceback__)[-1]
        name = type(error).__name__  # and not what it says, which may hold a name or a link
        logger.error(
            "Message %s: %s at %s:%s.", message.reference, name, where.filename, where.lineno
        )
        _record_failure(message, Failure(name, name), clock())
        return False
    _record_sent(message, composed, clock())
    return True


def _reason_away(server) -> MailServerUnreachable | None:
    try:
        server.open()
    except MailServerUnreachable as error:
        return error
    return None


def _composed(message):
    """Compose a message in the clinic's language, whatever language this process speaks now."""
    with translation.override(settings.LANGUAGE_CODE):
        return import_string(settings.MESSAGE_KINDS[message.kind])(message)


def _record_dropped(message, reason):
    _claimed(message).update(
        state=MessageState.DROPPED, dropped_reason=reason, claim=None, claimed_until=None
    )


def _record_put_off(message, at):
    """Have it taken up at another time; this was no try."""
    _claimed(message).update(
        state=MessageState.PLANNED,
        due_at=at,
        last_error="",
        attempts=F("attempts") - 1,
        claim=None,
        claimed_until=None,
    )


def _record_sent(message, composed, now):
    """Mark it sent even if the lease was lost: whoever has it now then leaves it alone."""
    Message.objects.filter(pk=message.pk).exclude(state=MessageState.SENT).update(
        state=MessageState.SENT,
        sent_at=now,
        recipient_email=message.recipient_email,
        subject=composed.subject,
        body_text=composed.stored_text,
        body_html=composed.stored_html,
        claim=None,
        claimed_until=None,
        last_error="",
    )


def _record_failure(message, failure: Failure, now, *, for_good=False):
    """Plan the next try, later each time, or give up: after the last, or where none can help."""
    given_up = for_good or message.attempts >= TRIES
    _claimed(message).update(
        state=MessageState.FAILED if given_up else MessageState.PLANNED,
        due_at=now if given_up else now + BACK_OFF[message.attempts - 1],
        last_error=failure.text[:500],
        recipient_email=message.recipient_email,
        claim=None,
        claimed_until=None,
    )
    logger.warning(
        "Message %s was not sent, try %d of %d: %s.",
        message.reference,
        message.attempts,
        TRIES,
        failure.name,
    )


# --- Mail that somebody waits for ----------------------------------------------------------------


def send_at_once(mail: EmailMessage, *, kind: str, kept_subject: str) -> None:
    """Send a private mail that somebody waits for, and keep that it was sent, not what it said.

    A mail that cannot be sent is recorded as failed; the page that asked for it is answered.
    """
    message = Message(
        kind=kind,
        occasion=uuid.uuid4().hex,
        recipient_email=mail.to[0],
        is_private=True,
        subject=kept_subject[:200],
        send_at=timezone.now(),
        attempts=1,
    )
    mail.extra_headers |= headers_of(message, message.send_at)
    try:
        with MailServer() as server:
            server.send(mail)
    except (MailServerUnreachable, *MAIL_ERRORS) as error:
        message.state = MessageState.FAILED
        failure = failure_of(error.__cause__ or error)
        message.last_error = failure.text[:500]
        logger.warning("Message %s (%s) was not sent: %s.", message.reference, kind, failure.name)
    else:
        message.state = MessageState.SENT
        message.sent_at = timezone.now()
    message.due_at = message.send_at
    message.save()
