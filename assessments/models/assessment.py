"""A running assessment: who, when, how it was set up, how the run ended, and whether it is signed.

Every row below it carries its key, so that one rule seals them all once it is signed (migration
0006): nothing of a signed assessment is written, changed or removed, whoever asks.
"""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments.models.choices import (
    PAIN_LOCATIONS,
    AssessmentStatus,
    Factor,
    FatigueProtocol,
    Footwear,
    LinkedCondition,
    PainBehaviour,
    PainContext,
    SectionCode,
    Surface,
    TreadmillExperience,
    known,
    within,
)
from bookings.models import Appointment
from clinic.models import Patient, Practitioner
from clinic.models.people import PERSON_OF_PATIENT

UNSIGNED = [AssessmentStatus.DRAFT, AssessmentStatus.RECORDED]


class AssessmentQuerySet(models.QuerySet):
    def unsigned(self):
        return self.filter(status__in=UNSIGNED)

    def signed(self):
        return self.filter(status=AssessmentStatus.SIGNED)

    def kept(self):
        return self.exclude(status=AssessmentStatus.DISCARDED)

    def finished(self):
        """Return what is kept and not in progress: its values count."""
        return self.kept().exclude(status=AssessmentStatus.DRAFT)

    def awaiting_cosignature(self):
        return self.signed().filter(needs_cosignature=True, cosignature__isnull=True)

    def shared(self):
        shared = self.filter(shares__withdrawn_at__isnull=True, shares__isnull=False)
        return shared.kept().distinct()

    def of_person(self, patient):
        """Return those of the person whose file this is, whichever of theirs each is in."""
        return self.filter(patient__in=Patient.objects.of_person(patient))

    def with_person(self):
        """Fetch with each the person whose it is: `patient`, and what that file was joined into."""
        return self.select_related(PERSON_OF_PATIENT)

    def with_values(self):
        people = self.with_person().select_related("practitioner", "appointment", "signed_by")
        return people.prefetch_related("measurements", "observations", "findings", "shares")


def grade_0_to_10():
    return models.PositiveSmallIntegerField(null=True, blank=True)


