"""Positions of the exercises on the floor, each a few numbers. Pure."""

from dataclasses import replace

from assessments.exercises.figure import Arm, Leg, Pose
from assessments.exercises.scene import Arrow, BandAt, Scene

FLAT = Arm(forward=-6, out=14, elbow=0)
FROM_ABOVE = 22.0

# --- E02, E09, E10: bridges -----------------------------------------------------------------------

ON_BACK = (("right_foot", 0.0), ("back", 0.0))
BENT = Leg(hip=52, knee=102)
SUPINE = Pose(
    tilt=-90,
    left=BENT,
    right=BENT,
    nod=8,
    left_arm=FLAT,
    right_arm=FLAT,
    stands_on=ON_BACK,
    is_level=True,
    x=60,
)
LIFTED = Leg(hip=2, knee=84)
UP = replace(SUPINE, nod=42, left=LIFTED, right=LIFTED)
BRIDGE = (
    Scene(pose=SUPINE, has_mat=True, said="Lying face up, knees bent, feet flat."),
    Scene(
        pose=UP,
        has_mat=True,
        arrows=(Arrow(joint="pelvis", by=(0, -46), beside=(0, -24)),),
        said="The hips are lifted: shoulders, hips and knees are in line.",
    ),
)
FROM_THE_FEET = -38.0
BANDED = (
    Scene(
        pose=replace(SUPINE, spin=FROM_THE_FEET),
        has_mat=True,
        band=BandAt.KNEES,
        elevation=FROM_ABOVE,
        said="Lying face up, knees bent, feet hip-width apart, the band above the knees.",
    ),
    Scene(
        pose=replace(
            UP,
            spin=FROM_THE_FEET,
            left=Leg(hip=2, knee=84, out=16),
            right=Leg(hip=2, knee=84, out=16),
        ),
        has_mat=True,
        band=BandAt.KNEES,
        arrows=(
            Arrow(joint="pelvis", by=(0, -46), beside=(-10, -26)),
            Arrow(joint="left_knee", by=(30, -12), beside=(14, -6)),
            Arrow(joint="right_knee", by=(-24, 20), beside=(-14, 18)),
        ),
        elevation=FROM_ABOVE,
        said="The hips are high, and the knees press outward against the band.",
    ),
)
ONE_LEG = (
    Scene(
        pose=replace(
            SUPINE,
            left=Leg(hip=62, knee=14, ankle=0),
            right=Leg(hip=62, knee=132),
        ),
        has_mat=True,
        said="Lying face up, one knee well bent, the other leg straight, thighs side by side.",
    ),
    Scene(
        pose=replace(UP, left=Leg(hip=2, knee=8, ankle=0), right=Leg(hip=4, knee=126)),
        has_mat=True,
        arrows=(Arrow(joint="pelvis", by=(0, -46), beside=(0, -24)),),
        said="The hips are lifted by one leg, the pelvis level, the other leg in line.",
    ),
)

# --- E04, E05: side-lying -------------------------------------------------------------------------

ARM_UNDER = Arm(forward=168, out=4, elbow=10)
ARM_IN_FRONT = Arm(forward=62, out=-20, elbow=70)
ON_SIDE = Pose(
    tilt=-90,
    heading=-90,
    right_arm=ARM_UNDER,
    left_arm=ARM_IN_FRONT,
    stands_on=(("right_hip", 0.0), ("right_shoulder", 0.0)),
    is_level=True,
    bend=0,
)
FOLDED = Leg(hip=48, knee=84, ankle=0)
CLAM = (
    Scene(
        pose=replace(ON_SIDE, left=FOLDED, right=FOLDED, spin=14),
        has_mat=True,
        elevation=34,
        said="Lying on the side, hips and knees bent, one leg on the other.",
    ),
    Scene(
        pose=replace(
            ON_SIDE,
            left=Leg(hip=48, knee=84, out=14, turn=38, ankle=0),
            right=FOLDED,
            spin=14,
        ),
        has_mat=True,
        elevation=34,
        arrows=(Arrow(joint="left_knee", by=(-4, -44), beside=(14, -12)),),
        said="The upper knee is lifted, the heels together, the pelvis still.",
    ),
)
LOWER = Leg(hip=36, knee=70, ankle=0)
LEG_LIFT = (
    Scene(
        pose=replace(ON_SIDE, right=LOWER, left=Leg(hip=-8, out=-6, ankle=0)),
        has_mat=True,
        elevation=FROM_ABOVE,
        said="Lying on the side, the lower knee bent, the upper leg straight, a little behind.",
    ),
    Scene(
        pose=replace(ON_SIDE, right=LOWER, left=Leg(hip=-8, out=30, ankle=0)),
        has_mat=True,
        elevation=FROM_ABOVE,
        arrows=(Arrow(joint="left_ankle", by=(-2, -46), beside=(30, 24), bend=4),),
        said="The upper leg is lifted, straight and a little behind the body, toes forward.",
    ),
)

