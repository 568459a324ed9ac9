"""The drawing shows the angles it was given, and the two legs are mirror images."""

from math import atan2, degrees

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.figures import CENTRE_X, figure_from_behind
from assessments.trends import BOTTOM, HEIGHT, TOP, Reading, trend

angles = st.floats(-20, 25), st.floats(-45, 45)


def drop_of(figure):
    width = abs(figure.swing_hip.x - figure.stance_hip.x)
    return degrees(atan2(figure.swing_hip.y - figure.stance_hip.y, width))


def knee_of(figure, stance):
    """Femoral adduction plus shank abduction, in the view from behind."""
    lateral = 1 if stance == "R" else -1
    hip, knee, ankle = figure.stance_hip, figure.knee, figure.ankle
    thigh = degrees(atan2(-lateral * (knee.x - hip.x), knee.y - hip.y))
    return thigh + degrees(atan2(lateral * (ankle.x - knee.x), ankle.y - knee.y))


@pytest.mark.parametrize("stance", ["L", "R"])
@given(cpd=angles[0], fppa=angles[1])
def test_the_angles_can_be_measured_in_the_drawing(stance, cpd, fppa):
    figure = figure_from_behind(stance, cpd, fppa)

    assert drop_of(figure) == pytest.approx(cpd, abs=1e-6)
    assert knee_of(figure, stance) == pytest.approx(fppa, abs=1e-6)


@given(cpd=angles[0], fppa=angles[1])
def test_left_and_right_stance_are_mirror_images(cpd, fppa):
    left, right = (figure_from_behind(stance, cpd, fppa) for stance in "LR")

    for part in ("stance_hip", "swing_hip", "knee", "ankle", "swing_knee", "swing_foot"):
        one, other = getattr(left, part), getattr(right, part)
        assert (one.x - CENTRE_X, one.y) == pytest.approx((CENTRE_X - other.x, other.y))


@pytest.mark.parametrize("stance", ["L", "R"])
def test_the_right_leg_stands_on_the_right_of_the_view_from_behind(stance):
    hip = figure_from_behind(stance, 5, 5).stance_hip

    assert (hip.x > CENTRE_X) == (stance == "R")


def test_a_line_joins_only_what_was_measured_in_the_same_set_up():
    readings = [
        Reading(label=day, side="L", value_deg=5, error_deg=2.8, set_up=set_up)
        for day, set_up in (("1 May", "PSIS"), ("2 May", "PSIS"), ("3 May", "waistband"))
    ]

    first, second = trend(readings).lines["L"]

    assert (len(first.split()), len(second.split())) == (2, 1)


readings = st.lists(
    st.builds(
        Reading,
        label=st.sampled_from(["1 May", "2 May", "3 May"]),
        side=st.sampled_from("LR"),
        value_deg=st.floats(-45, 60),
        error_deg=st.sampled_from([2.8, 8.9]),
    ),
    max_size=8,
)


@given(readings=readings)
def test_a_trend_keeps_every_mark_and_its_error_inside_the_drawing(readings):
    drawn = trend(readings)

    marks = [mark for of_side in drawn.marks.values() for mark in of_side]
    assert len(marks) == len(readings)
    for mark in marks:
        assert TOP - 1e-6 <= mark.top < mark.y < mark.bottom <= HEIGHT - BOTTOM + 1e-6
        assert mark.y == pytest.approx((mark.top + mark.bottom) / 2)
