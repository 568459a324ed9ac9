"""Values of one step: the evidence base's vectors, the mirror, the level, and the clicks' error."""

import json
from dataclasses import replace
from decimal import Decimal
from math import cos, radians, sin
from pathlib import Path
from random import Random
from statistics import stdev

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.biomechanics.error import bend_sd_deg, line_sd_deg
from assessments.biomechanics.metrics import METRICS
from assessments.biomechanics.points import Point
from assessments.measuring.point_sets import LANDMARKS_SEEN, POINT_SETS
from assessments.measuring.step_values import FORMULAS, Sight, first_problem, measure

VECTORS = json.loads((Path(__file__).parents[1] / "biomechanics_vectors.json").read_text())
WIDTH, HEIGHT = 2000, 2000
BEHIND = Sight(view="posterior", side="R", width_px=WIDTH, height_px=HEIGHT)
IN_FRONT = replace(BEHIND, view="anterior")
FROM_THE_SIDE = replace(BEHIND, view="lateral_R")


def values(code, points, sight):
    made = {name: Point(*at) for name, at in points.items()}
    return {each.metric: each for each in measure(POINT_SETS[code], made, sight)}


def value(code, metric, points, sight):
    found = values(code, points, sight)[metric]
    return found.problem or float(found.value)


# --- The sets -------------------------------------------------------------------------------------


def test_every_set_makes_measures_that_its_view_can_show():
    for point_set in POINT_SETS.values():
        for code in point_set.metrics:
            views = METRICS[code].views
            assert not views or set(point_set.views) <= set(views)
        assert set(point_set.landmarks) <= {one for seen in LANDMARKS_SEEN.values() for one in seen}


def test_every_measure_of_frames_has_a_set_but_the_bounce():
    made = {code for point_set in POINT_SETS.values() for code in point_set.metrics}

    assert set(METRICS) - made == {"vertical_oscillation_cm"}
    assert made - set(FORMULAS) == {"step_width_cm", "cadence_spm", "contact_time_ms"}


# --- The vectors ----------------------------------------------------------------------------------

# By function of the file: the set that a clinician places, the measure, and what its points are
# called there. Points that the function does not need are placed where they do no harm.
POSTERIOR_LEG = {"stance_pelvis": [1000, 300], "swing_pelvis": [900, 300], "ankle": [1000, 1900]}
PLACED_AS = {
    "cpd": ("pelvis", "cpd", {"stance_pelvis": "stance_pt", "swing_pelvis": "swing_pt"}, {}),
    "cpd+roll": ("pelvis", "cpd", {"stance_pelvis": "stance_pt", "swing_pelvis": "swing_pt"}, {}),
    "fppa": ("squat", "fppa_sls", {"hip": "hip", "knee": "knee", "ankle": "ankle"}, {}),
    "hip_adduction": (
        "pelvis_leg_front",
        "hip_adduction",
        {"stance_pelvis": "stance_asis", "swing_pelvis": "swing_asis", "knee": "knee"},
        {"ankle": [470, 1180]},
    ),
    "rearfoot_to_vertical": (
        "heel",
        "rearfoot_to_vertical",
        {"heel_top": "heel_top", "heel_bottom": "heel_bottom"},
        {"calf_upper": [1012, 1300], "calf_lower": [1003, 1480]},
    ),
    "rearfoot_to_shank": (
        "heel",
        "rearfoot_to_shank",
        {name: name for name in ("heel_top", "heel_bottom", "calf_upper", "calf_lower")},
        {},
    ),
    "tibial_inclination": (
        "contact_side",
        "tibial_inclination",
        {"knee": "knee", "ankle": "ankle"},
        {"hip": [1000, 600], "heel": [1040, 1190], "toe": [1140, 1165]},
    ),
    "foot_strike_angle": (
        "contact_side",
        "foot_strike_angle",
        {"heel": "heel", "toe": "toe"},
        {"hip": [1000, 600], "knee": [1000, 900], "ankle": [1045, 1130]},
    ),
    "knee_flexion": (
        "contact_side",
        "knee_flexion_ic",
        {"hip": "hip", "knee": "knee", "ankle": "ankle"},
        {"heel": [1040, 1190], "toe": [1140, 1165]},
    ),
    "forward_trunk_lean": (
        "midstance_trunk",
        "forward_trunk_lean",
        {"hip": "pelvis", "shoulder": "shoulder"},
        {"knee": [1000, 900], "ankle": [1045, 1130]},
    ),
}


