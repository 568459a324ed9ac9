"""Plans emails as rows, in the transaction of their cause; `delivery` sends them."""

import logging
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from clinic.broker import Broker, Caller
from clinic.models import DropReason, Message, MessageState, Patient, User
from clinic.models.outbox import UNFINISHED

logger = logging.getLogger(__name__)

DELIVERY_TASK = "clinic.tasks.deliver_due_messages"
NUDGE_EXPIRES_S = 25  # beat's next turn does the same
MOST_AT_ONCE = 500  # messages that one press sends again


class CannotSendAgain(Exception):
    """Only what was sent, or given up, can be sent again, and one copy at a time."""

    def __init__(self):
        super().__init__(
            "Only a message that was sent, or that failed, can be sent again, and once at a time."
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One email to be: `occasion` tells it from others of its kind about the same row.

    `revision` is that of the row, where it has one; `hours_before` is a reminder's.
    """

    kind: str
    occasion: str
    send_at: datetime
    revision: int | None = None
    hours_before: int | None = None


def plan_all(
    plans: Iterable[Plan], *, about: models.Model | None, recipient: Patient | User
) -> None:
    """Plan several emails in one statement; one that is already planned is left as it is."""
    plan_each((plan, about, recipient) for plan in plans)


def plan_each(plans: Iterable[tuple[Plan, models.Model | None, Patient | User]]) -> None:
    """Plan emails about several rows in one statement, as `plan_all` does about one."""
    messages = [
        Message(
            kind=plan.kind,
            occasion=plan.occasion,
            revision=plan.revision,
            hours_before=plan.hours_before,
            recipient=recipient if isinstance(recipient, Patient) else None,
            recipient_email=_email_of(recipient),
            send_at=plan.send_at,
            due_at=plan.send_at,
            **_subject(about),
        )
        for plan, about, recipient in plans
        if _email_of(recipient)
    ]
    if messages:
        Message.objects.insert_new(messages)


def plan(
    *,
    kind: str,
    about: models.Model | None,
    occasion: str,
    recipient: Patient,
    send_at: datetime,
) -> Message | None:
    """Plan one email and return it, or the one planned before; None if no email is known."""
    if not _email_of(recipient):
        return None
    wanted = Plan(kind=kind, occasion=occasion, send_at=send_at)
    plan_all([wanted], about=about, recipient=recipient)
    return Message.objects.get(kind=kind, occasion=occasion, **_subject(about))


def plan_for_somebody_who_waits(
    *, kind: str, email: str, given: dict[str, str] | None, holds_until: datetime | None
) -> Message:
    """Plan an account mail, which goes before others; what it tells is `given` until it is sent."""
    now = timezone.now()
    message = Message.objects.create(
        kind=kind,
        occasion=uuid.uuid4().hex,
        recipient_email=email,
        is_private=True,
        given=given,
        holds_until=holds_until,
        send_at=now,
        due_at=now,
    )
    nudge()
    return message


def _email_of(recipient):
    return recipient.reached_by.email if isinstance(recipient, Patient) else recipient.email


def _subject(about):
    if about is None:
        return {"about_type": None, "about_id": None}
    return {"about_type": ContentType.objects.get_for_model(about), "about_id": about.pk}


def drop_planned(*, about: models.Model, reason: DropReason, note: str = "") -> int:
    """Drop what is planned about one row; what is being sent re-reads the row itself.

    `note` tells a reason that has no code.
    """
    return (
        Message.objects.about(about)
        .planned()
        .update(state=MessageState.DROPPED, dropped_reason=reason, dropped_note=note)
    )


@transaction.atomic
def resend(message: Message, by: User) -> Message:
    """Plan a message anew, as a row of its own, and return it. Raises CannotSendAgain.

    What was sent stays as it was sent. One copy is on its way at a time, so that a button pressed
    twice sends one.
    """
    again = _copy(message, by)
    nudge()
    return again


@transaction.atomic
def resend_given_up(by: User) -> int:
    """Plan anew what failed for good lately, the earliest first, and return how many.

    What was set aside, or may have come, is looked at one by one.
    """
    count = 0
    for message in Message.objects.to_send_again(timezone.now()).order_by("pk")[:MOST_AT_ONCE]:
        with suppress(CannotSendAgain):  # somebody else has pressed the same button
            _copy(message, by)
            count += 1
    nudge()
    return count


def _copy(message, by):
    original = message.copy_of or message
    family = Message.objects.filter(Q(pk=original.pk) | Q(copy_of=original)).order_by("pk")
    list(family.select_for_update(no_key=True))  # whoever asks at the same time waits here
    states = dict(family.values_list("pk", "state"))
    if (
        message.is_private
        or states[message.pk] not in (MessageState.FAILED, MessageState.SENT)
        or not set(states.values()).isdisjoint(UNFINISHED)
    ):
        raise CannotSendAgain
    now = timezone.now()
    again = Message.objects.create(
        kind=message.kind,
        occasion=f"{original.occasion}:again:{len(states)}",
        revision=original.revision,
        hours_before=original.hours_before,
        copy_of=original,
        about_type=message.about_type,
        about_id=message.about_id,
        recipient=message.recipient,
        recipient_email=message.current_email,
        send_at=now,
        due_at=now,
    )
    logger.info(
        "Message %s is sent again as %s, asked by account %s.",
        message.reference,
        again.reference,
        by.pk,
    )
    return again


def nudge() -> None:
    """Have what is due delivered once this transaction is committed, rather than at beat's turn."""
    call_task(DELIVERY_TASK, expires_s=NUDGE_EXPIRES_S)


def call_task(name: str, *, expires_s: int) -> None:
    """Call a task that beat runs as well, once this transaction is committed.

    Whatever goes wrong then, the transaction was committed and its page says so.
    """

    def call():  # a partial has no name, which Django logs if this fails
        call_task = _caller.call_soon if settings.CALL_TASKS_FROM_A_THREAD else _broker.call
        call_task(name, expires_s)

    transaction.on_commit(call, robust=True)


_broker = Broker()
_caller = Caller(_broker.call)
