"""Positions of the exercises on the feet, each a few numbers. Pure."""

from dataclasses import replace

from assessments.exercises.figure import Arm, Leg, Pose
from assessments.exercises.props import Prop, Thing
from assessments.exercises.scene import Arrow, BandAt, Scene

BEHIND = 90.0
ON_HIP = Arm(forward=-18, out=36, turn=-70, elbow=92)
BEFORE_CHEST = Arm(forward=38, out=14, turn=-42, elbow=122)
AHEAD = Arm(forward=78, out=4, elbow=8)
ON_LEFT, ON_RIGHT = (("left_foot", 0.0),), (("right_foot", 0.0),)
BOTH_FEET = (("right_foot", 0.0), ("left_foot", 0.0))

# --- E01, E21: band walks -------------------------------------------------------------------------

LOW = Leg(hip=72, knee=66, out=7)
SQUAT = Pose(
    heading=-68,
    lean=28,
    nod=-16,
    left=LOW,
    right=LOW,
    left_arm=BEFORE_CHEST,
    right_arm=BEFORE_CHEST,
    stands_on=BOTH_FEET,
)
WIDE = Leg(hip=72, knee=66, out=24)
BAND_WALK = (
    Scene(
        pose=SQUAT,
        band=BandAt.ANKLES,
        said="In a shallow squat, feet hip-width apart, the band around both ankles.",
    ),
    Scene(
        pose=replace(SQUAT, left=WIDE, right=WIDE),
        band=BandAt.ANKLES,
        arrows=(Arrow(joint="left_ankle", by=(44, 0), beside=(22, 4)),),
        said="One foot has stepped out to the side, still in the squat, and the band is stretched.",
    ),
)
STRIDE = replace(SQUAT, heading=-48)
MONSTER = (
    Scene(
        pose=STRIDE,
        band=BandAt.FEET,
        said="In a shallow squat, feet hip-width apart, the band around both forefeet.",
    ),
    Scene(
        pose=replace(
            STRIDE,
            left=Leg(hip=70, knee=50, out=20),
            right=Leg(hip=44, knee=54, out=18),
        ),
        band=BandAt.FEET,
        arrows=(Arrow(joint="left_ankle", by=(42, 16), beside=(26, 6)),),
        said="One foot has stepped diagonally forward and out, low and wide.",
    ),
)

# --- E03: squat and reach -------------------------------------------------------------------------

TALL = Pose(heading=-25, stands_on=ON_LEFT, right=Leg(hip=30, knee=52, ankle=0))
REACH = (
    Scene(
        pose=TALL,
        said="Standing tall on one leg, the other foot just off the floor.",
    ),
    Scene(
        pose=Pose(
            heading=-25,
            lean=34,
            nod=-20,
            left=Leg(hip=92, knee=78),
            right=Leg(hip=84, ankle=10),
            left_arm=AHEAD,
            right_arm=AHEAD,
            stands_on=ON_LEFT,
        ),
        arrows=(Arrow(joint="right_ankle", by=(46, -10), beside=(20, -18)),),
        said="The standing knee is bent; the other leg reaches forward, straight, off the floor.",
    ),
)

# --- E06, E07: against a wall, with a chair -------------------------------------------------------

