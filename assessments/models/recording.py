"""A running assessment and what it holds; ranges are those of `metrics`, as constraints."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments import grading
from assessments.metrics import METRICS
from assessments.models.choices import (
    GRADES_OF,
    AssessmentStatus,
    EyeGrade,
    Footwear,
    LandmarkSet,
    Method,
    MetricCode,
    ObservationItem,
    RunState,
    Side,
    View,
)
from assessments.sentences import GRADE_WORDS
from bookings.models import Appointment
from clinic.models import Patient, Practitioner


def known(field, choices, name, *, blank=False):
    allowed = ["", *choices.values] if blank else choices.values
    return models.CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=name)


class AssessmentQuerySet(models.QuerySet):
    def recorded(self):
        return self.filter(status=AssessmentStatus.RECORDED)

    def shared(self):
        return self.recorded().filter(shared_at__isnull=False)

    def with_values(self):
        return self.select_related(
            "patient__merged_into", "practitioner", "appointment"
        ).prefetch_related("measurements", "observations", "findings")


@pghistory.track()
class Assessment(models.Model):
    """One running assessment. A draft keeps what was typed; recording it makes the rows."""

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
    typed = models.JSONField(default=dict, blank=True)  # the form's texts as they stand
    saved_from = models.UUIDField(null=True, blank=True, editable=False)  # the page that saved last
    performed_at = models.DateTimeField()
    speed_kmh = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    incline_pct = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    footwear = models.CharField(max_length=16, choices=Footwear, blank=True)
    shoes = models.CharField(max_length=200, blank=True)
    run_minutes = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    notes = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-performed_at", "-pk"]
        constraints = [
            known("status", AssessmentStatus, "assessment_status_known"),
            known("footwear", Footwear, "assessment_footwear_known", blank=True),
            models.CheckConstraint(
                condition=Q(speed_kmh__isnull=True) | Q(speed_kmh__range=(4, 25)),
                name="assessment_speed_within_range",
            ),
            models.CheckConstraint(
                condition=Q(incline_pct__isnull=True) | Q(incline_pct__range=(-5, 15)),
                name="assessment_incline_within_range",
            ),
            models.CheckConstraint(
                condition=~Q(status=AssessmentStatus.RECORDED) | Q(recorded_at__isnull=False),
                name="assessment_recorded_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(shared_at__isnull=True)
                | Q(status=AssessmentStatus.RECORDED, shared_by__isnull=False),
                name="assessment_shared_once_recorded",
            ),
        ]
        indexes = [models.Index(fields=["patient", "-performed_at"], name="assessment_of_patient")]

    def __str__(self):
        return f"Running assessment {self.reference}"

    def get_absolute_url(self):
        return reverse("assessments:assessment-detail", args=[self.reference])

    @property
    def is_draft(self):
        return self.status == AssessmentStatus.DRAFT


def within_range_of_metric():
    """Return the condition that each metric's value is one that a body can show."""
    condition = Q(pk__isnull=True)
    for metric in METRICS.values():
        allowed = (metric.lowest_deg, metric.highest_deg)
        condition |= Q(metric=metric.code, mean_deg__range=allowed)
    return condition


