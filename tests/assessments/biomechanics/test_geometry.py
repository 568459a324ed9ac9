"""Properties that hold for any points, and what is refused."""

from math import isclose, nan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.biomechanics import cadence, error, foot, knee, pelvis, points, strength
from assessments.biomechanics.points import (
    FrontalView,
    LandmarkMissing,
    Leg,
    Point,
    SegmentTooShort,
    SidesSwapped,
    UpsideDown,
)

WIDTH = 1080.0
view_or_mirror = st.fixed_dictionaries(
    {"view": st.sampled_from(FrontalView), "mirrored": st.booleans()}
)
legs = st.sampled_from(Leg)


def coordinates(lowest, highest):
    return st.floats(lowest, highest, allow_nan=False)


@st.composite
def limbs(draw):
    """A hip, a knee and an ankle, from the top down, in an image 1080 px wide."""
    hip = Point(draw(coordinates(300, 780)), draw(coordinates(100, 400)))
    joint = Point(hip.x + draw(coordinates(-120, 120)), hip.y + draw(coordinates(150, 400)))
    ankle = Point(joint.x + draw(coordinates(-120, 120)), joint.y + draw(coordinates(150, 400)))
    return hip, joint, ankle


@st.composite
def pelvises(draw):
    """The stance and the swing landmark of a leg as a view shows them."""
    seen = draw(view_or_mirror)
    leg = draw(legs)
    stance = Point(draw(coordinates(300, 780)), draw(coordinates(300, 500)))
    inward = -points.outward(seen["view"], leg, mirrored=seen["mirrored"])
    swing = Point(
        stance.x + inward * draw(coordinates(40, 200)), stance.y + draw(coordinates(-60, 60))
    )
    return stance, swing, {**seen, "leg": leg}


def flipped(point):
    return Point(WIDTH - point.x, point.y)


def mirror(seen):
    return {**seen, "mirrored": not seen["mirrored"]}


@given(limbs(), view_or_mirror, legs)
def test_a_mirrored_clip_gives_the_same_knee_angle(limb, seen, leg):
    straight = knee.fppa_deg(*limb, **seen, leg=leg)

    seen_in_mirror = knee.fppa_deg(*map(flipped, limb), **mirror(seen), leg=leg)

    assert isclose(straight, seen_in_mirror, abs_tol=1e-9)


@given(limbs(), view_or_mirror)
def test_the_other_leg_with_the_same_points_bends_the_other_way(limb, seen):
    left = knee.fppa_deg(*limb, **seen, leg=Leg.LEFT)

    assert isclose(knee.fppa_deg(*limb, **seen, leg=Leg.RIGHT), -left, abs_tol=1e-9)


@given(limbs(), view_or_mirror, legs)
def test_the_knee_angle_is_thigh_plus_shank(limb, seen, leg):
    hip, joint, ankle = limb
    thigh = pelvis.femoral_adduction_deg(hip, joint, **seen, leg=leg)
    shank = knee.shank_abduction_deg(joint, ankle, **seen, leg=leg)

    assert isclose(knee.fppa_deg(*limb, **seen, leg=leg), thigh + shank, abs_tol=1e-9)


@given(pelvises(), limbs())
def test_hip_adduction_is_thigh_plus_drop(both, limb):
    stance, swing, seen = both
    joint = Point(limb[1].x, stance.y + 250)

    thigh = pelvis.femoral_adduction_deg(stance, joint, **seen)
    drop = pelvis.contralateral_pelvic_drop_deg(stance, swing, **seen)

    assert isclose(
        pelvis.hip_adduction_deg(stance, swing, joint, **seen), thigh + drop, abs_tol=1e-9
    )


@given(pelvises())
def test_a_mirrored_clip_gives_the_same_pelvic_drop(both):
    stance, swing, seen = both

    straight = pelvis.contralateral_pelvic_drop_deg(stance, swing, **seen)
    seen_in_mirror = pelvis.contralateral_pelvic_drop_deg(
        flipped(stance), flipped(swing), **mirror(seen)
    )

    assert isclose(straight, seen_in_mirror, abs_tol=1e-9)


