"""The runner from behind, posed by what was measured, in the style of all our drawings."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from assessments.exercises.drawing import Style, part_of, svg_of
from assessments.exercises.figure import Arm, Leg, Pose
from assessments.exercises.scene import Scene
from assessments.models import Assessment, MetricCode, RunState, Side
from assessments.reading.changes import error_of
from assessments.sentences.measures import sentence

# How anybody runs at midstance; what was measured is added to it.
STANCE_KNEE, STANCE_HIP, SWING_KNEE, SWING_HIP, LEAN = 26, 16, 92, 4, 6
SWING_FOLLOWS = 0.6  # of a drop, so that the free leg hangs below its hip
AHEAD = Arm(forward=34, elbow=95, out=14)
BEHIND = Arm(forward=-34, elbow=95, out=14)
EYE_LEVEL_DEG = 2
AS_SEEN = {"has_pelvis_line": True, "elevation": EYE_LEVEL_DEG}
MEASURED = (MetricCode.CPD, MetricCode.FEMORAL_ADDUCTION, MetricCode.TRUNK_LEAN)


@dataclass(frozen=True)
class Runner:
    """The drawing for a page and for paper; `caption` says the drop, `text` what is shown."""

    page: SafeString
    paper: str
    caption: str
    text: str


def runner_of(assessment: Assessment, stance: str) -> Runner | None:
    """Return the runner on one leg, "L" or "R"; None where no drop of it was measured.

    Fresh where that was measured, else at the end of the run.
    """
    found = {
        (row.metric, row.state): row
        for row in assessment.measurements.all()
        if row.side == stance and row.metric in MEASURED
    }
    states = [
        state for state in (RunState.FRESH, RunState.END_OF_RUN) if (MetricCode.CPD, state) in found
    ]
    if not states:
        return None
    rows = {metric: found[metric, states[0]] for metric, state in found if state == states[0]}
    drop = rows[MetricCode.CPD]
    caption = sentence(MetricCode.CPD, stance, drop.mean, error_of(drop))
    degrees = {metric: float(row.mean) for metric, row in rows.items()}
    text = f"A runner from behind, at midstance on the {Side(stance).label.lower()} leg. {caption}"
    part = part_of(Scene(pose=pose_of(stance, degrees), said=text, **AS_SEEN))
    return Runner(
        page=mark_safe(svg_of(part)),  # noqa: S308 (paths that our own code makes of numbers)
        paper=svg_of(part, style=Style.PAPER),
        caption=caption,
        text=text,
    )


def pose_of(stance: str, degrees: dict[str, float]) -> Pose:
    """Return the pose of a runner seen from behind; an angle that is not given is neutral.

    A thigh is placed against its pelvis, so that its own angle and the drop add up (evidence base
    3.2), and the trunk against it too, so that it stands as upright as it was.
    """
    drop = degrees.get(MetricCode.CPD, 0.0)
    thigh = degrees.get(MetricCode.FEMORAL_ADDUCTION, 0.0)
    lean = degrees.get(MetricCode.TRUNK_LEAN, 0.0)
    to_the_right = 1 if stance == Side.LEFT else -1  # of a drop; a lean is to the other side
    side = to_the_right * drop
    standing = Leg(out=-(thigh + drop), knee=STANCE_KNEE, hip=STANCE_HIP)
    swinging = Leg(out=SWING_FOLLOWS * drop, knee=SWING_KNEE, hip=SWING_HIP, ankle=-30)
    legs = (standing, swinging) if stance == Side.LEFT else (swinging, standing)
    arms = (AHEAD, BEHIND) if stance == Side.LEFT else (BEHIND, AHEAD)
    return Pose(
        heading=90,
        lean=LEAN,
        side=side,
        bend=-to_the_right * lean - side,
        left=legs[0],
        right=legs[1],
        left_arm=arms[0],
        right_arm=arms[1],
        stands_on=(("left_foot" if stance == Side.LEFT else "right_foot", 0),),
    )
