"""A patient's plan: its versions, and in each the exercises with their doses.

A version that was sent is part of the record: the database refuses every change of it and of its
items (migration 0016), whoever asks. A changed plan is a new version.
"""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Deferrable, Prefetch, Q
from django.utils import timezone

from assessments.models.assessment import Assessment
from assessments.models.choices import Side, known, within
from assessments.models.doses import WithDose, dose_can_be_done, small
from assessments.programmes import cautions, timetable
from assessments.programmes.retraining import FASTEST_SPM, SLOWEST_SPM
from clinic.models import Patient, Practitioner
from clinic.models.people import PERSON_OF_PATIENT


class ProgrammeStatus(models.TextChoices):
    DRAFT = "draft", "Not sent yet"
    RUNNING = "running", "Running"
    ENDED = "ended", "Ended"
    DISCARDED = "discarded", "Discarded"


class CautionCode(models.TextChoices):
    """What asks for a note before a plan is sent, as `Caution` names it."""

    POST_OP = "post_op", cautions.WORDS[cautions.Caution.POST_OP]
    PREGNANCY = "pregnancy", cautions.WORDS[cautions.Caution.PREGNANCY]
    BALANCE_RISK = "balance_risk", cautions.WORDS[cautions.Caution.BALANCE_RISK]
    ACUTE_INJURY = "acute_injury", cautions.WORDS[cautions.Caution.ACUTE_INJURY]


def by_somebody(**options):
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", **options)


def by_somebody_or_none():
    return by_somebody(null=True, blank=True)


class ProgrammeQuerySet(models.QuerySet):
    def running(self):
        return self.filter(status=ProgrammeStatus.RUNNING)

    def drafts(self):
        return self.filter(status=ProgrammeStatus.DRAFT)

    def ever_sent(self):
        return self.filter(status__in=[ProgrammeStatus.RUNNING, ProgrammeStatus.ENDED])

    def of_person(self, patient):
        """Return those of the person whose file this is, whichever of theirs each is in."""
        return self.filter(patient__in=Patient.objects.of_person(patient))

    def with_person(self):
        """Fetch with each the person whose it is: `patient`, and what that file was joined into."""
        return self.select_related(PERSON_OF_PATIENT)

    def with_versions(self):
        """Fetch with each its versions with their items, which know their lines and steps."""
        items = ProgrammeItem.objects.select_related("line", "moved_by__decided_by__practitioner")
        versions = ProgrammeVersion.objects.select_related("sent_by").prefetch_related(
            Prefetch("items", items)
        )
        people = self.with_person().select_related("practitioner__user", "assessment")
        return people.prefetch_related(Prefetch("versions", versions))


@pghistory.track()
class Programme(models.Model):
    """A plan of one patient, from its first version to its end."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="programmes")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="programmes")
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="programmes"
    )
    status = models.CharField(max_length=16, choices=ProgrammeStatus, default=ProgrammeStatus.DRAFT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = by_somebody()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = by_somebody_or_none()
    end_reason = models.TextField(blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            known("status", ProgrammeStatus, "programme_status_known"),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(status=ProgrammeStatus.RUNNING),
                name="programme_running_once",
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(status=ProgrammeStatus.DRAFT),
                name="programme_draft_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[ProgrammeStatus.ENDED, ProgrammeStatus.DISCARDED],
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                )
                | Q(
                    status__in=[ProgrammeStatus.DRAFT, ProgrammeStatus.RUNNING],
                    ended_at__isnull=True,
                ),
                name="programme_ended_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practitioner"],
                condition=Q(status=ProgrammeStatus.RUNNING),
                name="programme_running",
            ),
        ]

    def __str__(self):
        return f"Programme {self.reference}"

    @property
    def is_running(self):
        return self.status == ProgrammeStatus.RUNNING

    @property
    def draft(self) -> "ProgrammeVersion | None":
        """The version that is being written; None without one."""
        return next((each for each in self.versions.all() if not each.is_sent), None)

    @property
    def in_force(self) -> "ProgrammeVersion | None":
        """The version that was sent last: what the patient follows, or last followed."""
        return next((each for each in self.versions.all() if each.is_sent), None)


class ProgrammeVersion(models.Model):
    """One state of a plan: a draft until it is sent, and never changed from then on.

    `rules` are the limits by which it moves on, by their codes, as its patient read them.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions")
    number = small()
    revision = models.PositiveIntegerField(default=0)  # counts the saves of a draft
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = by_somebody_or_none()  # none: by the rule
    starts_on = models.DateField()
    weeks = small()
    retest_week = small(null=True, blank=True)
    note = models.TextField(blank=True)  # to the patient
    load_advice = models.TextField(blank=True)
    cautions = ArrayField(
        models.CharField(max_length=16, choices=CautionCode), default=list, blank=True
    )
    caution_note = models.TextField(blank=True)
    moves_by_itself = models.BooleanField(default=False)
    rules = models.JSONField(default=dict, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = by_somebody_or_none()
    is_by_rule = models.BooleanField(default=False)  # the plan moved on by itself
    made_by = models.OneToOneField(  # the step that this version was made for
        "ProgressionStep", models.PROTECT, null=True, blank=True, related_name="version"
    )

    class Meta:
        ordering = ["programme", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["id", "programme"], name="version_with_programme"),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(sent_at__isnull=True, made_by__isnull=True),
                name="version_draft_once",
            ),
            within("weeks", 1, timetable.MOST_WEEKS, "version_weeks_within_range"),
            within("retest_week", 1, timetable.MOST_WEEKS, "version_retest_within_range"),
            models.CheckConstraint(
                condition=Q(cautions__contained_by=CautionCode.values),
                name="version_cautions_known",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True, is_by_rule=False)
                | Q(sent_at__isnull=False, sent_by__isnull=False, is_by_rule=False)
                | Q(sent_at__isnull=False, sent_by__isnull=True, is_by_rule=True),
                name="version_sent_by_somebody_or_the_rule",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | (~Q(load_advice="") & ~Q(rules={})),
                name="version_sent_with_load_advice_and_rules",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(cautions=[]) | ~Q(caution_note=""),
                name="version_sent_with_its_cautions_noted",
            ),
        ]

    def __str__(self):
        return f"Version {self.number} of {self.programme_id}"

    @property
    def is_sent(self):
        return self.sent_at is not None

    @property
    def ends_on(self):
        return timetable.last_day(self.starts_on, self.weeks)

    @property
    def retest_on(self):
        """The day from which the retest is due; None where none is planned."""
        return self.retest_week and timetable.retest_day(self.starts_on, self.retest_week)

    @property
    def caution_words(self) -> list[str]:
        return [CautionCode(code).label for code in self.cautions]


