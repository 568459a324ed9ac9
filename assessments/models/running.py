"""Runs between visits, as a patient logs them. Nothing of a track is kept: no position, no map."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from assessments.models.choices import known, within
from assessments.running.legs import LONGEST_S, MOST_KM, STEP_RATES
from clinic.models import Patient
from clinic.models.people import PERSON_OF_PATIENT


class RunSource(models.TextChoices):
    TYPED = "typed", "Typed in"
    WATCH = "watch", "From a watch"


class RunQuerySet(models.QuerySet):
    def kept(self):
        """Return what was not removed."""
        return self.filter(removed_at__isnull=True)

    def of_person(self, patient):
        """Return those of the person whose file this is, whichever of theirs each is in."""
        return self.filter(patient__in=Patient.objects.of_person(patient))

    def visible_to(self, user):
        """Return the runs of whom an account looks after."""
        return self.filter(patient__in=Patient.objects.of_account(user))

    def with_person(self):
        """Fetch with each the person whose it is."""
        return self.select_related(PERSON_OF_PATIENT)


@pghistory.track()
class Run(models.Model):
    """One run. `said` tells what was sent first from anything else under the same submission."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="runs")
    ran_on = models.DateField()
    distance_km = models.DecimalField(max_digits=5, decimal_places=2)
    duration_s = models.PositiveIntegerField(null=True, blank=True)
    nprs_during_max = models.PositiveSmallIntegerField()
    nprs_next_morning = models.PositiveSmallIntegerField(null=True, blank=True)

    source = models.CharField(max_length=8, choices=RunSource, default=RunSource.TYPED)
    started_at = models.DateTimeField(null=True, blank=True)
    moving_s = models.PositiveIntegerField(null=True, blank=True)
    step_rate_spm = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    leg = models.PositiveSmallIntegerField(null=True, blank=True)  # its place in that file

    submission = models.UUIDField(unique=True, editable=False)  # sent five times, stored once
    said = models.CharField(max_length=64, editable=False)
    revision = models.PositiveIntegerField(default=0)
    logged_at = models.DateTimeField(default=timezone.now, editable=False)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-ran_on", "-started_at", "-pk"]
        constraints = [
            known("source", RunSource, "run_source_known"),
            models.CheckConstraint(
                condition=Q(distance_km__gt=0, distance_km__lte=MOST_KM), name="run_is_a_distance"
            ),
            within("duration_s", 1, LONGEST_S, "run_duration_within_range"),
            within("moving_s", 1, LONGEST_S, "run_moving_within_range"),
            within("step_rate_spm", *STEP_RATES, "run_step_rate_within_range"),
            within("nprs_during_max", 0, 10, "run_nprs_during_within_range"),
            within("nprs_next_morning", 0, 10, "run_nprs_next_morning_within_range"),
            models.CheckConstraint(
                condition=Q(source=RunSource.WATCH, leg__isnull=False) & ~Q(file_sha256="")
                | Q(
                    source=RunSource.TYPED,
                    file_sha256="",
                    leg__isnull=True,
                    started_at__isnull=True,
                    moving_s__isnull=True,
                    step_rate_spm__isnull=True,
                ),
                name="run_of_a_file_or_typed",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="run_removed_by_somebody",
            ),
            models.UniqueConstraint(
                F("patient"),
                F("file_sha256"),
                F("leg"),
                condition=Q(source=RunSource.WATCH, removed_at__isnull=True),
                name="run_of_a_file_once",
            ),
            models.UniqueConstraint(
                F("patient"),
                F("started_at"),
                condition=Q(started_at__isnull=False, removed_at__isnull=True),
                name="run_begun_once",
            ),
        ]
        indexes = [models.Index(fields=["patient", "-ran_on"], name="run_of_patient")]

    def __str__(self):
        return f"Run of {self.ran_on}: {self.distance_km} km"

    def get_absolute_url(self):
        return reverse("assessments:run-detail", args=[self.reference])
