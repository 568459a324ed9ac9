"""When reminders go out: elapsed hours before the start, and never at night."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.mail.reminder_times import quiet_end, reminder_time, reminder_times

VANCOUVER = ZoneInfo("America/Vancouver")
NEW_YORK = ZoneInfo("America/New_York")  # its clocks still change
NINE_AT_NIGHT, EIGHT = time(21), time(8)
QUIET = {"quiet_from": NINE_AT_NIGHT, "quiet_until": EIGHT}


def local(zone, *parts):
    return datetime(*parts, tzinfo=zone).astimezone(UTC)


def test_reminder_time_is_the_hours_before_the_start():
    starts_at = local(VANCOUVER, 2026, 12, 3, 14)

    assert reminder_time(starts_at, 48, NINE_AT_NIGHT, EIGHT, VANCOUVER) == local(
        VANCOUVER, 2026, 12, 1, 14
    )


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (7, 59, (2026, 12, 1, 20)),  # in the small hours: the evening before
        (8, 0, (2026, 12, 2, 8)),  # the last minute of quiet is not of it
        (20, 59, (2026, 12, 2, 20, 59)),
        (21, 0, (2026, 12, 2, 20)),  # late in the evening: that evening
        (0, 0, (2026, 12, 1, 20)),
    ],
)
def test_reminder_time_goes_out_before_quiet_hours(hour, minute, expected):
    starts_at = local(VANCOUVER, 2026, 12, 4, hour, minute)

    assert reminder_time(starts_at, 48, NINE_AT_NIGHT, EIGHT, VANCOUVER) == local(
        VANCOUVER, *expected
    )


def test_reminder_time_knows_quiet_hours_within_one_day():
    starts_at = local(VANCOUVER, 2026, 12, 4, 13, 30)

    assert reminder_time(starts_at, 24, time(13), time(14), VANCOUVER) == local(
        VANCOUVER, 2026, 12, 3, 12
    )


def test_reminder_time_has_no_quiet_hours_when_they_begin_as_they_end():
    starts_at = local(VANCOUVER, 2026, 12, 4, 3)

    assert reminder_time(starts_at, 24, EIGHT, EIGHT, VANCOUVER) == starts_at - timedelta(hours=24)


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        ((2026, 3, 8, 12), (2026, 3, 7, 11)),  # noon is 23 hours after noon
        ((2026, 11, 1, 12), (2026, 10, 31, 13)),  # noon is 25 hours after noon
    ],
)
def test_reminder_time_counts_elapsed_hours_when_the_clocks_change(starts_at, expected):
    assert reminder_time(local(NEW_YORK, *starts_at), 24, NINE_AT_NIGHT, EIGHT, NEW_YORK) == local(
        NEW_YORK, *expected
    )


def test_reminder_time_stays_out_of_quiet_hours_that_begin_just_after_a_skipped_hour():
    """An hour before 03:00 is 02:00, which the clock of that night skips."""
    starts_at = local(NEW_YORK, 2026, 3, 9, 5)

    at = reminder_time(starts_at, 24, time(3), time(8), NEW_YORK)

    assert at == local(NEW_YORK, 2026, 3, 8, 1)


zones = st.sampled_from([VANCOUVER, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")])
starts = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


@given(
    starts_at=starts,
    hours=st.integers(1, 24 * 14),
    quiet_from=st.times(time(18), time(23, 59)),
    quiet_until=st.times(time(0), time(9)),
    zone=zones,
)
def test_reminder_time_is_never_in_quiet_hours(starts_at, hours, quiet_from, quiet_until, zone):
    at = reminder_time(starts_at, hours, quiet_from, quiet_until, zone)

    shown = at.astimezone(zone).time()
    assert quiet_until <= shown < quiet_from
    asked = starts_at - timedelta(hours=hours)
    assert timedelta(0) <= asked - at < timedelta(hours=17)


@given(
    starts_at=starts,
    confirmed_before=st.timedeltas(timedelta(hours=-5), timedelta(days=30)),
    hours=st.lists(st.integers(1, 24 * 14), max_size=5),
    zone=zones,
)
def test_reminder_times_are_apart_from_the_confirmation_and_before_the_start(
    starts_at, confirmed_before, hours, zone
):
    confirmed_at = starts_at - confirmed_before

    times = reminder_times(
        starts_at=starts_at, confirmed_at=confirmed_at, hours=hours, zone=zone, **QUIET
    )

    assert set(times) <= set(hours)
    assert len(set(times.values())) == len(times)
    for at in times.values():
        assert confirmed_at + timedelta(hours=2) <= at < starts_at


def times_when_booked(**before):
    starts_at = local(VANCOUVER, 2026, 12, 3, 14)
    return reminder_times(
        starts_at=starts_at,
        confirmed_at=starts_at - timedelta(**before),
        hours=[48, 3],
        zone=VANCOUVER,
        **QUIET,
    )


def test_reminder_times_are_all_planned_when_booked_well_ahead():
    assert times_when_booked(days=10) == {
        48: local(VANCOUVER, 2026, 12, 1, 14),
        3: local(VANCOUVER, 2026, 12, 3, 11),
    }


@pytest.mark.parametrize(
    ("before", "planned"),
    [
        ({"hours": 50}, [48, 3]),
        ({"hours": 49, "minutes": 59}, [3]),  # less than two hours after the confirmation
        ({"hours": 48}, [3]),
        ({"hours": 5}, [3]),
        ({"hours": 4, "minutes": 59}, []),
        ({"hours": 2}, []),
        ({"hours": -1}, []),  # booked at the desk once it had begun
    ],
)
def test_reminder_times_leave_out_what_is_past_or_close_to_the_confirmation(before, planned):
    assert list(times_when_booked(**before)) == planned


def test_reminder_times_are_one_when_quiet_hours_move_two_to_the_same_evening():
    starts_at = local(VANCOUVER, 2026, 12, 3, 9)

    times = reminder_times(
        starts_at=starts_at,
        confirmed_at=starts_at - timedelta(days=5),
        hours=[12, 3],
        zone=VANCOUVER,
        **QUIET,
    )

    assert times == {12: local(VANCOUVER, 2026, 12, 2, 20)}


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (datetime(2026, 11, 1, 8, 15, tzinfo=UTC), datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
        (datetime(2026, 11, 1, 9, 15, tzinfo=UTC), datetime(2026, 11, 1, 9, 30, tzinfo=UTC)),
    ],
)
def test_the_quiet_hours_end_each_time_the_clock_shows_it(now, ends):
    """Where the clock shows an hour twice, it is quiet twice."""
    zone = ZoneInfo("America/Los_Angeles")

    assert quiet_end(now, time(0), time(1, 30), zone) == ends
