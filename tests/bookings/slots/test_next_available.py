from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookings.slots.intervals import Interval
from bookings.slots.next_available import Place, next_available

NINE = datetime(2026, 12, 1, 17, tzinfo=UTC)
QUARTER, HOUR, NOTHING = timedelta(minutes=15), timedelta(hours=1), timedelta(0)


def place(quarters, practitioner=1, unit=None):
    return Place(Interval.lasting(HOUR, NINE + quarters * QUARTER), practitioner, unit)


def test_starts_of_one_gap_are_one_visit():
    places = [place(quarters) for quarters in (0, 1, 2, 3, 4, 20, 21)]

    assert next_available(places, gap=NOTHING) == NINE + 20 * QUARTER


def test_two_practitioners_see_two_at_once_but_not_on_one_unit():
    both = [place(quarters, practitioner) for quarters in (0, 8) for practitioner in (1, 2)]
    on_one_unit = [one._replace(unit=7) for one in both]

    assert next_available(both, gap=NOTHING) == NINE + 8 * QUARTER
    assert next_available(on_one_unit, gap=NOTHING) is None


def test_the_gap_lies_between_two():
    places = [place(quarters) for quarters in (0, 4, 5, 9, 10)]

    assert next_available(places, gap=NOTHING) == NINE + 9 * QUARTER
    assert next_available(places, gap=QUARTER) == NINE + 10 * QUARTER


@given(
    st.lists(st.builds(place, st.integers(0, 40), st.integers(1, 3), st.sampled_from([None, 7]))),
    st.integers(1, 4),
)
def test_a_later_one_is_never_earlier_and_more_places_never_delay_it(places, number):
    found = next_available(places, gap=QUARTER, number=number)
    following = next_available(places, gap=QUARTER, number=number + 1)

    assert following is None or found <= following
    assert found is None or found in {one.interval.start for one in places}
