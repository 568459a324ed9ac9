"""Somebody asks that their data be deleted; the clinic says what it deletes and what it keeps."""

from django.db import transaction
from django.utils import timezone

from bookings.exceptions import RequestAnswered
from bookings.locks import retry_deadlocks, wait_for_turn
from clinic import outbox
from clinic.models import DeletionRequest, User
from clinic.outbox import Plan


@retry_deadlocks
@transaction.atomic
def ask_deletion(*, user: User, words: str = "") -> DeletionRequest:
    """Ask the clinic to delete the account and its data; while one request is open, return that."""
    wait_for_turn(f"account:{user.pk}")
    open_request = DeletionRequest.objects.filter(user=user, answered_at=None).first()
    return open_request or DeletionRequest.objects.create(user=user, words=words)


@retry_deadlocks
@transaction.atomic
def answer_deletion(*, request: DeletionRequest, answer: str, answered_by: User) -> DeletionRequest:
    """Answer a request, once, and have the person told by mail. Raises RequestAnswered."""
    current = DeletionRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if current.answered_at is not None:
        raise RequestAnswered
    current.answer, current.answered_by = answer, answered_by
    current.answered_at = timezone.now()
    current.save(update_fields=["answer", "answered_by", "answered_at"])
    told = Plan(kind="deletion_answered", occasion="answered", send_at=current.answered_at)
    outbox.plan_all([told], about=current, recipient=current.user)
    outbox.nudge()
    return current