@given(pelvises())
def test_standing_on_the_other_leg_turns_the_sign_of_the_drop(both):
    stance, swing, seen = both

    drop = pelvis.contralateral_pelvic_drop_deg(stance, swing, **seen)
    other = pelvis.contralateral_pelvic_drop_deg(
        swing, stance, **{**seen, "leg": seen["leg"].other}
    )

    assert isclose(drop, -other, abs_tol=1e-9)


def test_the_drop_beyond_standing_is_positive():
    assert isclose(pelvis.static_corrected_drop_deg(5.2, 1.5), 3.7)
    assert isclose(pelvis.static_corrected_drop_deg(-2.0, 1.5), -3.5)


@given(pelvises(), st.floats(-8, 8))
def test_levelling_takes_the_cameras_roll_out(both, roll):
    stance, swing, seen = both
    level = [Point(100, 1500), Point(1000, 1500)]
    rolled = [points.levelled(point, -roll) for point in (stance, swing, *level)]
    found = points.camera_roll_deg(rolled[2], rolled[3])
    again = [points.levelled(point, found) for point in rolled[:2]]

    assert isclose(found, roll, abs_tol=1e-9)
    assert isclose(
        pelvis.contralateral_pelvic_drop_deg(*again, **seen),
        pelvis.contralateral_pelvic_drop_deg(stance, swing, **seen),
        abs_tol=1e-6,
    )


@given(limbs(), view_or_mirror, legs, st.floats(0.5, 4), coordinates(-500, 500))
def test_neither_scale_nor_place_changes_an_angle(limb, seen, leg, scale, moved):
    larger = [Point(point.x * scale + moved, point.y * scale - moved) for point in limb]

    assert isclose(
        knee.fppa_deg(*limb, **seen, leg=leg),
        knee.fppa_deg(*larger, **seen, leg=leg),
        abs_tol=1e-6,
    )


@given(limbs())
def test_a_runner_who_faces_the_other_way_has_the_same_flexion(limb):
    right = knee.knee_flexion_deg(*limb, facing=points.facing(right=True))
    left = knee.knee_flexion_deg(*map(flipped, limb), facing=points.facing(right=False))

    assert isclose(right, left, abs_tol=1e-9)


@given(pelvises())
def test_swapped_sides_are_refused(both):
    stance, swing, seen = both

    with pytest.raises(SidesSwapped):
        pelvis.contralateral_pelvic_drop_deg(swing, stance, **seen)


BEHIND = {"view": FrontalView.POSTERIOR, "leg": Leg.RIGHT}
HERE = Point(500, 500)


@pytest.mark.parametrize(
    "measure",
    [
        lambda: pelvis.contralateral_pelvic_drop_deg(HERE, Point(481, 540), **BEHIND),
        lambda: pelvis.contralateral_pelvic_drop_deg(HERE, HERE, **BEHIND),
        lambda: pelvis.femoral_adduction_deg(HERE, Point(505, 510), **BEHIND),
        lambda: pelvis.trunk_lean_deg(HERE, Point(500, 490), **BEHIND),
        lambda: knee.fppa_deg(HERE, Point(500, 519), Point(500, 700), **BEHIND),
        lambda: knee.fppa_deg(HERE, Point(500, 700), Point(500, 710), **BEHIND),
        lambda: knee.shank_abduction_deg(HERE, Point(500, 510), **BEHIND),
        lambda: knee.knee_flexion_deg(HERE, HERE, Point(500, 700), facing=1),
        lambda: foot.rearfoot_to_vertical_deg(HERE, Point(500, 510), **BEHIND),
        lambda: foot.rearfoot_to_shank_deg(
            HERE, Point(500, 600), Point(500, 300), Point(500, 310), **BEHIND
        ),
        lambda: foot.tibial_inclination_deg(HERE, Point(500, 510), facing=1),
        lambda: foot.foot_strike_angle_deg(HERE, Point(510, 500), facing=1),
        lambda: foot.forward_trunk_lean_deg(HERE, Point(500, 490), facing=1),
        lambda: points.camera_roll_deg(HERE, Point(510, 900)),
    ],
)
def test_a_line_under_20_px_gives_no_angle(measure):
    with pytest.raises(SegmentTooShort):
        measure()


