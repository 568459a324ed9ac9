"""Foot, shank and trunk lines at initial contact and midstance. Pure."""

from math import atan, degrees

from assessments.biomechanics.points import (
    FrontalView,
    Leg,
    Point,
    long_enough,
    outward,
    tilt,
)


def rearfoot_to_vertical_deg(
    heel_top: Point,
    heel_bottom: Point,
    *,
    view: FrontalView,
    leg: Leg,
    mirrored: bool = False,
) -> float:
    """Return the heel counter's angle to the vertical in degrees; eversion is positive.

    Raises SegmentTooShort. Code `rearfoot_to_vertical`.
    """
    heel = heel_bottom.to(heel_top)
    long_enough("heel counter", heel.length)
    return tilt(-outward(view, leg, mirrored=mirrored) * heel.x, -heel.y)


def rearfoot_to_shank_deg(
    heel_top: Point,
    heel_bottom: Point,
    calf_upper: Point,
    calf_lower: Point,
    *,
    view: FrontalView,
    leg: Leg,
    mirrored: bool = False,
) -> float:
    """Return the heel counter's angle to the lower leg in degrees; eversion is positive.

    Raises SegmentTooShort. Code `rearfoot_to_shank`.
    """
    calf = calf_lower.to(calf_upper)
    long_enough("lower leg", calf.length)
    shank = tilt(-outward(view, leg, mirrored=mirrored) * calf.x, -calf.y)
    heel = rearfoot_to_vertical_deg(heel_top, heel_bottom, view=view, leg=leg, mirrored=mirrored)
    return heel - shank


def step_width_cm(
    right_heel_x: float,
    left_heel_x: float,
    *,
    cm_per_px: float,
    view: FrontalView,
    mirrored: bool = False,
) -> float:
    """Return how far apart the heels land in two consecutive steps, in cm; crossed is negative.

    Code `step_width_cm`.
    """
    return outward(view, Leg.RIGHT, mirrored=mirrored) * (right_heel_x - left_heel_x) * cm_per_px


def foot_placement_cm(
    heel_x: float,
    midline_x: float,
    *,
    cm_per_px: float,
    view: FrontalView,
    leg: Leg,
    mirrored: bool = False,
) -> float:
    """Return how far lateral of the midline the heel lands, in cm; 0 or less is a crossover.

    Code `foot_placement_cm`.
    """
    return outward(view, leg, mirrored=mirrored) * (heel_x - midline_x) * cm_per_px


def tibial_inclination_deg(knee: Point, ankle: Point, *, facing: int) -> float:
    """Return the shank's angle to the vertical in degrees; an ankle ahead of the knee is positive.

    From the side, at initial contact. Raises SegmentTooShort. Code `tibial_inclination`.
    """
    shank = knee.to(ankle)
    long_enough("shank", shank.length)
    return tilt(facing * shank.x, shank.y)


def foot_strike_angle_deg(
    heel: Point, toe: Point, *, facing: int, incline_pct: float = 0.0
) -> float:
    """Return the sole's angle to the deck in degrees; toes up is positive.

    From the side, at initial contact; `incline_pct` is the belt's. Raises SegmentTooShort. Code
    `foot_strike_angle`.
    """
    sole = heel.to(toe)
    long_enough("foot", sole.length)
    return tilt(-sole.y, facing * sole.x) - degrees(atan(incline_pct / 100))


def forward_trunk_lean_deg(trochanter: Point, shoulder: Point, *, facing: int) -> float:
    """Return the trunk's lean from the vertical in degrees, from the side; forward is positive.

    Raises SegmentTooShort. Code `forward_trunk_lean`.
    """
    trunk = trochanter.to(shoulder)
    long_enough("trunk", trunk.length)
    return tilt(facing * trunk.x, -trunk.y)
