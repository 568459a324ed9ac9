"""What is asked of a patient between visits, and what they answered: below no sealed assessment."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments.models.assessment import Assessment
from assessments.models.choices import QuestionnaireCode, known
from bookings.links.keys import has_ended, named_for
from clinic.models import Patient
from clinic.models.people import PERSON_OF_PATIENT


class FollowUpKind(models.TextChoices):
    DAY_AFTER = "day_after", "A day after a running test"
    QUESTIONS = "questions", "Questionnaires"


class FollowUpQuerySet(models.QuerySet):
    def of_person(self, patient):
        """Return those of the person whose file this is, whichever of theirs each is in."""
        return self.filter(patient__in=Patient.objects.of_person(patient))

    def visible_to(self, user):
        """Return what is asked of whom an account looks after."""
        return self.filter(patient__in=Patient.objects.of_account(user))

    def open_at(self, now):
        """Return what is to be answered at an instant."""
        unanswered = self.filter(answered_at__isnull=True, withdrawn_at__isnull=True)
        return unanswered.filter(due_at__lte=now, closes_at__gt=now)

    def with_person(self):
        return self.select_related(PERSON_OF_PATIENT)


@pghistory.track()
class FollowUp(models.Model):
    """One asking: of whom, what, from when and until when. It is kept, whatever comes of it."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=16, choices=FollowUpKind)
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )  # whose run the question of the day after is about
    codes = ArrayField(models.CharField(max_length=16, choices=QuestionnaireCode))
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    is_mailed = models.BooleanField()  # no: the person had no email, and a clinician asks
    submission = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "-pk"]
        constraints = [
            known("kind", FollowUpKind, "follow_up_kind_known"),
            models.CheckConstraint(
                condition=Q(codes__contained_by=QuestionnaireCode.values, codes__len__gt=0),
                name="follow_up_asks_what_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind=FollowUpKind.DAY_AFTER, assessment__isnull=False)
                | Q(kind=FollowUpKind.QUESTIONS, assessment__isnull=True),
                name="follow_up_of_a_run_or_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("due_at")), name="follow_up_open_for_a_time"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                    answered_at__isnull=True,
                ),
                name="follow_up_withdrawn_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(withdrawn_at__isnull=True),
                name="follow_up_once_after_a_run",
            ),
        ]
        indexes = [models.Index(fields=["patient", "-due_at"], name="follow_up_of_patient")]

    def __str__(self):
        return f"Follow-up {self.reference}"

    def get_absolute_url(self):
        return reverse("assessments:follow-up-answer", args=[self.reference])

    @property
    def link_name(self) -> str:
        """What the keys of its links are made for."""
        return named_for(self.reference, self.patient)

    @property
    def link_has_ended(self) -> bool:
        """Whether its links open nothing any more, not even the word that it is over."""
        return has_ended(self.closes_at)

    def is_over(self, now) -> bool:
        """Say whether the time to answer by the link has passed."""
        return self.closes_at <= now


class FollowUpAnswer(models.Model):
    """The raw answers to one questionnaire, with their score. Written once; a correction is a new
    row that supersedes it."""

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="answers")
    code = models.CharField(max_length=16, choices=QuestionnaireCode)
    answers = ArrayField(models.PositiveSmallIntegerField())
    activities = ArrayField(models.CharField(max_length=120), default=list, blank=True)  # PSFS
    score = models.DecimalField(max_digits=4, decimal_places=1)
    scorer_version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)  # of the form that was answered
    answered_at = models.DateTimeField()
    # Who typed it in for the patient; none: the patient, or who looks after them.
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    class Meta:
        ordering = ["follow_up", "code", "-answered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up", "code"],
                condition=Q(supersedes__isnull=True),
                name="follow_up_answered_once",
            ),
            known("code", QuestionnaireCode, "follow_up_answer_code_known"),
            models.CheckConstraint(
                condition=Q(score__range=(0, 100)), name="follow_up_answer_score_within_range"
            ),
        ]

    def __str__(self):
        return f"{self.code}: {self.score}"
