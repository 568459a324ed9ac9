"""Store what is measured on frames: captures, steps with their points, and pictures of frames.

Each may be sent twice with one result: the browser makes the identifiers. The values that count
are computed here, and what a capture or a step no longer says counts nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from assessments import flow
from assessments.actions.judgement import judge
from assessments.actions.locking import lock_open, lock_safe
from assessments.biomechanics.points import Point
from assessments.exceptions import (
    ByEyeFirst,
    MeasuredAlready,
    MeasuredElsewhere,
    MeasuringRefused,
    MeasuringRemoved,
    NoAccess,
    PictureRefused,
    PointsDiffer,
)
from assessments.files.frames import Picture
from assessments.findings import analysis
from assessments.measuring import capture_rules
from assessments.measuring.step_values import first_problem
from assessments.models import Assessment, Capture, Frame, Landmark, RuleSetting, Step, StepValue
from clinic.models import User

MOST_CAPTURES, MOST_STEPS, MOST_FRAMES = 60, 1000, 60  # of one assessment
LIVE = {"removed_at__isnull": True}


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A step as it was clicked: `points` are raw pixels of the capture.

    One frame has one place for a point. `moves` are the other steps of the frame, each by the
    revision that was shown, whose points of the same names are to lie where these do.
    """

    frame_number: int
    time_s: Decimal
    side: str
    event: str
    point_set: str
    points: Mapping[str, Point]
    moves: Mapping[UUID, int] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, object]:
        """What the step's own row says of it."""
        names = ("frame_number", "time_s", "side", "event", "point_set")
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def save_capture(
    *,
    assessment: Assessment,
    reference: UUID,
    filmed: capture_rules.Filmed,
    revision: int,
    by: User,
) -> tuple[Capture, bool]:
    """Store how a clip was filmed, and whether it is new; its steps are computed again by it.

    Raises AssessmentClosed, SafetyFirst, ByEyeFirst, MeasuredElsewhere, MeasuringRemoved or
    MeasuringRefused.
    """
    assessment = _lock_seen(assessment)
    capture = _own(Capture, assessment, reference)
    said = capture_rules.checked(filmed)
    if capture is None:
        _leave_room(assessment.captures.filter(**LIVE), MOST_CAPTURES, "captures")
        capture = Capture(assessment=assessment, reference=reference, created_by=by)
    elif _says(capture, said):
        return capture, False
    elif capture.revision != revision:
        raise MeasuredElsewhere(capture)
    is_new = capture.pk is None
    for name, value in said.items():
        setattr(capture, name, value)
    if not is_new:
        capture_rules.check_steps_fit(capture, capture.steps.filter(**LIVE))
    capture.revision += 1
    capture.save()
    if is_new:
        _count_save(assessment)
    else:
        settings = RuleSetting.objects.current()
        analysis.revalue(analysis.captures_of(assessment).filter(pk=capture.pk), settings)
        _settle(assessment, settings)
    return capture, is_new


@transaction.atomic
def remove_capture(*, assessment: Assessment, reference: UUID, now: datetime) -> None:
    """Let a capture and its steps count no more; removed again, it stays as it is."""
    assessment = lock_open(assessment)
    capture = _row(Capture, assessment, reference)
    if capture is not None and capture.removed_at is None:
        capture.removed_at = now
        capture.save(update_fields=["removed_at"])
        _settle(assessment, RuleSetting.objects.current())


@transaction.atomic
def save_step(
    *,
    assessment: Assessment,
    capture: UUID,
    reference: UUID,
    placed: Placed,
    revision: int,
) -> tuple[Step, bool]:
    """Store a step with its points and what they say, and whether it is new.

    Raises AssessmentClosed, SafetyFirst, ByEyeFirst, MeasuredElsewhere, MeasuredAlready,
    PointsDiffer, MeasuringRemoved or MeasuringRefused, whose code is the geometry's where the
    points make no value.
    """
    assessment = _lock_seen(assessment)
    clip = _own(Capture, assessment, capture)
    if clip is None:
        raise NoAccess
    step = _own(Step, assessment, reference, capture=clip)
    if step is not None and _is_placed(step, placed):
        return step, False
    if step is not None and step.revision != revision:
        raise MeasuredElsewhere(step)
    if step is None:
        _leave_room(assessment.steps.filter(**LIVE), MOST_STEPS, "steps")
        step = Step(assessment=assessment, capture=clip, reference=reference)
    settings = RuleSetting.objects.current()
    is_new = step.pk is None
    for name, value in placed.fields.items():
        setattr(step, name, value)
    capture_rules.check_placed(clip, step, placed.points)
    _refuse_second(clip, step)
    measures = _measured(clip, step, placed.points, settings)
    differing = _differing(clip, step, placed.points)
    if any(placed.moves.get(other.reference) != other.revision for other in differing):
        raise PointsDiffer(list(differing), measures)
    _store(step, placed.points, measures, is_new)
    for other, points in differing.items():
        _store(other, points, _measured(clip, other, points, settings), is_new=False)
    _settle(assessment, settings)
    return step, is_new


