from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.slots.availability import ClinicDays, Closure, Diary, WeeklyPeriod
from bookings.slots.holidays import whole_day
from bookings.slots.intervals import Interval
from bookings.slots.open_hours import begun, length_of, open_time, parts_within

ZONE = ZoneInfo("America/New_York")
TUESDAY, SUNDAY = date(2026, 12, 1), date(2026, 11, 1)  # on that Sunday the clocks go back
NINE = datetime(2026, 12, 1, 14, tzinfo=UTC)
HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)


def hours(weekday=1, opens=9, closes=17):
    return WeeklyPeriod(weekday, time(opens), time(closes))


def from_nine(begins, lasting):
    return Interval.lasting(lasting * HOUR, NINE + begins * HOUR)


@pytest.mark.parametrize(
    ("diary", "clinic", "expected"),
    [
        (Diary((hours(),)), ClinicDays(), 8),
        (Diary((hours(), hours(opens=16, closes=18))), ClinicDays(), 9),
        (Diary((hours(),), closed=(Closure(from_nine(3, 1), "Lunch"),)), ClinicDays(), 7),
        (Diary((hours(),)), ClinicDays(closed=(Closure(from_nine(-1, 3), "Frost"),)), 6),
        (Diary((hours(),)), ClinicDays((Closure(whole_day(TUESDAY, ZONE), "A feast"),)), 0),
        (Diary((), opened=(from_nine(10, 2),)), ClinicDays(), 2),
        (Diary((), opened=(from_nine(14, 9),)), ClinicDays(), 1),  # to midnight
    ],
)
def test_open_time_is_the_hours_less_what_is_closed(diary, clinic, expected):
    found = open_time(diary, clinic, first=TUESDAY, last=TUESDAY, zone=ZONE)

    assert length_of(found) == expected * HOUR


def test_a_night_has_the_hours_that_the_clocks_give_it():
    diary = Diary((WeeklyPeriod(6, time(0), time(6)),))

    found = open_time(diary, ClinicDays(), first=SUNDAY, last=SUNDAY, zone=ZONE)

    assert length_of(found) == 7 * HOUR


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        (None, 12),
        (TUESDAY - ONE_DAY, 12),
        (TUESDAY, 12),
        (TUESDAY + ONE_DAY, 1),  # what is left of the night that was opened
        (TUESDAY + 2 * ONE_DAY, 0),
    ],
)
def test_nobody_is_open_before_their_first_day(starts_on, expected):
    diary = begun(Diary((hours(),), opened=(from_nine(12, 4),)), starts_on, ZONE)

    found = open_time(diary, ClinicDays(), first=TUESDAY, last=TUESDAY + ONE_DAY, zone=ZONE)

    assert length_of(found) == expected * HOUR


@given(st.integers(0, 13), st.integers(1, 40), st.integers(1, 40))
def test_the_days_of_a_period_are_together_the_period(length, begins, lasts):
    first, last = SUNDAY, SUNDAY + timedelta(days=length)
    diary = Diary(
        tuple(hours(weekday) for weekday in range(7)),
        opened=(from_nine(-24 * begins, lasts),),
        closed=(Closure(from_nine(-24 * lasts, begins), "Away"),),
    )
    whole = open_time(diary, ClinicDays(), first=first, last=last, zone=ZONE)

    days = [first + timedelta(days=number) for number in range(length + 1)]
    one_by_one = [open_time(diary, ClinicDays(), first=d, last=d, zone=ZONE) for d in days]

    assert length_of(whole) == sum(map(length_of, one_by_one), timedelta(0))
    assert [parts_within(whole, whole_day(day, ZONE)) for day in days] == one_by_one
