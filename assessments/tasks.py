"""Celery, thin."""

from celery import shared_task
from django.utils import timezone

from assessments import actions
from assessments.reports import making


@shared_task
def tidy_clips() -> None:
    """Delete the files of withdrawn clips, and see to those without a row."""
    now = timezone.now()
    actions.delete_withdrawn(now=now)
    actions.tidy_strays(now=now)


@shared_task
def tell_of_silent_plans() -> None:
    """Tell clinicians of plans of which nothing was logged for long."""
    actions.raise_silences(now=timezone.now())


@shared_task
def make_reports() -> None:
    making.make_reports()
