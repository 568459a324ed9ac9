"""Load from run to run: by the longest of 30 days, in words that name no risk."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.running.history import (
    BAND_WORDS,
    NOTHING_BEFORE,
    SHORTER,
    NextLongRun,
    PastRun,
    Week,
    in_words,
    load_of,
    longest_before,
    next_long_run,
    weeks,
)
from assessments.running.picture import HEIGHT, picture
from assessments.running.words import load_advice, pain_advice, pain_marks

TODAY = date(2026, 11, 23)  # a Monday
KM = st.decimals("0.1", "300", places=2)
RUNS = st.lists(
    st.builds(
        PastRun,
        st.integers(0, 90).map(lambda days: TODAY - timedelta(days=days)),
        KM,
        st.integers(0, 10),
    ),
    max_size=12,
)


def ran(days_ago, km, pain=0, next_morning=None):
    return PastRun(TODAY - timedelta(days=days_ago), Decimal(km), pain, next_morning)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ([], NOTHING_BEFORE),
        ([ran(31, "12")], NOTHING_BEFORE),  # a day too long ago
        ([ran(0, "12")], NOTHING_BEFORE),  # the same day is not before it
        ([ran(30, "20")], SHORTER),
        ([ran(30, "16"), ran(2, "5")], BAND_WORDS[0]),
        ([ran(1, "13")], BAND_WORDS[1]),
        ([ran(1, "12")], BAND_WORDS[2]),  # 16 km to 12 km: evidence base 3.5, T46
        ([ran(1, "7.9")], BAND_WORDS[3]),
    ],
)
def test_a_run_is_compared_with_the_longest_of_the_thirty_days_before_it(before, words):
    run = ran(0, "16")

    assert in_words(load_of(run, [run, *before])) == words


def test_the_next_long_run_is_advised_by_the_clinics_threshold():
    runs = [ran(0, "8"), ran(29, "12.55"), ran(30, "40")]

    assert next_long_run(runs, TODAY, Decimal("1.10")) == NextLongRun(
        Decimal("12.55"), Decimal("13.8")
    )
    assert next_long_run([ran(30, "40")], TODAY, Decimal("1.10")) is None


def test_weeks_begin_on_mondays_and_one_without_a_run_is_there():
    runs = [ran(0, "5", 1), ran(1, "8", 3), ran(3, "4", 2), ran(15, "10", 0)]

    assert weeks(runs, TODAY, 4) == [
        Week(date(2026, 11, 2), Decimal(10), 1, 0),
        Week(date(2026, 11, 9), Decimal(0), 0, None),
        Week(date(2026, 11, 16), Decimal(12), 2, 3),
        Week(TODAY, Decimal(5), 1, 1),
    ]


@given(RUNS, KM)
def test_an_earlier_run_never_makes_a_later_one_look_longer(runs, km):
    run, more = ran(0, "10"), ran(3, km)
    before, after = load_of(run, runs), load_of(run, [*runs, more])

    assert after is not None
    assert before is None or after.ratio <= before.ratio
    assert longest_before([*runs, more], TODAY) >= more.km


@given(RUNS)
def test_the_picture_stays_inside_its_frame(runs):
    drawn = picture(weeks(runs, TODAY, 8), Decimal(2))

    assert len(drawn.scale) <= 7
    for bar in drawn.bars:
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
        assert abs(bar.y + bar.height - drawn.floor) < 1e-6
        assert 0 < bar.x < bar.x + 26 < drawn.right
        assert bar.is_marked == ((bar.week.worst_pain or 0) > 2)


@pytest.mark.parametrize(
    ("pain", "next_morning", "marks"),
    [
        (2, None, []),
        (2, 0, []),
        (3, 0, ["more than 2 of 10 during the run"]),
        (1, 1, ["not gone by the next morning"]),
        (4, 3, ["more than 2 of 10 during the run", "more than 2 of 10 the next morning"]),
    ],
)
def test_pain_is_marked_by_the_clinics_threshold(pain, next_morning, marks):
    assert pain_marks(pain, next_morning, Decimal("2.000")) == marks


def test_the_words_carry_the_clinics_numbers():
    assert load_advice({"g20_typical_max": Decimal("1.100")}) == (
        "Keep your next long run within about 10 % of your longest run in the past month."
    )
    assert pain_advice({"g19_typical_max": Decimal("2.000")}).startswith(
        "Mild discomfort up to 2 out of 10 that is gone"
    )
