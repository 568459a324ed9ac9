"""Changes of a zone are found to the second, those of its name alone too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.slots.zone_changes import ZoneChange, first_change, last_change
from tests.bookings.slots.clock_changes import CHANGES

HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
TWO_YEARS = timedelta(days=731)


def test_the_next_change_of_the_clock_is_found():
    change = first_change(ZoneInfo("America/Toronto"), after=NOW, until=NOW + TWO_YEARS)

    assert change == ZoneChange(
        datetime(2027, 3, 14, 7, tzinfo=UTC), -5 * HOUR, -4 * HOUR, "EST", "EDT"
    )
    assert change.moves_the_clock_by == HOUR


def test_british_columbia_has_none_in_sight_and_its_last_one_was_of_the_name():
    zone = ZoneInfo("America/Vancouver")

    assert first_change(zone, after=NOW, until=NOW + TWO_YEARS) is None
    assert last_change(zone, since=NOW - TWO_YEARS, until=NOW) == ZoneChange(
        datetime(2026, 11, 1, 9, tzinfo=UTC), -7 * HOUR, -7 * HOUR, "PDT", "MST"
    )
    assert last_change(ZoneInfo("UTC"), since=NOW - TWO_YEARS, until=NOW) is None


# By the rules of today, Cuba's clocks have stopped changing.
@pytest.mark.parametrize(("name", "day"), [one for one in CHANGES if one[0] != "America/Havana"])
def test_a_change_is_the_first_instant_that_is_told_otherwise(name, day):
    zone = ZoneInfo(name)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    change = first_change(zone, after=noon - timedelta(days=2), until=noon + timedelta(days=2))

    before = (change.at - timedelta(microseconds=1)).astimezone(zone)
    assert (before.utcoffset(), before.tzname()) == (change.offset_before, change.name_before)
    assert (change.offset_before, change.name_before) != (change.offset_after, change.name_after)


@given(
    st.sampled_from(sorted({name for name, _ in CHANGES})),
    st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
)
def test_between_two_changes_the_clock_goes_on_alike(name, now):
    zone = ZoneInfo(name)
    change = first_change(zone, after=now, until=now + timedelta(days=400))

    until = change.at if change else now + timedelta(days=400)
    for step in range(8):
        instant = now + (until - now) * step / 8
        is_after = change and instant >= change.at
        offset = change.offset_after if is_after else now.astimezone(zone).utcoffset()
        assert instant.astimezone(zone).utcoffset() == offset
