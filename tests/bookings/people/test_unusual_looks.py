from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.people.unusual_looks import Looked, Span, beyond, family_names, oddities

NINE = datetime(2026, 12, 1, 17, tzinfo=UTC)
MINUTE, YEAR = timedelta(minutes=1), timedelta(days=365)


def looked(key=1, *, user=1, person=1, minutes=0, for_a_reason=False, same_name=False):
    return Looked(key, user, person, NINE + minutes * MINUTE, for_a_reason, same_name)


def odd(*looks, spans=None, files_per_hour=2):
    near = {person: [Span(NINE, NINE)] for person in range(1, 9)}
    given = near if spans is None else spans
    return oddities(looks, given, period=YEAR, files_per_hour=files_per_hour)


def test_most_looks_are_not_odd():
    assert odd(looked()) == {}


def test_a_look_may_be_odd_for_several_reasons():
    assert odd(looked(7, for_a_reason=True, same_name=True), spans={}) == {
        7: ["break_glass", "family_name", "no_visit"]
    }


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (-365, -365, {}),
        (-366, -366, {1: ["no_visit"]}),
        (365, 366, {}),
        (366, 367, {1: ["no_visit"]}),
        (-900, 900, {}),  # somebody who has waited for long
    ],
)
def test_a_visit_is_near_within_the_period_before_and_after(begins, ends, expected):
    span = Span(NINE + timedelta(days=begins), NINE + timedelta(days=ends))

    assert odd(looked(), spans={1: [span]}) == expected


def test_many_files_are_those_of_one_person_within_an_hour():
    own = [looked(key, person=key, minutes=20 * key) for key in range(1, 6)]
    anothers = looked(9, user=2, person=8, minutes=60)
    again = looked(10, person=1, minutes=21)

    assert beyond([*own, anothers, again], 2) == {3, 4, 5}
    assert beyond([*own, anothers, again], 3) == {4}
    assert beyond([*own, anothers], 3) == set()


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 5), st.integers(0, 200)), max_size=40),
    st.integers(1, 4),
)
def test_a_look_is_one_too_many_if_the_hour_before_it_says_so(made, allowed):
    looks = [
        looked(key, user=user, person=person, minutes=minutes)
        for key, (user, person, minutes) in enumerate(made)
    ]

    found = beyond(looks, allowed)

    for look in looks:
        before = {
            one.person
            for one in looks
            if one.user == look.user
            and look.at - 60 * MINUTE < one.at
            and (one.at, one.key) <= (look.at, look.key)
        }
        assert (look.key in found) == (len(before) > allowed)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("robin vale", {"vale"}),
        ("ada de la cruz", {"cruz"}),
        ("kim smith-jones", {"smith", "jones"}),
        ("robin", set()),
        ("", set()),
    ],
)
def test_family_names_are_the_last_word(name, expected):
    assert family_names(name) == expected
