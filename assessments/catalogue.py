"""The exercises that the clinic uses: the library with its own, without what it hides."""

from dataclasses import replace

from assessments.exercises.exercise import Exercise
from assessments.exercises.library import EXERCISES
from assessments.models import ExerciseChoice, OwnExercise


def exercises_by_code(*, with_hidden: bool = False) -> dict[str, Exercise]:
    """Return the library and the clinic's own, in two queries; its choices are applied.

    A plan that was sent may hold what is hidden by now: whoever reads it asks for these too.
    """
    found, hidden = all_exercises()
    return found if with_hidden else {code: found[code] for code in found if code not in hidden}


def all_exercises() -> tuple[dict[str, Exercise], set[str]]:
    """Return all exercises by code, and which of them the clinic does not use; two queries."""
    choices = {choice.code: choice for choice in ExerciseChoice.objects.all()}
    own = [
        row.as_exercise()
        for row in OwnExercise.objects.select_related("picture").defer("picture__jpeg")
    ]
    found = EXERCISES | {exercise.code: exercise for exercise in own}
    return (
        {code: _with_video(exercise, choices.get(code)) for code, exercise in found.items()},
        {code for code in found if code in choices and choices[code].is_hidden},
    )


def _with_video(exercise, choice):
    if choice is None or not choice.video_url:
        return exercise
    return replace(exercise, video_url=choice.video_url)
