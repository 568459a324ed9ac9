"""The report of an assessment as a PDF: asked for, made by a worker, kept as it was made."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.assessment import Assessment
from assessments.models.choices import known


class Edition(models.TextChoices):
    PATIENT = "patient", "For the runner"
    TECHNICAL = "technical", "For clinicians"


class ReportStep(models.TextChoices):
    """How far the making of a report is; each is told while it lasts."""

    WAITING = "waiting", "Waiting for its turn"
    READING = "reading", "Reading the assessment"
    PRINTING = "printing", "Drawing and printing the pages"
    MADE = "made", "Ready"
    FAILED = "failed", "Could not be made"


OPEN = [ReportStep.WAITING, ReportStep.READING, ReportStep.PRINTING]


class ReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(step__in=OPEN)

    def made(self):
        return self.filter(step=ReportStep.MADE)

    def without_pages(self):
        """Leave the PDF itself in the database."""
        return self.defer("pdf")


class Report(models.Model):
    """One edition of an assessment, as it stood when it was made.

    Once made it is never changed or removed (migration 0018). `claimed_until` is the lease of the
    worker that makes it: a killed one's is taken up when it ends.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="reports")
    edition = models.CharField(max_length=16, choices=Edition)
    step = models.CharField(max_length=16, choices=ReportStep, default=ReportStep.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    is_draft = models.BooleanField(default=False)  # made before signing: marked so, never shared
    template_version = models.PositiveSmallIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.BinaryField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            known("edition", Edition, "report_edition_known"),
            known("step", ReportStep, "report_step_known"),
            models.UniqueConstraint(
                fields=["assessment", "edition"],
                condition=Q(step__in=OPEN),
                name="report_in_the_making_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    step=ReportStep.MADE,
                    made_at__isnull=False,
                    pdf__isnull=False,
                    template_version__isnull=False,
                )
                & ~Q(sha256="")
                | ~Q(step=ReportStep.MADE) & Q(made_at__isnull=True, pdf__isnull=True, sha256=""),
                name="report_made_as_a_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(step__in=OPEN), name="report_open"),
        ]

    def __str__(self):
        return f"{self.get_edition_display()}, {self.asked_at:%Y-%m-%d}"

    @property
    def is_made(self):
        return self.step == ReportStep.MADE

    @property
    def is_for_patient(self):
        """Say whether its runner may have it, once it is shared."""
        return self.edition == Edition.PATIENT and not self.is_draft

    @property
    def is_open(self):
        return self.step in OPEN
