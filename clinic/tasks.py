"""Celery, thin."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from clinic import delivery, returned_mail, stalls
from clinic.models import Heartbeat

DELIVERS_FOR = timedelta(seconds=60)  # then another task goes on
# What a task may take that takes up its last message then: nine answers until it is logged in
# (connection, greeting, EHLO, TLS twice, EHLO, three of the log-in), and one message.
DELIVERS_WITHIN_S = 60 + 9 * settings.EMAIL_TIMEOUT + settings.MESSAGE_LEASE_SECONDS


@shared_task(soft_time_limit=DELIVERS_WITHIN_S, time_limit=DELIVERS_WITHIN_S + 60)
def deliver_due_messages() -> None:
    delivery.deliver_due(lasting=DELIVERS_FOR)


@shared_task
def drop_what_is_too_late() -> None:
    delivery.drop_what_is_too_late(timezone.now())


@shared_task
def bring_tries_forward() -> None:
    delivery.bring_tries_forward(timezone.now())


@shared_task
def read_returned_mail() -> None:
    returned_mail.read(timezone.now())


@shared_task
def watch_delivery() -> None:
    stalls.watch(timezone.now())


@shared_task
def record_heartbeat() -> None:
    """Note that beat reaches a worker; `/readyz` reads it."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"seen_at": timezone.now()})
