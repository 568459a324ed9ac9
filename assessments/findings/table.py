"""The findings side by side, as a clinician goes through them: value, error, grade, warnings."""

from dataclasses import dataclass, field, replace

from assessments.biomechanics.metrics import METRICS, to_tenth
from assessments.findings.words import (
    OTHERS,
    basis_of,
    may_be_overridden,
    slug_of,
    title_of,
    value_of,
)
from assessments.judging import change, grading
from assessments.judging.shapes import Settings
from assessments.judging.verdicts import SYMMETRY_OF
from assessments.measuring.strength_tests import SIDE_BRIDGE, TRENDELENBURG, Z_SCORE
from assessments.models import Assessment, Finding, ObservationItem, RunState, Side
from assessments.sentences.measures import UNKNOWN_ERROR, amount, count_words, way_words

PELVIS_AND_KNEE = (
    *("cpd", "hip_adduction", "femoral_adduction", "fppa_run", "fppa_sls", "fppa_landing"),
)
RUNNER = ("nprs_during_max", "session_spike_ratio")
TESTS = (Z_SCORE, TRENDELENBURG, SIDE_BRIDGE)
STATES = list(RunState)
GRADE_TONES = {"typical": "good", "marked": "attention"}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One finding with what it judged; `override` and `reason` are the page's fields for it."""

    finding: Finding
    value: str
    how: str
    basis: list[str]
    warnings: list[str]
    seen_as: str = ""
    override: object = None
    reason: object = None
    is_changed: bool = False  # since somebody wrote their own word on this page

    @property
    def slug(self) -> str:
        return slug_of(self.finding)

    @property
    def side(self) -> str:
        return self.finding.side

    @property
    def grade_words(self) -> str:
        """The rule's grade with the way it lies; what was seen by eye in its own word."""
        if self.seen_as:
            return self.seen_as
        found = self.finding
        grade = found.grade.replace("_", " ").capitalize()
        return ", ".join(filter(None, [grade, way_words(found.label)]))

    @property
    def tone(self) -> str:
        return GRADE_TONES.get(self.finding.grade, "")

    @property
    def is_open(self) -> bool:
        """Say whether what is said instead of the rule is in sight from the start."""
        if self.override is None:
            return False
        typed = self.override.value() or self.reason.value()
        return bool(typed or self.override.errors or self.reason.errors)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What is one thing on both sides, or of neither; `lines` are what may be said across it."""

    title: str
    state: str
    cells: list[Cell]
    lines: list[str] = field(default_factory=list)

    @property
    def both(self) -> Cell | None:
        return next((cell for cell in self.cells if not cell.side), None)

    @property
    def sides(self) -> list[tuple[Side, Cell | None]]:
        """Left, then right, each with its finding; nothing for what is of neither."""
        by_side = {cell.side: cell for cell in self.cells}
        return [] if "" in by_side else [(side, by_side.get(side)) for side in Side]


@dataclass(frozen=True, kw_only=True)
class Group:
    code: str
    title: str
    rows: list[Row]


def groups_of(assessment: Assessment, settings: Settings) -> list[Group]:
    """Return all findings in their groups; an empty group is left out."""
    rows: dict[str, list[tuple[tuple, Row]]] = {code: [] for code, _ in TITLES}
    measured = {(row.metric, row.side, row.state): row for row in assessment.measurements.all()}
    seen = {(row.item, row.side): row for row in assessment.observations.all()}
    together: dict[tuple, list[Finding]] = {}
    for finding in assessment.findings.all():
        is_seen = finding.rule in grading.BY_EYE
        together.setdefault((is_seen, finding.about, finding.state), []).append(finding)
    for (is_seen, about, state), findings in together.items():
        row = Row(
            title=title_of(about, findings[0].side if is_seen else ""),
            state="" if state == RunState.NONE else RunState(state).label,
            cells=[_cell(found, measured, seen, settings) for found in findings],
            lines=_lines(measured, about, state, settings),
        )
        place = (_rank(about, is_seen), about, STATES.index(state))
        rows[_group_of(about, is_seen)].append((place, row))
    return [
        Group(
            code=code,
            title=title,
            rows=[row for _, row in sorted(rows[code], key=lambda placed: placed[0])],
        )
        for code, title in TITLES
        if rows[code]
    ]


TITLES = (
    ("pelvis", "Pelvis and knee"),
    ("other", "Other measures"),
    ("tests", "Tests"),
    ("seen", "By eye"),
    ("runner", "Pain and load"),
)


def _group_of(about, is_seen):
    if is_seen:
        return "seen"
    if about in PELVIS_AND_KNEE:
        return "pelvis"
    if about in RUNNER:
        return "runner"
    return "tests" if about in TESTS or about.startswith(SYMMETRY_OF) else "other"


def _rank(about, is_seen):
    if is_seen:
        return list(ObservationItem).index(about)
    order = [*PELVIS_AND_KNEE, *METRICS, *OTHERS, *TESTS]
    return order.index(about) if about in order else len(order)


def _cell(finding, measured, seen, settings):
    cell = Cell(finding=finding, value="", how="", basis=basis_of(finding), warnings=[])
    if finding.rule in grading.BY_EYE:
        row = seen.get((finding.about, finding.side))
        how = " · ".join(filter(None, [row.get_confidence_display(), row.note])) if row else ""
        return replace(cell, how=how, seen_as=row.get_grade_display() if row else "")
    row = measured.get((finding.about, finding.side, finding.state))
    if row is None:
        return replace(cell, value=value_of(finding))
    unit = METRICS[row.metric].spaced_unit
    spread = f", SD {to_tenth(row.sd)}{unit}" if row.sd is not None else ""
    return replace(
        cell,
        value=amount(row.metric, row.mean, row.mdc),
        how=f"{count_words(row.metric, row.n_steps)}{spread}"
        + ("" if row.mdc is not None else f"; {UNKNOWN_ERROR}"),
        warnings=grading.warnings(row.as_value(), settings),
    )


def _lines(measured, about, state, settings):
    """Return what may be said of left and right, and of each side against its fresh value."""
    found = []
    rows = {side: measured.get((about, side, state)) for side in ("", *Side)}
    if rows[Side.LEFT] and rows[Side.RIGHT]:
        pair = (rows[side].as_value() for side in Side)
        found.append(change.asymmetry(*pair, settings))
    if state == RunState.END_OF_RUN:
        for side, row in rows.items():
            fresh = measured.get((about, side, RunState.FRESH))
            if row and fresh:
                who = f"{Side(side).label}, end of run: " if side else "End of run: "
                said = change.during_run(fresh.as_value(), row.as_value(), settings)
                found.append(f"{who}{said.text}")
    return [line for line in found if line]


def may_say_otherwise(assessment: Assessment) -> list[Finding]:
    """Return the findings whose grade the clinician may replace."""
    return [found for found in assessment.findings.all() if may_be_overridden(found)]
