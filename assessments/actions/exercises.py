"""The clinic adds an exercise, changes or hides one, and stands for what one says."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from assessments.exceptions import ExerciseChanged, ExerciseNameTaken
from assessments.exercises.exercise import Exercise
from assessments.exercises.library import EXERCISES
from assessments.files.frames import Picture
from assessments.models import ExerciseChoice, ExercisePicture, ExerciseReview, OwnExercise
from clinic.models import Practitioner, User

LONGEST_SLUG = OwnExercise._meta.get_field("slug").max_length


@transaction.atomic
def add_exercise(
    *, values: dict[str, object], picture: Picture | None, by: User, now: datetime
) -> OwnExercise:
    """Add an exercise of the clinic's own; `values` are its fields. Raises ExerciseNameTaken.

    Its address is made of its name, or of its code where the name has no Latin letter, and stays.
    """
    with connection.cursor() as cursor:  # one writer at a time: numbers are given in turn
        cursor.execute("LOCK TABLE assessments_ownexercise IN SHARE ROW EXCLUSIVE MODE")
    number = (OwnExercise.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    exercise = OwnExercise(number=number, **values)
    exercise.slug = slugify(exercise.name)[:LONGEST_SLUG].strip("-") or exercise.code.lower()
    exercise.picture = _kept(picture, by, now)
    _save(exercise, by, now)
    return exercise


@transaction.atomic
def change_exercise(
    *,
    exercise: OwnExercise,
    version: int,
    values: dict[str, object],
    picture: Picture | None,
    drop_picture: bool,
    by: User,
    now: datetime,
) -> OwnExercise:
    """Change an exercise of the clinic's own, and raise its version where something differs.

    `version` is the one that the page began with: raises ExerciseChanged where another stands, and
    ExerciseNameTaken. The history keeps what earlier versions said, and their pictures stay.
    """
    row = OwnExercise.objects.select_for_update(no_key=True).get(pk=exercise.pk)
    if row.version != version:
        raise ExerciseChanged
    if drop_picture:
        values = values | {"picture": None, "picture_alt": ""}
    if picture:
        values = values | {"picture": _kept(picture, by, now)}
    if all(getattr(row, field) == value for field, value in values.items()):
        return row
    for field, value in values.items():
        setattr(row, field, value)
    row.version += 1
    _save(row, by, now)
    return row


@transaction.atomic
def choose_exercise(
    *,
    exercise: Exercise,
    by: User,
    now: datetime,
    is_hidden: bool | None = None,
    video_url: str | None = None,
) -> ExerciseChoice:
    """Record whether the clinic uses an exercise, or a video to show beside one of the library.

    What is None stays as it stands by then. The same choice again changes nothing. Plans that were
    sent keep what they hold.
    """
    chosen = {"is_hidden": is_hidden, "video_url": video_url}
    chosen = {field: value for field, value in chosen.items() if value is not None}
    choice, is_new = ExerciseChoice.objects.select_for_update(no_key=True).get_or_create(
        code=exercise.code, defaults=chosen | {"changed_at": now, "changed_by": by}
    )
    if is_new or all(getattr(choice, field) == value for field, value in chosen.items()):
        return choice
    for field, value in chosen.items():
        setattr(choice, field, value)
    choice.changed_at, choice.changed_by = now, by
    choice.save()
    return choice


def review_exercise(*, exercise: Exercise, practitioner: Practitioner) -> ExerciseReview:
    """Record that a practitioner stands by this version, as of today; again changes nothing."""
    review, _ = ExerciseReview.objects.update_or_create(
        code=exercise.code,
        exercise_version=exercise.version,
        reviewed_by=practitioner,
        defaults={"reviewed_on": timezone.localdate()},
    )
    return review


def _kept(picture, by, now):
    if picture is None:
        return None
    return ExercisePicture.objects.create(
        jpeg=picture.jpeg,
        width_px=picture.width_px,
        height_px=picture.height_px,
        added_at=now,
        added_by=by,
    )


def _save(exercise, by, now):
    """Save a row unless its name or address is another's; the constraints have the last word."""
    names = {one.name.casefold() for one in EXERCISES.values()}
    slugs = {one.slug for one in EXERCISES.values()}
    if exercise.name.casefold() in names or exercise.slug in slugs:
        raise ExerciseNameTaken
    exercise.changed_by, exercise.written_on = by, timezone.localdate(now)
    try:
        with transaction.atomic():
            exercise.save()
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name in _NAMES:
            raise ExerciseNameTaken from error
        raise


_NAMES = ("own_exercise_name_once", "assessments_ownexercise_slug_key")
