"""The exercises of evidence base 5, by their codes. Pure.

What an exercise is comes from there: name, level, dose, cues, cautions, and what was measured of
the gluteus medius. How it is done is said in our own words. Which exercise is easier or harder than
which is ours as well, made of levels, cautions and templates there: a harder one is of the same
kind and of a higher level, and what leads up leads down again. Two lead up by two levels, E11 to
E12 and E14 to E13, for the table has no exercise of their kind in between. Their pages say so, and
a plan is never proposed such a step: a clinician chooses it.
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
