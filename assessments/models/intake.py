"""What a patient writes before a visit. `typed` is what was written; the columns what it says."""

import uuid

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.choices import known
from assessments.questions import before_visit
from bookings.models import Appointment, IntakeForm


class RecentChange(models.TextChoices):
    SHOES = "shoes", "Shoes"
    SURFACE = "surface", "Surface"
    HILLS = "hills", "Hills"
    SPEED_WORK = "speed_work", "Speed work"
    RACE = "race", "Race"
    TECHNIQUE = "technique", "Technique"
    TIME_OFF = "time_off", "Time off"


class SexForNorms(models.TextChoices):
    FEMALE = "female", "Female"
    MALE = "male", "Male"
    NOT_SAID = "not_said", "Prefers not to say"


class Pregnancy(models.TextChoices):
    NO = "no", "No"
    PREGNANT = "pregnant", "Pregnant"
    POSTPARTUM = "postpartum", "Postpartum"
    NOT_SAID = "not_said", "Prefers not to say"


class Concern(models.TextChoices):
    NO = "no", "No"
    YES = "yes", "Yes"
    UNSURE = "unsure", "Not sure"
    NOT_SAID = "not_said", "Prefers not to say"


def decimal_column():
    return models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)


def count_column():
    return models.PositiveSmallIntegerField(null=True, blank=True)


def choice_column(choices):
    return models.CharField(max_length=16, choices=choices, blank=True)


def within_range(question):
    """Return the constraint that a number is one that the questions accept."""
    empty = Q(**{f"{question.name}__isnull": True})
    inside = Q(**{f"{question.name}__range": (question.lowest, question.highest)})
    return models.CheckConstraint(
        condition=empty | inside, name=f"intake_{question.name}_within_range"
    )


class IntakeManager(models.Manager):
    def finished_for(self, appointment: Appointment) -> bool:
        """Say whether the form of a visit was sent, and not only begun."""
        return self.filter(appointment=appointment, finished_at__isnull=False).exists()


@pghistory.track()
class Intake(models.Model):
    """The form of one visit. A column holds what could be read of an answer, or nothing."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="intake")
    form = models.CharField(max_length=8, choices=IntakeForm)
    questions_version = models.PositiveSmallIntegerField(default=before_visit.VERSION)
    typed = models.JSONField(default=dict, blank=True)
    # Answers that were replaced by somebody who could not read them, with when they were.
    earlier = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_from = models.UUIDField(null=True, blank=True, editable=False)  # the page that saved last
    written_by = models.UUIDField(editable=False)  # the browser session that wrote what stands
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    goal_text = models.TextField(blank=True)
    goal_event = models.CharField(max_length=200, blank=True)
    goal_date = models.DateField(null=True, blank=True)
    running_years = decimal_column()
    sessions_per_week = count_column()
    weekly_km = decimal_column()
    longest_run_30d_km = decimal_column()
    planned_next_long_km = decimal_column()
    weekly_km_last4 = ArrayField(decimal_column(), default=list, blank=True)  # this week first
    recent_change = ArrayField(
        models.CharField(max_length=16, choices=RecentChange), default=list, blank=True
    )
    injury_history = models.JSONField(default=list, blank=True)
    sports = models.TextField(blank=True)
    occupation = models.CharField(max_length=200, blank=True)
    hours_sitting_per_day = decimal_column()
    sleep_h = decimal_column()
    stress_0_10 = count_column()
    height_cm = decimal_column()
    mass_kg = decimal_column()
    birth_date = models.DateField(null=True, blank=True)
    sex_for_norms = choice_column(SexForNorms)
    medications = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    pregnancy_or_postpartum = choice_column(Pregnancy)
    low_energy_concern = choice_column(Concern)
    reason_text = models.TextField(blank=True)
    since_text = models.CharField(max_length=200, blank=True)
    anything_else = models.TextField(blank=True)

    objects = IntakeManager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            known("form", IntakeForm, "intake_form_known"),
            known("sex_for_norms", SexForNorms, "intake_sex_for_norms_known", blank=True),
            known("pregnancy_or_postpartum", Pregnancy, "intake_pregnancy_known", blank=True),
            known("low_energy_concern", Concern, "intake_concern_known", blank=True),
            models.CheckConstraint(
                condition=Q(recent_change__contained_by=RecentChange.values),
                name="intake_recent_change_known",
            ),
            models.CheckConstraint(
                condition=Q(weekly_km_last4__len__in=[0, 4]), name="intake_four_weeks_or_none"
            ),
            *(within_range(question) for question in before_visit.numbers().values()),
        ]

    def __str__(self):
        return f"Answers before a visit {self.reference}"
