"""Points on a frame, what the view says of left and right, and levelling. Pure.

Evidence base 3.1 and 3.3.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import atan2, cos, degrees, hypot, isfinite, radians, sin

SHORTEST_SEGMENT_PX = 20.0  # below it one pixel of click error turns the line by degrees


@dataclass(frozen=True, slots=True)
class Point:
    """A point in image pixels: `x` to the right, `y` downwards."""

    x: float
    y: float

    def __post_init__(self):
        if not (isfinite(self.x) and isfinite(self.y)):
            raise LandmarkMissing("A point needs two finite numbers.")

    def to(self, other: "Point") -> "Point":
        """Return the vector from here to `other`."""
        return Point(other.x - self.x, other.y - self.y)

    def middle(self, other: "Point") -> "Point":
        """Return the point half-way to `other`."""
        return Point((self.x + other.x) / 2, (self.y + other.y) / 2)

    @property
    def length(self) -> float:
        return hypot(self.x, self.y)


class Leg(StrEnum):
    """A leg of the runner, never of the picture."""

    LEFT = "L"
    RIGHT = "R"

    @property
    def other(self) -> "Leg":
        return Leg.RIGHT if self is Leg.LEFT else Leg.LEFT


class FrontalView(StrEnum):
    POSTERIOR = "posterior"
    ANTERIOR = "anterior"


class GeometryError(ValueError):
    """Points from which no value may be computed; `code` says why (evidence base 3.3)."""

    code = "geometry"


class LandmarkMissing(GeometryError):
    """A point is missing, not a number, or outside the image."""

    code = "landmark_missing"


class SegmentTooShort(GeometryError):
    """A line is too short for its direction to mean anything."""

    code = "segment_too_short"

    def __init__(self, segment: str, length_px: float):
        super().__init__(
            f"The {segment} is {length_px:.0f} px long; it needs {SHORTEST_SEGMENT_PX:.0f} px."
        )


class SidesSwapped(GeometryError):
    """The swing side lies where the stance side should: a label, view or mirror is wrong."""

    code = "sides_swapped"

    def __init__(self):
        super().__init__(
            "Left and right look swapped. Check side and view, and whether the clip is mirrored."
        )


class UpsideDown(GeometryError):
    """A point that belongs above lies below: on the screen the hip is above the knee and ankle."""

    code = "upside_down"

    def __init__(self, upper: str, lower: str):
        super().__init__(f"The {upper} lies below the {lower}.")


def outward(view: FrontalView, leg: Leg, *, mirrored: bool = False) -> int:
    """Return the sign of the x direction that points away from the midline for `leg`.

    Seen from behind the runner's right is on the image's right (+1); from the front, or in a
    mirrored clip, it is the other way round.
    """
    right_is = 1 if view == FrontalView.POSTERIOR else -1
    if mirrored:
        right_is = -right_is
    return right_is if leg == Leg.RIGHT else -right_is


def facing(*, right: bool, mirrored: bool = False) -> int:
    """Return +1 for a runner who faces the image's right in a lateral view, −1 for the left."""
    return 1 if right != mirrored else -1


def camera_roll_deg(first: Point, second: Point) -> float:
    """Return the tilt of a line that is level in the world; positive descends to the image's right.

    The points come in any order. Raises SegmentTooShort.
    """
    left, right = sorted((first, second), key=lambda point: point.x)
    line = left.to(right)
    long_enough("level line", abs(line.x))
    return tilt(line.y, line.x)


def levelled(point: Point, roll_deg: float) -> Point:
    """Return the point as a level camera would have seen it, turned about the image's origin."""
    turn = radians(-roll_deg)
    return Point(
        point.x * cos(turn) - point.y * sin(turn),
        point.x * sin(turn) + point.y * cos(turn),
    )


def tilt(across: float, along: float) -> float:
    """Return the angle of a direction in degrees; zero has no sign."""
    return degrees(atan2(across, along)) + 0.0


def bend(upper: Point, joint: Point, lower: Point) -> float:
    """Return the turn from the upper to the lower segment, in degrees; positive is clockwise.

    Zero is a straight limb. Clockwise as it looks on the screen, for y grows downwards.
    """
    u, v = upper.to(joint), joint.to(lower)
    return tilt(u.x * v.y - u.y * v.x, u.x * v.x + u.y * v.y)


def long_enough(segment: str, length_px: float) -> None:
    """Raise SegmentTooShort for a line that one click would turn by degrees."""
    if length_px < SHORTEST_SEGMENT_PX:
        raise SegmentTooShort(segment, length_px)


def upright(**points: Point) -> None:
    """Raise UpsideDown unless the points, named from the top down, lie in that order."""
    for upper, lower in pairwise(points):
        if points[upper].y >= points[lower].y:
            raise UpsideDown(upper.replace("_", " "), lower.replace("_", " "))
