"""Every result of an assessment, made again from what stands in its bundle. Pure.

The same modules make it that made the record: nothing is computed here in another way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from assessments.biomechanics.points import Point, camera_roll_deg
from assessments.bundle.schema import (
    Capture,
    Finding,
    Measurement,
    Parts,
    SetUp,
    Sides,
    Step,
    Strength,
    Test,
    Versions,
)
from assessments.judging import change, thresholds, verdicts
from assessments.judging.grading import Value
from assessments.judging.shapes import Settings
from assessments.judging.verdicts import Judged, Measured
from assessments.measuring import strength_tests
from assessments.measuring.point_sets import POINT_SETS
from assessments.measuring.step_means import Clip, Mean, Stance, heel_of, means
from assessments.measuring.step_values import Sight, StepMeasure, measure
from assessments.questions.questionnaires import QUESTIONNAIRES, score

OUTDOORS = "outdoor"
CLICK_SD = "click_sd_px"


@dataclass(frozen=True, slots=True)
class Held:
    """The thresholds of a bundle: those at the signing, and what else held before it."""

    in_force: Mapping[str, Decimal]
    earlier: Mapping[str, Sequence[Decimal]]

    @classmethod
    def of(cls, parts: Parts) -> "Held":
        return cls(parts.thresholds.in_force, parts.thresholds.earlier)

    def values(self, code: str) -> list[Decimal]:
        """Return each value that a threshold had while the assessment was made, the last first."""
        last = [self.in_force[code]] if code in self.in_force else []
        return [*last, *self.earlier.get(code, ())]

    def settings(self, limits: Mapping[str, Decimal] | None = None) -> Settings:
        """Return all thresholds, those of a finding as it keeps them."""
        return thresholds.defaults() | dict(self.in_force) | dict(limits or {})


# --- Frames and steps -----------------------------------------------------------------------------


def point_of(place: Sequence[Decimal]) -> Point:
    return Point(float(place[0]), float(place[1]))


def roll_of(capture: Capture) -> float | None:
    """Return the camera's roll from the horizon. Raises GeometryError."""
    if capture.horizon is None:
        return None
    return camera_roll_deg(*(point_of(place) for place in capture.horizon))


def scale_of(capture: Capture) -> float | None:
    """Return how many centimetres a pixel is; None without a line of known length."""
    if capture.scale is None or capture.scale_length_cm is None:
        return None
    start, end = (point_of(place) for place in capture.scale)
    return float(capture.scale_length_cm) / start.to(end).length


def measures_of(
    capture: Capture, step: Step, set_up: SetUp, click_sd_px: Decimal
) -> list[StepMeasure]:
    """Return what the points of a step say, by the roll and the scale that are stored."""
    sight = Sight(
        view=capture.view,
        side=step.side,
        width_px=capture.width_px,
        height_px=capture.height_px,
        mirrored=capture.mirrored,
        roll_deg=_roll(capture),
        cm_per_px=None if capture.cm_per_px is None else float(capture.cm_per_px),
        incline_pct=float(set_up.incline_pct or 0),
        click_sd_px=float(click_sd_px),
    )
    return measure(POINT_SETS[step.point_set], _points(step), sight)


def _roll(capture):
    return float(capture.roll_deg or 0)


def _points(step):
    return {name: point_of(place) for name, place in step.points.items()}


# --- Means ----------------------------------------------------------------------------------------


def means_of(captures: Sequence[Capture], click_sd_px: Decimal) -> list[Mean]:
    """Return the means that the stored values of the steps come to."""
    clips = [_clip(capture) for capture in captures]
    return means(clips, click_sd_px=float(click_sd_px))


def _clip(capture):
    return Clip(
        state=capture.state,
        view=capture.view,
        levelled=capture.roll_deg is not None,
        mirrored=capture.mirrored,
        fps=None if capture.capture_fps is None else float(capture.capture_fps),
        cm_per_px=None if capture.cm_per_px is None else float(capture.cm_per_px),
        is_exact=capture.is_exact,
        stances=[_stance(capture, step) for step in capture.steps],
    )


