"""What became of the messages of a period: what the outbox knows, which is no bounce."""

from dataclasses import dataclass

from django.db.models import Count, Q

from bookings.pages.figures.questions import Question
from bookings.pages.figures.visits import WeekOf
from clinic.models import Message, MessageState


@dataclass(frozen=True)
class MailCount:
    """How many messages of one kind, that were to go out in one week, became what."""

    kind: str
    week: int  # from 0
    sent: int
    failed: int
    not_sent: int


def count_messages(question: Question) -> list[MailCount]:
    """Return the counts of what was to go out in the period, without account mails; one query."""
    rows = (
        Message.objects.filter(
            is_private=False,
            send_at__gte=question.interval.start,
            send_at__lt=question.interval.end,
        )
        .annotate(week=WeekOf("send_at", question))
        .order_by()
        .values_list("kind", "week")
        .annotate(
            sent=Count("pk", filter=Q(state=MessageState.SENT)),
            failed=Count("pk", filter=Q(state=MessageState.FAILED)),
            not_sent=Count("pk", filter=Q(state=MessageState.DROPPED)),
        )
        .order_by("kind", "week")
    )
    return [MailCount(kind, week - 1, *counts) for kind, week, *counts in rows]


def name_of(kind: str) -> str:
    """Return a kind as a person reads it."""
    return Message(kind=kind).kind_name
