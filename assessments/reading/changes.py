"""What may be said of two stored values: later in a run, and on another day."""

from decimal import Decimal

from assessments.biomechanics.metrics import KNEE_FLEXION_IC, METRICS
from assessments.judging import change, thresholds
from assessments.judging.shapes import Settings
from assessments.models import Assessment, Measurement, RunState

CAMERA_SET_UP = ("surface", "camera_height_cm", "camera_distance_cm", "markers_on_skin")


def error_of(row: Measurement) -> Decimal | None:
    """Return the change that error alone can make: as stored on the day, or else as published."""
    return METRICS[row.metric].mdc if row.mdc is None else row.mdc


def between_days(
    before: tuple[Assessment, Measurement],
    after: tuple[Assessment, Measurement],
    settings: Settings,
) -> change.Change:
    """Return what may be said of one measure in two assessments, by the larger stored error."""
    (_, row) = after
    return change.compare(
        taken(*before),
        taken(*after),
        mdc=_error(before, after, settings),
        unit=METRICS[row.metric].spaced_unit,
        typical=change.typical_band(row.metric, settings),
    )


def _error(before, after, settings):
    """Return the error between two days: of the knee at contact it goes by who measured and how."""
    (_, row_before), (_, row_after) = before, after
    if row_after.metric == KNEE_FLEXION_IC.code:
        is_alike = _is_same_rater(before, after) and _is_same_set_up(before, after)
        return thresholds.mdc_of(row_after.metric, settings, same_rater=is_alike)
    errors = [error_of(row) for row in (row_before, row_after)]
    return None if None in errors else max(errors)


def _is_same_rater(before, after):
    raters = _raters(*before)
    return len(raters) == 1 and raters == _raters(*after)


def _raters(assessment, row):
    """Return who measured: who declared the clips it is from, or else whose assessment it is."""
    of_clips = {
        capture.created_by_id
        for capture in assessment.captures.all()
        if capture.removed_at is None and (capture.state, capture.view) == (row.state, row.view)
    }
    return of_clips or {assessment.practitioner.user_id}


def _is_same_set_up(before, after):
    """Say whether the camera stood alike; what was not recorded may have differed."""
    (earlier, _), (later, _) = before, after
    pairs = [(getattr(earlier, name), getattr(later, name)) for name in CAMERA_SET_UP]
    return all(one == other and one not in (None, "") for one, other in pairs)


def taken(assessment: Assessment, row: Measurement) -> change.Taken:
    """Return a value with all that has to be alike; what is no run has no speed."""
    is_of_run = row.state != RunState.NONE
    return change.Taken(
        value=row.mean,
        setup={
            "metric": row.metric,
            "side": row.side,
            "view": row.view,
            "landmark_set": row.landmark_set,
            "state": row.state,
            "method": row.method,
            "footwear": (assessment.footwear, assessment.shoes.strip().casefold()),
        },
        speed_kmh=assessment.speed_kmh if is_of_run else None,
        incline_pct=assessment.incline_pct if is_of_run else None,
    )
