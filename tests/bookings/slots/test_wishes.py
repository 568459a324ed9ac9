"""Which free time suits whom: plain values, by hand and by hypothesis."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.models import PartOfDay
from bookings.slots.availability import Slot
from bookings.slots.intervals import Interval
from bookings.slots.wishes import (
    AFTERNOON,
    EVENING,
    MORNING,
    Waiting,
    dates_in_words,
    next_wave,
    part_of_day,
    wish_in_words,
)

ZONE = ZoneInfo("America/Vancouver")
TUESDAY = date(2026, 12, 1)
HOUR = timedelta(hours=1)


def at(hour, minute=0, *, day=TUESDAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def slot(hour, minute=0, *, who=1, day=TUESDAY):
    return Slot(Interval.lasting(HOUR, at(hour, minute, day=day)), who)


def waiting(key=1, **wish):
    return Waiting(key=key, **{"first": TUESDAY, "last": TUESDAY, **wish})


def test_the_parts_of_the_day_are_those_that_are_stored():
    assert {MORNING, AFTERNOON, EVENING} == set(PartOfDay.values)


@pytest.mark.parametrize(
    ("wish", "offered", "suits"),
    [
        ({}, slot(9), True),
        ({"practitioner": 1}, slot(9), True),
        ({"practitioner": 2}, slot(9), False),
        ({"first": TUESDAY + timedelta(days=1)}, slot(9), False),
        ({"last": TUESDAY - timedelta(days=1)}, slot(9), False),
        ({"weekdays": frozenset({1})}, slot(9), True),
        ({"weekdays": frozenset({0, 2})}, slot(9), False),
        ({"parts_of_day": frozenset({MORNING})}, slot(11, 59), True),
        ({"parts_of_day": frozenset({MORNING})}, slot(12), False),
        ({"parts_of_day": frozenset({AFTERNOON})}, slot(12), True),
        ({"parts_of_day": frozenset({AFTERNOON})}, slot(16, 59), True),
        ({"parts_of_day": frozenset({AFTERNOON})}, slot(17), False),
        ({"parts_of_day": frozenset({EVENING})}, slot(17), True),
        ({"parts_of_day": frozenset({MORNING, EVENING})}, slot(13), False),
        ({"before": at(9)}, slot(9), False),
        ({"before": at(9)}, slot(8, 45), True),
        ({"busy": (Interval.lasting(HOUR, at(9, 45)),)}, slot(9), False),
        ({"busy": (Interval.lasting(HOUR, at(10)),)}, slot(9), True),
    ],
)
def test_a_wish_takes_a_slot_or_leaves_it(wish, offered, suits):
    assert waiting(**wish).wants(offered, ZONE) is suits


def test_a_late_evening_counts_on_the_clinics_date():
    late = slot(18)  # 01:00 on the next day in UTC

    assert waiting().wants(late, ZONE)


def test_part_of_day_gives_each_hour_one_part():
    hours = [part_of_day(at(hour).astimezone(ZONE).time()) for hour in range(24)]

    assert hours == [MORNING] * 12 + [AFTERNOON] * 5 + [EVENING] * 7


def wave(people, slots):
    return next_wave(people, lambda person: slots, zone=ZONE)


def test_next_wave_asks_the_first_three_whom_a_slot_suits():
    people = [waiting(key, practitioner=1 if key != 2 else 9) for key in (1, 2, 3, 4, 5)]

    assert wave(people, [slot(9)]) == {1: slot(9), 3: slot(9), 4: slot(9)}


def test_next_wave_gives_each_a_slot_of_their_own_while_there_is_one():
    slots = [slot(9), slot(9, 15), slot(10), slot(9, who=2)]

    asked = wave([waiting(key) for key in (1, 2, 3)], slots)

    assert asked == {1: slot(9), 2: slot(9, who=2), 3: slot(10)}


def test_next_wave_prefers_another_start_where_all_overlap():
    assert wave([waiting(1), waiting(2)], [slot(9), slot(9, 15)]) == {1: slot(9), 2: slot(9, 15)}


hours = st.integers(7, 19)
slots_drawn = st.lists(
    st.builds(slot, hours, st.sampled_from([0, 15, 30, 45]), who=st.integers(1, 3)), max_size=12
)
people_drawn = st.lists(
    st.builds(
        Waiting,
        key=st.integers(1, 50),
        first=st.just(TUESDAY),
        last=st.just(TUESDAY),
        practitioner=st.none() | st.integers(1, 3),
        parts_of_day=st.frozensets(st.sampled_from(PartOfDay.values)),
        before=st.none() | st.builds(at, hours),
    ),
    max_size=8,
    unique_by=lambda person: person.key,
)


@given(people=people_drawn, slots=slots_drawn)
def test_a_wave_is_the_first_few_in_order_and_each_gets_what_they_want(people, slots):
    asked = wave(people, slots)

    suited = [p.key for p in people if any(p.wants(free, ZONE) for free in slots)]
    assert list(asked) == suited[:3]
    by_key = {person.key: person for person in people}
    assert all(free in slots and by_key[key].wants(free, ZONE) for key, free in asked.items())


@given(people=people_drawn, slots=slots_drawn)
def test_nobody_shares_a_slot_while_another_that_suits_is_left(people, slots):
    asked = wave(people, slots)

    by_key = {person.key: person for person in people}
    for key, given_slot in asked.items():
        shared = [other for other in asked if other != key and asked[other] == given_slot]
        later = shared and max([key, *shared], key=list(asked).index) == key
        left = {s for s in slots if by_key[key].wants(s, ZONE)} - set(asked.values())
        assert not (later and left)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 12, 1), date(2026, 12, 1), "1 December 2026"),
        (date(2026, 12, 1), date(2026, 12, 14), "1 to 14 December 2026"),
        (date(2026, 11, 30), date(2026, 12, 4), "30 November to 4 December 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 December 2026 to 2 January 2027"),
    ],
)
def test_dates_in_words_leaves_out_what_they_share(first, last, words):
    assert dates_in_words(first, last) == words


@pytest.mark.parametrize(
    ("weekdays", "parts", "words"),
    [
        ([], [], "any day, any time of day, 1 to 14 December 2026"),
        ([4, 0], ["morning"], "Mondays or Fridays, morning, 1 to 14 December 2026"),
        (
            [0, 2, 4],
            ["evening", "morning"],
            "Mondays, Wednesdays or Fridays, morning or evening, 1 to 14 December 2026",
        ),
    ],
)
def test_wish_in_words_reads_as_a_person_says_it(weekdays, parts, words):
    dates = {"first": date(2026, 12, 1), "last": date(2026, 12, 14)}

    assert wish_in_words(**dates, weekdays=weekdays, parts_of_day=parts) == words
