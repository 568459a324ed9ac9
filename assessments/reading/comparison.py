"""Two assessments or more of one person beside each other, the earliest first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assessments.biomechanics.metrics import METRICS, Metric
from assessments.judging import change
from assessments.judging.change import Kind
from assessments.judging.shapes import Settings
from assessments.judging.thresholds import FORCE_PCT
from assessments.measuring import strength_tests
from assessments.models import Assessment, ClinicalTestCode, RunState, Side
from assessments.queries import Body
from assessments.questions import questionnaires
from assessments.questions.questionnaires import QUESTIONNAIRES
from assessments.reading import changes, passport, tested
from assessments.reading.changes import error_of
from assessments.reading.stills import Still, stills_of
from assessments.reading.trending import ShownTrend, day_of, drawn_over_time
from assessments.sentences.measures import amount, plain

NOTE_OF = {
    Kind.REAL: "real",
    Kind.WITHIN_ERROR: "same",
    Kind.NOT_COMPARABLE: "not",
    Kind.NO_ERROR_KNOWN: "not",
    Kind.NOT_JUDGED: "not",
}


@dataclass(frozen=True)
class Column:
    """One of the assessments that are compared."""

    assessment: Assessment
    day: str


@dataclass(frozen=True)
class Cell:
    """One value in one assessment, and what is said of it against the one before; "" first."""

    text: str
    said: str = ""
    kind: str = ""  # real, same or not: how the words are marked
    day: str = ""


@dataclass(frozen=True)
class Line:
    """One side of a measure, across the assessments."""

    side: str
    cells: list[Cell]


@dataclass(frozen=True)
class Measure:
    """One measure in one state: its band over time, and its values side by side."""

    metric: Metric
    trend: ShownTrend
    lines: list[Line]
    target: str = ""  # in whose targets it was, in words

    @property
    def name(self) -> str:
        return self.trend.name


@dataclass(frozen=True)
class ScoreLine:
    """One questionnaire across the assessments, with both statements on the latest answers."""

    name: str
    cells: list[Cell]
    said: list[str]


@dataclass(frozen=True)
class NamedLine:
    """One test, or one part of the set-up, across the assessments; of a leg or of none."""

    name: str
    side: str
    cells: list[Cell]


@dataclass(frozen=True)
class FrameCell:
    """One assessment's frame in a row; None where it kept fewer."""

    day: str
    still: Still | None


@dataclass(frozen=True)
class FrameGroup:
    """Kept frames of one side, moment and state: rows in step, a cell for each assessment."""

    name: str
    side: str
    rows: list[list[FrameCell]]


@dataclass(frozen=True)
class Comparison:
    columns: list[Column]
    differences: list[NamedLine]
    targets: list[Measure]
    others: list[Measure]
    scores: list[ScoreLine]
    tests: list[NamedLine]
    frames: list[FrameGroup]

    @property
    def measured(self) -> int:
        return len(self.targets) + len(self.others)


def compared(assessments: list[Assessment], settings: Settings) -> Comparison:
    """Return assessments beside each other, earliest first; each value against the one before."""
    measures = [
        measure
        for code in METRICS
        for state in RunState
        if (measure := _measure(assessments, code, state, settings))
    ]
    return Comparison(
        columns=[Column(assessment, day_of(assessment)) for assessment in assessments],
        differences=[
            NamedLine(each.name, "", _dated(map(Cell, each.words), assessments))
            for each in passport.differences(assessments)
        ],
        targets=[measure for measure in measures if measure.target],
        others=[measure for measure in measures if not measure.target],
        scores=_scores(assessments),
        tests=_tests(assessments, settings),
        frames=_frames(assessments),
    )


def _dated(cells: Iterable[Cell], assessments) -> list[Cell]:
    return [
        replace(cell, day=day_of(assessment))
        for cell, assessment in zip(cells, assessments, strict=True)
    ]


# --- Measures -------------------------------------------------------------------------------------


def _measure(assessments, code, state, settings):
    """Return one measure in one state; None unless two of the assessments have it."""
    found = [
        {
            row.side: row
            for row in one.measurements.all()
            if (row.metric, row.state) == (code, state)
        }
        for one in assessments
    ]
    if sum(map(bool, found)) < 2:
        return None
    sides = sorted({side for rows in found for side in rows})
    return Measure(
        metric=METRICS[code],
        trend=drawn_over_time(list(reversed(assessments)), code, state),
        lines=[
            Line(side, _dated(_cells(assessments, found, side, settings), assessments))
            for side in sides
        ],
        target=_target(assessments, code, state),
    )


def _cells(assessments, found, side, settings):
    cells, before = [], None
    for assessment, rows in zip(assessments, found, strict=True):
        row = rows.get(side)
        if row is None:
            cells.append(Cell("Not measured"))
            continue
        moved = before and changes.between_days(before, (assessment, row), settings)
        cells.append(_cell(amount(row.metric, row.mean, error_of(row)), moved))
        before = (assessment, row)
    return cells


def _cell(text, moved: change.Change | None):
    return Cell(text, moved.text, NOTE_OF[moved.kind]) if moved else Cell(text)


