"""The exercises of evidence base 5, by their codes. Pure.

What an exercise is comes from there: name, level, dose, cues, cautions, and what was measured of
the gluteus medius. How it is done is said in our own words. Which exercise is easier or harder than
which is ours as well, made of levels, cautions and templates there: a harder one is of the same
kind and of a higher level, and what leads up leads down again.
"""

from assessments.exercises.exercise import Exercise
from assessments.exercises.on_one_leg import ON_ONE_LEG
from assessments.exercises.on_the_floor import FLOOR
from assessments.exercises.planks import PLANKS
from assessments.exercises.retraining import RETRAINING
from assessments.exercises.standing import STANDING

EXERCISES: dict[str, Exercise] = {
    exercise.code: exercise
    for exercise in sorted(
        (*STANDING, *ON_ONE_LEG, *FLOOR, *PLANKS, *RETRAINING),
        key=lambda exercise: exercise.code,
    )
}
