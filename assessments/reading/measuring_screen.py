"""What the measuring screen shows and is answered with, as plain values for JSON."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.conf import settings as clinic_settings
from django.db.models import Prefetch
from django.urls import reverse

from assessments.actions.measuring import Placed
from assessments.biomechanics.metrics import METRICS, to_tenth, with_minus
from assessments.findings.analysis import captures_of
from assessments.judging import grading, thresholds
from assessments.measuring.point_sets import LANDMARKS_SEEN, POINT_SETS, PointSet
from assessments.measuring.step_values import StepMeasure
from assessments.models import (
    Assessment,
    Capture,
    Frame,
    LandmarkSet,
    RuleSetting,
    RunState,
    Step,
    Task,
    View,
)

SPACE = "\N{NO-BREAK SPACE}"
SAME_NAMES = (
    *("task", "state", "view", "mirrored", "landmark_set", "is_still", "width_px", "height_px"),
    *("frame_count", "is_exact", "clip_mark", "revision", "roll_deg", "cm_per_px"),
)
Settings = Mapping[str, Decimal]


def screen(assessment: Assessment, *, selected: str = "") -> dict:
    """Return all that the screen begins with; `selected` is a capture to open, if it has it."""
    settings = RuleSetting.objects.current()
    shown = state(assessment, settings)
    known = {capture["reference"] for capture in shown["captures"]}
    return {
        "assessment": str(assessment.reference),
        "state": shown,
        "point_sets": [_point_set(each) for each in POINT_SETS.values()],
        "landmark_sets": {
            view: [{"code": code, "name": LandmarkSet(code).label} for code in codes]
            for view, codes in LANDMARKS_SEEN.items()
        },
        "choices": {
            name: [[code, label] for code, label in choices.choices if code != "none"]
            for name, choices in (("task", Task), ("state", RunState), ("view", View))
        },
        "metrics": _metrics(settings, is_outdoors=assessment.is_outdoors),
        "thresholds": {
            code: float(settings[code]) for code in ("click_sd_px", "stable_steps", "noisy_sd_deg")
        },
        "clip_max_bytes": clinic_settings.CLIP_MAX_BYTES,
        "incline_pct": _number(assessment.incline_pct) or 0.0,
        "selected": selected if selected in known else "",
        "urls": {"captures": reverse("assessments:capture-list", args=[assessment.reference])},
    }


def _point_set(point_set: PointSet) -> dict:
    return {
        "code": point_set.code,
        "name": point_set.name,
        "task": point_set.task,
        "views": list(point_set.views),
        "landmark_sets": list(point_set.landmarks),
        "event": point_set.events[0],
        "events": list(point_set.events),
        "points": [
            {"name": place.name, "label": place.label, "hint": place.hint}
            for place in point_set.places
        ],
        "metrics": list(point_set.metrics),
        "needs": list(point_set.needs),
    }


def _metrics(settings, *, is_outdoors):
    return {
        metric.code: {
            "name": metric.name,
            "plain_name": metric.plain_name,
            "unit": metric.unit,
            "mdc": _number(thresholds.mdc_of(metric.code, settings, is_outdoors=is_outdoors)),
            "lowest": float(metric.lowest),
            "highest": float(metric.highest),
            "positive": metric.positive,
            "negative": metric.negative,
        }
        for metric in METRICS.values()
    }


def state(assessment: Assessment, settings: Settings | None = None) -> dict:
    """Return the captures with their steps and frames, and what they add up to."""
    captures = captures_of(assessment).prefetch_related(_frames())
    return {
        "captures": [capture_fields(capture) for capture in captures],
        "summary": summary(assessment, settings or RuleSetting.objects.current()),
    }


def _frames():
    return Prefetch("frames", Frame.objects.defer("picture"))


def one_capture(assessment: Assessment, capture: Capture) -> dict:
    """Return a capture as it stands, with its steps and frames."""
    return capture_fields(captures_of(assessment).prefetch_related(_frames()).get(pk=capture.pk))


def capture_fields(capture: Capture) -> dict:
    shown = {name: getattr(capture, name) for name in SAME_NAMES}
    scale = _line(capture, "scale")
    length = _number(capture.scale_length_cm)
    return shown | {
        "reference": str(capture.reference),
        "capture_fps": _number(capture.capture_fps),
        "playback_fps": _number(capture.playback_fps),
        "horizon": _line(capture, "horizon"),
        "scale": scale and {"points": scale, "length_cm": length},
        "steps": [step_fields(step) for step in capture.steps.all()],
        "frames": [
            {"number": frame.number, "url": frame_url(capture.assessment, frame)}
            for frame in capture.frames.all()
        ],
    }


def _line(capture, name):
    start, end = (
        [getattr(capture, f"{name}_x{at}"), getattr(capture, f"{name}_y{at}")] for at in (1, 2)
    )
    return None if start[0] is None else [start, end]


def frame_url(assessment: Assessment, frame: Frame) -> str:
    return reverse("assessments:frame-detail", args=[assessment.reference, frame.reference])


def step_fields(step: Step) -> dict:
    """Return a step with its raw points, in the order of its set, and its values."""
    order = POINT_SETS[step.point_set]
    points = {mark.name: [mark.x, mark.y] for mark in step.landmarks.all()}
    values = {row.metric: row for row in step.values.all()}
    return {
        "reference": str(step.reference),
        "revision": step.revision,
        "frame_number": step.frame_number,
        "time_s": float(step.time_s),
        "side": step.side,
        "event": step.event,
        "point_set": step.point_set,
        "points": {name: points[name] for name in order.names if name in points},
        "values": [
            {
                "metric": metric,
                "value": _number(values[metric].value),
                "click_sd": _number(values[metric].click_sd),
                "problem": values[metric].problem,
            }
            for metric in order.metrics
            if metric in values
        ],
    }


def differing(placed: Placed, measures: Sequence[StepMeasure], steps: Sequence[Step]) -> dict:
    """Return the steps of a frame that have a point elsewhere, and what to show beside each other:
    what was placed and what stands, of the points that differ and the measures that both make.
    """
    theirs = [step_fields(step) for step in steps]
    mine = {
        "point_set": placed.point_set,
        "points": {name: [point.x, point.y] for name, point in placed.points.items()},
        "values": [{"metric": each.metric, "value": _number(each.value)} for each in measures],
    }
    apart = {
        name
        for step in theirs
        for name, at in step["points"].items()
        if mine["points"].get(name, at) != at
    }
    shared = {value["metric"] for value in mine["values"]} & {
        value["metric"] for step in theirs for value in step["values"]
    }
    return {
        "steps": theirs,
        "beside": [_in_words(step, apart, shared) for step in (mine, *theirs)],
    }


def _in_words(step, names, metrics):
    """Return a step's set with where these points lie and what it says of these measures."""
    point_set = POINT_SETS[step["point_set"]]
    points = [
        f"{place.label}: {', '.join(f'{part:.1f}' for part in step['points'][place.name])}"
        for place in point_set.places
        if place.name in names and place.name in step["points"]
    ]
    values = [
        f"{METRICS[each['metric']].plain_name}: {_shown(each)}"
        for each in step["values"]
        if each["metric"] in metrics and each["value"] is not None
    ]
    return {"title": point_set.name, "lines": [*values, *points]}


