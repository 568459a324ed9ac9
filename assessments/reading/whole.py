"""One assessment as it is read: left beside right, then all that was recorded around it."""

from dataclasses import dataclass

from assessments import flow, queries
from assessments.biomechanics.metrics import METRICS, TOLD_IN_FULL
from assessments.findings import words
from assessments.judging import change
from assessments.models import (
    WITHOUT_SIDE,
    Assessment,
    Factor,
    Finding,
    LinkedCondition,
    MetricCode,
    Observation,
    ObservationItem,
    RuleSetting,
    RunState,
    Side,
)
from assessments.reading import passport, stills, tested
from assessments.reading.drawing import ShownFigure, drawn
from assessments.reading.values import (
    NOT_FOR_PATIENTS,
    ShownFinding,
    ShownValue,
    values_of,
)

CROSSING = "G7"  # of both feet measured; by eye it is a rule of its own


@dataclass(frozen=True)
class SeenItem:
    """What was seen by eye, with the clinician's later word where there is one."""

    observation: Observation
    found: ShownFinding | None

    @property
    def override(self) -> Finding | None:
        return self.found.finding if self.found and self.found.finding.override else None


@dataclass(frozen=True)
class ShownSide:
    """All that was recorded of one stance leg."""

    side: Side
    seen: list[SeenItem]
    values: list[ShownValue]
    figure: ShownFigure | None


@dataclass(frozen=True)
class MeasureRow:
    """A further measure in one state; `cells` are left and right, or the runner's one."""

    name: str
    state: str
    cells: list[ShownValue | None]

    @property
    def values(self) -> list[ShownValue]:
        return [cell for cell in self.cells if cell]


@dataclass(frozen=True)
class OtherFinding:
    """A finding of something else than a measured value: a test, pain, a load."""

    name: str
    judged: str
    found: ShownFinding


@dataclass(frozen=True)
class ShownAssessment:
    """Everything on the page; a list is empty, or a text "", where nothing was recorded."""

    assessment: Assessment
    sides: list[ShownSide]
    runner_seen: list[SeenItem]
    further: list[MeasureRow]
    asymmetries: list[str]
    tests: list[tested.ShownTest]
    scores: list[tested.ShownScore]
    pain: list[tuple[str, str]]
    protocol: list[passport.Fact]
    set_up: list[passport.Fact]
    others: list[OtherFinding]
    factors: list[str]
    suggested: list[str]
    linked: list[str]  # with what it may be linked, for clinicians
    targets: list[str]
    stills: list[stills.Still]
    degrees_wait: bool  # nothing was judged by eye yet, so no number is shown

    @property
    def values(self) -> list[ShownValue]:
        """Every measured value on the page: those told in full, then the others."""
        told = [value for side in self.sides for value in side.values]
        return told + [value for row in self.further for value in row.values]


def shown(assessment: Assessment, *, for_clinician: bool) -> ShownAssessment:
    """Return the read view of an assessment fetched by `queries.assessments_to_read`.

    To patients the knee in running is told as it was seen: its number would mislead.
    """
    hidden = () if for_clinician else NOT_FOR_PATIENTS
    degrees_wait = assessment.is_draft and not flow.may_show_degrees(assessment)
    found = {(one.about, one.state, one.side): one for one in assessment.findings.all()}
    rows = {
        (row.metric, row.state, row.side): row
        for row in ([] if degrees_wait else assessment.measurements.all())
        if row.metric not in hidden
    }
    values = values_of(rows, found, settings := RuleSetting.objects.current())
    return ShownAssessment(
        assessment=assessment,
        sides=[
            ShownSide(
                side,
                _seen(assessment, found, side),
                [each for each in values if each.metric in TOLD_IN_FULL and each.side == side],
                drawn(rows, side, hidden=hidden),
            )
            for side in Side
        ],
        runner_seen=_seen(assessment, found, ""),
        further=_further(values),
        asymmetries=_asymmetries(rows, settings),
        tests=tested.tests_of(assessment, queries.body_of(assessment), settings),
        scores=tested.scores_of(assessment),
        pain=tested.pain_of(assessment),
        protocol=passport.protocol(assessment),
        set_up=passport.recorded(passport.passport(assessment)),
        others=_others(assessment),
        factors=[Factor(code).label for code in assessment.factors],
        suggested=[Factor(code).label for code in assessment.suggested_factors],
        linked=[
            LinkedCondition(code).label for code in assessment.linked_conditions if for_clinician
        ],
        targets=[target_in_words(row) for row in assessment.target_measures.all()],
        stills=_stills(assessment, for_clinician=for_clinician, degrees_wait=degrees_wait),
        degrees_wait=degrees_wait,
    )


def target_in_words(row) -> str:
    """Return a measure of one side and state, as “Pelvic drop, right, end of run”."""
    parts = [METRICS[row.metric].plain_name]
    parts += [row.get_side_display().lower()] if row.side else []
    parts += [row.get_state_display().lower()] if row.state != RunState.NONE else []
    return ", ".join(parts)


def _stills(assessment, *, for_clinician, degrees_wait):
    if degrees_wait:
        return []
    return stills.stills_of(assessment) if for_clinician else stills.for_patient(assessment)


def _further(values):
    """Return the measures that are not told in full, left beside right."""
    found = {}
    for value in values:
        if value.metric not in TOLD_IN_FULL:
            key = value.metric.code, value.measurement.state
            found.setdefault(key, {})[value.side] = value
    return [
        MeasureRow(
            METRICS[code].plain_name,
            "" if state == RunState.NONE else RunState(state).label,
            [cells[""]] if "" in cells else [cells.get(side) for side in Side.values],
        )
        for (code, state), cells in found.items()
    ]


def _seen(assessment, found, side):
    order = list(ObservationItem)
    of_side = [
        row
        for row in assessment.observations.all()
        if row.side == side and (side or row.item in WITHOUT_SIDE)
    ]
    return [
        SeenItem(
            row,
            ShownFinding(finding)
            if (finding := found.get((row.item, RunState.NONE, row.side)))
            else None,
        )
        for row in sorted(of_side, key=lambda row: order.index(row.item))
    ]


def _asymmetries(rows, settings):
    said = []
    for code, metric in METRICS.items():
        for state in RunState:
            pair = [rows.get((code, state, side)) for side in Side]
            if None in pair:
                continue
            if text := change.asymmetry(*(row.as_value() for row in pair), settings):
                when = "" if state == RunState.NONE else f", {state.label.lower()}"
                said.append(f"{metric.plain_name}{when}: {text}")
    return said


def _others(assessment):
    """Return the findings of what is neither measured nor seen."""
    shown_beside = {*MetricCode.values, *ObservationItem.values}
    return [
        OtherFinding(words.name_of(one), words.value_of(one), ShownFinding(one))
        for one in assessment.findings.all()
        if one.about not in shown_beside or one.rule == CROSSING
    ]
