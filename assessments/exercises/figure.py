"""The figure that all drawings show: limbs of one length each, posed by the angles of joints. Pure.

Lengths are in units of the drawing: the figure is about 272 tall. Who stands at heading 0 looks to
the right of the panel; at −90 towards the viewer, at 90 away.
"""

from dataclasses import dataclass, field
from functools import cache, cached_property
from math import atan2, degrees

from assessments.exercises.space import (
    DOWN,
    FORWARD,
    Ball,
    Turn,
    Vector,
    about_x,
    about_y,
    about_z,
    both,
    minus,
    plus,
    times,
    turned,
)

THIGH, SHANK, UPPER_ARM, FOREARM, TRUNK, NECK = 66.0, 63.0, 45.0, 38.0, 80.0, 31.0
HIP_HALF, SHOULDER_HALF = 11.5, 23.0
SIDES = ("left", "right")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """Angles from standing straight: hip forward, leg out, thigh turned outward, knee bent.

    `ankle` lifts the toes; None keeps the sole level, as on the floor.
    """

    hip: float = 0
    out: float = 0
    turn: float = 0
    knee: float = 0
    ankle: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """Angles from hanging down: forward, out, turned outward, elbow bent, fingers bent back."""

    forward: float = 0
    out: float = 8
    turn: float = 0
    elbow: float = 12
    wrist: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """One position of the figure.

    `tilt` turns the whole of it in the plane of the panel: −90 lays it down, head to the left.
    `lean` and `side` are the pelvis's, forward and down on the right; `spine`, `bend` and `twist`
    the trunk's on it, forward, to the right and to the left; `nod` the head's. `stands_on` says
    what bears it, and how high above the floor; with `is_level` it is tilted until all of that
    touches. `spin` turns it about the vertical at the end.
    """

    heading: float = 0
    tilt: float = 0
    lean: float = 0
    side: float = 0
    spine: float = 0
    bend: float = 0
    twist: float = 0
    nod: float = 0
    spin: float = 0
    left: Leg = Leg()
    right: Leg = Leg()
    left_arm: Arm = Arm()
    right_arm: Arm = Arm()
    stands_on: tuple[tuple[str, float], ...] = (("left_foot", 0), ("right_foot", 0))
    is_level: bool = False
    x: float = 0  # where the first of what it stands on is
    y: float = 0


