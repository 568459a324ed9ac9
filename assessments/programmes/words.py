"""Doses and the rules of a plan as its patient reads them. Pure.

The rules' words are made of the same settings that the plan moves on by, so that what a patient
read before they started is what holds. The load advice is that of the runs' page.
"""

from assessments.exercises.doses import Dose
from assessments.exercises.exercise import Laterality
from assessments.exercises.words import words_of
from assessments.judging.shapes import Settings
from assessments.programmes.progression import Limits, Rule
from assessments.running import words as running


def counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def dose_in_words(
    dose: Dose | None, laterality: Laterality, *, words: str = "", extra_set: bool = False
) -> str:
    """Return a dose as its patient reads it; `words` say what no number can."""
    parts = [words_of(dose, laterality)] if dose else []
    if extra_set:
        parts.append("one more set on the side that goes first")
    return ", ".join([*parts, *filter(None, [words])])


# --- The rules ------------------------------------------------------------------------------------


def rules_in_words(settings: Settings, *, by_itself: bool) -> list[str]:
    """Return how the plan moves on, line by line, as it is shown before one starts."""
    limits = Limits.of(settings)
    return [
        _up(limits),
        _down(limits),
        f"Never two levels of an exercise within {counted(limits.days_between, 'day', 'days')}.",
        "Your plan then changes by itself, and your clinician sees each step."
        if by_itself
        else "Your clinician looks at each step before your plan changes.",
        f"If you log nothing for {counted(limits.silence_days, 'day', 'days')}, or a session took "
        f"an effort of {limits.effort_from} out of 10 or more, your clinician is told as well.",
    ]


def _up(limits):
    often = (
        "in one session"
        if limits.sessions == 1
        else f"on {limits.sessions} sessions in a row, each on a day of its own"
    )
    return (
        f"One level harder: when you reach the top of the range in all sets {often}, with pain of "
        f"at most {limits.up_pain_max} out of 10 and good control."
    )


def _down(limits):
    return (
        f"One level easier: when an exercise hurts more than {limits.down_pain_above} out of 10, "
        "or it is worse the next day. Your clinician is told."
    )


def step_in_words(rule: Rule, limits: Limits) -> str:
    """Return which part of the rule moves an exercise, with its limits."""
    if rule == Rule.TOP_OF_RANGE:
        often = counted(limits.sessions, "session", "sessions in a row")
        return (
            f"Top of the range in all sets on {often}, pain at most {limits.up_pain_max}/10, good "
            "control: one level harder."
        )
    why = f"Pain above {limits.down_pain_above}/10" if rule == Rule.PAIN else "Worse the next day"
    return f"{why}: one level easier."


# --- Load -----------------------------------------------------------------------------------------


def load_advice(settings: Settings) -> str:
    """Return the load advice that is part of every plan: P16, P17 and P18 with today's limits."""
    return " ".join((running.load_advice(settings), running.pain_advice(settings), running.CALL_US))
