"""When a plan moves on: by properties, over whole weeks of logs that move it by themselves."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.exercises.doses import Counted, Dose
from assessments.judging import thresholds
from assessments.programmes.progression import (
    AlertKind,
    Decision,
    Direction,
    Limits,
    Move,
    Rule,
    Session,
    decide,
    reached_top,
    silent_since,
    told_of,
)

MONDAY = date(2026, 11, 23)
LIMITS = Limits.of(thresholds.defaults())
LADDER = ["E04", "E05", "E07", "E08", "E12"]
UP, DOWN = Direction.UP, Direction.DOWN


def on(day):
    return MONDAY + timedelta(days=day)


def session(day, key=None, **changes):
    """A session in which everything went well, on so many days after the Monday."""
    return Session(
        **{
            "log": UUID(int=day if key is None else key),
            "day": on(day),
            "exercise": "E05",
            "reached_top": True,
            "pain": 1,
            "good_control": True,
            **changes,
        }
    )


def decided(*sessions, moves=(), today=20, **changes):
    found = decide("E05", sessions, moves, today=on(today), limits=LIMITS, **changes)
    return found and (found.direction, found.rule)


WELL = (session(16), session(18))
GOES_UP = (UP, Rule.TOP_OF_RANGE)


def test_two_sessions_in_a_row_that_went_well_are_one_level_up():
    found = decide("E05", WELL, (), today=on(20), limits=LIMITS)

    causes = (WELL[0].log, WELL[1].log)
    assert found == Decision(direction=UP, rule=Rule.TOP_OF_RANGE, causes=causes)


@pytest.mark.parametrize(
    "less",
    [
        {"reached_top": False},
        {"pain": 3},
        {"pain": None},
        {"good_control": False},
        {"good_control": None},
        {"exercise": "E04"},
    ],
)
def test_whatever_falls_short_in_either_session_moves_nothing(less):
    first, second = WELL

    assert decided(replace(first, **less), second) is None
    assert decided(first, replace(second, **less)) is None


def test_pain_at_the_limit_is_still_little_and_one_more_is_not():
    first, second = WELL

    assert decided(first, replace(second, pain=LIMITS.up_pain_max)) == GOES_UP
    assert decided(first, replace(second, pain=LIMITS.up_pain_max + 1)) is None


def test_twice_on_one_day_is_one_session_and_a_later_one_that_went_less_well_ends_the_row():
    assert decided(session(16), session(16, key=99)) is None
    assert decided(*WELL, session(19, reached_top=False)) is None
    assert decided(session(14, reached_top=False), *WELL) == GOES_UP


@pytest.mark.parametrize(
    ("bad", "rule"),
    [({"pain": 6}, Rule.PAIN), ({"worse_next_day": True}, Rule.WORSE_NEXT_DAY)],
)
def test_much_pain_or_a_worse_next_day_is_one_level_down(bad, rule):
    assert decided(session(16), session(18, **bad)) == (DOWN, rule)
    assert decided(session(16), session(18, **bad), has_easier=False) is None


def test_pain_at_the_limit_takes_nothing_back():
    assert decided(session(16), session(18, pain=LIMITS.down_pain_above)) is None


def test_what_is_answered_later_of_the_exercise_before_takes_the_step_back():
    went_up = Move(direction=UP, on=on(18), causes=frozenset(one.log for one in WELL))
    worse = replace(WELL[1], worse_next_day=True)

    found = decide("E07", [WELL[0], worse], [went_up], today=on(19), limits=LIMITS)

    assert (found.direction, found.causes) == (DOWN, (worse.log,))


def test_a_declined_step_is_not_proposed_again_for_the_same_sessions():
    causes = frozenset(one.log for one in WELL)
    declined = Move(direction=UP, on=on(19), causes=causes, is_made=False)

    assert decided(*WELL, moves=[declined]) is None
    assert decided(*WELL, session(20), moves=[declined]) is None
    assert decided(*WELL, session(20), session(21), moves=[declined], today=21) == GOES_UP


@pytest.mark.parametrize(
    ("direction", "days", "goes_up"), [(UP, 6, False), (UP, 7, True), (DOWN, 6, False)]
)
def test_nothing_goes_up_within_a_week_of_a_step(direction, days, goes_up):
    moves = [Move(direction=direction, on=on(10))]

    found = decided(session(10 + days - 1), session(10 + days), moves=moves, today=10 + days)

    assert found == (GOES_UP if goes_up else None)


def test_an_old_bad_session_that_arrives_late_takes_nothing_down():
    assert decided(session(13, pain=9), today=20) is None
    assert decided(session(14, pain=9), today=20) == (DOWN, Rule.PAIN)


def test_pain_within_a_week_of_a_step_down_takes_the_next_one_once_the_week_has_passed():
    went_down = Move(direction=DOWN, on=on(10), causes=frozenset([UUID(int=10)]))
    hurt = session(16, pain=9)

    assert decided(hurt, moves=[went_down], today=16) is None
    assert decided(hurt, moves=[went_down], today=17) == (DOWN, Rule.PAIN)
    of_before = replace(hurt, exercise="E07")  # logged of an older page
    assert decided(of_before, moves=[went_down], today=17) is None


def test_a_log_from_a_clock_that_runs_ahead_counts_for_nothing_yet():
    assert decided(session(18), session(25, pain=9)) is None


# --- Over whole weeks -----------------------------------------------------------------------------

logged = st.builds(
    session,
    st.integers(0, 40),
    key=st.integers(0, 60),
    reached_top=st.sampled_from([True, True, True, False]),
    pain=st.sampled_from([0, 1, 2, 2, 3, 5, 6, 10, None]),
    good_control=st.sampled_from([True, True, True, False, None]),
    worse_next_day=st.sampled_from([None, None, False, True]),
)
weeks = st.lists(logged, max_size=40, unique_by=lambda each: each.log)


def play(logs, limits=LIMITS):
    """Have a plan move by itself as the logs come in, day by day.

    Return its moves, each with the sessions that were known then.
    """
    place, moves, known = 1, [], []
    for log in sorted(logs, key=lambda each: each.day):
        known.append(replace(log, exercise=LADDER[place]))
        found = decide(
            LADDER[place],
            known,
            [move for move, _ in moves],
            today=log.day,
            limits=limits,
            has_easier=place > 0,
            has_harder=place < len(LADDER) - 1,
        )
        if found:
            place += 1 if found.direction == UP else -1
            move = Move(direction=found.direction, on=log.day, causes=frozenset(found.causes))
            moves.append((move, list(known)))
    return moves


@given(weeks)
def test_never_two_levels_in_a_week(logs):
    moves = [move for move, _ in play(logs)]

    for before, after in pairwise(moves):
        if after.direction == UP:
            assert after.on - before.on >= LIMITS.between
    for way in Direction:
        days = [move.on for move in moves if move.direction == way]
        assert all(after - before >= LIMITS.between for before, after in pairwise(days))


@given(weeks)
def test_never_up_with_pain_above_the_limit_or_without_good_control(logs):
    for move, known in play(logs):
        if move.direction == UP:
            causes = [each for each in known if each.log in move.causes]
            assert all(each.pain is not None and each.pain <= LIMITS.up_pain_max for each in causes)
            assert all(each.good_control and not each.worse_next_day for each in causes)
            assert len({each.day for each in causes}) == LIMITS.sessions


@given(st.lists(logged, max_size=12), st.data())
def test_the_same_log_twice_changes_nothing(logs, draw):
    by_key = list({each.log: each for each in logs}.values())
    again = draw.draw(st.lists(st.sampled_from(by_key), max_size=6)) if by_key else []
    asked = {"today": on(40), "limits": LIMITS}

    assert decide("E05", [*by_key, *again], (), **asked) == decide("E05", by_key, (), **asked)


@given(st.lists(logged, max_size=12), st.permutations(range(12)))
def test_the_order_in_which_logs_arrive_changes_nothing(logs, order):
    by_key = list({each.log: each for each in logs}.values())
    shuffled = [by_key[place] for place in order if place < len(by_key)]
    asked = {"today": on(40), "limits": LIMITS}

    assert decide("E05", shuffled, (), **asked) == decide("E05", by_key, (), **asked)


# --- What a set reached, and what is told ---------------------------------------------------------

REPS = Dose(sets=3, least=8, most=12)


@pytest.mark.parametrize(
    ("dose", "done", "reached"),
    [
        (REPS, [12, 12, 12], True),
        (REPS, [12, 12, 13, 5], False),
        (REPS, [12, 12], False),
        (REPS, [12, 12, 11], False),
        (REPS, [], False),
        (Dose(sets=1, sets_most=3, least=10, most=20), [20], False),
        (Dose(sets=1, sets_most=3, least=10, most=20), [20, 20, 20], True),
        (Dose(sets=3, least=15, most=40, counted=Counted.SECONDS), [40, 41, 40], True),
        (None, [1], False),
    ],
)
def test_the_top_is_the_most_of_the_range_in_all_sets(dose, done, reached):
    assert reached_top(done, dose) is reached


@pytest.mark.parametrize(
    ("changes", "effort", "told"),
    [
        ({}, 8, []),
        ({"pain": 6}, None, [AlertKind.PAIN]),
        ({"worse_next_day": True}, None, [AlertKind.PAIN]),
        ({"pain": 6}, 9, [AlertKind.PAIN, AlertKind.EFFORT]),
    ],
)
def test_the_clinician_is_told_of_pain_of_a_worse_day_and_of_effort(changes, effort, told):
    assert told_of(session(1, **changes), effort, LIMITS) == told


@pytest.mark.parametrize(
    ("last_log", "today", "since"),
    [
        (None, 6, None),
        (None, 7, 0),
        (3, 9, None),
        (3, 10, 3),
        (-2, 7, 0),
        (30, 42, None),
    ],
)
def test_a_plan_is_silent_once_nothing_was_logged_for_so_many_of_its_days(last_log, today, since):
    found = silent_since(
        starts_on=MONDAY,
        ends_on=on(41),
        last_log=None if last_log is None else on(last_log),
        today=on(today),
        limits=LIMITS,
    )

    assert found == (None if since is None else on(since))
