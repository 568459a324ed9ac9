"""Positions of steps, squats, lunges, hops and running, each a few numbers. Pure."""

from dataclasses import replace

from assessments.exercises.figure import Arm, Leg, Pose
from assessments.exercises.poses_on_feet import (
    AHEAD,
    BEHIND,
    BIG_MIRROR,
    ON_HIP,
    ON_LEFT,
    ON_RIGHT,
)
from assessments.exercises.props import Prop, Thing
from assessments.exercises.scene import Arrow, Scene

STEP_HEIGHT = 36.0
HANDS = {"left_arm": ON_HIP, "right_arm": ON_HIP}

# --- E15, E16, E17: steps -------------------------------------------------------------------------

BESIDE = Prop(thing=Thing.STEP, x=29, y=-6, width=80, height=STEP_HEIGHT)
ON_STEP = (("left_foot", STEP_HEIGHT),)
UP_SIDE = (
    Scene(
        pose=Pose(
            heading=-70,
            lean=14,
            nod=-8,
            left=Leg(hip=69, knee=90, out=4),
            right=Leg(hip=16, knee=10, out=12),
            stands_on=(("left_foot", STEP_HEIGHT), ("right_foot", 0)),
            **HANDS,
        ),
        props=(BESIDE,),
        said="Beside a step, one foot flat on it, the other on the floor.",
    ),
    Scene(
        pose=Pose(
            heading=-70,
            left=Leg(),
            right=Leg(hip=4, knee=4, out=8, ankle=0),
            stands_on=ON_STEP,
            **HANDS,
        ),
        props=(BESIDE,),
        arrows=(Arrow(joint="pelvis", by=(0, -54), beside=(-66, 30)),),
        said="Standing tall on the step on one leg; the other foot hangs free.",
    ),
)
AHEAD_STEP = Prop(thing=Thing.STEP, x=4, width=84, height=STEP_HEIGHT)
UP_FORWARD = (
    Scene(
        pose=Pose(
            lean=14,
            nod=-10,
            left=Leg(hip=2, knee=8),
            right=Leg(hip=80, knee=86),
            stands_on=(("right_foot", STEP_HEIGHT), ("left_foot", 0.0)),
            left_arm=Arm(forward=24, elbow=60),
            right_arm=Arm(forward=-24, elbow=50),
        ),
        props=(AHEAD_STEP,),
        said="In front of a step, one foot flat on it, the other on the floor behind.",
    ),
    Scene(
        pose=Pose(
            right=Leg(),
            left=Leg(hip=16, knee=44, ankle=-8),
            stands_on=(("right_foot", STEP_HEIGHT),),
            left_arm=Arm(forward=-14, elbow=40),
            right_arm=Arm(forward=18, elbow=40),
        ),
        props=(AHEAD_STEP,),
        arrows=(Arrow(joint="pelvis", by=(0, -54), beside=(-60, 30)),),
        said="Standing tall on the step on that leg, the other foot off the floor.",
    ),
)
OBLIQUE = 126.0
OBLIQUE_MIRROR = Prop(thing=Thing.MIRROR, x=-66, y=96, spin=36, width=128)
EDGE = Prop(thing=Thing.STEP, x=-30, y=-12, spin=36, width=80, height=STEP_HEIGHT)
DOWN_SIDE = (
    Scene(
        pose=Pose(
            heading=OBLIQUE,
            left=Leg(),
            right=Leg(hip=8, out=6, ankle=10),
            stands_on=ON_STEP,
            x=-6,
            **HANDS,
        ),
        props=(OBLIQUE_MIRROR, EDGE),
        said="On a step on one leg in front of a mirror, seen from behind.",
    ),
    Scene(
        pose=Pose(
            heading=OBLIQUE,
            lean=24,
            left=Leg(hip=70, knee=72),
            right=Leg(hip=30, knee=2, out=10, ankle=16),
            stands_on=ON_STEP,
            x=-6,
            **HANDS,
        ),
        props=(OBLIQUE_MIRROR, EDGE),
        arrows=(Arrow(joint="right_ankle", by=(0, 40), beside=(30, -44)),),
        said="The standing knee is bent, and the other heel touches the floor beside the step.",
    ),
)

# --- E18, E19, E20, E23 ---------------------------------------------------------------------------