@dataclass(frozen=True)
class Figure:
    """A pose in space: where each joint is, how each part is turned, and what it is made of."""

    pose: Pose
    extra_tilt: float = 0
    shift: Vector = (0.0, 0.0, 0.0)
    turns: dict[str, Turn] = field(init=False, default_factory=dict)
    joints: dict[str, Vector] = field(init=False, default_factory=dict)

    def __post_init__(self):
        pose = self.pose
        root = both(
            about_z(pose.spin),
            about_y(pose.tilt + self.extra_tilt),
            about_z(pose.heading),
            about_y(pose.lean),
            about_x(pose.side),
        )
        trunk = both(root, about_y(pose.spine), about_x(pose.bend), about_z(pose.twist))
        self.turns.update(pelvis=root, trunk=trunk, head=both(trunk, about_y(pose.nod)))
        self.joints["pelvis"] = self.shift
        self._add("neck", "pelvis", "trunk", (0, 0, TRUNK))
        self._add("head", "neck", "head", (3, 0, NECK))
        for name, sign in (("left", 1), ("right", -1)):
            self._add_leg(name, sign, getattr(pose, name))
            self._add_arm(name, sign, getattr(pose, f"{name}_arm"))

    def _add(self, name, parent, part, offset):
        self.joints[name] = plus(self.joints[parent], turned(self.turns[part], offset))

    def _add_leg(self, name, sign, leg):
        self._add(f"{name}_hip", "pelvis", "pelvis", (0, sign * HIP_HALF, -3))
        thigh = both(
            self.turns["pelvis"],
            about_y(-leg.hip),
            about_x(sign * leg.out),
            about_z(sign * leg.turn),
        )
        shank = both(thigh, about_y(leg.knee))
        if leg.ankle is None:
            ahead = turned(shank, FORWARD)
            foot = about_z(degrees(atan2(ahead[1], ahead[0])))
        else:
            foot = both(shank, about_y(-leg.ankle))
        self.turns.update({f"{name}_thigh": thigh, f"{name}_shank": shank, f"{name}_foot": foot})
        self._add(f"{name}_knee", f"{name}_hip", f"{name}_thigh", times(THIGH, DOWN))
        self._add(f"{name}_ankle", f"{name}_knee", f"{name}_shank", times(SHANK, DOWN))

    def _add_arm(self, name, sign, arm):
        self._add(f"{name}_shoulder", "neck", "trunk", (0, sign * SHOULDER_HALF, -7))
        upper = both(
            self.turns["trunk"],
            about_y(-arm.forward),
            about_x(sign * arm.out),
            about_z(sign * arm.turn),
        )
        lower = both(upper, about_y(-arm.elbow))
        palm = both(lower, about_y(-arm.wrist))
        self.turns.update(
            {f"{name}_upper_arm": upper, f"{name}_forearm": lower, f"{name}_palm": palm}
        )
        self._add(f"{name}_elbow", f"{name}_shoulder", f"{name}_upper_arm", times(UPPER_ARM, DOWN))
        self._add(f"{name}_hand", f"{name}_elbow", f"{name}_forearm", times(FOREARM, DOWN))

    # --- What it is made of -----------------------------------------------------------------------

    def ball(self, joint: str, radius: float, part: str = "pelvis", offset: Vector = (0, 0, 0)):
        """Return a ball beside a joint, `offset` in the axes of a part."""
        return Ball(plus(self.joints[joint], turned(self.turns[part], offset)), radius)

    @cached_property
    def parts(self) -> dict[str, list[Ball]]:
        """Return the balls that each part of the body wraps."""
        ball = self.ball
        waist = [ball("pelvis", 12.5, "trunk", (0, sign * 7, 28)) for _, sign in BOTH]
        parts = {
            "chest": [
                *(ball(f"{name}_shoulder", 9, "trunk", (0, -3 * sign, -1)) for name, sign in BOTH),
                ball("neck", 8.5, "trunk", (-1, 0, -1)),
                *(ball("neck", 14, "trunk", (2, sign * 9, -30)) for _, sign in BOTH),
                *waist,
            ],
            "belly": [
                *waist,
                *(ball("pelvis", 13.5, "pelvis", (0, sign * 9, 4)) for _, sign in BOTH),
            ],
            "seat": [
                *(ball("pelvis", 13, "pelvis", (0, sign * 9, 11)) for _, sign in BOTH),
                *(ball(f"{name}_hip", 15, "pelvis", (-2, 0, 0)) for name, _ in BOTH),
            ],
            "neck": [
                ball("neck", 8, "trunk", (0, 0, -4)),
                ball("head", 7.5, "head", (-3, 0, -10)),
            ],
            "face": [
                ball("head", 15.5, "head", (2.5, 0, 1)),
                ball("head", 9.5, "head", (5, 0, -9)),
            ],
            "nose": [
                ball("head", 2.4, "head", (17.5, 0, -3)),
                ball("head", 5, "head", (11, 0, 1)),
            ],
            "hair": [
                ball("head", 18, "head", (-3, 0, 4)),
                ball("head", 12, "head", (-7, 0, -3)),
            ],
            "tail": self._tail(),
        }
        for name, _ in BOTH:
            parts |= self._leg_parts(name) | self._arm_parts(name)
        return parts

    def _tail(self):
        """Hair hangs down, however the head is held, as far as the floor."""
        root = self.ball("head", 7.5, "head", (-18, 0, 9))
        back = turned(self.turns["head"], (-1, 0, 0))
        falls = [
            root,
            Ball(plus(root.at, times(5, back), times(7, DOWN)), 7),
            Ball(plus(root.at, times(7, back), times(19, DOWN)), 2.5),
        ]
        return [Ball((*ball.at[:2], max(ball.at[2], ball.radius)), ball.radius) for ball in falls]

    def _leg_parts(self, name):
        ball, thigh, shank, foot = self.ball, f"{name}_thigh", f"{name}_shank", f"{name}_foot"
        hip, knee, ankle = f"{name}_hip", f"{name}_knee", f"{name}_ankle"
        return {
            thigh: [ball(hip, 13), ball(hip, 12.5, thigh, (1, 0, -22)), ball(knee, 8.8)],
            shank: [
                ball(knee, 8.6),
                ball(knee, 9.2, shank, (-2.5, 0, -19)),
                ball(ankle, 5.4, shank, (0, 0, 2)),
            ],
            f"{name}_shorts": [
                ball(hip, 15.5, "pelvis", (-1, 0, 0)),
                ball(hip, 13.8, thigh, (0.5, 0, -28)),
            ],
            f"{name}_shoe": [
                *(ball(ankle, 6.2, foot, (-5, wide, -3.2)) for wide in (-1.5, 1.5)),
                ball(ankle, 6.2, foot, (0, 0, 1)),
                *(ball(ankle, 4.8, foot, (12, wide, -4.4)) for wide in (-4, 4)),
                ball(ankle, 3.8, foot, (20, 0, -5.4)),
            ],
            f"{name}_sole": [
                *(ball(ankle, 2.2, foot, (-8.5, wide, -9.4)) for wide in (-2.5, 2.5)),
                *(ball(ankle, 2.2, foot, (12, wide, -9.4)) for wide in (-4.5, 4.5)),
                ball(ankle, 2.2, foot, (21.5, 0, -9.4)),
            ],
        }

    def _arm_parts(self, name):
        ball, upper, lower = self.ball, f"{name}_upper_arm", f"{name}_forearm"
        shoulder, elbow, hand = f"{name}_shoulder", f"{name}_elbow", f"{name}_hand"
        palm = f"{name}_palm"
        return {
            upper: [ball(shoulder, 8.2), ball(elbow, 6)],
            lower: [ball(elbow, 6), ball(hand, 4.6)],
            palm: [
                ball(hand, 5.4, palm, (0, 0, -3)),
                ball(hand, 4.4, palm, (1, 0, -9)),
            ],
        }

    def lowest(self, contact: str) -> float:
        """Return how high the lowest point of a contact is."""
        return min(ball.at[2] - ball.radius for ball in self.contact(contact))

    def contact(self, name: str) -> list[Ball]:
        """Return the balls of what may bear the figure: left_foot, right_knee, back, …"""
        side, _, what = name.partition("_")
        if side not in SIDES:
            parts = {"back": ["chest"], "seat": ["seat"], "head": ["hair"]}[name]
            return [ball for part in parts for ball in self.parts[part]]
        return {
            "foot": self.parts[f"{side}_sole"],
            "toes": self.parts[f"{side}_shoe"][-1:],
            "knee": [self.ball(f"{side}_knee", 8.6)],
            "ankle": [self.ball(f"{side}_ankle", 6)],
            "elbow": [self.ball(f"{side}_elbow", 6), self.ball(f"{side}_hand", 5)],
            "hand": self.parts[f"{side}_palm"],
            "hip": [self.ball(f"{side}_hip", 15)],
            "shoulder": [self.ball(f"{side}_shoulder", 9)],
        }[what]


BOTH = (("left", 1), ("right", -1))
STEEPEST = 60.0


@cache
def stand(pose: Pose) -> Figure:
    """Return the figure on the floor, or on what it stands on."""
    tilt = _levelling(pose) if pose.is_level else 0.0
    figure = Figure(pose, extra_tilt=tilt)
    lift = -min(figure.lowest(name) - height for name, height in pose.stands_on)
    first = figure.contact(pose.stands_on[0][0])[0].at
    shift = plus((pose.x, pose.y, 0.0), minus((0.0, 0.0, lift), (first[0], first[1], 0.0)))
    return Figure(pose, extra_tilt=tilt, shift=shift)


def _levelling(pose):
    """Return the tilt at which the first two of what it stands on touch together."""

    def difference(tilt):
        figure = Figure(pose, extra_tilt=tilt)
        (one, high), (other, other_high) = pose.stands_on[:2]
        return figure.lowest(one) - high - figure.lowest(other) + other_high

    low, high = -STEEPEST, STEEPEST
    rises = difference(high) > difference(low)
    for _ in range(28):
        middle = (low + high) / 2
        if (difference(middle) > 0) == rises:
            high = middle
        else:
            low = middle
    return low
