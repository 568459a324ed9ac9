"""A trend's marks and bars lie where their values say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reading.trends import BOTTOM, HEIGHT, TOP, Reading, trend


def reading(label, side, value, error=2.8, **changes):
    return Reading(label=label, side=side, value=value, error=error, **changes)


def value_at(drawing, y):
    """Read a height off the scale."""
    (low, low_y), (high, high_y) = drawing.scale[0], drawing.scale[-1]
    return low + (high - low) * (low_y - y) / (low_y - high_y)


@given(
    st.lists(st.floats(-30, 60), min_size=1, max_size=6),
    st.none() | st.floats(0, 10),
)
def test_values_and_the_ends_of_their_bars_can_be_read_off_the_scale(values, error):
    readings = [reading(f"day {at}", "L", value, error) for at, value in enumerate(values)]

    drawing = trend(readings)

    for mark, value in zip(drawing.marks["L"], values, strict=True):
        assert value_at(drawing, mark.y) == pytest.approx(value, abs=1e-6)
        assert value_at(drawing, mark.top) == pytest.approx(value + (error or 0), abs=1e-6)
        assert TOP - 1e-6 <= mark.top <= mark.bottom <= HEIGHT - BOTTOM + 1e-6


def test_a_step_rate_is_drawn_without_a_zero_far_below_it():
    drawing = trend([reading("a", "", 164, 3), reading("b", "", 172, 3)])

    assert drawing.scale[0][0] > 100
    assert len(drawing.scale) <= 8


def test_zero_is_on_the_scale_of_an_angle():
    drawing = trend([reading("a", "L", 4.8), reading("b", "L", 9.1)])

    assert 0 in [value for value, _ in drawing.scale]


def test_left_and_right_of_one_day_stand_side_by_side():
    drawing = trend([reading("a", "L", 5), reading("a", "R", 5)])

    [left], [right] = drawing.marks["L"], drawing.marks["R"]
    assert left.x < drawing.days[0][1] < right.x
    assert left.y == right.y


def test_a_line_joins_only_neighbours_of_one_set_up():
    drawing = trend(
        [
            reading("a", "L", 5, set_up="shoes"),
            reading("b", "L", 6, set_up="shoes"),
            reading("c", "L", 7, set_up="barefoot"),
        ]
    )

    assert [line.count(",") for line in drawing.lines["L"]] == [2, 1]