# --- E11, E12: side planks ------------------------------------------------------------------------

PROP_ARM = Arm(forward=4, out=84, turn=-42, elbow=90)
TOP_ARM = Arm(forward=-14, out=30, turn=-70, elbow=88)
SIDE_UP = Pose(
    tilt=-75,
    heading=-90,
    right_arm=PROP_ARM,
    left_arm=TOP_ARM,
    left=Leg(ankle=0),
    right=Leg(ankle=0),
    stands_on=(("right_foot", 0.0), ("right_elbow", 0.0)),
    is_level=True,
)
ON_KNEES = Leg(knee=88, ankle=-20)
SIDE_PLANK = (
    Scene(
        pose=replace(
            SIDE_UP,
            left=ON_KNEES,
            right=ON_KNEES,
            stands_on=(("right_knee", 0.0), ("right_elbow", 0.0)),
        ),
        has_mat=True,
        elevation=FROM_ABOVE,
        said="On one elbow and the knees, shoulder, hip and knee in one line, the hip high.",
    ),
    Scene(
        pose=SIDE_UP,
        has_mat=True,
        elevation=FROM_ABOVE,
        said="The same on the elbow and the side of the foot, the legs straight.",
    ),
)
SIDE_PLANK_LIFT = (
    Scene(
        pose=SIDE_UP,
        has_mat=True,
        elevation=FROM_ABOVE,
        said="A side plank on one elbow and the side of the foot.",
    ),
    Scene(
        pose=replace(SIDE_UP, left=Leg(out=30, ankle=0)),
        has_mat=True,
        elevation=FROM_ABOVE,
        arrows=(Arrow(joint="left_ankle", by=(-2, -46), beside=(32, 26), bend=4),),
        said="The top leg is lifted, straight; the body does not roll.",
    ),
)

# --- E13, E14: face down --------------------------------------------------------------------------

ELBOW = Arm(forward=88, out=2, elbow=88)
PLANK = Pose(
    tilt=80,
    nod=-8,
    left=Leg(ankle=-4),
    right=Leg(ankle=-4),
    left_arm=ELBOW,
    right_arm=ELBOW,
    stands_on=(("right_toes", 0.0), ("right_elbow", 0.0)),
    is_level=True,
)
FRONT_PLANK = (
    Scene(pose=PLANK, has_mat=True, said="On elbows and toes, the body in one line."),
    Scene(
        pose=replace(
            PLANK, right=Leg(hip=-16, ankle=-14), stands_on=(("left_toes", 0), ("right_elbow", 0))
        ),
        has_mat=True,
        arrows=(Arrow(joint="right_ankle", by=(0, -44), beside=(0, -18)),),
        said="One leg is lifted a little, the knee straight, the back not arched.",
    ),
)
ON_HAND = Arm(forward=86, out=0, elbow=0, wrist=84)
FOURS = Pose(
    tilt=90,
    nod=-30,
    left=Leg(hip=86, knee=90, ankle=-78),
    right=Leg(hip=86, knee=90, ankle=-78),
    left_arm=ON_HAND,
    right_arm=ON_HAND,
    stands_on=(("right_knee", 0.0), ("right_hand", 0.0)),
    is_level=True,
)
BIRD_DOG = (
    Scene(pose=FOURS, has_mat=True, said="On hands and knees."),
    Scene(
        pose=replace(
            FOURS,
            right=Leg(hip=-2, knee=0, ankle=-20),
            left_arm=Arm(forward=168, out=4, elbow=0),
            stands_on=(("left_knee", 0.0), ("right_hand", 0.0)),
        ),
        has_mat=True,
        arrows=(
            Arrow(joint="right_ankle", by=(-2, -44), beside=(6, 62), bend=-5),
            Arrow(joint="left_hand", by=(2, -44), beside=(-4, 60), bend=5),
        ),
        said="One leg is stretched back and the opposite arm forward, no higher than the trunk.",
    ),
)

SCENES_ON_FLOOR = {
    "E02": BANDED,
    "E04": CLAM,
    "E05": LEG_LIFT,
    "E09": BRIDGE,
    "E10": ONE_LEG,
    "E11": SIDE_PLANK,
    "E12": SIDE_PLANK_LIFT,
    "E13": FRONT_PLANK,
    "E14": BIRD_DOG,
}
