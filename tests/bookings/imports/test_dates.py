"""Dates as programs write them: read where there is no doubt, asked about where there is."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.imports.dates import DateOrder, clock_time, example_of_doubt, readings

LAST_DAY = date(1980, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        *("1980-12-31", "1980/12/31", "31/12/1980", "12/31/1980", "31.12.1980", "31 Dec 1980"),
        *("December 31, 1980", "Dec. 31 1980", "31-DEC-1980", " 31  December  1980 "),
        *("1980-12-31 00:00:00", "1980-12-31T00:00", "12/31/1980 0:00"),
    ],
)
def test_a_date_that_can_be_one_day_alone_is_that_day(text):
    assert (readings(text).by(None), readings(text).is_ambiguous) == (LAST_DAY, False)


@pytest.mark.parametrize(
    "text",
    ["", "31/12/80", "1980-02-30", "30/02/1980", "0/0/2000", "31 Foo 1980", "19801231", "tomorrow"],
)
def test_what_is_no_date_is_none(text):
    assert readings(text).by(None) is None


@pytest.mark.parametrize(
    ("texts", "example"),
    [
        ([], ""),
        (["31/12/1980", "05/05/1980", "1980-01-02", "x"], ""),
        (["12/31/1980", "05/05/1980"], ""),
        (["31/12/1980", "05/06/1980"], "05/06/1980"),
        (["31/12/1980", "12/31/1980"], "31/12/1980"),
    ],
)
def test_somebody_is_asked_where_no_one_order_is_sure(texts, example):
    assert example_of_doubt(texts) == example


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_date_is_read_by_the_order_that_it_was_written_in(day):
    by_day, by_month = readings(f"{day:%d/%m/%Y}"), readings(f"{day:%m/%d/%Y}")

    assert by_day.by(DateOrder.DAY_FIRST) == by_month.by(DateOrder.MONTH_FIRST) == day
    assert by_day.is_ambiguous == by_month.is_ambiguous == (day.day <= 12 and day.day != day.month)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("9:30", time(9, 30)),
        ("09.30", time(9, 30)),
        ("9h30", time(9, 30)),
        ("09:30:00", time(9, 30)),
        ("9 am", time(9)),
        ("12:15 a.m.", time(0, 15)),
        ("2:15PM", time(14, 15)),
        ("12pm", time(12)),
        ("24:00", None),
        ("13 pm", None),
        ("9", None),
        ("930", None),
        ("", None),
    ],
)
def test_a_time_is_read_by_the_clock(text, read):
    assert clock_time(text) == read
