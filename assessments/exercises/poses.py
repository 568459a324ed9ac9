"""The two positions of each exercise of the library. Pure.

A new one is a few numbers: the angles of its joints, what it stands on, what is beside it.
"""

from assessments.exercises.poses_on_feet import SCENES_ON_FEET
from assessments.exercises.poses_on_floor import SCENES_ON_FLOOR
from assessments.exercises.poses_on_one_leg import SCENES_ON_ONE_LEG
from assessments.exercises.scene import Scene

SCENES: dict[str, tuple[Scene, Scene]] = dict(
    sorted((SCENES_ON_FEET | SCENES_ON_FLOOR | SCENES_ON_ONE_LEG).items())
)