@transaction.atomic
def remove_step(*, assessment: Assessment, capture: UUID, reference: UUID, now: datetime) -> None:
    """Let a step count no more; removed again, it stays as it is."""
    assessment = lock_open(assessment)
    clip = _row(Capture, assessment, capture)
    step = clip and _row(Step, assessment, reference, capture=clip)
    if step is not None and step.removed_at is None:
        step.removed_at = now
        step.save(update_fields=["removed_at"])
        _settle(assessment, RuleSetting.objects.current())


@transaction.atomic
def keep_frame(
    *, assessment: Assessment, capture: UUID, number: int, picture: Picture
) -> tuple[Frame, bool]:
    """Keep the picture of a frame, in place of one that was kept before, and whether it is new.

    Raises AssessmentClosed, SafetyFirst, ByEyeFirst, MeasuringRemoved, MeasuringRefused or
    PictureRefused.
    """
    assessment = _lock_seen(assessment)
    clip = _own(Capture, assessment, capture)
    if clip is None:
        raise NoAccess
    capture_rules.check_frame_number(clip, number)
    if not picture.has_shape_of(clip.width_px, clip.height_px):
        raise PictureRefused("This picture does not show the whole frame of the clip.")
    frame = clip.frames.filter(number=number).first()
    if frame is None:
        _leave_room(assessment.frames.filter(capture__removed_at=None), MOST_FRAMES, "frames")
        frame = Frame(assessment=assessment, capture=clip, number=number)
    elif bytes(frame.picture) == picture.jpeg:
        return frame, False
    is_new = frame.pk is None
    frame.picture = picture.jpeg
    frame.width_px, frame.height_px = picture.width_px, picture.height_px
    frame.save()
    _count_save(assessment)
    return frame, is_new


# --- Finding what is there ------------------------------------------------------------------------


def _lock_seen(assessment):
    assessment = lock_safe(assessment)
    if not flow.may_show_degrees(assessment):
        raise ByEyeFirst
    return assessment


def _row(model, assessment, reference, **parent):
    """Return the row of this identifier, None where there is none; another's is not there."""
    row = model.objects.filter(reference=reference).first()
    if row is None:
        return None
    wanted = {"assessment": assessment, **parent}
    if any(getattr(row, f"{name}_id") != one.pk for name, one in wanted.items()):
        raise NoAccess
    for name, one in wanted.items():
        setattr(row, name, one)
    return row


def _own(model, assessment, reference, **parent):
    row = _row(model, assessment, reference, **parent)
    if row is not None and row.removed_at is not None:
        raise MeasuringRemoved
    return row


def _leave_room(rows, most, what):
    if rows.count() >= most:
        raise MeasuringRefused(what, f"An assessment keeps at most {most} {what}.")


def _says(row, said):
    return all(getattr(row, name) == value for name, value in said.items())


def _is_placed(step, placed):
    points = {mark.name: Point(mark.x, mark.y) for mark in step.landmarks.all()}
    return _says(step, placed.fields) and points == dict(placed.points)


def _refuse_second(clip, step):
    same = clip.steps.filter(
        frame_number=step.frame_number,
        side=step.side,
        event=step.event,
        point_set=step.point_set,
        **LIVE,
    )
    if other := same.exclude(reference=step.reference).first():
        raise MeasuredAlready(other)


def _differing(clip, step, placed):
    """Return the other steps of the frame that have a point elsewhere, each with where all of its
    points lie once those lie where they are `placed`.
    """
    same_frame = clip.steps.filter(frame_number=step.frame_number, side=step.side, **LIVE)
    found = {}
    for other in same_frame.exclude(reference=step.reference).prefetch_related("landmarks"):
        points = {mark.name: Point(mark.x, mark.y) for mark in other.landmarks.all()}
        there = points | {name: placed[name] for name in points if name in placed}
        if there != points:
            found[other] = there
    return found


def _measured(clip, step, points, settings):
    """Return what a step's points say. Raises MeasuringRefused where they make no value."""
    measures = analysis.measures_of(capture=clip, step=step, points=points, settings=settings)
    if problem := first_problem(measures):
        raise MeasuringRefused("points", problem.words, code=problem.problem)
    return measures


# --- Storing --------------------------------------------------------------------------------------


def _store(step, points, measures, is_new):
    step.revision += 1
    step.save()
    if not is_new:
        step.landmarks.all().delete()
        step.values.all().delete()
    Landmark.objects.bulk_create(
        Landmark(assessment_id=step.assessment_id, step=step, name=name, x=point.x, y=point.y)
        for name, point in points.items()
    )
    StepValue.objects.bulk_create(analysis.step_values(step, measures))


def _settle(assessment, settings):
    """Make means and findings fit what is measured now."""
    analysis.remeasure(assessment, settings)
    _count_save(assessment)
    judge(assessment)


def _count_save(assessment):
    assessment.revision += 1
    assessment.save(update_fields=["revision"])
