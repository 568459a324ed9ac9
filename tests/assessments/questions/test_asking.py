"""When something is asked between visits, and what of it may be printed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.questions.asking import (
    ASKED,
    Times,
    day_after,
    from_day,
    in_order,
    needs_the_form,
    same_activities,
)
from assessments.questions.questionnaires import NPRS, PSFS, QUESTIONNAIRES, UWRI

ENDED = datetime(2026, 11, 23, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_pain_is_asked_a_day_after_the_run_and_called_to_mind_once():
    assert day_after(ENDED, ENDED) == Times(ENDED + 24 * HOUR, ENDED + 30 * HOUR, ENDED + 48 * HOUR)


@pytest.mark.parametrize(("stored_h", "asked_h"), [(30, 30), (46, 46), (47, None), (400, None)])
def test_what_is_stored_late_is_asked_at_once_or_not_at_all(stored_h, asked_h):
    times = day_after(ENDED, ENDED + stored_h * HOUR)

    assert (times and times.due_at) == (asked_h and ENDED + asked_h * HOUR)


@given(st.integers(0, 60 * 60))
def test_the_reminder_lies_between_the_question_and_its_end(minutes):
    now = ENDED + timedelta(minutes=minutes)
    for times in (day_after(ENDED, now), from_day(now)):
        assert times is None or now <= times.due_at < times.remind_at < times.closes_at


def test_every_questionnaire_can_be_asked_and_others_words_are_not_printed():
    assert {known.code for known in ASKED} == set(QUESTIONNAIRES)
    assert in_order(["uwri", "nprs", "psfs"]) == [PSFS, NPRS, UWRI]
    assert [needs_the_form([code]) for code in ("psfs", "nprs", "uwri", "lefs", "visa_a")] == [
        *(False, False),
        *(True, True, True),
    ]


def test_activities_are_the_same_in_any_order_and_case():
    assert same_activities(["Stairs", "Run"], ["run", "stairs"])
    assert not same_activities(["Stairs"], ["stairs", "run"])