def _target(assessments, code, state):
    """Return whose target a measure was; one chosen with the latest values was not in advance."""
    chosen = [
        (day_of(assessment), row.get_side_display().lower())
        for assessment in assessments[:-1]
        for row in assessment.target_measures.all()
        if (row.metric, row.state) == (code, state)
    ]
    if not chosen:
        return ""
    sides = " and ".join(dict.fromkeys(side for _, side in chosen if side))
    return f"Target{f', {sides}' if sides else ''}, since {chosen[0][0]}"


# --- Questionnaires and tests ---------------------------------------------------------------------


def _score(row, known):
    return f"{plain(row.score)} of {known.highest_score}" if row else "Not answered"


def _scores(assessments):
    by_code = [
        {row.code: row for row in assessment.questionnaire_responses.all()}
        for assessment in assessments
    ]
    lines = []
    for code, known in QUESTIONNAIRES.items():
        rows = [responses.get(code) for responses in by_code]
        answered = [row for row in rows if row]
        if len(answered) < 2:
            continue
        lines.append(
            ScoreLine(
                name=known.name,
                cells=_dated((Cell(_score(row, known)) for row in rows), assessments),
                said=_said_of(known, answered),
            )
        )
    return lines


def _said_of(known, answered):
    """Return both statements on the latest answers against those before them."""
    before, after = answered[-2:]
    if known is questionnaires.PSFS and before.activities != after.activities:
        return ["Not comparable: the activities differ."]
    return questionnaires.change_in_words(
        known, before.score, after.score, items=len(after.answers)
    )


def _tests(assessments, settings):
    by_key = [
        {(test.code, test.state, test.side): test for test in one.clinical_tests.all()}
        for one in assessments
    ]
    keys = {key for tests in by_key for key in tests}
    codes = list(ClinicalTestCode)
    lines = []
    for key in sorted(keys, key=lambda key: (codes.index(key[0]), key[1] != "fresh", key[2])):
        tests = [found.get(key) for found in by_key]
        if sum(map(bool, tests)) > 1:
            cells = _dated(_test_cells(tests, settings), assessments)
            lines.append(NamedLine(_test_name(key), key[2], cells))
    return [*lines, *_symmetries(assessments, settings)]


def _test_name(key):
    code, state, _ = key
    when = "" if state == RunState.NONE else f", {RunState(state).label.lower()}"
    return f"{ClinicalTestCode(code).label}{when}"


def _test_cells(tests, settings):
    cells, before = [], None
    for test in tests:
        if test is None:
            cells.append(Cell("Not tested"))
            continue
        text = tested.reading(test)
        cells.append(Cell(text, *_test_change(before, test, settings)) if before else Cell(text))
        before = test
    return cells


def _test_change(before, after, settings):
    """Return what may be said of a test done twice: of force in %, of seconds nothing."""
    if why := strength_tests.why_not_counted(before) or strength_tests.why_not_counted(after):
        return why.sentence, "not"
    if after.code != ClinicalTestCode.ABDUCTOR_FORCE:
        return "The change cannot be judged: no error is published for this test.", "not"
    for name, words in (
        ("contraction", "kind of test"),
        ("position", "position"),
        ("arm_cm", "arm"),
    ):
        if getattr(before, name) != getattr(after, name):
            return f"Not comparable: the {words} differs.", "not"
    if not before.best:
        return "Not comparable: the force before was 0.", "not"
    moved = change.compare_percent(before.best, after.best, mdc_pct=settings[FORCE_PCT])
    return moved.text, NOTE_OF[moved.kind]


def _symmetries(assessments, settings):
    """Return the weaker leg in % of the stronger, wherever two assessments have it."""
    by_test = [
        {
            (test.code, test.state): test.both[0]
            for test in tested.tests_of(one, Body(), settings)
            if test.both
        }
        for one in assessments
    ]
    names = {
        (test.code, test.state): f"{test.name}{f', {test.state.lower()}' if test.state else ''}"
        for one in assessments
        for test in tested.tests_of(one, Body(), settings)
    }
    return [
        NamedLine(
            f"{name}: left against right",
            "",
            _dated([Cell(found.get(key, "Not tested")) for found in by_test], assessments),
        )
        for key, name in names.items()
        if sum(key in found for found in by_test) > 1
    ]


# --- Frames ---------------------------------------------------------------------------------------


def _frames(assessments):
    """Return kept frames of the same moment side by side: the first with the first, and so on."""
    by_key = []
    for assessment in assessments:
        found = {}
        for still in stills_of(assessment):
            if still.side:
                found.setdefault((still.state, still.event, still.side, still.group), []).append(
                    still
                )
        by_key.append(found)
    keys = dict.fromkeys(key for found in by_key for key in found)
    return [
        FrameGroup(
            name=f"{state}, {event.lower()}, {Side(side).label.lower()}",
            side=side,
            rows=_in_step(
                assessments, [found.get((state, event, side, group), []) for found in by_key]
            ),
        )
        for state, event, side, group in keys
        if sum((state, event, side, group) in found for found in by_key) > 1
    ]


def _in_step(assessments, columns):
    return [
        [
            FrameCell(day_of(assessment), column[at] if at < len(column) else None)
            for assessment, column in zip(assessments, columns, strict=True)
        ]
        for at in range(max(map(len, columns)))
    ]
