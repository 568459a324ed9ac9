"""One position as it is set up: the figure, what is beside it, and how it moves. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from assessments.exercises.figure import Pose
from assessments.exercises.props import Prop


class BandAt(StrEnum):
    """Where the elastic band is."""

    NOWHERE = ""
    KNEES = "knees"
    ANKLES = "ankles"
    FEET = "feet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A movement, `by` so far on the panel, from a place beside a joint.

    `bend` is how far the middle of it is off its straight line.
    """

    joint: str
    by: tuple[float, float]
    beside: tuple[float, float] = (0, 0)
    bend: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One position of an exercise; `said` is what it shows, in words.

    `has_pelvis_line` draws the line through both hips, as in a running assessment, beside a level
    one.
    """

    pose: Pose
    said: str
    props: tuple[Prop, ...] = ()
    band: BandAt = BandAt.NOWHERE
    arrows: tuple[Arrow, ...] = ()
    has_pelvis_line: bool = False
    has_mat: bool = False
    elevation: float = 10
