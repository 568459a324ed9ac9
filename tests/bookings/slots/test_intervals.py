from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.slots.intervals import (
    Interval,
    first_instant_at,
    instants_at,
    merged,
    opening,
    subtract,
)

VANCOUVER = ZoneInfo("America/Vancouver")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
APIA = ZoneInfo("Pacific/Apia")
CAIRO = ZoneInfo("Africa/Cairo")
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(start: int, end: int) -> Interval:
    return Interval(MIDNIGHT + timedelta(hours=start), MIDNIGHT + timedelta(hours=end))


def test_interval_raises_value_error_when_it_is_empty_or_reversed():
    with pytest.raises(ValueError, match="ends after it starts"):
        hours(9, 9)
    with pytest.raises(ValueError, match="ends after it starts"):
        hours(9, 8)


@pytest.mark.parametrize("zone", [None, VANCOUVER], ids=["naive", "local"])
def test_interval_raises_value_error_when_an_instant_is_not_in_utc(zone):
    with pytest.raises(ValueError, match="UTC instants"):
        Interval(MIDNIGHT.replace(tzinfo=zone), MIDNIGHT + timedelta(days=2))


def test_lasting_counts_elapsed_time_when_the_clocks_change():
    before_the_change = datetime(2026, 11, 1, 0, 30, tzinfo=NEW_YORK)

    visit = Interval.lasting(timedelta(hours=2), before_the_change)

    assert visit == Interval(
        datetime(2026, 11, 1, 4, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    )
    assert visit.duration == timedelta(hours=2)


def test_lasting_raises_value_error_when_the_start_has_no_zone():
    with pytest.raises(ValueError, match="time zone"):
        Interval.lasting(timedelta(hours=1), MIDNIGHT.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("other", "overlaps", "contains"),
    [
        (hours(9, 12), True, True),
        (hours(10, 11), True, True),
        (hours(9, 13), True, False),
        (hours(8, 10), True, False),
        (hours(7, 14), True, False),
        (hours(12, 13), False, False),
        (hours(8, 9), False, False),
        (hours(14, 15), False, False),
    ],
)
def test_interval_is_half_open(other, overlaps, contains):
    morning = hours(9, 12)

    assert morning.overlaps(other) is overlaps
    assert other.overlaps(morning) is overlaps
    assert morning.contains(other) is contains


def test_merged_joins_what_touches_or_overlaps():
    intervals = [hours(13, 15), hours(9, 11), hours(11, 12), hours(14, 17), hours(14, 15)]

    assert merged(intervals) == [hours(9, 12), hours(13, 17)]


def test_subtract_cuts_ends_and_middle():
    taken = [hours(8, 10), hours(11, 12), hours(16, 18)]

    assert subtract([hours(9, 13), hours(14, 17)], taken) == [
        hours(10, 11),
        hours(12, 13),
        hours(14, 16),
    ]


def test_subtract_leaves_nothing_when_all_is_taken():
    assert subtract([hours(9, 12)], [hours(8, 10), hours(10, 13)]) == []


some_intervals = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda at: hours(at[0], sum(at))),
    max_size=6,
)


def hours_in(intervals: list[Interval]) -> set[int]:
    return {
        hour
        for hour in range(60)
        if any(each.contains(hours(hour, hour + 1)) for each in intervals)
    }


def is_tidy(intervals: list[Interval]) -> bool:
    return all(a.end < b.start for a, b in pairwise(intervals))


@settings(max_examples=100, deadline=None)
@given(a=some_intervals, b=some_intervals)
def test_interval_algebra_agrees_with_sets_of_hours(a, b):
    assert hours_in(merged(a)) == hours_in(a)
    assert hours_in(subtract(a, b)) == hours_in(a) - hours_in(b)
    assert is_tidy(merged(a))
    assert is_tidy(subtract(a, b))


def test_opening_uses_the_pinned_rules_of_british_columbia():
    in_winter = opening(date(2026, 12, 1), time(9), time(17), VANCOUVER)

    assert in_winter == Interval(
        datetime(2026, 12, 1, 16, tzinfo=UTC), datetime(2026, 12, 2, 0, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        # 02:00 to 03:00 is skipped, at 07:00Z
        (time(1), time(2, 30), ("2026-03-08 06:00", "2026-03-08 07:00")),
        (time(2, 30), time(4), ("2026-03-08 07:00", "2026-03-08 08:00")),
        (time(1), time(4), ("2026-03-08 06:00", "2026-03-08 08:00")),
        (time(9), time(17), ("2026-03-08 13:00", "2026-03-08 21:00")),
    ],
)
def test_opening_loses_the_skipped_hour_when_the_clocks_go_forward(opens, closes, expected):
    assert opening(date(2026, 3, 8), opens, closes, NEW_YORK) == Interval(*map(utc, expected))


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        # 01:00 to 02:00 comes twice, from 05:00Z and from 06:00Z
        (time(0), time(1, 30), ("2026-11-01 04:00", "2026-11-01 05:30")),
        (time(1, 30), time(3), ("2026-11-01 05:30", "2026-11-01 08:00")),
        (time(1), time(2), ("2026-11-01 05:00", "2026-11-01 07:00")),
    ],
)
def test_opening_takes_the_first_pass_when_the_clocks_go_back(opens, closes, expected):
    assert opening(date(2026, 11, 1), opens, closes, NEW_YORK) == Interval(*map(utc, expected))


@pytest.mark.parametrize(
    ("day", "opens", "closes", "zone"),
    [
        (date(2026, 3, 8), time(2, 10), time(2, 50), NEW_YORK),
        (date(2026, 10, 4), time(2), time(2, 30), LORD_HOWE),
        (date(2011, 12, 30), time(9), time(17), APIA),
        (date(2026, 11, 23), time(17), time(9), NEW_YORK),
        (date(2026, 11, 23), time(9), time(9), NEW_YORK),
    ],
    ids=["skipped hour", "skipped half hour", "skipped day", "reversed", "empty"],
)
def test_opening_is_none_when_no_instant_is_left(day, opens, closes, zone):
    assert opening(day, opens, closes, zone) is None


def test_first_instant_at_is_the_jump_when_midnight_is_skipped():
    assert first_instant_at(date(2026, 4, 24), time(0), CAIRO) == datetime(
        2026, 4, 23, 22, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2026-03-08 01:59", ["2026-03-08 06:59"]),
        ("2026-03-08 02:30", []),
        (
            "2026-11-01 01:30",
            ["2026-11-01 05:30", "2026-11-01 06:30"],
        ),
    ],
    ids=["once", "never", "twice"],
)
def test_instants_at_gives_every_instant_that_reads_so(wall, expected):
    assert instants_at(datetime.fromisoformat(wall), NEW_YORK) == set(map(utc, expected))
