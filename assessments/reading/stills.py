"""Kept frames with the points and lines that were drawn on them, in the frame's own pixels."""

from dataclasses import dataclass
from math import radians, tan

from assessments.biomechanics.metrics import FRONTAL, METRICS
from assessments.biomechanics.points import FrontalView, Leg, outward
from assessments.models import (
    Assessment,
    Capture,
    Frame,
    MetricCode,
    RunState,
    Side,
    Step,
    Task,
)
from assessments.reading.values import click_error
from assessments.sentences.measures import amount

# Which points a line joins, where both were placed.
LINES = (
    ("stance_pelvis", "swing_pelvis"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("shoulder", "hip"),
    ("pelvis_middle", "c7"),
    ("heel_top", "heel_bottom"),
    ("calf_upper", "calf_lower"),
    ("heel", "toe"),
)
# Beside which point a measure's number stands.
BESIDE = {
    MetricCode.CPD: "swing_pelvis",
    MetricCode.FPPA_RUN: "knee",
    MetricCode.FPPA_SLS: "knee",
    MetricCode.FPPA_LANDING: "knee",
    MetricCode.TRUNK_LEAN: "c7",
    MetricCode.REARFOOT_TO_VERTICAL: "heel_top",
    MetricCode.KNEE_FLEXION_IC: "knee",
    MetricCode.KNEE_FLEXION_MS: "knee",
    MetricCode.FOOT_STRIKE_ANGLE: "toe",
}


@dataclass(frozen=True)
class Dot:
    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Note:
    """A number on the picture."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Still:
    """One kept frame; sizes in its pixels. `level` is the line that the camera's roll makes level.

    `on_left` is the runner's side that the picture shows on its left, "" from the side.
    """

    reference: str
    url: str
    side: str
    event: str
    state: str
    group: str
    number: int
    width: int
    height: int
    dots: list[Dot]
    lines: list[tuple[Dot, Dot]]
    level: tuple[Dot, Dot] | None
    notes: list[Note]
    values: list[str]
    on_left: str

    @property
    def on_right(self) -> str:
        return str(Side(self.on_left).other) if self.on_left else ""

    @property
    def unit(self) -> float:
        """A length that looks alike on every picture: for dots and letters."""
        return max(self.width, self.height) / 100

    @property
    def font(self) -> float:
        return self.width / 17

    @property
    def letter(self) -> float:
        return self.width / 12

    @property
    def letter_y(self) -> float:
        return self.width / 12

    @property
    def right_x(self) -> float:
        return self.width - self.unit


def stills_of(assessment: Assessment, *, hidden: tuple = ()) -> list[Still]:
    """Return the kept frames with what was measured on them: by state, side and frame.

    Wants captures, frames, steps, landmarks and values prefetched. `hidden` are measures that the
    reader is not given.
    """
    found = []
    for capture in assessment.captures.all():
        if capture.removed_at is None:
            steps = _steps_by_frame(capture)
            for frame in capture.frames.all():
                for step in steps.get(frame.number, [None]):
                    found.append(_still(assessment, capture, frame, step, hidden))
    states = [*RunState.labels, *Task.labels]
    return sorted(found, key=lambda still: (states.index(still.state), still.side, still.number))


def for_patient(assessment: Assessment) -> list[Still]:
    """Return at most one still fresh and one at the end of the run: of the side that drops more.

    A patient sees the pelvis alone, for in running the knee's number would mislead.
    """
    stills = stills_of(assessment, hidden=tuple(code for code in MetricCode if code != "cpd"))
    drops = [still for still in stills if still.values]
    means = {
        (row.state, row.side): row.mean
        for row in assessment.measurements.all()
        if row.metric == MetricCode.CPD
    }
    fresh = {side: mean for (state, side), mean in means.items() if state == RunState.FRESH}
    kept = {still.side for still in drops}
    # Of two that drop alike, the one that a frame was kept of.
    side = max(fresh, key=lambda each: (fresh[each], each in kept), default="")
    chosen = {}
    for still in drops:
        if still.side == side or not side:
            chosen.setdefault(still.state, still)
    return [chosen[label] for label in RunState.labels if label in chosen][:2]


def _steps_by_frame(capture: Capture) -> dict[int, list[Step]]:
    found = {}
    for step in capture.steps.all():
        if step.removed_at is None:
            found.setdefault(step.frame_number, []).append(step)
    return found


def _still(assessment, capture: Capture, frame: Frame, step: Step | None, hidden):
    dots = _dots(step, hidden)
    values = _values(step, hidden)
    return Still(
        reference=str(frame.reference),
        url=f"{assessment.get_absolute_url()}frames/{frame.reference}/",
        side=step.side if step else "",
        event=step.get_event_display() if step else "",
        state=capture.get_state_display()
        if capture.task == Task.RUNNING
        else capture.get_task_display(),
        group=f"{capture.task} {capture.state} {capture.view}",
        number=frame.number,
        width=capture.width_px,
        height=capture.height_px,
        dots=list(dots.values()),
        lines=_lines(dots),
        level=_level(capture, dots),
        notes=_notes(capture, dots, values),
        values=[f"{METRICS[code].plain_name} {text}" for code, text in values.items()],
        on_left=_on_left(capture),
    )


def _dots(step, hidden):
    if step is None:
        return {}
    if hidden:  # of the pelvis alone
        names = ("stance_pelvis", "swing_pelvis")
        return {
            mark.name: Dot(mark.name, mark.x, mark.y)
            for mark in step.landmarks.all()
            if mark.name in names
        }
    return {mark.name: Dot(mark.name, mark.x, mark.y) for mark in step.landmarks.all()}


def _lines(dots):
    """Return the lines; where the pelvis's landmark is the hip too, the thigh begins there."""
    ends = dict(dots)
    if "hip" not in dots and "stance_pelvis" in dots:
        ends["hip"] = dots["stance_pelvis"]
    if {"stance_pelvis", "swing_pelvis"} <= set(dots):
        one, other = dots["stance_pelvis"], dots["swing_pelvis"]
        ends["pelvis_middle"] = Dot("", (one.x + other.x) / 2, (one.y + other.y) / 2)
    return [(ends[one], ends[other]) for one, other in LINES if one in ends and other in ends]


def _values(step, hidden):
    """Return what this step says, each with the expected error of its clicks."""
    if step is None:
        return {}
    return {
        row.metric: amount(row.metric, row.value, click_error(row.click_sd))
        for row in step.values.all()
        if row.value is not None and row.metric not in hidden
    }


def _notes(capture, dots, values):
    """Return the numbers, each on the outer side of its point, so that none covers the runner."""
    found = []
    for code, text in values.items():
        dot = dots.get(BESIDE.get(code))
        if dot is None:
            continue
        is_right = dot.x >= capture.width_px / 2
        gap = max(capture.width_px, capture.height_px) / 40
        x = dot.x + gap if is_right else dot.x - gap
        found.append(Note(text, x, dot.y, "start" if is_right else "end"))
    return found


def _level(capture, dots):
    if capture.roll_deg is None or not {"stance_pelvis", "swing_pelvis"} <= set(dots):
        return None
    stance, swing = dots["stance_pelvis"], dots["swing_pelvis"]
    reach = (swing.x - stance.x) * 1.4
    fall = tan(radians(capture.roll_deg))
    return (
        Dot("", stance.x - reach * 0.3, stance.y - reach * 0.3 * fall),
        Dot("", stance.x + reach, stance.y + reach * fall),
    )


def _on_left(capture):
    """Return the runner's side on the left of the picture; "" in a view from the side."""
    if capture.view not in FRONTAL:
        return ""
    right = outward(FrontalView(capture.view), Leg.RIGHT, mirrored=capture.mirrored)
    return str(Side.LEFT if right > 0 else Side.RIGHT)
