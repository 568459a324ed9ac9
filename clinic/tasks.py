"""Celery, thin."""

from celery import shared_task
from django.utils import timezone

from clinic import delivery
from clinic.models import Heartbeat


@shared_task
def deliver_due_messages() -> None:
    delivery.deliver_due()


@shared_task
def record_heartbeat() -> None:
    """Note that beat reaches a worker; `/readyz` reads it."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"seen_at": timezone.now()})
