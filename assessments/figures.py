"""The runner from behind as points to draw, turned by the measured angles. Pure.

Units are those of the drawing: x to the right, y downward, the runner's right on the right.
"""

from dataclasses import dataclass
from math import radians, tan

PELVIS_WIDTH, THIGH, SHANK = 64.0, 96.0, 92.0
CENTRE_X, PELVIS_Y = 120.0, 128.0


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One stance leg at midstance: pelvis from hip to hip, the standing leg, the level line."""

    stance_hip: Point
    swing_hip: Point
    knee: Point
    ankle: Point
    swing_knee: Point
    swing_foot: Point
    shoulders: tuple[Point, Point]


def figure_from_behind(stance: str, cpd_deg: float, fppa_deg: float) -> Figure:
    """Return the figure of a stance leg, "L" or "R", with its pelvic drop and knee angle.

    The knee angle is shared by thigh and shank alike, for only their sum was measured.
    """
    outward = 1 if stance == "R" else -1
    stance_hip = Point(CENTRE_X + outward * PELVIS_WIDTH / 2, PELVIS_Y)
    swing_hip = Point(
        CENTRE_X - outward * PELVIS_WIDTH / 2, PELVIS_Y + PELVIS_WIDTH * tan(radians(cpd_deg))
    )
    lean = tan(radians(fppa_deg / 2))
    knee = Point(stance_hip.x - outward * THIGH * lean, PELVIS_Y + THIGH)
    ankle = Point(knee.x + outward * SHANK * lean, knee.y + SHANK)
    return Figure(
        stance_hip=stance_hip,
        swing_hip=swing_hip,
        knee=knee,
        ankle=ankle,
        swing_knee=Point(swing_hip.x + outward * 4, swing_hip.y + THIGH * 0.92),
        swing_foot=Point(swing_hip.x + outward * 2, swing_hip.y + THIGH * 0.92 + SHANK * 0.4),
        shoulders=(Point(CENTRE_X - 40, 50.0), Point(CENTRE_X + 40, 50.0)),
    )
