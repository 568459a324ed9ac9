"""The clinic's own exercises, what it hides of the library, and who stands for an exercise."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from assessments.exercises.doses import (
    MOST_COUNTED,
    MOST_REST_S,
    MOST_SECONDS,
    MOST_SETS,
    Counted,
    Dose,
)
from assessments.exercises.exercise import Aim, Equipment, Exercise, Laterality
from assessments.models.choices import within
from clinic.models import Practitioner

OWN = "C"  # begins the code of an exercise of the clinic's own
HTTPS = RegexValidator(r"^https://", "Give a link that begins with https://.")


def one_of(field, choices, name):
    """Return the constraint that a field holds a value of an enumeration of the pure core."""
    values = [choice.value for choice in choices]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def lines(**options):
    """Return a field of sentences, one after another."""
    return ArrayField(models.CharField(max_length=300), default=list, **options)


def secure_link(name):
    """Return the constraint that a link, where there is one, goes over TLS."""
    condition = Q(video_url="") | Q(video_url__startswith="https://")
    return models.CheckConstraint(condition=condition, name=name)


class ExercisePicture(models.Model):
    """A picture of an exercise, decoded and encoded again here. It is written once."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    jpeg = models.BinaryField()
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Picture {self.reference}"


@pghistory.track()
class OwnExercise(models.Model):
    """An exercise that the clinic added. It may be hidden and is never deleted.

    `version` is raised with every change; the history keeps what earlier versions said.
    """

    number = models.PositiveIntegerField(unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    summary = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField()
    aim = models.CharField(max_length=16)
    laterality = models.CharField(max_length=8)
    is_single_limb = models.BooleanField(default=False)
    position = models.CharField(max_length=200)
    equipment = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    steps = lines()
    cues = lines(blank=True)
    cautions = lines(blank=True)
    needs = models.CharField(max_length=200, blank=True)
    sets = models.PositiveSmallIntegerField(default=1)
    sets_most = models.PositiveSmallIntegerField(null=True, blank=True)
    least = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    counted = models.CharField(max_length=16, default=Counted.REPETITIONS)
    hold_s = models.PositiveSmallIntegerField(null=True, blank=True)
    rest_s = models.PositiveSmallIntegerField(null=True, blank=True)
    dose_words = models.CharField(max_length=200, blank=True)
    picture = models.ForeignKey(
        ExercisePicture, models.PROTECT, null=True, blank=True, related_name="+"
    )
    picture_alt = models.CharField(max_length=200, blank=True)
    video_url = models.URLField(blank=True, validators=[HTTPS])
    version = models.PositiveSmallIntegerField(default=1)
    written_on = models.DateField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="own_exercise_name_once"),
            one_of("aim", Aim, "own_exercise_aim_known"),
            one_of("laterality", Laterality, "own_exercise_laterality_known"),
            one_of("counted", Counted, "own_exercise_counted_known"),
            within("level", 1, 5, "own_exercise_level_within_range"),
            within("sets", 1, MOST_SETS, "own_exercise_sets_within_range"),
            within("least", 1, MOST_SECONDS, "own_exercise_least_within_range"),
            within("hold_s", 1, MOST_SECONDS, "own_exercise_hold_within_range"),
            within("rest_s", 1, MOST_REST_S, "own_exercise_rest_within_range"),
            models.CheckConstraint(
                condition=Q(most__gte=F("least"), most__lte=MOST_COUNTED)
                | Q(most__gte=F("least"), most__lte=MOST_SECONDS, counted=Counted.SECONDS.value),
                name="own_exercise_most_within_range",
            ),
            models.CheckConstraint(
                condition=Q(sets_most__isnull=True)
                | Q(sets_most__gte=F("sets"), sets_most__lte=MOST_SETS),
                name="own_exercise_sets_most_within_range",
            ),
            models.CheckConstraint(
                condition=Q(hold_s__isnull=True) | ~Q(counted=Counted.SECONDS.value),
                name="own_exercise_hold_is_not_counted",
            ),
            models.CheckConstraint(
                condition=Q(equipment__contained_by=[one.value for one in Equipment]),
                name="own_exercise_equipment_known",
            ),
            models.CheckConstraint(condition=Q(steps__len__gte=1), name="own_exercise_has_steps"),
            models.CheckConstraint(
                condition=Q(picture__isnull=True) | ~Q(picture_alt=""),
                name="own_exercise_picture_is_told",
            ),
            secure_link("own_exercise_video_is_secure"),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def code(self):
        return f"{OWN}{self.number:02}"

    def as_exercise(self) -> Exercise:
        """Return it as the library's are; its `picture` is to be loaded with it."""
        return Exercise(
            code=self.code,
            slug=self.slug,
            name=self.name,
            summary=self.summary,
            level=self.level,
            aim=Aim(self.aim),
            laterality=Laterality(self.laterality),
            position=self.position,
            equipment=tuple(Equipment(one) for one in self.equipment),
            steps=tuple(self.steps),
            cues=tuple(self.cues),
            cautions=tuple(self.cautions),
            dose=Dose(
                sets=self.sets,
                sets_most=self.sets_most,
                least=self.least,
                most=self.most,
                counted=Counted(self.counted),
                hold_s=self.hold_s,
                rest_s=self.rest_s,
            ),
            dose_words=self.dose_words,
            dose_source="ours",
            needs=self.needs,
            is_single_limb=self.is_single_limb,
            video_url=self.video_url,
            picture=str(self.picture.reference) if self.picture_id else "",
            picture_alt=self.picture_alt,
            version=self.version,
            written_on=self.written_on,
        )


@pghistory.track()
class ExerciseChoice(models.Model):
    """What the clinic chose for one exercise: not to use it, or a video beside our drawing."""

    code = models.CharField(max_length=8, unique=True)
    is_hidden = models.BooleanField(default=False)
    video_url = models.URLField(blank=True, validators=[HTTPS])
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code"]
        constraints = [secure_link("exercise_choice_video_is_secure")]

    def __str__(self):
        return f"{self.code}: {'hidden' if self.is_hidden else 'shown'}"


@pghistory.track()
class ExerciseReview(models.Model):
    """A practitioner read an exercise and found it right; the latest review is shown."""

    code = models.CharField(max_length=8)
    reviewed_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="exercise_reviews")
    reviewed_on = models.DateField()
    exercise_version = models.PositiveSmallIntegerField()  # a changed one needs a new review

    class Meta:
        ordering = ["-reviewed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "exercise_version", "reviewed_by"], name="exercise_review_once"
            ),
        ]

    def __str__(self):
        return f"{self.code}, {self.reviewed_on}"
