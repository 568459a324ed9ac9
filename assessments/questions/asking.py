"""What is asked between visits, when, and in which words. Pure.

Only words of our own are printed. The items of the other questionnaires belong to their authors
(evidence base 2.10): of those the page has the numbers, and the patient the printed form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assessments.questions.questionnaires import (
    LEFS,
    NPRS,
    PSFS,
    UWRI,
    VISA_A,
    Questionnaire,
)

OUR_WORDS = (PSFS, NPRS)
NEEDS_THE_FORM = (UWRI, LEFS, VISA_A)
ASKED = (*OUR_WORDS, *NEEDS_THE_FORM)  # in the order of the page
PSFS_QUESTION = "How well can you do it today? 0 is not at all, 10 as well as before."
NPRS_QUESTION = "How much pain do you have now? 0 is none, 10 the worst you can think of."
DAY_AFTER_QUESTION = (
    "A day after your run with us: how much pain do you have now? 0 is none, 10 the worst you can "
    "think of."
)


@dataclass(frozen=True, slots=True)
class Times:
    """When questions are sent, when they are called to mind, once, and until when they are open."""

    due_at: datetime
    remind_at: datetime
    closes_at: datetime


FIRST, REMINDER = "asked", "reminder"  # what tells its two mails apart
APART = timedelta(hours=1)  # at least; a reminder on the heels of its question reminds of nothing
AFTER_A_RUN = timedelta(hours=24)  # evidence base 2.5


def day_after(ended_at: datetime, now: datetime) -> Times | None:
    """Return when pain is asked a day after a run; None once that is over.

    Another day later the answer would be of another time. These hours are ours.
    """
    asked_at = ended_at + AFTER_A_RUN
    closes_at = asked_at + timedelta(hours=24)
    due_at = max(asked_at, now)
    if due_at + timedelta(hours=2) > closes_at:
        return None
    remind_at = min(due_at + timedelta(hours=6), closes_at - timedelta(hours=1))
    return Times(due_at, remind_at, closes_at)


def from_day(due_at: datetime) -> Times:
    """Return the times of questionnaires: called to mind after three days, open for two weeks."""
    return Times(due_at, due_at + timedelta(days=3), due_at + timedelta(days=14))


def mail_times(times: Times, awake: Callable[[datetime], datetime]) -> dict[str, datetime]:
    """Return when each mail goes out, by its occasion; `awake` moves an instant out of the night.

    There is no reminder where that would leave it less than an hour after the question, or too
    late for an answer.
    """
    first, again = awake(times.due_at), awake(times.remind_at)
    if first + APART <= again < times.closes_at:
        return {FIRST: first, REMINDER: again}
    return {FIRST: first}


def needs_the_form(codes: list[str]) -> bool:
    """Say whether the patient needs printed forms beside them."""
    return any(known.code in codes for known in NEEDS_THE_FORM)


def in_order(codes: list[str]) -> list[Questionnaire]:
    """Return the questionnaires of these codes, in the order of the page."""
    return [known for known in ASKED if known.code in codes]


def same_activities(before: list[str], after: list[str]) -> bool:
    """Say whether two scores are of the same activities; other ones make another scale."""
    return {one.casefold() for one in before} == {one.casefold() for one in after}
