"""The drawings: one body, on the floor, with what the words say, inside their panel."""

import re
from math import dist
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.exercises.drawing import (
    DASHED,
    FILLS,
    PANEL,
    STROKES,
    Style,
    drawing_of,
    svg_of,
)
from assessments.exercises.exercise import Equipment
from assessments.exercises.figure import (
    FOREARM,
    SHANK,
    SIDES,
    THIGH,
    TRUNK,
    UPPER_ARM,
    Arm,
    Leg,
    Pose,
    stand,
)
from assessments.exercises.library import EXERCISES
from assessments.exercises.poses import SCENES
from assessments.exercises.props import Thing
from assessments.exercises.scene import BandAt
from assessments.exercises.space import number

CSS = Path(__file__).resolve().parents[3] / "static" / "css" / "exercises.css"
EVERY_POSITION = pytest.mark.parametrize(
    "scene",
    [scene for scenes in SCENES.values() for scene in scenes],
    ids=[f"{code}-{number}" for code in SCENES for number in (1, 2)],
)
ANGLE = st.floats(-180, 180)
BENT = st.floats(0, 150)
legs = st.builds(Leg, hip=ANGLE, out=ANGLE, turn=ANGLE, knee=BENT, ankle=st.none() | ANGLE)
arms = st.builds(Arm, forward=ANGLE, out=ANGLE, turn=ANGLE, elbow=BENT)
poses = st.builds(
    Pose,
    heading=ANGLE,
    tilt=ANGLE,
    lean=ANGLE,
    side=ANGLE,
    spine=ANGLE,
    bend=ANGLE,
    twist=ANGLE,
    nod=ANGLE,
    spin=ANGLE,
    left=legs,
    right=legs,
    left_arm=arms,
    right_arm=arms,
)
LIMBS = [
    *(("hip", "knee", THIGH), ("knee", "ankle", SHANK)),
    *(("shoulder", "elbow", UPPER_ARM), ("elbow", "hand", FOREARM)),
]
SHOE = 2.5  # a sole is so much lower than the toes of its shoe


def parts_of(exercise):
    return drawing_of(exercise.code).parts


@pytest.mark.parametrize(
    ("value", "written"),
    [(-0.07, "-0.1"), (0.07, "0.1"), (-0.04, "0"), (-1.04, "-1"), (12.36, "12.4"), (100, "100")],
)
def test_a_coordinate_is_written_with_its_sign(value, written):
    assert number(value) == written


def test_each_exercise_of_the_library_is_drawn_in_two_positions():
    assert list(SCENES) == list(EXERCISES)
    assert {len(drawing_of(code).parts) for code in EXERCISES} == {2}
    assert drawing_of("C01") is None


@given(poses)
def test_a_limb_has_one_length_however_it_is_held(pose):
    joints = stand(pose).joints

    for side in SIDES:
        for upper, lower, long in LIMBS:
            ends = joints[f"{side}_{upper}"], joints[f"{side}_{lower}"]
            assert dist(*ends) == pytest.approx(long)
    assert dist(joints["pelvis"], joints["neck"]) == pytest.approx(TRUNK)


@given(poses)
def test_whoever_stands_stands_on_the_floor(pose):
    figure = stand(pose)

    assert min(figure.lowest(name) for name, _ in pose.stands_on) == pytest.approx(0, abs=1e-6)


@EVERY_POSITION
def test_a_joint_bends_as_a_body_does(scene):
    for side in SIDES:
        leg, arm = getattr(scene.pose, side), getattr(scene.pose, f"{side}_arm")

        assert 0 <= leg.knee <= 140
        assert -30 <= leg.hip <= 120
        assert -30 <= leg.out <= 45
        assert leg.ankle is None or -80 <= leg.ankle <= 25
        assert 0 <= arm.elbow <= 145
        assert -60 <= arm.forward <= 180
    assert abs(scene.pose.spine) + abs(scene.pose.bend) <= 45


@EVERY_POSITION
def test_the_figure_rests_on_all_that_it_is_said_to(scene):
    figure = stand(scene.pose)

    off = {name: figure.lowest(name) - height for name, height in scene.pose.stands_on}

    assert [name for name, gap in off.items() if not -0.1 <= gap <= 3] == []


