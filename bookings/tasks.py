"""Celery, thin."""

from celery import shared_task
from django.utils import timezone

from bookings import actions
from bookings.mail import replanning
from bookings.models import IdempotentRequest

LONGEST_IMPORT_S = 3600  # fifty thousand rows on a slow machine


@shared_task
def forget_old_idempotency_keys() -> None:
    """Delete the API's kept answers once nobody may ask for them again."""
    IdempotentRequest.objects.filter(
        created_at__lt=timezone.now() - IdempotentRequest.KEPT_FOR
    ).delete()


@shared_task
def replan_reminders() -> None:
    """Bring what is planned in line with the reminder rules and the quiet hours of now."""
    replanning.replan_reminders(timezone.now())


@shared_task
def offer_freed_times() -> None:
    """Offer what has become free to those who wait for it."""
    actions.offer_freed_times(now=timezone.now())


@shared_task
def expire_holds() -> None:
    """Mark the times that were kept for somebody and have run out."""
    actions.expire_holds(now=timezone.now())


@shared_task
def find_conflicts() -> None:
    """Mark the visits that fit no more though nobody changed the schedule, and clear the others."""
    actions.find_conflicts()


@shared_task(soft_time_limit=LONGEST_IMPORT_S, time_limit=LONGEST_IMPORT_S + 60)
def work_on_imports() -> None:
    """Look at the lists that were brought in, and import those that are to be."""
    actions.work_on_imports()


@shared_task
def find_unusual_looks() -> None:
    """Keep which looks at files somebody should ask about."""
    actions.find_unusual_looks(now=timezone.now())
