"""Answering a repeated request as the first one was, without doing its work again."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from bookings.actions.booking import book_appointment
from bookings.exceptions import IdempotencyKeyReused
from bookings.locks import retry_deadlocks, wait_for_turn
from bookings.models import Appointment, IdempotentRequest


def answered_request(*, key: str, fingerprint: str) -> IdempotentRequest | None:
    """Return the request that was answered under `key` in the last day, if there was one.

    Raises IdempotencyKeyReused when that request was another one.
    """
    made = (
        IdempotentRequest.objects.select_related("appointment__patient")
        .filter(key=key, created_at__gt=timezone.now() - IdempotentRequest.KEPT_FOR)
        .first()
    )
    if made is not None and made.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    return made


@retry_deadlocks
@transaction.atomic
def book_once(
    *, key: str, fingerprint: str, answer: Callable[[Appointment], dict], **booking
) -> IdempotentRequest:
    """Book as `book_appointment` does and keep the answer; a repeat gets the one that was kept.

    Of two at once the second waits for the first, and nothing is kept of a booking that failed.
    Raises what `book_appointment` raises, and IdempotencyKeyReused.
    """
    wait_for_turn(f"idempotency:{key}")
    if made := answered_request(key=key, fingerprint=fingerprint):
        return made
    IdempotentRequest.objects.filter(key=key).delete()  # one that is past its day
    appointment = book_appointment(**booking)
    return IdempotentRequest.objects.create(
        key=key, fingerprint=fingerprint, appointment=appointment, answer=answer(appointment)
    )