def _shown(value):
    shown = to_tenth(Decimal(str(value["value"])))
    return with_minus(f"{shown}{METRICS[value['metric']].spaced_unit}")


def summary(assessment: Assessment, settings: Settings | None = None) -> list[dict]:
    """Return a row for each mean that the frames give, with what to know before relying on it."""
    settings = settings or RuleSetting.objects.current()
    order = list(METRICS)
    rows = sorted(
        assessment.measurements.filter(from_frames=True),
        key=lambda row: (order.index(row.metric), row.state, row.side),
    )
    return [
        {
            "metric": row.metric,
            "side": row.side,
            "state": row.state,
            "mean": float(row.mean),
            "sd": _number(row.sd),
            "n": row.n_steps,
            "click_sd": _number(row.click_sd),
            "unit": METRICS[row.metric].unit,
            "text": mean_text(row),
            "warnings": grading.warnings(row.as_value(), settings),
            "levelled": row.levelled,
            "view": row.view,
        }
        for row in rows
    ]


def mean_text(row) -> str:
    """Return a mean with its spread and count, as “5.2° ± 0.6 (8)”."""
    unit = METRICS[row.metric].spaced_unit
    shown = with_minus(f"{to_tenth(row.mean)}{unit}")
    if row.sd is None:
        return f"{shown} ({row.n_steps})"
    return f"{shown}{SPACE}±{SPACE}{to_tenth(row.sd)} ({row.n_steps})"


def _number(value):
    return None if value is None else float(value)