class ProgrammeLine(models.Model):
    """One place in a plan, over all its versions: an exercise, and what it moves on to."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="lines")
    number = small()

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="line_number_once"),
            models.UniqueConstraint(fields=["id", "programme"], name="line_with_programme"),
        ]

    def __str__(self):
        return f"Line {self.number} of {self.programme_id}"


class ProgrammeItem(WithDose):
    """One exercise of a version, with what was shown of it then; `reason` is the clinician's.

    `shown` holds name, steps, cues, cautions, equipment and whether it is for each side.
    """

    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="items")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="items")
    line = models.ForeignKey(ProgrammeLine, models.PROTECT, related_name="items")
    position = small()
    exercise = models.CharField(max_length=8)  # its code
    exercise_version = small()
    shown = models.JSONField(default=dict)
    days = ArrayField(small(), default=list, blank=True)  # weekdays, Monday is 0
    first_side = models.CharField(max_length=1, choices=Side, blank=True)
    extra_set = models.BooleanField(default=False)  # one more on the side that goes first
    reason = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)  # with its mark
    note = models.CharField(max_length=300, blank=True)  # to the patient
    own_spm = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    is_gentle = models.BooleanField(default=False)  # the step rate rises by 5 % alone
    moved_by = models.ForeignKey(
        "ProgressionStep", models.PROTECT, null=True, blank=True, related_name="items"
    )

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["id", "programme"], name="item_with_programme"),
            models.UniqueConstraint(fields=["version", "line"], name="item_line_once"),
            models.UniqueConstraint(fields=["version", "exercise"], name="item_exercise_once"),
            models.UniqueConstraint(
                fields=["version", "position"],
                name="item_position_once",
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(days__contained_by=list(range(timetable.A_WEEK))),
                name="item_days_known",
            ),
            known("first_side", Side, "item_first_side_known", blank=True),
            models.CheckConstraint(
                condition=Q(extra_set=False) | ~Q(first_side=""),
                name="item_extra_set_of_a_side",
            ),
            within("own_spm", SLOWEST_SPM, FASTEST_SPM, "item_step_rate_within_range"),
            *dose_can_be_done("item"),
        ]

    def __str__(self):
        return f"{self.exercise} of version {self.version_id}"

    @property
    def name(self) -> str:
        return self.shown.get("name", self.exercise)


@pghistory.track()
class DoseDefault(WithDose):
    """The clinic's own default dose of an exercise; without one the exercise's own holds."""

    exercise = models.CharField(max_length=8, unique=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = by_somebody()

    class Meta:
        ordering = ["exercise"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sets__isnull=False), name="dose_default_says_something"
            ),
            *dose_can_be_done("dose_default"),
        ]

    def __str__(self):
        return f"Dose of {self.exercise}"
