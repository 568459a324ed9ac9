"""A time is written by 12 hours or 24, and understood either way."""

from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.identity.times_of_day import BY_12, BY_24, understood, written

minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(at=minutes, hours=st.sampled_from([BY_12, BY_24]))
def test_what_is_written_is_understood(at, hours):
    assert understood(written(at, hours)) == at


@given(typed=st.text(max_size=12))
def test_a_text_is_a_time_or_refused(typed):
    with suppress(ValueError):
        assert isinstance(understood(typed), time)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:05", time(14, 5)),
        ("1405", time(14, 5)),
        ("2:05 pm", time(14, 5)),
        ("2 PM", time(14)),
        ("9", time(9)),
        ("12 am", time(0)),
        ("12:30 p.m.", time(12, 30)),
    ],
)
def test_times_are_understood_as_people_type_them(typed, meant):
    assert understood(typed) == meant


@pytest.mark.parametrize("typed", ["", "25:00", "13 pm", "0 am", "9:60", "noonish", "9:5"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - its text is the caller's
        understood(typed)


def test_noon_and_midnight_are_told_apart():
    assert [written(time(hour), BY_12) for hour in (0, 9, 12, 23)] == [
        "12:00 am",
        "9:00 am",
        "12:00 pm",
        "11:00 pm",
    ]
