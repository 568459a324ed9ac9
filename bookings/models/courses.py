"""Visits that belong together."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bookings.models.schedule import Service
from clinic.models import Patient


@pghistory.track()
class Course(models.Model):
    """A course of visits that staff booked together, and how far apart they should be."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="courses")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    spacing_days = models.PositiveSmallIntegerField()
    tolerance_days = models.PositiveSmallIntegerField()  # a gap may be this much longer or shorter
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(spacing_days__range=(1, 180)), name="course_spacing_within_range"
            ),
            models.CheckConstraint(
                condition=Q(tolerance_days__lt=F("spacing_days")),
                name="course_tolerance_below_spacing",
            ),
        ]

    def __str__(self):
        return f"{self.service} every {self.spacing_days} days {self.reference}"
