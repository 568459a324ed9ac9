"""How a plan goes: sessions as they were logged, steps of the rule, what the clinician is told."""

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from assessments.models.choices import known, within
from assessments.models.doses import small
from assessments.models.programmes import (
    Programme,
    ProgrammeItem,
    ProgrammeLine,
    by_somebody_or_none,
)
from assessments.programmes import progression
from bookings.models.appointments import IdRange

MOST_SETS_LOGGED, MOST_LOGGED = 12, 999


class SessionLogQuerySet(models.QuerySet):
    def counting(self):
        """Return those that nobody has taken back."""
        return self.filter(taken_back_at__isnull=True)


@pghistory.track()
class SessionLog(models.Model):
    """One exercise on one day as its patient logged it; `reference` is made where it was typed.

    `done` is how much of each set. Of what was stored only two things ever change: whether it was
    worse the next day, answered once, and that it was taken back.
    """

    reference = models.UUIDField(unique=True, default=uuid.uuid4)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="session_logs")
    item = models.ForeignKey(ProgrammeItem, models.PROTECT, related_name="session_logs")
    done_on = models.DateField()
    done = ArrayField(small(), default=list, blank=True)
    pain = small(null=True, blank=True)
    effort = small(null=True, blank=True)
    good_control = models.BooleanField(null=True, blank=True)
    worse_next_day = models.BooleanField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    logged_at = models.DateTimeField(default=timezone.now)
    logged_by = by_somebody_or_none()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = SessionLogQuerySet.as_manager()

    class Meta:
        ordering = ["-done_on", "-logged_at", "-pk"]
        constraints = [
            within("pain", 0, 10, "session_pain_within_range"),
            within("effort", 0, 10, "session_effort_within_range"),
            models.CheckConstraint(
                condition=Q(done__len__lte=MOST_SETS_LOGGED), name="session_sets_can_be_done"
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "-done_on"], name="session_of_programme"),
        ]

    def __str__(self):
        return f"Session {self.reference}"


class StepState(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    MADE = "made", "Made"
    DECLINED = "declined", "Declined"
    LAPSED = "lapsed", "No longer asked for"


class StepDirection(models.TextChoices):
    UP = progression.Direction.UP.value, "One level harder"
    DOWN = progression.Direction.DOWN.value, "One level easier"


class StepRule(models.TextChoices):
    TOP_OF_RANGE = progression.Rule.TOP_OF_RANGE.value, "Top of the range"
    PAIN = progression.Rule.PAIN.value, "Pain"
    WORSE_NEXT_DAY = progression.Rule.WORSE_NEXT_DAY.value, "Worse the next day"


class DayRange(Func):
    """The days on which a step that was made rules out another of its way, half-open."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self):
        super().__init__(F("made_on"), F("until_on"), RangeBoundary())


def once_in_a_while(direction):
    """Return the constraint that a line goes no two levels one way within the days between."""
    return ExclusionConstraint(
        name=f"step_{direction}_once_in_a_while",
        expressions=[
            (IdRange("line"), RangeOperators.OVERLAPS),
            (DayRange(), RangeOperators.OVERLAPS),
        ],
        condition=Q(state=StepState.MADE, direction=direction),
    )


@pghistory.track()
class ProgressionStep(models.Model):
    """One level up or down: which rule says so, from what to what, and what became of it.

    `causes` are the logs that say so, by their references. Without `decided_by`, a step that was
    made was made by the rule itself.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="steps")
    line = models.ForeignKey(ProgrammeLine, models.PROTECT, related_name="steps")
    item = models.ForeignKey(ProgrammeItem, models.PROTECT, related_name="steps_from")
    direction = models.CharField(max_length=8, choices=StepDirection)
    rule = models.CharField(max_length=16, choices=StepRule)
    words = models.TextField()  # the rule with its limits, as it held
    causes = ArrayField(models.UUIDField())
    from_exercise = models.CharField(max_length=8)
    from_name = models.CharField(max_length=120)
    to_exercise = models.CharField(max_length=8)
    to_name = models.CharField(max_length=120)
    state = models.CharField(max_length=16, choices=StepState, default=StepState.PROPOSED)
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = by_somebody_or_none()
    note = models.CharField(max_length=500, blank=True)  # the clinician's, on deciding
    made_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            known("state", StepState, "step_state_known"),
            known("direction", StepDirection, "step_direction_known"),
            known("rule", StepRule, "step_rule_known"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(state=StepState.PROPOSED), name="step_proposed_once"
            ),
            models.CheckConstraint(
                condition=Q(state=StepState.MADE, made_on__isnull=False, until_on__isnull=False)
                | (~Q(state=StepState.MADE) & Q(made_on__isnull=True, until_on__isnull=True)),
                name="step_made_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state=StepState.PROPOSED, decided_at__isnull=True)
                | (~Q(state=StepState.PROPOSED) & Q(decided_at__isnull=False)),
                name="step_decided_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.DECLINED) | Q(decided_by__isnull=False),
                name="step_declined_by_somebody",
            ),
            *(once_in_a_while(direction) for direction in StepDirection.values),
        ]

    def __str__(self):
        return f"{self.from_exercise} to {self.to_exercise}"

    @property
    def is_up(self):
        return self.direction == StepDirection.UP

    @property
    def is_automatic(self):
        return self.state == StepState.MADE and self.decided_by_id is None


class AlertKind(models.TextChoices):
    SILENCE = progression.AlertKind.SILENCE.value, "Nothing logged"
    PAIN = progression.AlertKind.PAIN.value, "Pain"
    EFFORT = progression.AlertKind.EFFORT.value, "Effort"


class PlanAlertQuerySet(models.QuerySet):
    def unseen(self):
        return self.filter(seen_at__isnull=True)


@pghistory.track()
class PlanAlert(models.Model):
    """What a clinician is told of a plan, once for each occasion; it waits until somebody saw it.

    The `occasion` is the day it is about and, where that day was seen to before, how often.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=8, choices=AlertKind)
    occasion = models.CharField(max_length=24)
    about_on = models.DateField()
    words = models.TextField()
    raised_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = by_somebody_or_none()
    what_was_done = models.TextField(blank=True)

    objects = PlanAlertQuerySet.as_manager()

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            known("kind", AlertKind, "alert_kind_known"),
            models.UniqueConstraint(
                fields=["programme", "kind", "occasion"], name="alert_once_an_occasion"
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True, what_was_done="")
                | (Q(seen_at__isnull=False, seen_by__isnull=False) & ~Q(what_was_done="")),
                name="alert_seen_with_what_was_done",
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme"], condition=Q(seen_at__isnull=True), name="alert_unseen"
            ),
        ]

    def __str__(self):
        return f"{self.kind} of {self.programme_id}"