def test_a_limb_upside_down_gives_no_angle():
    with pytest.raises(UpsideDown):
        knee.fppa_deg(Point(500, 900), Point(500, 600), Point(500, 1200), **BEHIND)
    with pytest.raises(UpsideDown):
        knee.fppa_deg(Point(500, 300), Point(500, 600), Point(520, 600), **BEHIND)
    with pytest.raises(UpsideDown):
        pelvis.trunk_lean_deg(Point(500, 300), Point(500, 600), **BEHIND)


@pytest.mark.parametrize("broken", [nan, float("inf"), float("-inf")])
def test_a_point_that_is_no_number_is_missing(broken):
    with pytest.raises(LandmarkMissing):
        Point(broken, 1.0)


def test_a_level_line_has_a_zero_without_a_sign():
    drop = pelvis.contralateral_pelvic_drop_deg(Point(600, 500), Point(500, 500), **BEHIND)

    assert str(drop) == "0.0"


# --- Error ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pixels", "shown"), [(49, "1.65"), (88, "0.92"), (93, "0.87")])
def test_the_click_error_of_a_line_is_the_evidence_bases(pixels, shown):
    assert f"{error.line_sd_deg(pixels):.2f}" == shown


def test_the_click_error_of_a_knee_is_the_evidence_bases():
    assert f"{error.bend_sd_deg(100, 100):.3f}" == "1.403"


@given(st.floats(20, 2000), st.floats(20, 2000))
def test_a_longer_segment_never_errs_more(upper, lower):
    assume(upper + 1 != upper)

    assert error.bend_sd_deg(upper + 1, lower) < error.bend_sd_deg(upper, lower)


def test_one_value_has_no_spread():
    assert error.spread([6.0]) == error.Spread(6.0, None, None, 1)


@given(st.lists(st.floats(-45, 45), min_size=2, max_size=40))
def test_the_error_of_a_mean_is_below_the_spread(values):
    found = error.spread(values)

    assert min(values) - 1e-9 <= found.mean <= max(values) + 1e-9
    assert found.se <= found.sd


# --- Steps in time, strength ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "count",
    [
        {"contacts": 1, "first_frame": 0, "last_frame": 10, "fps": 60},
        {"contacts": 5, "first_frame": 10, "last_frame": 10, "fps": 60},
        {"contacts": 5, "first_frame": 0, "last_frame": 10, "fps": 0},
    ],
)
def test_a_step_rate_needs_contacts_one_after_another(count):
    with pytest.raises(ValueError, match="contact"):
        cadence.cadence_spm(**count)


def test_moments_give_a_step_rate():
    assert cadence.timed_cadence_spm([0.0, 0.35, 0.70, 1.05]) == pytest.approx(171.43, abs=0.01)


@pytest.mark.parametrize("moments", [[], [1.0], [1.0, 1.0], [2.0, 1.0]])
def test_moments_out_of_order_give_none(moments):
    with pytest.raises(ValueError, match="moments"):
        cadence.timed_cadence_spm(moments)


def test_contact_time_is_from_contact_to_toe_off():
    assert cadence.contact_time_ms(initial_contact_s=1.5, toe_off_s=1.75) == 250.0


def test_toe_off_before_contact_makes_no_contact_time():
    with pytest.raises(ValueError, match="after"):
        cadence.contact_time_ms(initial_contact_s=1.5, toe_off_s=1.5)


@given(st.floats(1, 800), st.floats(1, 800))
def test_without_an_involved_side_symmetry_is_never_above_100(left, right):
    symmetry = strength.weaker_to_stronger_pct(left, right)

    assert 0 < symmetry <= 100
    assert symmetry == strength.weaker_to_stronger_pct(right, left)
