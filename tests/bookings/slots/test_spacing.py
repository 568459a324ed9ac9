"""Which dates keep a course's spacing."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.slots.spacing import (
    Placed,
    Spacing,
    Window,
    days_to_try,
    nearest_first,
    planned_day,
    window_between,
)

WEEKLY = Spacing(days=7, tolerance=2)
TUESDAY = date(2026, 12, 1)
NEW_YORK = ZoneInfo("America/New_York")

spacings = st.integers(1, 180).flatmap(
    lambda days: st.builds(Spacing, st.just(days), st.integers(0, days - 1))
)
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
places = st.integers(1, 20)


def ahead(number):
    return TUESDAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("before", "after", "window"),
    [
        (Placed(1, ahead(0)), None, Window(ahead(5), ahead(9))),
        (None, Placed(3, ahead(14)), Window(ahead(5), ahead(9))),
        (Placed(1, ahead(0)), Placed(3, ahead(14)), Window(ahead(5), ahead(9))),
        (Placed(1, ahead(0)), Placed(3, ahead(17)), Window(ahead(8), ahead(9))),
        (Placed(1, ahead(0)), Placed(3, ahead(30)), None),
        (Placed(1, ahead(0)), Placed(4, ahead(21)), Window(ahead(5), ahead(9))),
        (None, None, None),
    ],
    ids=["previous", "next", "both", "both-tight", "too-far", "a-gap-of-two", "alone"],
)
def test_window_between_keeps_the_gaps_to_both_neighbours(before, after, window):
    assert window_between(WEEKLY, 2, before=before, after=after) == window


def test_spacing_refuses_a_tolerance_that_lets_visits_meet():
    with pytest.raises(ValueError, match="smaller than the spacing"):
        Spacing(days=7, tolerance=7)


@given(spacings, places, places, days)
def test_a_date_is_in_the_window_exactly_when_each_gap_is_within_the_tolerance(
    spacing, place, steps, day
):
    window = window_between(spacing, place + steps, before=Placed(place, day))

    for away in range((spacing.days + spacing.tolerance) * steps + 2):
        candidate = day + timedelta(days=away)
        fits = abs(away - steps * spacing.days) <= steps * spacing.tolerance
        assert window.contains(candidate) == fits


@given(spacings, places, days, st.data())
def test_a_later_neighbour_binds_as_an_earlier_one_does(spacing, place, day, data):
    before = Placed(place, day)
    moved = data.draw(
        st.sampled_from(window_between(spacing, place + 1, before=before).days()), label="moved"
    )

    back = window_between(spacing, place, after=Placed(place + 1, moved))

    assert back.contains(day)


@given(spacings, places, days, st.data())
def test_a_window_between_two_lies_in_the_window_of_each(spacing, place, day, data):
    before = Placed(place, day)
    gap = data.draw(st.integers(2, 2 * (spacing.days + spacing.tolerance)))
    after = Placed(place + 2, day + timedelta(days=gap))

    both = window_between(spacing, place + 1, before=before, after=after)

    one = window_between(spacing, place + 1, before=before)
    other = window_between(spacing, place + 1, after=after)
    common = [kept for kept in one.days() if other.contains(kept)]
    assert (both.days() if both else []) == common


@given(spacings, days, st.integers(2, 20), st.data())
def test_days_to_try_always_hold_the_day_a_visit_is_due(spacing, first_day, place, data):
    due_before = planned_day(spacing, first_day, place - 1)
    drift = data.draw(st.integers(-spacing.tolerance, spacing.tolerance))
    before = Placed(place - 1, due_before + timedelta(days=drift))

    window = days_to_try(spacing, first_day, place, before)

    assert window.contains(planned_day(spacing, first_day, place))
    assert all(
        abs((day - before.day).days - spacing.days) <= spacing.tolerance for day in window.days()
    )


def test_days_to_try_of_the_first_visit_are_around_the_day_that_was_wanted():
    assert days_to_try(WEEKLY, TUESDAY, 1, None) == Window(ahead(-2), ahead(2))


def test_nearest_first_prefers_the_day_then_the_time_then_the_earlier():
    def at(day, hour):
        return datetime.combine(day, time(hour), tzinfo=NEW_YORK).astimezone(UTC)

    starts = [at(ahead(-1), 10), at(ahead(1), 10), at(ahead(0), 9), at(ahead(0), 11)]

    ordered = nearest_first(starts, wanted_on=TUESDAY, wanted_at=time(10), zone=NEW_YORK)

    assert ordered == [at(ahead(0), 9), at(ahead(0), 11), at(ahead(-1), 10), at(ahead(1), 10)]


def test_nearest_first_keeps_the_clocks_time_across_a_change_of_the_clocks():
    sunday = date(2026, 3, 8)  # the clocks go forward in New York
    nine = datetime(2026, 3, 8, 13, tzinfo=UTC)
    ten = nine + timedelta(hours=1)

    ordered = nearest_first([ten, nine], wanted_on=sunday, wanted_at=time(9), zone=NEW_YORK)

    assert ordered == [nine, ten]
