"""The safety questions as they were answered: each time a new row that nothing changes."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.assessment import Assessment
from assessments.questions import red_flags
from bookings.models import Appointment
from clinic.models import Patient


def answers_agree(prefix):
    """Return the constraints that what the answers asked for is known, and fits together."""
    return [
        models.CheckConstraint(
            condition=Q(fired__contained_by=list(red_flags.GROUPS)),
            name=f"{prefix}_groups_known",
        ),
        models.CheckConstraint(
            condition=Q(stops=True, fired__len__gt=0) | Q(stops=False, fired__len=0),
            name=f"{prefix}_stops_when_a_group_fired",
        ),
        models.CheckConstraint(
            condition=Q(score_points__isnull=True) | Q(score_points__lte=8),
            name=f"{prefix}_score_within_range",
        ),
    ]


class Answered(models.Model):
    """The questions in the words of that day, the answers, and what they asked for."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    answered_at = models.DateTimeField(default=timezone.now)
    items_version = models.PositiveSmallIntegerField()
    asked = models.JSONField()  # each question as it was put, with its answer
    fingerprint = models.CharField(max_length=64)  # SHA-256 of `asked`
    stops = models.BooleanField()
    fired = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    score_points = models.PositiveSmallIntegerField(null=True, blank=True)
    score_unknown = ArrayField(models.CharField(max_length=16), default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def is_intact(self) -> bool:
        """Say whether questions and answers are those that were stored."""
        return self.fingerprint == red_flags.fingerprint(self.asked)

    @property
    def is_of_today(self) -> bool:
        """Say whether the questions are those that are asked now."""
        return self.items_version == red_flags.VERSION

    @property
    def yes_answers(self) -> list[dict[str, str]]:
        return [row for row in self.asked if row["answer"] == red_flags.YES]

    @property
    def groups(self) -> list[red_flags.Group]:
        return [red_flags.GROUPS[code] for code in self.fired]

    @property
    def score(self) -> red_flags.BoneStressScore | None:
        if self.score_points is None:
            return None
        return red_flags.BoneStressScore(self.score_points, tuple(self.score_unknown))


class ScreenQuerySet(models.QuerySet):
    def of_person(self, patient):
        """Return those of the person's visits, whichever of their files each is in."""
        return self.filter(appointment__patient__in=Patient.objects.of_person(patient))


@pghistory.track()
class RedFlagScreen(Answered):
    """One screen, answered before a visit.

    A later screen of the patient supersedes it; what a clinician says to it is a `ScreenReview`.
    """

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="screens")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: by the link in the mail
    written_by = models.UUIDField(editable=False)  # the browser session
    submission = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = ScreenQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at", "-pk"]
        constraints = answers_agree("red_flag_screen")
        indexes = [
            models.Index(fields=["appointment", "-answered_at"], name="red_flag_screen_of_visit")
        ]
        triggers = [
            pgtrigger.Protect(
                name="red_flag_screen_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"Safety questions {self.reference}"


@pghistory.track()
class ScreenReview(models.Model):
    """What a clinician did about a screen."""

    screen = models.OneToOneField(RedFlagScreen, models.PROTECT, related_name="review")
    reviewed_at = models.DateTimeField(default=timezone.now)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField()

    class Meta:
        ordering = ["-reviewed_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="screen_review_has_a_note"),
        ]

    def __str__(self):
        return f"Review of {self.screen_id}"


class SafetyCheckQuerySet(models.QuerySet):
    def of_person(self, patient):
        """Return those of the person's assessments, whichever of their files each is in."""
        return self.filter(assessment__patient__in=Patient.objects.of_person(patient))


class SafetyCheck(Answered):
    """The safety questions at one assessment: asked there, or earlier answers that still hold.

    `answered_at` is when the answers were given. What a clinician did about answers that stop is a
    check of its own, with those answers and a note. The latest counts; nothing changes one.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="safety_checks")
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    submission = models.UUIDField(unique=True, editable=False)  # sent twice, stored once

    objects = SafetyCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-checked_at", "-pk"]
        constraints = answers_agree("safety_check")

    def __str__(self):
        return f"Safety questions at {self.assessment_id}"

    @property
    def is_confirmed(self) -> bool:
        """Say whether the answers were given earlier."""
        return self.answered_at < self.checked_at
