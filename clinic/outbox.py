"""Plans emails as rows, in the transaction of their cause; `delivery` sends them."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from celery import current_app
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from kombu.exceptions import ChannelError, OperationalError

from clinic.models import Message, MessageState, Patient, User

logger = logging.getLogger(__name__)

DELIVERY_TASK = "clinic.tasks.deliver_due_messages"
NUDGE_EXPIRES_S = 25  # beat's next turn does the same
BROKER_ANSWERS_WITHIN_S = 1
BROKER_LEFT_ALONE_S = 30


class CannotSendAgain(Exception):
    """Only what was sent, or given up, can be sent again."""

    def __init__(self):
        super().__init__("Only a message that was sent, or that failed, can be sent again.")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One email to be: `occasion` tells it from others of its kind about the same row."""

    kind: str
    occasion: str
    send_at: datetime


def plan_all(plans: Iterable[Plan], *, about: models.Model | None, recipient: Patient) -> None:
    """Plan several emails in one statement; one that is already planned is left as it is."""
    if not recipient.email:
        return
    subject = _subject(about)
    Message.objects.bulk_create(
        [
            Message(
                kind=plan.kind,
                occasion=plan.occasion,
                recipient=recipient,
                recipient_email=recipient.email,
                send_at=plan.send_at,
                due_at=plan.send_at,
                **subject,
            )
            for plan in plans
        ],
        ignore_conflicts=True,
    )


def plan(
    *,
    kind: str,
    about: models.Model | None,
    occasion: str,
    recipient: Patient,
    send_at: datetime,
) -> Message | None:
    """Plan one email and return it, or the one planned before; None if no email is known."""
    if not recipient.email:
        return None
    wanted = Plan(kind=kind, occasion=occasion, send_at=send_at)
    plan_all([wanted], about=about, recipient=recipient)
    return Message.objects.get(kind=kind, occasion=occasion, **_subject(about))


def _subject(about):
    if about is None:
        return {"about_type": None, "about_id": None}
    return {"about_type": ContentType.objects.get_for_model(about), "about_id": about.pk}


def drop_planned(*, about: models.Model, reason: str) -> int:
    """Drop what is planned about one row; what is being sent re-reads the row itself."""
    return (
        Message.objects.about(about)
        .planned()
        .update(state=MessageState.DROPPED, dropped_reason=reason)
    )


def resend(message: Message, by: User) -> None:
    """Send a message again, to the address its recipient has now. Raises CannotSendAgain."""
    now = timezone.now()
    email = message.recipient.email if message.recipient else ""
    planned = Message.objects.filter(
        pk=message.pk, is_private=False, state__in=[MessageState.FAILED, MessageState.SENT]
    ).update(
        state=MessageState.PLANNED,
        recipient_email=email or message.recipient_email,
        due_at=now,
        attempts=0,
        claim=None,
        claimed_until=None,
        last_error="",
    )
    if not planned:
        raise CannotSendAgain
    logger.info("Message %s is sent again, asked by account %s.", message.reference, by.pk)
    nudge()


def nudge() -> None:
    """Have what is due delivered once this transaction is committed, rather than at beat's turn."""
    transaction.on_commit(_broker.call)


class _Broker:
    """The way to the workers. A broker that is down costs a second now and then, never an error."""

    def __init__(self):
        self.left_alone_until = 0.0

    def call(self):
        if time.monotonic() < self.left_alone_until:
            return
        try:
            with current_app.producer_pool.acquire(block=True) as producer:
                # Left to itself, publishing tries a broker that is down for six seconds.
                producer.connection.ensure_connection(
                    max_retries=1, interval_start=0, timeout=BROKER_ANSWERS_WITHIN_S
                )
                current_app.send_task(DELIVERY_TASK, expires=NUDGE_EXPIRES_S, producer=producer)
        except (OperationalError, ChannelError, OSError) as error:
            self.left_alone_until = time.monotonic() + BROKER_LEFT_ALONE_S
            logger.warning(
                "The broker is down (%s): messages wait for beat, nudges for %d s.",
                type(error).__name__,
                BROKER_LEFT_ALONE_S,
            )


_broker = _Broker()
