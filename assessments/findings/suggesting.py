"""Which facts of an assessment say that the pelvis drops, strength is low, or the run tires it.

The three questions of evidence base 4.6, F, W and D, each answered with its facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessments.biomechanics.metrics import METRICS
from assessments.findings.words import name_of, symmetry_of, value_of
from assessments.judging import causes, change, grading
from assessments.judging.causes import Answer, Suggestion
from assessments.judging.shapes import MARKED, MILD, Settings
from assessments.judging.thresholds import FORCE_PCT
from assessments.measuring import strength_tests
from assessments.models.choices import RunState, Side

OUTSIDE = (MILD, MARKED)
JUDGED = ("typical", *OUTSIDE)
FORCE_SYMMETRY = symmetry_of(strength_tests.FORCE)
HOLD_SYMMETRY = symmetry_of(strength_tests.HOLD)
EASY_RUN = "An easy run that shows no change does not exclude fatigue."
ALONE = "The Trendelenburg test alone says little of strength."


@dataclass(frozen=True, kw_only=True)
class ReasonedSuggestion:
    """The suggestion with why: `drops` is F, `weak` W and `tired` D of evidence base 4.6."""

    drops: Answer
    weak: Answer
    tired: Answer
    suggestion: Suggestion

    @property
    def questions(self) -> list[tuple[str, Answer]]:
        return [
            ("Drops or collapses when fresh", self.drops),
            ("Strength is low", self.weak),
            ("Worse at the end of the run", self.tired),
        ]


def suggest_with_reasons(assessment, settings: Settings) -> ReasonedSuggestion:
    """Return what the recorded facts suggest, by the thresholds as they stand."""
    findings = list(assessment.findings.all())
    drops, weak = _drops(findings), _weak(findings)
    tired = _tired(assessment, findings, settings)
    suggestion = causes.suggest(
        drops_fresh=drops.is_so, is_weak=weak.is_so, worse_tired=tired.is_so
    )
    return ReasonedSuggestion(drops=drops, weak=weak, tired=tired, suggestion=suggestion)


# --- F: when fresh --------------------------------------------------------------------------------


def _drops(findings):
    """Return whether the pelvis drops or the knee collapses; a measured drop goes before a seen."""
    by_key = {(found.about, found.side, found.state): found for found in findings}
    looked_at, facts = False, []
    for side in Side:
        measured = by_key.get(("cpd", side, RunState.FRESH))
        seen = by_key.get(("pelvic_drop", side, RunState.NONE))
        for found in (
            measured if measured and measured.final_grade in JUDGED else seen,
            by_key.get(("knee_valgus", side, RunState.NONE)),
            by_key.get(("knee_window", side, RunState.NONE)),
        ):
            if found is None or found.final_grade in ("", "not_seen"):
                continue
            looked_at = looked_at or found.about in ("cpd", "pelvic_drop")
            if found.final_grade in (*OUTSIDE, "closed"):
                facts.append(_fact(found))
    return Answer(True if facts else False if looked_at else None, tuple(facts))


def _fact(found):
    """Return a finding as a fact: its value, its grade, and whose word that is."""
    if found.override:
        return f"{name_of(found)}: {value_of(found)}, {found.final_grade} by your word."
    if found.rule in grading.BY_EYE:
        return f"{name_of(found)}: {value_of(found)} by eye."
    return f"{name_of(found)}: {value_of(found)}, {found.grade} ({found.rule})."


# --- W: strength ----------------------------------------------------------------------------------


def _weak(findings):
    tested = [
        found
        for found in findings
        if found.about in (strength_tests.Z_SCORE, FORCE_SYMMETRY, strength_tests.TRENDELENBURG)
        and found.state != RunState.END_OF_RUN
        and found.final_grade in JUDGED
    ]
    low = [found for found in tested if found.final_grade in OUTSIDE]
    facts = [_fact(found) for found in low]
    if {found.about for found in tested} == {strength_tests.TRENDELENBURG}:
        facts.append(ALONE)
    return Answer(bool(low) if tested else None, tuple(facts))


# --- D: the end of the run ------------------------------------------------------------------------


def _tired(assessment, findings, settings):
    worse, looked_at = [], False
    for text, is_worse in _changes(assessment, settings) + _falls(assessment, settings):
        looked_at = True
        worse += [text] if is_worse else []
    worse += [
        _fact(found)
        for found in findings
        if found.about == HOLD_SYMMETRY and found.final_grade in OUTSIDE
    ]
    if worse:
        return Answer(True, tuple(worse))
    effort = assessment.rpe_end
    is_easy = effort is None or effort < settings["rpe_for_fatigue"]
    return Answer(False if looked_at else None, (EASY_RUN,) if looked_at and is_easy else ())


def _changes(assessment, settings: Settings) -> list[tuple[str, bool]]:
    """Return what is said of each angle that has a worse way, and whether it went that way."""
    rows = {(row.metric, row.side, row.state): row for row in assessment.measurements.all()}
    said = []
    for metric in change.WORSE_WHEN_HIGHER:
        for side in Side:
            fresh = rows.get((metric, side, RunState.FRESH))
            tired = rows.get((metric, side, RunState.END_OF_RUN))
            if not fresh or not tired:
                continue
            found = change.during_run(fresh.as_value(), tired.as_value(), settings)
            if found.kind in (change.Kind.REAL, change.Kind.WITHIN_ERROR):
                text = f"{METRICS[metric].plain_name}, {side.label.lower()}: {found.text}"
                said.append((text, found.direction == change.Direction.WORSE))
    return said


def _falls(assessment, settings: Mapping[str, Decimal]) -> list[tuple[str, bool]]:
    """Return how much of each leg's force the run took, and whether that is beyond error."""
    limit = settings[FORCE_PCT]
    return [
        (
            f"Hip-abductor strength, {Side(value.side).label.lower()}: {value.value}% less than "
            f"fresh, beyond measurement error ({limit.normalize():f}%).",
            value.value > limit,
        )
        for value in strength_tests.values_of(assessment.clinical_tests.all(), None, "")
        if value.measure == strength_tests.FALL and value.value is not None
        if not value.not_judged
    ]
