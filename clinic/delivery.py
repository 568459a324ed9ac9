"""Sends what is due: claimed with a lease, re-read, sent, and marked in a commit of its own.

Several workers do no harm, nor does one that is killed: a message is taken up by one of them at a
time, when it is its turn, and again when its lease has run out. The mail server is reached first:
while it is away no message is tried.
"""

import logging
import traceback
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from clinic import failing_emails, outage, outbox, pacing
from clinic.clocks import has_run_out
from clinic.emails import Drop, Later
from clinic.mail import (
    MAIL_ERRORS,
    Failure,
    HungUp,
    MailServer,
    email_of,
    failure_of,
    no_try_helps,
)
from clinic.models import DropReason, FailReason, Message, MessageState
from clinic.models.outbox import UNFINISHED
from clinic.models.people import PERSON_OF_RECIPIENT
from clinic.smtp import EndUnanswered, MailServerAway

logger = logging.getLogger(__name__)

BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
TRIES = len(BACK_OFF) + 1
WRITES = 3  # of a message that cannot be written, until it is set aside
STOPS = 3  # of whatever sent one, until that is
RACES = 10  # for a turn at a domain, with other workers
LET_GO = {"claim": None, "claimed_until": None}
DONE = {**LET_GO, "given": None}


def deliver_due(now: datetime | None = None, *, lasting: timedelta | None = None) -> int:
    """Deliver what is due, earliest first, and return how many were sent.

    Ends when nothing is due, the mail server is away, or it has lasted so long (then another task
    is called for the rest). The clock is read anew for each message, unless `now` is given.
    """
    clock = timezone.now if now is None else lambda: now
    began_at, sent = clock(), 0
    with MailServer() as server:
        while _reach(server, clock()) and (message := _claim(clock())):
            sent += _deliver(message, server, clock)
            if lasting is not None and clock() - began_at >= lasting:
                outbox.nudge()
                break
    return sent


def bring_tries_forward(now: datetime) -> None:
    """Have tried now what waits for another try longer than any does: the clock was put back."""
    waits_too_long = has_run_out("due_at", lasts=BACK_OFF[-1], now=now) & Q(due_at__gt=now)
    Message.objects.planned().filter(
        waits_too_long, ~Q(last_error=""), due_at__gt=F("send_at")
    ).update(due_at=now)


def drop_what_is_too_late(now: datetime) -> int:
    """Drop what is of no use any more, and forget what it would have told."""
    return Message.objects.filter(state__in=UNFINISHED, holds_until__lte=now).update(
        state=MessageState.DROPPED, dropped_reason=DropReason.TOO_LATE, **DONE
    )


def _reach(server, now) -> bool:
    """Say whether something is due and the mail server lets us in."""
    if server.is_open:
        return True
    due = pacing.not_held(Message.objects.claimable(now), now)
    if not due.exists() or outage.is_left_alone(now):
        return False
    try:
        server.open()
    except MailServerAway as error:
        outage.record(failure_of(error.__cause__), now)
        return False
    outage.record_over()
    return True


# --- Claims ---------------------------------------------------------------------------------------


def _claim(now) -> Message | None:
    """Take the message whose turn it is, at the domain that it goes to as well.

    That turn is taken after the commit: no worker waits for one that is claiming.
    """
    for _ in range(RACES):
        message = _take_first(now)
        if message is None:
            return None
        email = message.current_email
        if pacing.take_turn(email, now, waits=message.is_private):
            return message
        # Another worker has had the domain's turn, or the person has an email elsewhere by now.
        _record_no_try(message, recipient_email=email)
    return None


@transaction.atomic
def _take_first(now) -> Message | None:
    """Take the first message to send that nobody else has; that counts as a try."""
    message = (
        pacing.not_held(Message.objects.claimable(now), now)
        .first_to_send()
        .select_related(PERSON_OF_RECIPIENT)
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .first()
    )
    if message:
        message.stops += message.state == MessageState.SENDING
        message.state = MessageState.SENDING
        message.attempts += 1
        message.claim = uuid.uuid4()
        message.claimed_until = now + timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
        message.save(update_fields=["state", "stops", "attempts", "claim", "claimed_until"])
    return message


def _claimed(message):
    """Return the message as long as it is ours: another takes it once our lease has run out."""
    return Message.objects.filter(pk=message.pk, claim=message.claim, state=MessageState.SENDING)


