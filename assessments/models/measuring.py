"""What was filmed and clicked: captures, chosen frames, steps with their raw points, and values.

Points are raw image pixels, x to the right, y downwards, as the frame was seen; roll and scale are
stored beside them, so that everything can be computed again.
"""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.biomechanics.metrics import METRICS
from assessments.judging import grading
from assessments.models.assessment import Assessment
from assessments.models.choices import (
    GaitEvent,
    LandmarkSet,
    Method,
    MetricCode,
    RunState,
    Side,
    Task,
    View,
    known,
    within,
)

LARGEST_PX = 16_384
STATE_OF_RUNNING_ALONE = (Q(task=Task.RUNNING) & ~Q(state=RunState.NONE)) | (
    ~Q(task=Task.RUNNING) & Q(state=RunState.NONE)
)


def pixels(*, null=False):
    return models.FloatField(null=null, blank=null)


@pghistory.track()
class Capture(models.Model):
    """One clip or still that was measured; the file itself stays on the clinician's machine.

    `capture_fps` is the rate that the camera took frames at, whatever the clip plays at.
    `clip_mark` recognises the same file when it is opened again. `is_exact`: frames by number, not
    by seeking.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="captures")
    task = models.CharField(max_length=24, choices=Task, default=Task.RUNNING)
    state = models.CharField(max_length=16, choices=RunState)
    view = models.CharField(max_length=16, choices=View)
    mirrored = models.BooleanField(default=False)
    landmark_set = models.CharField(max_length=16, choices=LandmarkSet)
    is_still = models.BooleanField(default=False)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    frame_count = models.PositiveIntegerField(default=1)
    capture_fps = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    playback_fps = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    is_exact = models.BooleanField(default=True)
    clip_mark = models.CharField(max_length=64, blank=True)
    horizon_x1, horizon_y1 = pixels(null=True), pixels(null=True)
    horizon_x2, horizon_y2 = pixels(null=True), pixels(null=True)
    roll_deg = models.FloatField(null=True, blank=True)  # computed from the horizon's two points
    scale_x1, scale_y1 = pixels(null=True), pixels(null=True)
    scale_x2, scale_y2 = pixels(null=True), pixels(null=True)
    scale_length_cm = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    cm_per_px = models.FloatField(null=True, blank=True)  # computed from the scale's two points
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["assessment", "created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "assessment"], name="capture_with_assessment"),
            known("task", Task, "capture_task_known"),
            known("state", RunState, "capture_state_known"),
            models.CheckConstraint(
                condition=STATE_OF_RUNNING_ALONE, name="capture_state_of_running_alone"
            ),
            models.CheckConstraint(
                condition=Q(view__in=View.values) & ~Q(view=View.NONE), name="capture_view_known"
            ),
            known("landmark_set", LandmarkSet, "capture_landmark_set_known"),
            within("width_px", 1, LARGEST_PX, "capture_width_within_range"),
            within("height_px", 1, LARGEST_PX, "capture_height_within_range"),
            within("frame_count", 1, 10_000_000, "capture_frame_count_within_range"),
            within("capture_fps", 1, 1000, "capture_fps_within_range"),
            within("playback_fps", 1, 1000, "capture_playback_fps_within_range"),
            within("roll_deg", -45, 45, "capture_roll_within_range"),
            within("cm_per_px", 0.0001, 100, "capture_scale_within_range"),
        ]

    def __str__(self):
        return f"Capture {self.reference}"


class Frame(models.Model):
    """A chosen frame as a picture, decoded and encoded again here: nothing else is in the file."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="frames")
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="frames")
    number = models.PositiveIntegerField()
    picture = models.BinaryField()  # JPEG
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["capture", "number"]
        constraints = [
            models.UniqueConstraint(fields=["capture", "number"], name="frame_once"),
        ]

    def __str__(self):
        return f"Frame {self.number} of {self.capture_id}"


@pghistory.track()
class Step(models.Model):
    """One step, or trial, measured on one frame. `reference` is the browser's: sent twice, stored
    once. `time_s` is when in the run the frame was taken, by the clip's own times.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="steps")
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="steps")
    frame_number = models.PositiveIntegerField()
    time_s = models.DecimalField(max_digits=9, decimal_places=4)
    side = models.CharField(max_length=1, choices=Side)
    event = models.CharField(max_length=16, choices=GaitEvent)
    point_set = models.CharField(max_length=24)  # a code of `point_sets`
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["capture", "frame_number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "assessment"], name="step_with_assessment"),
            models.UniqueConstraint(
                fields=["capture", "frame_number", "side", "event", "point_set"],
                condition=Q(removed_at__isnull=True),
                name="step_once",
            ),
            known("side", Side, "step_side_known"),
            known("event", GaitEvent, "step_event_known"),
            models.CheckConstraint(condition=Q(time_s__range=(0, 36_000)), name="step_time_known"),
        ]

    def __str__(self):
        return f"{self.event} {self.side} at frame {self.frame_number}"


@pghistory.track()
class Landmark(models.Model):
    """One point of a step as it was clicked."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="landmarks")
    step = models.ForeignKey(Step, models.PROTECT, related_name="landmarks")
    name = models.CharField(max_length=24)
    x, y = pixels(), pixels()

    class Meta:
        ordering = ["step", "name"]
        constraints = [
            models.UniqueConstraint(fields=["step", "name"], name="landmark_once"),
            within("x", 0, LARGEST_PX, "landmark_x_within_range"),
            within("y", 0, LARGEST_PX, "landmark_y_within_range"),
        ]

    def __str__(self):
        return f"{self.name} ({self.x:.1f}, {self.y:.1f})"