WALL = Prop(thing=Thing.WALL, x=66, width=16)
PRESS = Pose(
    heading=-74,
    right=Leg(),
    left=Leg(hip=62, knee=88, out=14, ankle=0),
    left_arm=Arm(forward=4, out=6, elbow=20),
    stands_on=ON_RIGHT,
)
WALL_PRESS = (
    Scene(
        pose=replace(PRESS, left=Leg(), stands_on=BOTH_FEET),
        props=(WALL,),
        said="Standing side-on to a wall, close to it.",
    ),
    Scene(
        pose=PRESS,
        props=(WALL,),
        arrows=(Arrow(joint="left_knee", by=(40, 0), beside=(6, 0)),),
        said="On the outer leg; the inner knee is bent and presses sideways into the wall.",
    ),
)
CHAIR = Prop(thing=Thing.CHAIR, x=-58, y=-8, spin=180)
HOLDING = Arm(forward=4, out=22, elbow=6)
ABDUCTION = Pose(heading=-90, right_arm=HOLDING, left_arm=ON_HIP, stands_on=ON_RIGHT)
STANDING_ABDUCTION = (
    Scene(
        pose=replace(ABDUCTION, stands_on=BOTH_FEET),
        props=(CHAIR,),
        band=BandAt.ANKLES,
        said="Standing tall beside a chair, a hand on it, the band around both ankles.",
    ),
    Scene(
        pose=replace(ABDUCTION, left=Leg(out=30, ankle=0)),
        props=(CHAIR,),
        band=BandAt.ANKLES,
        arrows=(Arrow(joint="left_ankle", by=(36, -22), beside=(12, -30), bend=6),),
        said="The outer leg is moved straight out to the side, the trunk upright.",
    ),
)

# --- E08, E22: the pelvis on one leg --------------------------------------------------------------

STEP_HEIGHT = 30.0
EDGE = Prop(thing=Thing.STEP, x=-34, y=10, width=70, height=STEP_HEIGHT)
HANDS = {"left_arm": ON_HIP, "right_arm": ON_HIP}
ON_STEP = (("left_foot", STEP_HEIGHT),)
HIKE = (
    Scene(
        pose=Pose(
            heading=BEHIND,
            side=9,
            bend=-9,
            left=Leg(out=-9),
            right=Leg(out=9, ankle=0),
            stands_on=ON_STEP,
            x=-10,
            **HANDS,
        ),
        props=(EDGE,),
        has_pelvis_line=True,
        arrows=(Arrow(joint="right_hip", by=(0, 34), beside=(52, -2)),),
        said="On the edge of a step, seen from behind; the free side of the pelvis has sunk.",
    ),
    Scene(
        pose=Pose(
            heading=BEHIND,
            side=-9,
            bend=9,
            left=Leg(out=9),
            right=Leg(out=-9, ankle=0),
            stands_on=ON_STEP,
            x=-10,
            **HANDS,
        ),
        props=(EDGE,),
        has_pelvis_line=True,
        arrows=(Arrow(joint="right_hip", by=(0, -34), beside=(52, 12)),),
        said="The free side of the pelvis is lifted a little above level; the knee stays straight.",
    ),
)
BIG_MIRROR = Prop(thing=Thing.MIRROR, x=0, y=70, width=150)
HOLD = Pose(
    heading=BEHIND,
    right=Leg(hip=8, knee=72, ankle=-20),
    left=Leg(),
    stands_on=ON_LEFT,
    **HANDS,
)
PELVIC_HOLD = (
    Scene(
        pose=replace(HOLD, right=Leg(), stands_on=(("left_foot", 0), ("right_foot", 0))),
        props=(BIG_MIRROR,),
        has_pelvis_line=True,
        said="Standing on both feet in front of a mirror, seen from behind, the pelvis level.",
    ),
    Scene(
        pose=replace(
            HOLD, side=-8, bend=8, left=Leg(out=8), right=Leg(hip=6, out=-8, knee=76, ankle=-20)
        ),
        props=(BIG_MIRROR,),
        has_pelvis_line=True,
        arrows=(Arrow(joint="right_hip", by=(0, -32), beside=(54, 12)),),
        said="On one leg; the free side of the pelvis is lifted above level, the trunk still.",
    ),
)

SCENES_ON_FEET = {
    "E01": BAND_WALK,
    "E03": REACH,
    "E06": WALL_PRESS,
    "E07": STANDING_ABDUCTION,
    "E08": HIKE,
    "E21": MONSTER,
    "E22": PELVIC_HOLD,
}