@pghistory.track()
class Assessment(models.Model):
    """One running assessment. `revision` counts what was saved; signing names the one it read."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="assessments")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="assessments")
    status = models.CharField(
        max_length=16, choices=AssessmentStatus, default=AssessmentStatus.DRAFT
    )
    revision = models.PositiveIntegerField(default=0)
    is_quick = models.BooleanField(default=False)  # by eye alone
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    performed_at = models.DateTimeField()
    notes = models.TextField(blank=True)

    # How it was set up: the same again, or the values cannot be compared.
    surface = models.CharField(max_length=24, choices=Surface, blank=True)
    speed_kmh = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    incline_pct = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    acclimation_min = models.PositiveSmallIntegerField(null=True, blank=True)
    treadmill_experience = models.CharField(max_length=16, choices=TreadmillExperience, blank=True)
    footwear = models.CharField(max_length=16, choices=Footwear, blank=True)
    shoes = models.CharField(max_length=200, blank=True)
    shoe_age_km = models.PositiveSmallIntegerField(null=True, blank=True)
    shoe_drop_mm = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    orthoses = models.CharField(max_length=200, blank=True)
    camera_height_cm = models.PositiveSmallIntegerField(null=True, blank=True)
    camera_distance_cm = models.PositiveSmallIntegerField(null=True, blank=True)
    markers_on_skin = models.BooleanField(null=True, blank=True)
    video_consent_at = models.DateTimeField(null=True, blank=True)

    # The end of the run, and pain.
    fatigue_protocol = models.CharField(max_length=24, choices=FatigueProtocol, blank=True)
    run_minutes = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    run_km = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    rpe_end = grade_0_to_10()
    nprs_before = grade_0_to_10()
    nprs_during_max = grade_0_to_10()
    nprs_after = grade_0_to_10()
    pain_locations = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    pain_context = ArrayField(
        models.CharField(max_length=16, choices=PainContext), default=list, blank=True
    )
    pain_behaviour = models.CharField(max_length=16, choices=PainBehaviour, blank=True)
    pain_onset_min = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    pain_onset_km = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    pain_stop = models.BooleanField(default=False)  # the run was stopped for pain

    # What the clinician makes of it; suggested factors stand beside those chosen.
    factors = ArrayField(models.CharField(max_length=16, choices=Factor), default=list, blank=True)
    suggested_factors = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    factors_note = models.TextField(blank=True)
    linked_conditions = ArrayField(
        models.CharField(max_length=32, choices=LinkedCondition), default=list, blank=True
    )

    recorded_at = models.DateTimeField(null=True, blank=True)
    # By eye before degrees: until this is set no angle is shown.
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    needs_cosignature = models.BooleanField(default=False)  # recorded under supervision
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-performed_at", "-pk"]
        constraints = [
            known("status", AssessmentStatus, "assessment_status_known"),
            known("surface", Surface, "assessment_surface_known", blank=True),
            known("footwear", Footwear, "assessment_footwear_known", blank=True),
            known(
                "treadmill_experience",
                TreadmillExperience,
                "assessment_experience_known",
                blank=True,
            ),
            known("fatigue_protocol", FatigueProtocol, "assessment_protocol_known", blank=True),
            known("pain_behaviour", PainBehaviour, "assessment_pain_behaviour_known", blank=True),
            within("speed_kmh", 4, 25, "assessment_speed_within_range"),
            within("incline_pct", -5, 15, "assessment_incline_within_range"),
            within("acclimation_min", 0, 60, "assessment_acclimation_within_range"),
            within("shoe_age_km", 0, 10_000, "assessment_shoe_age_within_range"),
            within("shoe_drop_mm", -10, 30, "assessment_shoe_drop_within_range"),
            within("camera_height_cm", 0, 400, "assessment_camera_height_within_range"),
            within("camera_distance_cm", 0, 5000, "assessment_camera_distance_within_range"),
            within("run_minutes", 0, 600, "assessment_run_minutes_within_range"),
            within("run_km", 0, 200, "assessment_run_km_within_range"),
            within("rpe_end", 0, 10, "assessment_rpe_within_range"),
            within("nprs_before", 0, 10, "assessment_nprs_before_within_range"),
            within("nprs_during_max", 0, 10, "assessment_nprs_during_within_range"),
            within("nprs_after", 0, 10, "assessment_nprs_after_within_range"),
            within("pain_onset_min", 0, 600, "assessment_pain_onset_min_within_range"),
            within("pain_onset_km", 0, 200, "assessment_pain_onset_km_within_range"),
            models.CheckConstraint(
                condition=Q(pain_locations__contained_by=PAIN_LOCATIONS),
                name="assessment_pain_locations_known",
            ),
            models.CheckConstraint(
                condition=Q(pain_context__contained_by=PainContext.values),
                name="assessment_pain_context_known",
            ),
            models.CheckConstraint(
                condition=Q(factors__contained_by=Factor.values), name="assessment_factors_known"
            ),
            models.CheckConstraint(
                condition=Q(linked_conditions__contained_by=LinkedCondition.values),
                name="assessment_linked_conditions_known",
            ),
            models.CheckConstraint(
                condition=~Q(status=AssessmentStatus.RECORDED) | Q(recorded_at__isnull=False),
                name="assessment_recorded_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=AssessmentStatus.SIGNED, signed_at__isnull=False, signed_by__isnull=False
                )
                | (~Q(status=AssessmentStatus.SIGNED) & Q(signed_at__isnull=True)),
                name="assessment_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=AssessmentStatus.DISCARDED,
                    discarded_at__isnull=False,
                    discarded_by__isnull=False,
                )
                | (~Q(status=AssessmentStatus.DISCARDED) & Q(discarded_at__isnull=True)),
                name="assessment_discarded_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-performed_at"], name="assessment_of_patient"),
            models.Index(
                fields=["practitioner", "-performed_at"],
                condition=Q(status__in=UNSIGNED),
                name="assessment_unsigned",
            ),
        ]

    def __str__(self):
        return f"Running assessment {self.reference}"

    def get_absolute_url(self):
        return reverse("assessments:assessment-detail", args=[self.reference])

    @property
    def is_draft(self):
        return self.status == AssessmentStatus.DRAFT

    @property
    def is_signed(self):
        return self.status == AssessmentStatus.SIGNED

    @property
    def is_open(self):
        """Say whether it may still be written."""
        return self.status in UNSIGNED

    @property
    def is_finished(self):
        """Say whether its values count: it is neither in progress nor put away."""
        return self.status in (AssessmentStatus.RECORDED, AssessmentStatus.SIGNED)

    @property
    def is_outdoors(self):
        return self.surface == Surface.OUTDOORS

    @property
    def is_shared(self):
        is_kept = self.status != AssessmentStatus.DISCARDED
        return is_kept and any(share.withdrawn_at is None for share in self.shares.all())


class Section(models.Model):
    """One page of the flow: `typed` is what stands on it and is not stored as values yet.

    `revision` counts its saves, so that two people on one page are told of each other, while two
    on different pages are not in each other's way.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="sections")
    code = models.CharField(max_length=16, choices=SectionCode)
    typed = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_from = models.UUIDField(null=True, blank=True)  # the open page that saved last
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField(default=timezone.now)
    filled_at = models.DateTimeField(null=True, blank=True)  # its values were stored

    class Meta:
        ordering = ["assessment", "code"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="section_once"),
            known("code", SectionCode, "section_code_known"),
        ]

    def __str__(self):
        return f"{self.code} of {self.assessment_id}"
