"""The drawing shows the angles it was given, and the two legs are mirror images."""

from math import atan2, degrees, hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reading.figures import (
    CENTRE_X,
    PELVIS_WIDTH,
    SHANK,
    THIGH,
    TRUNK,
    Pose,
    figure_from_behind,
    outward,
)
from demo.runner_drawing import Stride, points_of

drops, thighs = st.floats(-20, 25), st.floats(-25, 35)
knees, trunks = st.floats(-45, 45), st.floats(-25, 25)
poses = st.builds(Pose, drop_deg=drops, thigh_deg=thighs, knee_deg=knees, trunk_deg=trunks)
SIDES = pytest.mark.parametrize("stance", ["L", "R"])


def drop_of(figure, stance):
    across = -outward(stance) * (figure.swing_hip.x - figure.stance_hip.x)
    return degrees(atan2(figure.swing_hip.y - figure.stance_hip.y, across))


def thigh_of(figure, stance):
    hip, knee = figure.stance_hip, figure.knee
    return degrees(atan2(-outward(stance) * (knee.x - hip.x), knee.y - hip.y))


def shank_of(figure, stance):
    knee, ankle = figure.knee, figure.ankle
    return degrees(atan2(outward(stance) * (ankle.x - knee.x), ankle.y - knee.y))


def trunk_of(figure, stance):
    middle, neck = figure.pelvis_middle, figure.neck
    return degrees(atan2(outward(stance) * (neck.x - middle.x), middle.y - neck.y))


def length(one, other):
    return hypot(other.x - one.x, other.y - one.y)


@SIDES
@given(pose=poses)
def test_the_angles_can_be_measured_in_the_drawing(stance, pose):
    figure = figure_from_behind(stance, pose)

    assert drop_of(figure, stance) == pytest.approx(pose.drop_deg, abs=1e-6)
    assert thigh_of(figure, stance) == pytest.approx(pose.thigh_deg, abs=1e-6)
    knee = thigh_of(figure, stance) + shank_of(figure, stance)
    assert knee == pytest.approx(pose.knee_deg, abs=1e-6)
    assert trunk_of(figure, stance) == pytest.approx(pose.trunk_deg, abs=1e-6)


@SIDES
@given(pose=poses)
def test_no_bone_grows_or_shrinks_with_its_angle(stance, pose):
    figure = figure_from_behind(stance, pose)

    assert [
        length(figure.stance_hip, figure.swing_hip),
        length(figure.stance_hip, figure.knee),
        length(figure.knee, figure.ankle),
        length(figure.pelvis_middle, figure.neck),
    ] == pytest.approx([PELVIS_WIDTH, THIGH, SHANK, TRUNK])


@given(pose=poses)
def test_left_and_right_stance_are_mirror_images(pose):
    left, right = (figure_from_behind(stance, pose) for stance in "LR")

    for part in ("stance_hip", "swing_hip", "knee", "ankle", "swing_knee", "swing_foot", "head"):
        one, other = getattr(left, part), getattr(right, part)
        assert (one.x - CENTRE_X, one.y) == pytest.approx((CENTRE_X - other.x, other.y))


@SIDES
@given(knee=knees)
def test_what_was_not_measured_is_drawn_neutral(stance, knee):
    nothing = figure_from_behind(stance, Pose())
    knee_alone = figure_from_behind(stance, Pose(knee_deg=knee))

    assert [
        drop_of(nothing, stance),
        thigh_of(nothing, stance),
        shank_of(nothing, stance),
        trunk_of(nothing, stance),
    ] == pytest.approx([0, 0, 0, 0])
    assert thigh_of(knee_alone, stance) == pytest.approx(0)
    assert shank_of(knee_alone, stance) == pytest.approx(knee, abs=1e-6)


@SIDES
def test_the_right_leg_stands_on_the_right_of_the_view_from_behind(stance):
    figure = figure_from_behind(stance, Pose())

    assert (figure.stance_hip.x > CENTRE_X) == (stance == "R")


@SIDES
def test_a_positive_drop_is_drawn_downward_on_the_swing_side(stance):
    figure = figure_from_behind(stance, Pose(drop_deg=8.0))

    assert figure.swing_hip.y > figure.stance_hip.y


@SIDES
@given(drop=drops, thigh=thighs, knee=knees)
def test_the_demos_drawn_runner_has_the_angles_it_was_drawn_with(stance, drop, thigh, knee):
    points = points_of(Stride(side=stance, drop_deg=drop, thigh_deg=thigh, knee_deg=knee))
    across = -outward(stance) * (points["swing_pelvis"].x - points["stance_pelvis"].x)
    fall = points["swing_pelvis"].y - points["stance_pelvis"].y

    assert degrees(atan2(fall, across)) == pytest.approx(drop, abs=1e-6)
