"""Turns what was clicked into what is stored: values of each step, and means of each side.

Everything here is computed from the raw points, the horizon and the scale, as often as one of them
changes. A caller holds the assessment's lock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal

from django.db.models import Prefetch

from assessments.biomechanics.metrics import FOOT_STRIKE_ANGLE
from assessments.biomechanics.points import Point
from assessments.judging import thresholds
from assessments.measuring.point_sets import POINT_SETS
from assessments.measuring.step_means import Clip, Mean, Stance, heel_of, means
from assessments.measuring.step_values import METHOD_VERSION, Sight, StepMeasure, measure
from assessments.models import Assessment, Capture, Measurement, Method, Step, StepValue

Settings = Mapping[str, Decimal]
WHAT_A_MEAN_SAYS = [each.name for each in fields(Mean)]
SAYS = [*WHAT_A_MEAN_SAYS[3:], "method", "from_frames", "method_version"]


def captures_of(assessment: Assessment):
    """Return the captures that count, each with the steps that count, points and values."""
    steps = Step.objects.filter(removed_at__isnull=True).prefetch_related("landmarks", "values")
    return assessment.captures.filter(removed_at__isnull=True).prefetch_related(
        Prefetch("steps", steps.order_by("pk"))
    )


def measures_of(
    *, capture: Capture, step: Step, points: Mapping[str, Point], settings: Settings
) -> list[StepMeasure]:
    """Return what a step's points say, by the capture they were placed in."""
    incline = capture.assessment.incline_pct
    sight = Sight(
        view=capture.view,
        side=step.side,
        width_px=capture.width_px,
        height_px=capture.height_px,
        mirrored=capture.mirrored,
        roll_deg=capture.roll_deg or 0.0,
        cm_per_px=capture.cm_per_px,
        incline_pct=float(incline) if incline is not None else 0.0,
        click_sd_px=float(settings["click_sd_px"]),
    )
    return measure(POINT_SETS[step.point_set], points, sight)


def step_values(step: Step, measures: Iterable[StepMeasure]) -> list[StepValue]:
    """Return the rows of a step's values, not saved yet."""
    return [
        StepValue(
            assessment_id=step.assessment_id,
            step=step,
            metric=each.metric,
            value=each.value,
            click_sd=each.click_sd,
            problem=each.problem,
            method_version=METHOD_VERSION,
        )
        for each in measures
    ]


def revalue(captures: Iterable[Capture], settings: Settings) -> None:
    """Compute every step of these captures again, as after a new horizon or another belt."""
    steps = [(capture, step) for capture in captures for step in capture.steps.all()]
    rows = [
        row
        for capture, step in steps
        for row in step_values(
            step,
            measures_of(
                capture=capture,
                step=step,
                points=_points(step),
                settings=settings,
            ),
        )
    ]
    StepValue.objects.filter(step__in=[step for _, step in steps]).delete()
    StepValue.objects.bulk_create(rows)


def recompute(assessment: Assessment, settings: Settings) -> None:
    """Compute every step and every mean again."""
    revalue(captures_of(assessment), settings)
    remeasure(assessment, settings)


def renew_errors(assessment: Assessment, settings: Settings) -> None:
    """Store the errors that hold where the run was filmed: outdoors a foot's angle errs more."""
    error = thresholds.mdc_of(FOOT_STRIKE_ANGLE.code, settings, is_outdoors=assessment.is_outdoors)
    assessment.measurements.filter(metric=FOOT_STRIKE_ANGLE.code).update(mdc=error)


def remeasure(assessment: Assessment, settings: Settings) -> None:
    """Make the stored means what the steps say now; typed values of the same kind give way."""
    wanted = {
        _key(mean): _measurement(assessment, mean, settings)
        for mean in means(
            [_clip(capture) for capture in captures_of(assessment)],
            click_sd_px=float(settings["click_sd_px"]),
        )
    }
    stored = {_key(row): row for row in assessment.measurements.all()}
    gone = [row.pk for key, row in stored.items() if row.from_frames and key not in wanted]
    if gone:
        assessment.measurements.filter(pk__in=gone).delete()
    changed = []
    for key in wanted.keys() & stored.keys():
        wanted[key].pk = stored[key].pk
        if _says(wanted[key]) != _says(stored[key]):
            changed.append(wanted[key])
    Measurement.objects.bulk_update(changed, [*SAYS, "mdc"])
    Measurement.objects.bulk_create(wanted[key] for key in wanted.keys() - stored.keys())


def _key(row):
    return row.metric, row.side, row.state


def _says(row):
    """Return what makes a row another one; its error stays that of the day where nothing does."""
    return [getattr(row, name) for name in SAYS]


def _measurement(assessment, mean, settings):
    return Measurement(
        assessment=assessment,
        **{name: getattr(mean, name) for name in WHAT_A_MEAN_SAYS},
        mdc=thresholds.mdc_of(mean.metric, settings, is_outdoors=assessment.is_outdoors),
        method=Method.MANUAL_2D,
        from_frames=True,
        method_version=METHOD_VERSION,
    )


def _clip(capture):
    """Return a capture as plain values."""
    return Clip(
        state=capture.state,
        view=capture.view,
        levelled=capture.roll_deg is not None,
        mirrored=capture.mirrored,
        fps=None if capture.capture_fps is None else float(capture.capture_fps),
        cm_per_px=capture.cm_per_px,
        is_exact=capture.is_exact,
        stances=[_stance(capture, step) for step in capture.steps.all()],
    )


def _points(step):
    return {mark.name: Point(mark.x, mark.y) for mark in step.landmarks.all()}


def _stance(capture, step):
    point_set = POINT_SETS[step.point_set]
    values = {row.metric: (row.value, row.click_sd) for row in step.values.all() if not row.problem}
    return Stance(
        frame=step.frame_number,
        side=step.side,
        event=step.event,
        values=values,
        landmarks={
            metric: point_set.landmark_of(metric, capture.landmark_set) for metric in values
        },
        heel_x=heel_of(point_set, _points(step), capture.roll_deg or 0.0),
        time_s=float(step.time_s),
    )