SQUAT = (
    Scene(
        pose=Pose(
            heading=-50,
            right=Leg(hip=12, knee=66, ankle=-10),
            stands_on=ON_LEFT,
            left_arm=Arm(forward=10, elbow=30),
            right_arm=Arm(forward=10, elbow=30),
        ),
        said="Standing on one leg, the other foot off the floor.",
    ),
    Scene(
        pose=Pose(
            heading=-50,
            lean=32,
            nod=-18,
            left=Leg(hip=92, knee=84),
            right=Leg(hip=64, knee=104, ankle=-10),
            left_arm=AHEAD,
            right_arm=AHEAD,
            stands_on=ON_LEFT,
        ),
        arrows=(Arrow(joint="pelvis", by=(0, 46), beside=(-56, -40)),),
        said="The knee is bent, in line with the foot, the hips level.",
    ),
)
DEADLIFT = (
    Scene(
        pose=Pose(
            right=Leg(hip=6, knee=10),
            left=Leg(hip=-4, knee=30, ankle=-10),
            stands_on=ON_RIGHT,
        ),
        said="Standing on one leg, its knee a little bent.",
    ),
    Scene(
        pose=Pose(
            lean=72,
            nod=-22,
            right=Leg(hip=84, knee=18),
            left=Leg(hip=-4, knee=6, ankle=-10),
            left_arm=Arm(forward=72, elbow=4),
            right_arm=Arm(forward=72, elbow=4),
            stands_on=ON_RIGHT,
        ),
        arrows=(
            Arrow(joint="left_ankle", by=(0, -46), beside=(-6, 66), bend=6),
            Arrow(joint="head", by=(4, 40), beside=(24, -20), bend=8),
        ),
        said="Tipped forward at the hip with a long back, the free leg long behind.",
    ),
)
LUNGE = (
    Scene(
        pose=Pose(stands_on=(("left_foot", 0), ("right_foot", 0)), **HANDS),
        said="Standing, feet hip-width apart.",
    ),
    Scene(
        pose=Pose(
            right=Leg(hip=78, knee=84),
            left=Leg(hip=-16, knee=70, ankle=-14),
            stands_on=(("left_toes", 0), ("right_foot", 0)),
            **HANDS,
        ),
        arrows=(Arrow(joint="right_ankle", by=(44, 0), beside=(-66, 2)),),
        said="After a long step forward, sunk down until both knees are bent, the trunk upright.",
    ),
)
ASKEW = -66.0
LANDED = Leg(hip=70, knee=66, out=2)
FREE = Leg(hip=24, knee=76, out=2, ankle=-10)
HOP = (
    Scene(
        pose=Pose(
            heading=ASKEW,
            lean=22,
            nod=-12,
            right=LANDED,
            left=FREE,
            stands_on=ON_RIGHT,
            x=-46,
            left_arm=Arm(out=26, elbow=40),
            right_arm=Arm(out=26, elbow=40),
        ),
        arrows=(Arrow(joint="right_ankle", by=(84, 4), beside=(22, -6), bend=24),),
        said="On one leg, the knee a little bent, before a hop to the side.",
    ),
    Scene(
        pose=Pose(
            heading=ASKEW,
            lean=22,
            nod=-12,
            left=LANDED,
            right=FREE,
            stands_on=ON_LEFT,
            x=46,
            left_arm=Arm(out=26, elbow=40),
            right_arm=Arm(out=26, elbow=40),
        ),
        said="Landed on the other leg, further to the side, the knee bent over the foot.",
    ),
)

# --- E24, E25: running ----------------------------------------------------------------------------

PACE = Prop(thing=Thing.METRONOME, x=78, y=20)
RUN_ARMS = {
    "left_arm": Arm(forward=34, out=6, elbow=92),
    "right_arm": Arm(forward=-42, out=10, elbow=88),
}
CADENCE = (
    Scene(
        pose=Pose(
            lean=6,
            right=Leg(hip=40, knee=10, ankle=14),
            left=Leg(hip=-22, knee=66, ankle=-24),
            stands_on=(("right_foot", 0),),
            x=44,
            **RUN_ARMS,
        ),
        said="Running with a long step: the foot lands far in front of the body.",
    ),
    Scene(
        pose=Pose(
            lean=7,
            right=Leg(hip=30, knee=24),
            left=Leg(hip=-6, knee=84, ankle=-20),
            stands_on=(("right_foot", 0),),
            **RUN_ARMS,
        ),
        props=(PACE,),
        said="With a metronome and quicker, shorter steps: the foot lands nearer to the body.",
    ),
)
TREADMILL = Prop(thing=Thing.TREADMILL, y=10, width=96)
RUNNING = Pose(
    heading=BEHIND,
    lean=6,
    left=Leg(hip=18, knee=26, out=-10),
    right=Leg(hip=10, knee=84, out=-10, ankle=-30),
    left_arm=Arm(forward=-30, out=14, elbow=84),
    right_arm=Arm(forward=30, out=14, elbow=92),
    stands_on=(("left_foot", 12),),
)
IN_MIRROR = (
    Scene(
        pose=RUNNING,
        props=(BIG_MIRROR, TREADMILL),
        said="Running on a treadmill towards a mirror, seen from behind; the knees touch.",
    ),
    Scene(
        pose=replace(
            RUNNING,
            left=Leg(hip=18, knee=26, out=2),
            right=Leg(hip=10, knee=84, out=4, ankle=-30),
        ),
        props=(BIG_MIRROR, TREADMILL),
        arrows=(
            Arrow(joint="left_knee", by=(-26, 0), beside=(-18, 0)),
            Arrow(joint="right_knee", by=(26, 0), beside=(18, 0)),
        ),
        said="The same with space between the knees.",
    ),
)

SCENES_ON_ONE_LEG = {
    "E15": UP_SIDE,
    "E16": UP_FORWARD,
    "E17": DOWN_SIDE,
    "E18": SQUAT,
    "E19": DEADLIFT,
    "E20": LUNGE,
    "E23": HOP,
    "E24": CADENCE,
    "E25": IN_MIRROR,
}