@pytest.mark.parametrize(
    "vector",
    [vector for vector in VECTORS if vector["fn"] in PLACED_AS],
    ids=lambda vector: vector["id"],
)
def test_a_placed_step_says_what_the_vectors_say(vector):
    given_, (code, metric, names, others) = vector["inp"], PLACED_AS[vector["fn"]]
    facing_right = given_.get("dir", 1) == 1
    lateral = "lateral_R" if facing_right else "lateral_L"
    sight = Sight(
        view=given_.get("view", lateral),
        side=given_.get("side", given_.get("stance", "R")),
        width_px=WIDTH,
        height_px=HEIGHT,
        mirrored=given_.get("mirrored", False),
        roll_deg=given_.get("roll", 0.0),
        incline_pct=given_.get("incline_pct", 0.0),
    )
    points = {name: given_[theirs] for name, theirs in names.items()} | others

    found = value(code, metric, points, sight)

    if vector["expect"] is None:
        assert isinstance(found, str)
    else:
        assert found == pytest.approx(vector["expect"], abs=0.01)


def test_the_trunk_leans_from_the_middle_of_both_landmarks():
    points = {"stance_pelvis": [1010, 500], "swing_pelvis": [900, 510], "c7": [975, 205]}

    assert value("trunk", "trunk_lean_ipsi", points, BEHIND) == pytest.approx(3.814, abs=0.01)


def test_the_heel_is_placed_from_the_midline_in_centimetres():
    points = {"heel": [950, 1700], "midline": [960, 1500]}

    scaled = value("feet", "foot_placement_cm", points, replace(BEHIND, cm_per_px=0.08))

    assert scaled == -0.8
    assert values("feet", points, BEHIND) == {}


# --- Properties -----------------------------------------------------------------------------------

LEG = {
    "stance_pelvis": (1010.0, 500.0),
    "swing_pelvis": (880.0, 512.0),
    "hip": (1000.0, 600.0),
    "knee": (975.0, 900.0),
    "ankle": (990.0, 1180.0),
}
shift = st.floats(-12, 12, allow_nan=False)


@st.composite
def legs(draw):
    return {name: (x + draw(shift), y + draw(shift)) for name, (x, y) in LEG.items()}


@given(legs())
def test_the_mirror_image_says_the_same_of_the_other_leg(leg):
    mirrored = {name: (WIDTH - x, y) for name, (x, y) in leg.items()}

    there = values("pelvis_leg", leg, BEHIND)

    assert values("pelvis_leg", mirrored, replace(BEHIND, side="L")) == there
    assert values("pelvis_leg", mirrored, replace(BEHIND, mirrored=True)) == there


@given(legs(), st.floats(-10, 10, allow_nan=False))
def test_levelling_takes_the_cameras_roll_away(leg, roll):
    turn = radians(roll)
    rolled = {
        name: (x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn))
        for name, (x, y) in leg.items()
    }
    assume(all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in rolled.values()))

    level = values("pelvis_leg", leg, BEHIND)
    again = values("pelvis_leg", rolled, replace(BEHIND, roll_deg=roll))

    for metric, each in level.items():
        assert float(again[metric].value) == pytest.approx(float(each.value), abs=0.0011)
        assert float(again[metric].click_sd) == pytest.approx(float(each.click_sd), abs=0.0011)


@given(legs())
def test_hip_adduction_is_the_thigh_and_the_drop_together(leg):
    found = {
        metric: float(each.value) for metric, each in values("pelvis_leg", leg, BEHIND).items()
    }

    assert found["hip_adduction"] == pytest.approx(
        found["femoral_adduction"] + found["cpd"], abs=0.0011
    )


