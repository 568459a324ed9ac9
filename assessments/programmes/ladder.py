"""Which exercise is one step harder or easier than another. Pure.

Up is never more than one level; down leads to the hardest of what is easier. What pain speaks
against is never stepped on to.
"""

from collections.abc import Collection, Mapping

from assessments.exercises.exercise import Exercise
from assessments.programmes.progression import Direction


def steps_from(
    code: str,
    direction: Direction,
    exercises: Mapping[str, Exercise],
    *,
    avoided: Collection[str] = (),
) -> list[str]:
    """Return the codes that a step leads to, the first choice first; none at the end."""
    here = exercises.get(code)
    if here is None:
        return []
    is_up = direction == Direction.UP
    named = here.harder if is_up else here.easier
    found = [
        exercises[each]
        for each in named
        if each in exercises
        and each not in avoided
        and not (is_up and exercises[each].level > here.level + 1)
    ]
    if not is_up:
        found.sort(key=lambda each: -each.level)
    return [each.code for each in found]
