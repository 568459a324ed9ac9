"""What somebody asked of the clinic about their own data."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


@pghistory.track()
class DeletionRequest(models.Model):
    """What somebody asks: to have their data deleted. The law says what is kept, and how long."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    words = models.CharField(max_length=500, blank=True)  # what they wrote to it
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=500, blank=True)  # what was deleted, what is kept and why

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(answered_at__isnull=True),
                name="deletion_request_open_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="deletion_request_answered_by_somebody",
            ),
        ]

    def __str__(self):
        return f"Request of {self.asked_at:%Y-%m-%d}"