# --- One message ----------------------------------------------------------------------------------


def _deliver(message, server, clock) -> bool:
    """Send one message, or drop it, put it off, or plan its next try; say whether it was sent."""
    if message.stops >= STOPS or message.attempts > TRIES:  # each sender was killed at it
        stopped = Failure("SenderStopped", "SenderStopped: no sender lived to finish it.")
        _record_failure(message, stopped, clock(), FailReason.STOPPED)
        return False
    message.recipient_email = message.current_email
    try:
        composed = _composed(message)
        if isinstance(composed, Drop):
            _record_dropped(message, composed.reason)
            return False
        if isinstance(composed, Later):
            _record_put_off(message, composed.at)
            return False
        server.send(email_of(message, composed, clock()))
    except HungUp:
        _record_no_try(message)
        return False
    except MailServerAway as error:
        _record_no_try(message)
        outage.record(failure_of(error.__cause__), clock())
        return False
    except MAIL_ERRORS as error:
        _record_answer(message, error, clock())
        return False
    except Exception as error:  # noqa: BLE001 - one message's fault must not hold up the others
        where = traceback.extract_tb(error.__traceback__)[-1]
        name = type(error).__name__  # and not what it says, which may hold a name or a link
        logger.error(
            "Message %s: %s at %s:%s.", message.reference, name, where.filename, where.lineno
        )
        is_poison = message.attempts >= WRITES and FailReason.NOT_WRITTEN
        _record_failure(message, Failure(name, name), clock(), is_poison or None)
        return False
    _record_sent(message, composed, clock())
    return True


def _composed(message):
    """Compose a message in the clinic's language, whatever language this process speaks now.

    What may be refused does not go where mail comes back from.
    """
    if message.kind in settings.REFUSABLE_KINDS and failing_emails.fails(message.recipient_email):
        return Drop(DropReason.EMAIL_FAILS)
    with translation.override(settings.LANGUAGE_CODE):
        return import_string(settings.MESSAGE_KINDS[message.kind])(message)


def _record_dropped(message, reason):
    _claimed(message).update(state=MessageState.DROPPED, dropped_reason=reason, **DONE)


def _record_put_off(message, at):
    """Have it taken up at another time; this was no try."""
    _record_no_try(message, due_at=at, last_error="")


def _record_no_try(message, **changes):
    _claimed(message).update(
        state=MessageState.PLANNED, attempts=F("attempts") - 1, **LET_GO, **changes
    )


def _record_sent(message, composed, now):
    """Mark it sent even if the lease was lost: whoever has it now then leaves it alone."""
    body = {"body_text": composed.stored_text, "body_html": composed.stored_html}
    Message.objects.filter(pk=message.pk).exclude(state=MessageState.SENT).update(
        state=MessageState.SENT,
        sent_at=now,
        recipient_email=message.recipient_email,
        subject=composed.kept_subject or composed.subject,
        dropped_reason="",
        last_error="",
        failed_because="",
        **({} if message.is_private else body),
        **DONE,
    )
    pacing.went(message.recipient_email, now)


def _record_answer(message, error, now):
    """Note what the mail server said of a mail, or that it said nothing.

    A mail that was sent whole and not answered goes once more, for it may have come; not twice.
    """
    failure, reason = failure_of(error), no_try_helps(error)
    may_have_come = isinstance(error, EndUnanswered)
    if may_have_come and message.may_have_come:
        reason = FailReason.MAY_HAVE_COME
    if failure.code in pacing.DEFERRALS:
        pacing.put_off(message.recipient_email, failure.text, now)
    message.may_have_come |= may_have_come
    _record_failure(message, failure, now, reason)


def _record_failure(message, failure: Failure, now, reason: FailReason | None = None):
    """Plan the next try, later each time, or give up: after the last, or for a reason."""
    if reason is None and message.attempts >= TRIES:
        reason = FailReason.TRIED_OUT
    _claimed(message).update(
        state=MessageState.FAILED if reason else MessageState.PLANNED,
        failed_because=reason or "",
        due_at=now if reason else now + BACK_OFF[message.attempts - 1],
        last_error=failure.text[:500],
        recipient_email=message.recipient_email,
        may_have_come=message.may_have_come,
        **(DONE if reason else LET_GO),
    )
    logger.warning(
        "Message %s was not sent, try %d of %d: %s.",
        message.reference,
        message.attempts,
        TRIES,
        failure.name,
    )