class StepValue(models.Model):
    """What one step says of one measure, or why nothing: `problem` is a code of evidence base 3.3.

    `click_sd` is the expected error of the clicks, in the measure's unit.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="step_values")
    step = models.ForeignKey(Step, models.PROTECT, related_name="values")
    metric = models.CharField(max_length=32, choices=MetricCode)
    value = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    click_sd = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    problem = models.CharField(max_length=24, blank=True)
    method_version = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["step", "metric"]
        constraints = [
            models.UniqueConstraint(fields=["step", "metric"], name="step_value_once"),
            known("metric", MetricCode, "step_value_metric_known"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) ^ Q(problem=""), name="step_value_or_problem"
            ),
        ]

    def __str__(self):
        return f"{self.metric}: {self.problem or self.value}"


def within_range_of_metric():
    """Return the condition that each metric's value is one that a body can show."""
    condition = Q(pk__isnull=True)
    for metric in METRICS.values():
        condition |= Q(metric=metric.code, mean__range=(metric.lowest, metric.highest))
    return condition


@pghistory.track()
class Measurement(models.Model):
    """A value of one stance leg, or of none, with how it was measured. Signs are `metrics`' own.

    `mdc` is the change that error alone could make, as it stood on the day; `click_sd` is the
    expected click error of one step, in the measure's unit. `n_steps` counts steps, trials in the
    squat, contacts of a step rate; None where a device did not say.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="measurements")
    metric = models.CharField(max_length=32, choices=MetricCode)
    side = models.CharField(max_length=1, choices=Side, blank=True)  # "": of no side
    state = models.CharField(max_length=16, choices=RunState)
    mean = models.DecimalField(max_digits=6, decimal_places=3)
    sd = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    n_steps = models.PositiveSmallIntegerField(null=True, blank=True)
    click_sd = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    mdc = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    view = models.CharField(max_length=16, choices=View)
    landmark_set = models.CharField(max_length=16, choices=LandmarkSet)
    method = models.CharField(max_length=16, choices=Method)
    levelled = models.BooleanField()
    from_frames = models.BooleanField(default=False)  # computed here from the stored points
    method_version = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["assessment", "metric", "state", "side"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "metric", "side", "state"], name="measurement_once"
            ),
            known("metric", MetricCode, "measurement_metric_known"),
            known("side", Side, "measurement_side_known", blank=True),
            known("state", RunState, "measurement_state_known"),
            known("view", View, "measurement_view_known"),
            known("landmark_set", LandmarkSet, "measurement_landmark_set_known"),
            known("method", Method, "measurement_method_known"),
            models.CheckConstraint(
                condition=within_range_of_metric(), name="measurement_within_range_of_metric"
            ),
            models.CheckConstraint(
                condition=Q(n_steps__isnull=False, n_steps__range=(1, 2000))
                | Q(
                    n_steps__isnull=True,
                    metric=MetricCode.CADENCE,
                    method=Method.DEVICE,
                    from_frames=False,
                ),
                name="measurement_of_some_steps",
            ),
            models.CheckConstraint(
                condition=Q(sd__isnull=True) | Q(sd__gte=0, n_steps__isnull=False, n_steps__gte=2),
                name="measurement_spread_of_several_steps",
            ),
            models.CheckConstraint(
                condition=Q(
                    metric__in=[MetricCode.FPPA_SLS, MetricCode.FPPA_LANDING], state=RunState.NONE
                )
                | (
                    ~Q(metric__in=[MetricCode.FPPA_SLS, MetricCode.FPPA_LANDING])
                    & ~Q(state=RunState.NONE)
                ),
                name="measurement_state_of_running_alone",
            ),
            models.CheckConstraint(
                condition=~Q(landmark_set=LandmarkSet.PSIS, view=View.ANTERIOR)
                & ~Q(landmark_set=LandmarkSet.ASIS, view=View.POSTERIOR),
                name="measurement_landmarks_seen_in_view",
            ),
            models.CheckConstraint(
                condition=Q(from_frames=False) | Q(method_version__isnull=False),
                name="measurement_from_frames_by_a_version",
            ),
        ]

    def __str__(self):
        return f"{self.metric} {self.side} {self.state}: {self.mean}"

    def as_value(self) -> grading.Value:
        """Return the plain value that the rules judge."""
        return grading.Value(
            metric=self.metric,
            mean=self.mean,
            n_steps=self.n_steps,
            sd=self.sd,
            click_sd=self.click_sd,
            mdc=self.mdc,
            levelled=self.levelled,
            view=self.view,
            landmark_set=self.landmark_set,
        )