@pghistory.track()
class Measurement(models.Model):
    """An angle of one stance leg, with how it was measured. Signs are those of `metrics`."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="measurements")
    metric = models.CharField(max_length=16, choices=MetricCode)
    side = models.CharField(max_length=1, choices=Side)
    state = models.CharField(max_length=16, choices=RunState)
    mean_deg = models.DecimalField(max_digits=6, decimal_places=3)
    sd_deg = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    n_steps = models.PositiveSmallIntegerField()  # trials, in the squat
    view = models.CharField(max_length=16, choices=View)
    landmark_set = models.CharField(max_length=16, choices=LandmarkSet)
    method = models.CharField(max_length=16, choices=Method)
    levelled = models.BooleanField()

    class Meta:
        ordering = ["assessment", "metric", "state", "side"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "metric", "side", "state"], name="measurement_once"
            ),
            known("metric", MetricCode, "measurement_metric_known"),
            known("side", Side, "measurement_side_known"),
            known("state", RunState, "measurement_state_known"),
            known("view", View, "measurement_view_known"),
            known("landmark_set", LandmarkSet, "measurement_landmark_set_known"),
            known("method", Method, "measurement_method_known"),
            models.CheckConstraint(
                condition=within_range_of_metric(), name="measurement_within_range_of_metric"
            ),
            models.CheckConstraint(
                condition=Q(n_steps__range=(1, 200)), name="measurement_of_some_steps"
            ),
            models.CheckConstraint(
                condition=Q(sd_deg__isnull=True) | Q(sd_deg__gte=0, n_steps__gte=2),
                name="measurement_spread_of_several_steps",
            ),
            models.CheckConstraint(
                condition=Q(metric=MetricCode.FPPA_SLS, state=RunState.NONE)
                | (~Q(metric=MetricCode.FPPA_SLS) & ~Q(state=RunState.NONE)),
                name="measurement_state_of_running_alone",
            ),
            models.CheckConstraint(
                condition=~Q(landmark_set=LandmarkSet.PSIS, view=View.ANTERIOR)
                & ~Q(landmark_set=LandmarkSet.ASIS, view=View.POSTERIOR),
                name="measurement_landmarks_seen_in_view",
            ),
        ]

    def __str__(self):
        return f"{self.metric} {self.side} {self.state}: {self.mean_deg}°"

    def as_value(self) -> grading.Value:
        """Return the plain value that the rules judge."""
        return grading.Value(
            metric=self.metric,
            mean_deg=self.mean_deg,
            n_steps=self.n_steps,
            sd_deg=self.sd_deg,
            levelled=self.levelled,
            view=self.view,
            landmark_set=self.landmark_set,
        )


def grade_of_item():
    """Return the condition that each item has a grade of its own kind."""
    condition = Q(pk__isnull=True)
    for item, grades in GRADES_OF.items():
        condition |= Q(item=item, grade__in=grades.values)
    return condition


@pghistory.track()
class Observation(models.Model):
    """What the clinician saw by eye, of one stance leg. No rule overwrites it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="observations")
    item = models.CharField(max_length=16, choices=ObservationItem)
    side = models.CharField(max_length=1, choices=Side)
    grade = models.CharField(max_length=16)

    class Meta:
        ordering = ["assessment", "item", "side"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "item", "side"], name="observation_once"),
            known("item", ObservationItem, "observation_item_known"),
            known("side", Side, "observation_side_known"),
            models.CheckConstraint(condition=grade_of_item(), name="observation_grade_of_item"),
        ]

    def __str__(self):
        return f"{self.item} {self.side}: {self.grade}"

    def get_grade_display(self):
        return GRADES_OF[ObservationItem(self.item)](self.grade).label

    @property
    def in_plain_words(self) -> str:
        """What a patient reads: an everyday word for the gap, the three phrases for a grade."""
        if self.item == ObservationItem.KNEE_WINDOW:
            return self.get_grade_display()
        if self.grade == EyeGrade.NOT_SEEN:
            return "Could not be judged"
        grade = grading.grade_by_eye(self.item, self.grade).grade
        return GRADE_WORDS[grade].capitalize()


@pghistory.track()
class Finding(models.Model):
    """What a grading rule said of one value, with the rule's version and limits of that day."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="findings")
    rule = models.CharField(max_length=8)
    rule_version = models.PositiveSmallIntegerField()
    limits = models.JSONField(default=dict)
    about = models.CharField(max_length=16)  # a metric's or an observation item's code
    side = models.CharField(max_length=1, choices=Side)
    state = models.CharField(max_length=16, choices=RunState)
    grade = models.CharField(max_length=16, blank=True)
    why_no_grade = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["assessment", "about", "state", "side"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "rule", "about", "side", "state"], name="finding_once"
            ),
            known("side", Side, "finding_side_known"),
            known("state", RunState, "finding_state_known"),
            models.CheckConstraint(
                condition=~Q(grade="") | ~Q(why_no_grade=""), name="finding_has_a_grade_or_a_why"
            ),
        ]

    def __str__(self):
        return f"{self.rule}: {self.grade or self.why_no_grade}"