@EVERY_POSITION
def test_nothing_of_the_figure_is_in_the_floor(scene):
    figure = stand(scene.pose)
    lowest = {
        part: min(ball.at[2] - ball.radius for ball in balls)
        for part, balls in figure.parts.items()
    }

    assert {part: low for part, low in lowest.items() if low < -7} == {}
    feet = [figure.lowest(f"{side}_foot") for side in SIDES]
    assert min(feet) >= -3


@EVERY_POSITION
def test_a_position_is_told_in_words(scene):
    assert scene.said.endswith(".")
    assert len(scene.said) >= 18


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_two_positions_differ_and_stay_in_their_panels(exercise):
    drawn = [svg_of(part) for part in parts_of(exercise)]

    assert drawn[0] != drawn[1]
    for svg in drawn:
        for path in re.findall(r' d="([^"]+)"', svg):
            points = re.findall(r"(-?[\d.]+) (-?[\d.]+)(?=[A-Z]|$)", path)
            outside = [
                point
                for point in points
                if not all(0 <= float(coordinate) <= PANEL for coordinate in point)
            ]
            assert outside == []


def test_the_band_is_where_the_text_says():
    bands = {code: {scene.band for scene in scenes} for code, scenes in SCENES.items()}

    assert {code: band for code, band in bands.items() if band != {BandAt.NOWHERE}} == {
        "E01": {BandAt.ANKLES},
        "E02": {BandAt.KNEES},
        "E07": {BandAt.ANKLES},
        "E21": {BandAt.FEET},
    }


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_what_the_text_asks_for_is_in_the_drawing(exercise):
    drawn = {prop.thing.value for scene in SCENES[exercise.code] for prop in scene.props}
    drawn |= {"mat"} if SCENES[exercise.code][0].has_mat else set()
    drawn |= {"band"} if SCENES[exercise.code][0].band else set()
    asked = {one.value for one in exercise.equipment}

    assert asked <= drawn
    assert drawn - asked <= {one.value for one in exercise.optional_equipment}
    assert {one.value for one in Thing} <= {one.value for one in Equipment}


def test_a_drawing_is_the_same_each_time():
    for code in ("E02", "E17"):
        part = drawing_of(code).parts[1]

        assert svg_of.__wrapped__(part) == svg_of.__wrapped__(part)


def test_both_styles_draw_the_same_in_the_same_colours():
    """And neither holds a style that a page's policy would refuse."""
    drawing = drawing_of("E08")
    page, paper = svg_of(drawing, style=Style.PAGE), svg_of(drawing, style=Style.PAPER)

    assert re.findall(r' d="([^"]+)"', page) == re.findall(r' d="([^"]+)"', paper)
    assert "style=" not in page + paper
    assert "class=" not in paper
    assert set(re.findall(r'class="f-([\w-]+)"', page)) <= {*FILLS, *STROKES}


def test_the_stylesheet_has_the_colours_that_are_written_on_paper():
    rules = dict(re.findall(r"^\.f-([\w-]+) \{\n  fill: (#\w+);\n\}", CSS.read_text(), re.M))
    lines = {
        name: (colour, float(width), dashes or None)
        for name, colour, width, dashes in re.findall(
            r"^\.f-([\w-]+) \{\n  stroke: (#\w+);\n  stroke-width: ([\d.]+);\n"
            r"(?:  stroke-dasharray: ([\d ]+);\n)?\}",
            CSS.read_text(),
            re.M,
        )
    }

    assert rules == FILLS
    assert lines == {
        name: (colour, width, DASHED.get(name)) for name, (colour, width) in STROKES.items()
    }


def test_the_words_of_a_drawing_are_escaped_and_an_ornament_has_none():
    part = drawing_of("E06").parts[0]

    assert f'role="img" aria-label="{part.said}"' in svg_of(part)
    assert 'aria-hidden="true"' in svg_of(part, is_said=False)
    assert part.said not in svg_of(part, is_said=False)
