"""What was seen by eye, tested and answered, and what the rules and the clinician make of it."""

from decimal import Decimal

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Window
from django.db.models.functions import Lag
from django.utils import timezone

from assessments.judging import grading, thresholds
from assessments.models.assessment import Assessment
from assessments.models.choices import (
    GRADES_OF,
    WITHOUT_SIDE,
    ClinicalTestCode,
    Confidence,
    Contraction,
    EyeGrade,
    MetricCode,
    ObservationItem,
    Position,
    QuestionnaireCode,
    RunState,
    Side,
    known,
    within,
)
from assessments.sentences.measures import GRADE_WORDS


def grade_of_item():
    """Return the condition that each item has a grade of its own kind."""
    condition = Q(pk__isnull=True)
    for item, grades in GRADES_OF.items():
        condition |= Q(item=item, grade__in=grades.values)
    return condition


@pghistory.track()
class Observation(models.Model):
    """What the clinician saw by eye, of one stance leg or of the runner. No rule overwrites it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="observations")
    item = models.CharField(max_length=24, choices=ObservationItem)
    side = models.CharField(max_length=1, choices=Side, blank=True)  # "": of the whole runner
    grade = models.CharField(max_length=24)
    confidence = models.CharField(max_length=16, choices=Confidence, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["assessment", "item", "side"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "item", "side"], name="observation_once"),
            known("item", ObservationItem, "observation_item_known"),
            known("side", Side, "observation_side_known", blank=True),
            known("confidence", Confidence, "observation_confidence_known", blank=True),
            models.CheckConstraint(
                condition=Q(item__in=WITHOUT_SIDE, side="")
                | (~Q(item__in=WITHOUT_SIDE) & ~Q(side="")),
                name="observation_of_a_side_or_the_runner",
            ),
            models.CheckConstraint(condition=grade_of_item(), name="observation_grade_of_item"),
        ]

    def __str__(self):
        return f"{self.item} {self.side}: {self.grade}"

    def get_grade_display(self):
        return GRADES_OF[ObservationItem(self.item)](self.grade).label

    @property
    def in_plain_words(self) -> str:
        """What a patient reads: an everyday word for a label, the three phrases for a grade."""
        if self.grade == EyeGrade.NOT_SEEN:
            return "Could not be judged"
        words = GRADE_WORDS.get(grading.grade_by_eye(self.item, self.grade).grade)
        return words.capitalize() if words else self.get_grade_display()


@pghistory.track()
class ClinicalTest(models.Model):
    """One test of one leg. `trials` are seconds or newtons; `best` is what counts of them."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="clinical_tests")
    code = models.CharField(max_length=24, choices=ClinicalTestCode)
    side = models.CharField(max_length=1, choices=Side)
    state = models.CharField(max_length=16, choices=RunState)  # strength before and after the run
    trials = ArrayField(models.DecimalField(max_digits=5, decimal_places=1), size=6)
    best = models.DecimalField(max_digits=5, decimal_places=1)
    arm_cm = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    mass_kg = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    contraction = models.CharField(max_length=8, choices=Contraction, blank=True)
    position = models.CharField(max_length=16, choices=Position, blank=True)
    load_kg = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    pain = models.PositiveSmallIntegerField(null=True, blank=True)  # NPRS during the test
    is_valid = models.BooleanField(default=True)  # the clinician's word: pain or balance spoil it
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["assessment", "code", "state", "side"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "code", "side", "state"], name="clinical_test_once"
            ),
            known("code", ClinicalTestCode, "clinical_test_code_known"),
            known("side", Side, "clinical_test_side_known"),
            known("state", RunState, "clinical_test_state_known"),
            known("contraction", Contraction, "clinical_test_contraction_known", blank=True),
            known("position", Position, "clinical_test_position_known", blank=True),
            models.CheckConstraint(
                condition=Q(code=ClinicalTestCode.TRENDELENBURG, best__range=(0, 30))
                | Q(code=ClinicalTestCode.ABDUCTOR_FORCE, best__range=(0, 800))
                | Q(
                    code__in=[ClinicalTestCode.ABDUCTOR_HOLD, ClinicalTestCode.SIDE_BRIDGE],
                    best__range=(0, 300),
                ),
                name="clinical_test_best_within_range",
            ),
            within("arm_cm", 5, 120, "clinical_test_arm_within_range"),
            within("mass_kg", 20, 250, "clinical_test_mass_within_range"),
            within("load_kg", 0, 100, "clinical_test_load_within_range"),
            within("pain", 0, 10, "clinical_test_pain_within_range"),
        ]

    def __str__(self):
        return f"{self.code} {self.side}: {self.best}"