def _stance(capture, step):
    point_set = POINT_SETS[step.point_set]
    values = {
        row.metric: (row.value, row.click_sd)
        for row in step.values
        if row.value is not None and row.click_sd is not None
    }
    return Stance(
        frame=step.frame_number,
        side=step.side,
        event=step.event,
        values=values,
        landmarks={
            metric: point_set.landmark_of(metric, capture.landmark_set) for metric in values
        },
        heel_x=heel_of(point_set, _points(step), _roll(capture)),
        time_s=float(step.time_s),
    )


def errors_of(row: Measurement, held: Held, set_up: SetUp) -> list[Decimal | None]:
    """Return each detectable change that a value may have been stored with."""
    is_outdoors = set_up.surface == OUTDOORS
    code = thresholds.error_code(row.metric)
    codes = [code, thresholds.OUTDOORS] if is_outdoors else [code]
    overlays = [{one: value} for one in codes for value in held.values(one)]
    found = [
        thresholds.mdc_of(row.metric, held.settings(overlay), is_outdoors=is_outdoors)
        for overlay in overlays or [{}]
    ]
    return list(dict.fromkeys(found))


# --- What follows from the values -----------------------------------------------------------------


def value_of(row: Measurement) -> Value:
    return Value(
        metric=row.metric,
        mean=row.mean,
        n_steps=row.n_steps,
        sd=row.sd,
        click_sd=row.click_sd,
        mdc=row.mdc,
        levelled=row.levelled,
        view=row.view,
        landmark_set=row.landmark_set,
    )


def sides_of(rows: Sequence[Measurement], settings: Settings) -> list[Sides]:
    """Return what may be said of left against right, of each measure and state."""
    by_key = {(row.metric, row.state, row.side): row for row in rows}
    found = []
    for metric, state in dict.fromkeys((row.metric, row.state) for row in rows):
        left, right = (by_key.get((metric, state, side)) for side in ("L", "R"))
        if left is None or right is None:
            continue
        values = value_of(left), value_of(right)
        if says := change.asymmetry(*values, settings):
            apart = abs(values[0].shown - values[1].shown)
            found.append(Sides(metric=metric, state=state, difference=apart, says=says))
    return found


def strength_of(tests: Sequence[Test], *, age: int | None, sex: str) -> list[Strength]:
    """Return every number that the tests come to."""
    return [
        Strength(
            measure=value.measure,
            test=value.test,
            side=value.side,
            state=value.state,
            value=value.value,
            unit=value.unit,
            norm_for=value.norm_for,
            weaker=value.weaker,
            why_not=value.not_judged,
        )
        for value in strength_tests.values_of(tests, age, sex)
    ]


def score_of(code: str, answers: Sequence[int]) -> Decimal:
    """Return the score of a questionnaire's answers. Raises CannotScore."""
    return score(QUESTIONNAIRES[code], answers)


def judged_of(parts: Parts, settings: Settings) -> Iterator[Judged]:
    """Yield what the rules say of all that the bundle holds, by these thresholds."""
    age, sex = parts.person.age, parts.person.sex
    measured = (
        Measured(metric=row.metric, side=row.side, state=row.state, value=value_of(row))
        for row in parts.measurements
    )
    missing = verdicts.missing_of(parts.set_up)
    of_tests = verdicts.of_tests(parts.tests, settings, age=age, sex=sex)
    yield from chain(
        verdicts.of_measurements(measured, settings, sex=sex, missing=missing), of_tests
    )
    for row in parts.seen:
        yield verdicts.of_seen(row.item, row.side, row.grade)
    if parts.run.nprs_during_max is not None:
        yield verdicts.of_pain(parts.run.nprs_during_max, settings)
    for finding in parts.findings:
        if finding.about == verdicts.LOAD:
            yield verdicts.of_load(_ratio(finding), settings)


def _ratio(finding: Finding):
    """Return the ratio as it was judged: what was answered before a visit is not in the bundle."""
    return Decimal(str(finding.basis.get("value", "")))


def versions_of(parts: Parts) -> Versions:
    """Return by which versions the results were made, each once."""
    steps = [row for capture in parts.captures for step in capture.steps for row in step.values]
    by_frames = [row for row in parts.measurements if row.method_version is not None]
    return Versions(
        method=sorted({row.method_version for row in [*steps, *by_frames]}),
        rules=sorted({row.rule_version for row in parts.findings}),
        questionnaires=sorted({row.scorer_version for row in parts.questionnaires}),
    )
