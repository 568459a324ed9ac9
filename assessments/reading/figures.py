"""The runner from behind as points to draw, turned by the measured angles. Pure.

Units are those of the drawing: x to the right, y downward, the runner's right on the right. Every
angle is drawn as large as it is, and one that was not measured is drawn neutral.
"""

from dataclasses import dataclass
from math import cos, radians, sin

WIDTH, HEIGHT = 340.0, 384.0
PELVIS_WIDTH, THIGH, SHANK, TRUNK, SHOULDERS = 60.0, 94.0, 90.0, 100.0, 82.0
CENTRE_X, PELVIS_Y = WIDTH / 2, 168.0
HEAD_ABOVE = 30.0


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float

    def moved(self, across: float, down: float) -> "Point":
        return Point(self.x + across, self.y + down)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """The angles of one stance leg at midstance, in degrees; None where one was not measured.

    `drop_deg`: the swing side is lower. `thigh_deg`: the knee is medial to the hip. `knee_deg`: the
    knee's projection angle, valgus. `trunk_deg`: toward the stance side.
    """

    drop_deg: float | None = None
    thigh_deg: float | None = None
    knee_deg: float | None = None
    trunk_deg: float | None = None

    @property
    def shank_deg(self) -> float:
        """The shank's angle to the vertical, positive when the ankle is lateral to the knee.

        What the thigh does not explain of the knee's angle; upright where that was not measured.
        """
        return 0.0 if self.knee_deg is None else self.knee_deg - (self.thigh_deg or 0.0)


@dataclass(frozen=True, slots=True)
class Figure:
    """One stance leg at midstance: pelvis from hip to hip, the standing leg, trunk and head."""

    stance_hip: Point
    swing_hip: Point
    knee: Point
    ankle: Point
    swing_knee: Point
    swing_foot: Point
    pelvis_middle: Point
    neck: Point
    head: Point
    shoulders: tuple[Point, Point]
    elbows: tuple[Point, Point]
    hands: tuple[Point, Point]


def outward(stance: str) -> int:
    """Return the sign of the x direction away from the midline of a stance leg, "L" or "R"."""
    return 1 if stance == "R" else -1


def figure_from_behind(stance: str, pose: Pose) -> Figure:
    """Return the figure of a stance leg, "L" or "R"; what was not measured stands neutral."""
    out = outward(stance)
    drop, thigh, shank = (
        radians(angle or 0.0) for angle in (pose.drop_deg, pose.thigh_deg, pose.shank_deg)
    )
    stance_hip = Point(CENTRE_X + out * PELVIS_WIDTH / 2, PELVIS_Y)
    swing_hip = stance_hip.moved(-out * PELVIS_WIDTH * cos(drop), PELVIS_WIDTH * sin(drop))
    knee = stance_hip.moved(-out * THIGH * sin(thigh), THIGH * cos(thigh))
    ankle = knee.moved(out * SHANK * sin(shank), SHANK * cos(shank))
    swing_knee = swing_hip.moved(out * 3, THIGH * 0.8)
    middle = Point((stance_hip.x + swing_hip.x) / 2, (stance_hip.y + swing_hip.y) / 2)
    return Figure(
        stance_hip=stance_hip,
        swing_hip=swing_hip,
        knee=knee,
        ankle=ankle,
        swing_knee=swing_knee,
        swing_foot=swing_knee.moved(-out * 3, SHANK * 0.3),
        pelvis_middle=middle,
        **_upper_body(middle, out * radians(pose.trunk_deg or 0.0)),
    )


def _upper_body(middle, lean):
    """Return trunk, head and arms above the pelvis; a positive lean is to the drawing's right."""

    def above(across, up):
        return middle.moved(
            across * cos(lean) + up * sin(lean), across * sin(lean) - up * cos(lean)
        )

    half = SHOULDERS / 2
    return {
        "neck": above(0, TRUNK),
        "head": above(0, TRUNK + HEAD_ABOVE),
        "shoulders": (above(-half, TRUNK - 6), above(half, TRUNK - 6)),
        "elbows": (above(-half - 15, TRUNK - 52), above(half + 15, TRUNK - 52)),
        "hands": (above(-half + 2, TRUNK - 74), above(half - 2, TRUNK - 74)),
    }
