"""Celery, thin."""

from celery import shared_task
from django.utils import timezone

from assessments import actions


@shared_task
def tidy_clips() -> None:
    """Delete the files of withdrawn clips, and those without a row, that a crash left behind."""
    now = timezone.now()
    actions.delete_withdrawn(now=now)
    actions.delete_strays(now=now)
