"""What a capture, and a step in it, must be before anything is computed from them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal

from assessments.biomechanics.points import (
    GeometryError,
    LandmarkMissing,
    Point,
    camera_roll_deg,
    long_enough,
)
from assessments.exceptions import MeasuringRefused
from assessments.measuring.point_sets import LANDMARKS_SEEN, POINT_SETS, RUNNING

NOT_RUNNING = "none"
STEEPEST_ROLL_DEG = 45.0
FINEST_SCALE, COARSEST_SCALE = 0.0001, 100.0  # cm per px
THOUSANDTH, HUNDREDTH = Decimal("0.001"), Decimal("0.01")
Line = tuple[Point, Point]


@dataclass(frozen=True, kw_only=True)
class Filmed:
    """How a clip or still was filmed, as the clinician declares it.

    `horizon` is a line that is level in the world, `scale` one of known length; raw pixels both.
    """

    task: str
    state: str
    view: str
    mirrored: bool
    landmark_set: str
    is_still: bool
    width_px: int
    height_px: int
    frame_count: int
    capture_fps: Decimal | None
    playback_fps: Decimal | None
    is_exact: bool
    clip_mark: str
    horizon: Line | None = None
    scale: Line | None = None
    scale_length_cm: Decimal | None = None


def checked(filmed: Filmed) -> dict[str, object]:
    """Return what is stored of it, the roll and the scale computed. Raises MeasuringRefused."""
    if (filmed.state == NOT_RUNNING) is (filmed.task == RUNNING):
        raise MeasuringRefused("state", "Fresh or end of the run; none for what is no run.")
    if filmed.landmark_set not in LANDMARKS_SEEN[filmed.view]:
        raise MeasuringRefused("landmark_set", "This landmark cannot be seen from this side.")
    said = {each.name: getattr(filmed, each.name) for each in fields(filmed)}
    for name in ("horizon", "scale"):
        said |= _line(name, said.pop(name), filmed)
    for name in ("capture_fps", "playback_fps"):
        said[name] = _rounded(said[name], THOUSANDTH)
    said["scale_length_cm"] = _rounded(said["scale_length_cm"], HUNDREDTH)
    said["roll_deg"] = _roll(filmed)
    said["cm_per_px"] = _scale(filmed, said["scale_length_cm"])
    return said


def _rounded(number, step):
    return None if number is None else number.quantize(step, ROUND_HALF_UP)


def _line(name, line, filmed):
    """Return the four numbers of a line, each as its own field; none where it is not marked."""
    ends = line or (None, None)
    if line and not all(_is_inside(filmed, point) for point in line):
        raise MeasuringRefused(name, "Both points lie inside the image.")
    return {
        f"{name}_{axis}{at}": None if point is None else getattr(point, axis)
        for at, point in enumerate(ends, start=1)
        for axis in ("x", "y")
    }


def _is_inside(filmed, point):
    return 0 <= point.x <= filmed.width_px and 0 <= point.y <= filmed.height_px


def _roll(filmed):
    if filmed.horizon is None:
        return None
    try:
        roll = camera_roll_deg(*filmed.horizon)
    except GeometryError as error:
        raise MeasuringRefused("horizon", str(error), code=error.code) from error
    if abs(roll) > STEEPEST_ROLL_DEG:
        raise MeasuringRefused("horizon", "This line is too steep to be level in the world.")
    return roll


def _scale(filmed, length_cm):
    if filmed.scale is None or length_cm is None:
        return None
    start, end = filmed.scale
    try:
        long_enough("line of known length", start.to(end).length)
    except GeometryError as error:
        raise MeasuringRefused("scale", str(error), code=error.code) from error
    cm_per_px = float(length_cm) / start.to(end).length
    if not FINEST_SCALE <= cm_per_px <= COARSEST_SCALE:
        raise MeasuringRefused("scale", "This length does not fit this line.")
    return cm_per_px


def check_steps_fit(capture, steps: Iterable) -> None:
    """Raise MeasuringRefused where steps that were measured in a capture no longer fit it."""
    for step in steps:
        point_set = POINT_SETS[step.point_set]
        why = point_set.fits(
            task=capture.task, view=capture.view, landmark_set=capture.landmark_set
        )
        if why:
            raise MeasuringRefused("view", f"{why} Remove the steps measured with it first.")
        if step.frame_number >= capture.frame_count:
            raise MeasuringRefused("frame_count", "A measured step lies after the last frame.")


def check_placed(capture, step, points: Mapping[str, Point]) -> None:
    """Raise MeasuringRefused unless a step's set, event, frame and points fit its capture."""
    point_set = POINT_SETS.get(step.point_set)
    if point_set is None:
        raise MeasuringRefused("point_set", "There is no such set of points.")
    why = point_set.fits(task=capture.task, view=capture.view, landmark_set=capture.landmark_set)
    if why:
        raise MeasuringRefused("point_set", why)
    if step.event not in point_set.events:
        raise MeasuringRefused("event", f"“{point_set.name}” is not placed at this moment.")
    check_frame_number(capture, step.frame_number)
    if unknown := set(points) - set(point_set.names):
        raise MeasuringRefused("points", f"There is no point “{min(unknown)}” in this set.")
    for place in point_set.places:
        if place.name not in points:
            problem = f"The point “{place.label}” is missing."
        elif not _is_inside(capture, points[place.name]):
            problem = f"The point “{place.label}” lies outside the image."
        else:
            continue
        raise MeasuringRefused("points", problem, code=LandmarkMissing.code)


def check_frame_number(capture, number: int) -> None:
    """Raise MeasuringRefused for a frame that the clip does not have."""
    if number >= capture.frame_count:
        raise MeasuringRefused(
            "frame_number", f"The clip has {capture.frame_count} frames, counted from 0."
        )
