"""The knee: its projection in the frontal plane, and its flexion from the side. Pure."""

from assessments.biomechanics.points import (
    FrontalView,
    Leg,
    Point,
    bend,
    long_enough,
    outward,
    tilt,
    upright,
)


def fppa_deg(
    hip: Point,
    knee: Point,
    ankle: Point,
    *,
    view: FrontalView,
    leg: Leg,
    mirrored: bool = False,
) -> float:
    """Return the knee's frontal-plane projection angle in degrees; valgus is positive.

    Hip (ASIS or hip centre), knee centre and ankle centre; 0 is a straight limb. The sign follows a
    methods text that cites Munro et al. 2012 (second-hand); others use the opposite. Equal to
    `femoral_adduction` plus `shank_abduction`. Raises SegmentTooShort or UpsideDown. Codes
    `fppa_run`, `fppa_sls`, `fppa_landing`.
    """
    _check_limb(hip, knee, ankle)
    upright(hip=hip, knee=knee, ankle=ankle)
    return -outward(view, leg, mirrored=mirrored) * bend(hip, knee, ankle) + 0.0


def shank_abduction_deg(
    knee: Point, ankle: Point, *, view: FrontalView, leg: Leg, mirrored: bool = False
) -> float:
    """Return the shank's angle to the vertical in degrees; positive: ankle lateral to the knee.

    Raises SegmentTooShort or UpsideDown. Code `shank_abduction`.
    """
    shank = knee.to(ankle)
    long_enough("shank", shank.length)
    upright(knee=knee, ankle=ankle)
    return tilt(outward(view, leg, mirrored=mirrored) * shank.x, shank.y)


def knee_flexion_deg(hip: Point, knee: Point, ankle: Point, *, facing: int) -> float:
    """Return the knee's flexion in degrees; 0 is straight, flexed is positive.

    Trochanter, lateral knee joint line and malleolus from the side; `facing` is +1 for a runner who
    faces the image's right. Raises SegmentTooShort. Codes `knee_flexion_ic`, `knee_flexion_ms`.
    """
    _check_limb(hip, knee, ankle)
    return facing * bend(hip, knee, ankle) + 0.0


def _check_limb(hip, knee, ankle):
    long_enough("thigh", hip.to(knee).length)
    long_enough("shank", knee.to(ankle).length)
