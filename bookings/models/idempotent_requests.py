"""What the API has answered already."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from bookings.models.appointments import Appointment


class IdempotentRequest(models.Model):
    """An API request that was answered, kept for a day so that a repeat gets the same answer."""

    KEPT_FOR = timedelta(hours=24)

    key = models.CharField(max_length=255, primary_key=True)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the body
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    answer = models.JSONField()  # without the token, which is made anew from the reference
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self):
        return str(self.appointment_id)
