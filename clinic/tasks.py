"""Celery, thin."""

from celery import shared_task
from django.utils import timezone

from clinic import delivery
from clinic.models import Heartbeat

MESSAGES_AT_A_TIME = 200  # then the heartbeat, and whatever else waits, gets its turn


@shared_task
def deliver_due_messages() -> None:
    delivery.deliver_due(limit=MESSAGES_AT_A_TIME)


@shared_task
def bring_tries_forward() -> None:
    delivery.bring_tries_forward(timezone.now())


@shared_task
def record_heartbeat() -> None:
    """Note that beat reaches a worker; `/readyz` reads it."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"seen_at": timezone.now()})
