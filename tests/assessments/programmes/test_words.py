"""What a patient reads of a plan: its rules from its settings, its days, its metronome."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.exercises.doses import Dose
from assessments.exercises.exercise import Laterality
from assessments.judging import plan_limits, thresholds
from assessments.programmes import retraining, timetable, words
from assessments.programmes.progression import Limits, Rule

DEFAULTS = thresholds.defaults()
MONDAY = date(2026, 11, 23)


def test_the_rules_are_told_from_the_settings_that_the_plan_moves_on_by():
    assert words.rules_in_words(DEFAULTS, by_itself=False) == [
        "One level harder: when you reach the top of the range in all sets on 2 sessions in a "
        "row, each on a day of its own, with pain of at most 2 out of 10 and good control.",
        "One level easier: when an exercise hurts more than 5 out of 10, or it is worse the next "
        "day. Your clinician is told.",
        "Never two levels of an exercise within 7 days.",
        "Your clinician looks at each step before your plan changes.",
        "If you log nothing for 7 days, or a session took an effort of 9 out of 10 or more, your "
        "clinician is told as well.",
    ]


@given(st.integers(1, 9), st.integers(0, 10), st.integers(0, 10), st.integers(1, 60))
def test_each_limit_stands_in_the_words(sessions, up, down, days):
    settings = DEFAULTS | {
        plan_limits.SESSIONS_IN_A_ROW: Decimal(sessions),
        plan_limits.UP_PAIN_MAX: Decimal(up),
        plan_limits.DOWN_PAIN_ABOVE: Decimal(down),
        plan_limits.DAYS_BETWEEN_LEVELS: Decimal(days),
    }

    harder, easier, between, *_ = words.rules_in_words(settings, by_itself=True)

    assert f"at most {up} out of 10" in harder
    assert ("one session" if sessions == 1 else f"{sessions} sessions in a row") in harder
    assert f"more than {down} out of 10" in easier
    assert f"{days} day" in between


def test_a_step_says_which_part_of_the_rule_moved_it():
    limits = Limits.of(DEFAULTS)

    assert words.step_in_words(Rule.TOP_OF_RANGE, limits) == (
        "Top of the range in all sets on 2 sessions in a row, pain at most 2/10, good control: "
        "one level harder."
    )
    assert words.step_in_words(Rule.PAIN, limits) == ("Pain above 5/10: one level easier.")


def test_the_load_advice_has_the_clinics_limits():
    advice = words.load_advice(
        DEFAULTS | {"g20_typical_max": Decimal("1.20"), "g19_typical_max": Decimal(3)}
    )

    assert advice.startswith("Keep your next long run within about 20 % of your longest run")
    assert "Mild discomfort up to 3 out of 10" in advice


def test_a_dose_is_told_with_its_extra_set():
    dose = Dose(sets=3, least=8, most=12)

    assert words.dose_in_words(dose, Laterality.EACH, extra_set=True) == (
        "3 sets of 8 to 12, each side, one more set on the side that goes first"
    )
    assert words.dose_in_words(None, Laterality.BOTH, words="8 sessions") == "8 sessions"


# --- Days -----------------------------------------------------------------------------------------


@given(st.sets(st.integers(0, 6)), st.integers(0, 60), st.integers(-3, 80))
def test_planned_days_are_those_that_can_be_counted_one_by_one(weekdays, starts, length):
    first = MONDAY + timedelta(days=starts)
    last = first + timedelta(days=length)
    days = [first + timedelta(days=day) for day in range(max(0, length + 1))]

    assert timetable.planned_days(weekdays, first, last) == sum(
        day.weekday() in weekdays for day in days
    )


@given(st.integers(1, 7))
def test_days_a_week_are_spread_with_rest_between_them(days):
    found = timetable.spread(days)

    assert len(found) == len(set(found)) == days
    assert set(found) <= set(range(7))


def test_a_plan_of_six_weeks_ends_with_its_last_sunday_and_its_retest_is_the_next_day():
    assert timetable.last_day(MONDAY, 6) == date(2027, 1, 3)
    assert timetable.retest_day(MONDAY, 6) == date(2027, 1, 4)
    assert [timetable.week_of(MONDAY + timedelta(days=day), MONDAY) for day in (-1, 0, 7)] == [
        *(0, 1, 2)
    ]


@pytest.mark.parametrize(
    ("weekdays", "said"),
    [
        ([], ""),
        ([0], "Monday"),
        ([4, 0, 2], "Mon, Wed and Fri"),
        (range(7), "every day"),
    ],
)
def test_weekdays_in_words(weekdays, said):
    assert timetable.weekdays_in_words(weekdays) == said


# --- Gait retraining ------------------------------------------------------------------------------


def test_the_metronome_counts_from_ones_own_step_rate_as_the_worked_example_does():
    beats = retraining.metronome(Decimal("169.412"))  # T36: +5 % = 177.9, +10 % = 186.4

    assert (beats.own, beats.slower, beats.faster) == (169, 178, 186)
    assert retraining.metronome_in_words(beats) == (
        "Metronome at 178–186 steps a minute: 5 to 10 % more than the 169 of your own running, at "
        "the same speed."
    )


def test_with_calf_or_achilles_pain_the_change_stays_at_five_percent():
    beats = retraining.metronome(Decimal(170), is_gentle=True)

    assert (beats.slower, beats.faster) == (179, 179)


def test_the_sessions_with_a_mirror_say_when_to_stop_by_the_clinics_limit():
    assert retraining.schedule_in_words(3) == (
        "8 sessions. In the first 4 watch the mirror or video all the time; in the last 4 look "
        "away for longer each time. Stop a session when your pain rises by more than 3 points."
    )


def test_feedback_is_full_for_four_sessions_and_fades_in_the_last_four():
    said = [retraining.feedback_in_words(session) for session in range(1, 10)]

    assert said[:4] == [said[0]] * 4
    assert said[4:8] == [said[4]] * 4
    assert len(set(said)) == 3