@pghistory.track()
class QuestionnaireResponse(models.Model):
    """The raw answers of one questionnaire, and its score by one version of the scorer."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="questionnaire_responses"
    )
    code = models.CharField(max_length=16, choices=QuestionnaireCode)
    answers = ArrayField(models.PositiveSmallIntegerField())
    activities = ArrayField(models.CharField(max_length=120), default=list, blank=True)  # PSFS
    score = models.DecimalField(max_digits=4, decimal_places=1)
    scorer_version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, blank=True)  # of the form that was answered

    class Meta:
        ordering = ["assessment", "code"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="questionnaire_once"),
            known("code", QuestionnaireCode, "questionnaire_code_known"),
            models.CheckConstraint(
                condition=Q(score__range=(0, 100)), name="questionnaire_score_within_range"
            ),
        ]

    def __str__(self):
        return f"{self.code}: {self.score}"


@pghistory.track()
class Finding(models.Model):
    """What a grading rule said of one value, with the rule's version and settings of that day.

    What the clinician says instead stands beside it, with a reason; neither replaces the other.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="findings")
    rule = models.CharField(max_length=8)
    rule_version = models.PositiveSmallIntegerField()
    limits = models.JSONField(default=dict)
    about = models.CharField(max_length=32)  # the code of a metric, a test or what was seen
    side = models.CharField(max_length=1, choices=Side, blank=True)
    state = models.CharField(max_length=16, choices=RunState)
    basis = models.JSONField(default=dict)  # what was judged: while it stays, so does the grade
    grade = models.CharField(max_length=24, blank=True)
    label = models.CharField(max_length=24, blank=True)  # the code of a `Way`, or what was seen
    why_no_grade = models.CharField(max_length=200, blank=True)
    override = models.CharField(max_length=24, choices=EyeGrade, blank=True)
    override_reason = models.CharField(max_length=500, blank=True)
    override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["assessment", "about", "state", "side"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "rule", "about", "side", "state"], name="finding_once"
            ),
            known("side", Side, "finding_side_known", blank=True),
            known("state", RunState, "finding_state_known"),
            models.CheckConstraint(
                condition=~Q(grade="") | ~Q(why_no_grade=""), name="finding_has_a_grade_or_a_why"
            ),
            known("override", EyeGrade, "finding_override_known", blank=True),
            models.CheckConstraint(
                condition=Q(override="", override_reason="", override_by__isnull=True)
                | (~Q(override="") & ~Q(override_reason="") & Q(override_by__isnull=False)),
                name="finding_overridden_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.rule}: {self.grade or self.why_no_grade}"

    @property
    def final_grade(self) -> str:
        """The clinician's grade where there is one, or the rule's."""
        return self.override or self.grade


@pghistory.track()
class TargetMeasure(models.Model):
    """One of at most three measures that the retest is to judge, chosen in advance."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="target_measures")
    rank = models.PositiveSmallIntegerField()
    metric = models.CharField(max_length=32, choices=MetricCode)
    side = models.CharField(max_length=1, choices=Side, blank=True)
    state = models.CharField(max_length=16, choices=RunState)

    class Meta:
        ordering = ["assessment", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "rank"], name="target_rank_once"),
            models.UniqueConstraint(
                fields=["assessment", "metric", "side", "state"], name="target_once"
            ),
            models.CheckConstraint(condition=Q(rank__range=(1, 3)), name="target_of_three"),
            known("metric", MetricCode, "target_metric_known"),
            known("side", Side, "target_side_known", blank=True),
            known("state", RunState, "target_state_known"),
        ]

    def __str__(self):
        return f"{self.rank}: {self.metric} {self.side}"


class RuleSettingManager(models.Manager):
    def current(self) -> dict[str, Decimal]:
        """Return every threshold by its code: the clinic's own, or its default."""
        return thresholds.defaults() | dict(self.values_list("code", "value"))

    def history(self) -> models.QuerySet:
        """Return each change with the value `before` it (None: the default), latest first."""
        events = self.model._meta.get_field("events").related_model.objects.exclude(
            pgh_label="delete"
        )
        before = Window(Lag("value"), partition_by="code", order_by="pgh_id")
        return events.annotate(before=before).select_related("changed_by").order_by("-pgh_id")


@pghistory.track()
class RuleSetting(models.Model):
    """A threshold that the clinic set itself; without a row its default holds.

    Setting one rewrites no finding: each keeps the limits of its day.
    """

    code = models.CharField(max_length=48, unique=True)
    value = models.DecimalField(max_digits=8, decimal_places=3)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RuleSettingManager()

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return f"{self.code}: {self.value}"
