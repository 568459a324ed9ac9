"""What may come after signing, in tables of its own: nothing here is part of what was signed."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.assessment import Assessment
from assessments.models.measuring import Capture


class Addendum(models.Model):
    """What a clinician adds to a signed assessment, dated and signed. Never changed."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="addenda")
    text = models.TextField()
    signed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submission = models.UUIDField(unique=True, editable=False)  # sent twice, stored once

    class Meta:
        ordering = ["signed_at", "pk"]
        verbose_name_plural = "addenda"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="addendum_says_something"),
        ]

    def __str__(self):
        return f"Addendum of {self.signed_at:%Y-%m-%d}"


class CoSignature(models.Model):
    """The word of the clinician who answers for a supervised one. Never changed."""

    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="cosignature")
    signed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["signed_at"]

    def __str__(self):
        return f"Co-signature of {self.signed_at:%Y-%m-%d}"


@pghistory.track()
class Share(models.Model):
    """From when, and until when, the patient may read an assessment."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="shares")
    shared_at = models.DateTimeField(default=timezone.now)
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-shared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(withdrawn_at__isnull=True), name="share_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="share_withdrawn_by_somebody",
            ),
        ]

    def __str__(self):
        return f"Shared on {self.shared_at:%Y-%m-%d}"


@pghistory.track()
class ClipFile(models.Model):
    """A clip that is kept with the patient's consent. Withdrawn consent deletes the file, not the
    row.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="clip_files")
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="clip_files")
    path = models.CharField(max_length=200, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField(default=timezone.now)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    consent_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True, blank=True)  # of the file

    class Meta:
        ordering = ["-kept_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["capture"], condition=Q(withdrawn_at__isnull=True), name="clip_file_once"
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(withdrawn_at__isnull=False),
                name="clip_file_deleted_once_withdrawn",
            ),
        ]

    def __str__(self):
        return f"Clip {self.reference}"
