"""Pelvis and trunk in the frontal plane, at midstance. Pure."""

from assessments.biomechanics.points import (
    FrontalView,
    Leg,
    Point,
    SidesSwapped,
    long_enough,
    outward,
    tilt,
    upright,
)


def contralateral_pelvic_drop_deg(
    stance: Point, swing: Point, *, view: FrontalView, leg: Leg, mirrored: bool = False
) -> float:
    """Return the pelvis's angle below horizontal on the swing side, in degrees; a drop is positive.

    Both PSIS from behind, or both ASIS from the front, in levelled image pixels; `leg` is the
    stance leg. Raises SegmentTooShort under 20 px across, SidesSwapped when the swing side lies on
    the stance side. Method: Dingenen et al. 2018, doi:10.1016/j.ptsp.2018.06.009. Code `cpd`.
    """
    across = swing.x - stance.x
    long_enough("pelvis", abs(across))
    if across * outward(view, leg, mirrored=mirrored) >= 0:
        raise SidesSwapped
    return tilt(swing.y - stance.y, abs(across))


def static_corrected_drop_deg(dynamic_deg: float, static_deg: float) -> float:
    """Return the drop in running less that of the same side in quiet standing, in degrees.

    Both as `contralateral_pelvic_drop_deg` gives them, the second standing still on two legs; a
    drop beyond that of standing is positive. Optional beside `cpd`. Code `cpd_delta`.
    """
    return dynamic_deg - static_deg


def hip_adduction_deg(
    stance: Point,
    swing: Point,
    knee: Point,
    *,
    view: FrontalView,
    leg: Leg,
    mirrored: bool = False,
) -> float:
    """Return the stance hip's adduction in degrees; adducted is positive.

    90° less the angle between the pelvis line and the thigh; equal to `femoral_adduction` from the
    stance landmark plus `cpd`. Raises as `cpd` does, and UpsideDown. Code `hip_adduction`.
    """
    drop = contralateral_pelvic_drop_deg(stance, swing, view=view, leg=leg, mirrored=mirrored)
    return drop + femoral_adduction_deg(stance, knee, view=view, leg=leg, mirrored=mirrored)


def femoral_adduction_deg(
    hip: Point, knee: Point, *, view: FrontalView, leg: Leg, mirrored: bool = False
) -> float:
    """Return the thigh's angle to the vertical in degrees; a knee medial to the hip is positive.

    Raises SegmentTooShort or UpsideDown. Code `femoral_adduction`.
    """
    thigh = hip.to(knee)
    long_enough("thigh", thigh.length)
    upright(hip=hip, knee=knee)
    return tilt(-outward(view, leg, mirrored=mirrored) * thigh.x, thigh.y)


def trunk_lean_deg(
    pelvis_middle: Point, c7: Point, *, view: FrontalView, leg: Leg, mirrored: bool = False
) -> float:
    """Return the trunk's lean from the vertical in degrees; toward the stance side is positive.

    From the middle of both PSIS to C7; `leg` is the stance leg. Raises SegmentTooShort or
    UpsideDown. Code `trunk_lean_ipsi`.
    """
    trunk = pelvis_middle.to(c7)
    long_enough("trunk", trunk.length)
    upright(c7=c7, pelvis=pelvis_middle)
    return tilt(outward(view, leg, mirrored=mirrored) * trunk.x, -trunk.y)
