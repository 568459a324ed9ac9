"""The exercises that the clinic uses: its own beside the library, and nothing that it hides."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.actions.exercises import (
    change_exercise,
    choose_exercise,
    review_exercise,
)
from assessments.catalogue import all_exercises, exercises_by_code
from assessments.exceptions import ExerciseChanged, ExerciseNameTaken
from assessments.exercises.doses import Counted, Dose
from assessments.exercises.library import EXERCISES
from assessments.models import ExerciseChoice, ExercisePicture, ExerciseReview, OwnExercise
from tests.assessments.exercises.own import FIELDS, a_picture, add_own
from tests.conftest import MONDAY_MORNING
from tests.factories import ClinicianFactory, PractitionerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = MONDAY_MORNING
VIDEO = "https://video.example/walk"


@pytest.fixture
def clinician():
    return ClinicianFactory()


def change(exercise, clinician, *, version=1, picture=None, drop_picture=False, **fields):
    return change_exercise(
        exercise=exercise,
        version=version,
        values=FIELDS | fields,
        picture=picture,
        drop_picture=drop_picture,
        by=clinician,
        now=NOW,
    )


def choose(code, clinician, **chosen):
    exercise = exercises_by_code(with_hidden=True)[code]
    return choose_exercise(exercise=exercise, by=clinician, now=NOW, **chosen)


def test_without_a_choice_it_is_the_library():
    assert exercises_by_code() == EXERCISES


def test_an_own_exercise_stands_beside_the_library(clinician):
    added = add_own(clinician, picture=a_picture())

    own = exercises_by_code()["C01"]

    assert (own.code, own.slug, own.version) == ("C01", "heel-raise", 1)
    assert own.dose == Dose(sets=3, least=12, most=15, counted=Counted.REPETITIONS)
    assert own.picture == str(added.picture.reference)
    assert own.is_own
    assert list(exercises_by_code()) == [*EXERCISES, "C01"]


def test_what_is_hidden_is_read_by_who_asks_for_it(clinician):
    choose("E12", clinician, is_hidden=True)

    assert "E12" not in exercises_by_code()
    assert exercises_by_code(with_hidden=True) == EXERCISES
    assert all_exercises() == (EXERCISES, {"E12"})
    choose("E12", clinician, is_hidden=False)
    assert exercises_by_code() == EXERCISES
    assert ExerciseChoice.objects.count() == 1


def test_a_video_of_the_clinic_stands_beside_ours(clinician):
    choose("E01", clinician, video_url=VIDEO)

    assert exercises_by_code()["E01"] == replace(EXERCISES["E01"], video_url=VIDEO)


def test_what_is_not_chosen_stays_as_it_stands(clinician):
    choose("E01", clinician, is_hidden=True)
    choose("E01", clinician, video_url=VIDEO)
    choose("E01", clinician, is_hidden=True)

    choice = ExerciseChoice.objects.get()
    assert (choice.is_hidden, choice.video_url) == (True, VIDEO)


def test_it_is_read_in_two_queries_however_many_there_are(clinician, django_assert_num_queries):
    for name in ("Heel raise", "Toe raise", "Hip hinge"):
        add_own(clinician, name=name)
        choose("E02", clinician, video_url=VIDEO)

    with django_assert_num_queries(2):
        assert len(exercises_by_code()) == 28


def test_a_change_raises_the_version_and_the_history_keeps_the_one_before(clinician):
    exercise = add_own(clinician)

    same = change(exercise, clinician)
    changed = change(exercise, clinician, cues=["Tall"])

    assert (same.version, changed.version) == (1, 2)
    kept = exercise.events.order_by("pgh_id").values_list("version", "cues")
    assert list(kept) == [(1, ["Slow down"]), (2, ["Tall"])]
    assert changed.slug == "heel-raise"


def test_a_page_older_than_what_is_stored_changes_nothing(clinician):
    exercise = add_own(clinician)
    change(exercise, clinician, cues=["Tall"])

    with pytest.raises(ExerciseChanged):
        change(exercise, clinician, cues=["Low"])

    assert OwnExercise.objects.get().cues == ["Tall"]


def test_a_picture_may_be_taken_away_and_the_file_stays(clinician):
    exercise = add_own(clinician, picture=a_picture())

    change(exercise, clinician, drop_picture=True)

    assert exercises_by_code()["C01"].picture == ""
    assert ExercisePicture.objects.count() == 1


@pytest.mark.parametrize("name", ["heel RAISE", "Heel-raise!", "Lunge", "LUNGE", "Side plank"])
def test_a_name_or_an_address_is_given_once(clinician, name):
    add_own(clinician)

    with pytest.raises(ExerciseNameTaken):
        add_own(clinician, name=name)

    assert OwnExercise.objects.count() == 1


def test_a_name_in_another_script_has_an_address_all_the_same(clinician):
    assert add_own(clinician, name="かかと上げ").slug == "c01"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level", 0),
        ("level", 6),
        ("sets", 0),
        ("least", 0),
        ("most", 11),
        ("most", 101),
        ("sets_most", 2),
        ("hold_s", 0),
        ("rest_s", 601),
        ("steps", []),
        ("equipment", ["anvil"]),
        ("aim", "glory"),
        ("video_url", "javascript:alert(1)"),
        ("video_url", "http://video.example/walk"),
    ],
)
def test_the_database_takes_no_absurd_exercise(clinician, field, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        add_own(clinician, **{field: value})


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM assessments_ownexercise",
        "UPDATE assessments_exercisepicture SET width_px = 1",
        "DELETE FROM assessments_exercisepicture",
    ],
)
def test_an_exercise_and_its_picture_are_kept(clinician, statement):
    add_own(clinician, picture=a_picture())

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_clinician_stands_by_a_version_once_and_by_the_latest_day(clock):
    exercise, practitioner = EXERCISES["E01"], PractitionerFactory()

    review_exercise(exercise=exercise, practitioner=practitioner)
    clock.shift(86_400)
    review_exercise(exercise=exercise, practitioner=practitioner)

    days = ExerciseReview.objects.values_list("code", "exercise_version", "reviewed_on")
    assert [(code, version, f"{day}") for code, version, day in days] == [("E01", 1, "2026-11-24")]