@given(legs(), st.floats(0.5, 1.0))
def test_an_angle_is_the_same_at_every_scale_and_its_error_grows_as_it_shrinks(leg, scale):
    small = {name: (x * scale, y * scale) for name, (x, y) in leg.items()}

    large_values, small_values = (
        values("pelvis_leg", leg, BEHIND),
        values("pelvis_leg", small, BEHIND),
    )

    for metric, each in large_values.items():
        assert float(small_values[metric].value) == pytest.approx(float(each.value), abs=0.0011)
        assert float(small_values[metric].click_sd) * scale == pytest.approx(
            float(each.click_sd), abs=0.0011
        )


# --- The error of the clicks ----------------------------------------------------------------------


def test_the_error_of_a_line_is_that_of_the_evidence_base():
    points = {"stance_pelvis": [1010, 500], "swing_pelvis": [900, 500]}

    found = values("pelvis", points, replace(BEHIND, click_sd_px=2.0))["cpd"]

    assert float(found.click_sd) == pytest.approx(line_sd_deg(110, click_sd_px=2.0), abs=0.001)


def test_the_error_of_a_straight_limb_is_that_of_the_evidence_base():
    points = {"hip": [420, 600], "knee": [420, 900], "ankle": [420, 1180]}

    found = values("squat", points, replace(IN_FRONT, side="R"))["fppa_sls"]

    assert float(found.click_sd) == pytest.approx(bend_sd_deg(300, 280), abs=0.001)


@pytest.mark.parametrize("metric", ["hip_adduction", "fppa_run"])
def test_the_error_is_that_of_clicks_drawn_at_random(metric):
    """A point that two lines share errs in both at once: adding the lines' errors would not do."""
    points = {name: at for name, at in LEG.items() if name != "hip"}
    draws = Random(7)

    def clicked():
        return {
            name: [x + draws.gauss(0, 1), y + draws.gauss(0, 1)] for name, (x, y) in points.items()
        }

    sight = replace(IN_FRONT, side="L")
    drawn = stdev(value("pelvis_leg_front", metric, clicked(), sight) for _ in range(4000))

    expected = float(values("pelvis_leg_front", points, sight)[metric].click_sd)
    assert drawn == pytest.approx(expected, rel=0.05)


def test_the_error_at_the_shortest_segment_is_known_too():
    points = {"stance_pelvis": [1010, 500], "swing_pelvis": [990, 500]}

    found = values("pelvis", points, BEHIND)["cpd"]

    assert float(found.click_sd) == pytest.approx(line_sd_deg(20), rel=0.2)


# --- Problems -------------------------------------------------------------------------------------


def test_a_swapped_pelvis_spoils_every_measure_of_the_step():
    found = values("pelvis_leg", LEG, replace(BEHIND, side="L"))

    assert {each.problem for each in found.values()} == {"sides_swapped"}


def test_a_wrong_label_is_told_before_what_follows_from_it():
    leg = {**LEG, "ankle": (990, 850)}

    assert first_problem(list(values("pelvis_leg", leg, BEHIND).values())).problem == "upside_down"
    assert (
        first_problem(list(values("pelvis_leg", leg, replace(BEHIND, side="L")).values())).problem
        == "sides_swapped"
    )


def test_a_value_that_no_body_shows_is_refused_in_words_with_its_range():
    points = {"stance_pelvis": [1010, 500], "swing_pelvis": [900, 600]}

    found = values("pelvis", points, BEHIND)["cpd"]

    assert (found.value, found.problem) == (None, "implausible")
    assert found.words == "Pelvic drop would be 42.3°; -20 to 25 can be. Check the points."


def test_no_value_is_a_negative_zero():
    points = {"stance_pelvis": [1010, 500], "swing_pelvis": [900, 499.9999]}

    assert str(values("pelvis", points, BEHIND)["cpd"].value) == "0.000"
    assert values("pelvis", points, BEHIND)["cpd"].value == Decimal(0)
