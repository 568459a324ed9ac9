from datetime import date
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.pages.figures.drawing import Bar, draw, whole_bar
from bookings.pages.figures.questions import Question, weeks_before
from bookings.pages.figures.values import Figure, Line, percent

ZONE = ZoneInfo("America/Vancouver")
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def test_bars_are_shares_of_a_round_whole():
    lines = [
        Line("A treadmill assessment of an hour", (), Decimal("6.5"), "6.5 %"),
        Line("Ben", (), None, "–"),
    ]

    drawing = draw(lines)

    assert drawing.bars == (
        Bar("A treadmill assessment of an…", "6.5 %", Decimal("65.0"), 15, 22),
        Bar("Ben", "–", Decimal(0), 59, 66),
    )
    assert (drawing.whole, drawing.height) == (10, 88)
    assert drawing.words == "A treadmill assessment of an hour: 6.5 %; Ben: –"


@pytest.mark.parametrize(
    ("longest", "whole"),
    [(0, 1), (1, 1), (Decimal("1.1"), 2), (51, 100), (100, 100), (Decimal("100.1"), 200)],
)
def test_the_longest_bar_fits(longest, whole):
    assert whole_bar(longest) == whole


@given(st.lists(st.decimals(0, 400, places=1), min_size=1, max_size=60))
def test_no_bar_is_too_long(values):
    drawing = draw([Line(str(value), (value,), value) for value in values])

    assert all(0 <= bar.width <= 100 for bar in drawing.bars)


def test_a_table_is_handed_out_with_its_numbers_as_they_are():
    lines = [Line("Ana", (3, percent(1, 3))), Line("Ben", (0, percent(0, 0)))]
    figure = Figure("code", "Title", "", "", "", ("Practitioner", "Visits", "Share"), lines)

    assert figure.rows == [
        ["Practitioner", "Visits", "Share (%)"],
        ["Ana", 3, Decimal("33.3")],
        ["Ben", 0, None],
    ]
    assert [line.cells for line in lines] == [["3", "33.3\xa0%"], ["0", "–"]]


@given(DAYS, st.integers(0, 371))
def test_the_weeks_are_together_the_period_and_each_begins_on_a_monday(first, length):
    last = date.fromordinal(first.toordinal() + length)
    question = Question(first, last, ZONE)

    weeks = question.weeks

    assert (weeks[0].first, weeks[-1].last) == (first, last)
    assert (weeks[0].interval.start, weeks[-1].interval.end) == (
        question.interval.start,
        question.interval.end,
    )
    for week, following in pairwise(weeks):
        assert week.interval.end == following.interval.start
        assert (following.first.weekday(), week.last.weekday()) == (0, 6)


@given(DAYS)
def test_whole_weeks_end_before_this_one(today):
    first, last = weeks_before(today, 4)

    assert (first.weekday(), last.weekday(), (last - first).days) == (0, 6, 27)
    assert 1 <= (today - last).days <= 7
