"""Celery, thin."""

from celery import shared_task
from django.utils import timezone

from bookings.models import IdempotentRequest


@shared_task
def forget_old_idempotency_keys() -> None:
    """Delete the API's kept answers once nobody may ask for them again."""
    IdempotentRequest.objects.filter(
        created_at__lt=timezone.now() - IdempotentRequest.KEPT_FOR
    ).delete()
