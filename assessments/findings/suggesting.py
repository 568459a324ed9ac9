"""Which facts of an assessment say that the pelvis drops, strength is low, or something tires.

The three questions of evidence base 4.6, F, W and D, each answered with its facts alone. D is asked
in two: what the end of the run shows against its start, and what a hold shows of one leg.
"""

from dataclasses import dataclass

from assessments.biomechanics.metrics import METRICS
from assessments.findings.words import name_of, value_of
from assessments.judging import causes, change, grading
from assessments.judging.causes import Answer, Suggestion
from assessments.judging.shapes import MARKED, MILD, Settings
from assessments.judging.thresholds import FORCE_PCT
from assessments.judging.verdicts import symmetry_of
from assessments.measuring import strength_tests
from assessments.models.choices import RunState, Side
from assessments.sentences import strength
from assessments.sentences.measures import plain

OUTSIDE = (MILD, MARKED)
JUDGED = ("typical", *OUTSIDE)
FORCE_SYMMETRY = symmetry_of(strength_tests.FORCE)
HOLD_SYMMETRY = symmetry_of(strength_tests.HOLD)
EASY_RUN = "An easy run that shows no change does not exclude fatigue."
EFFORT_UNKNOWN = (
    "How hard the run was is not recorded: one that shows no change does not exclude fatigue."
)
ALONE = "The Trendelenburg test alone says little of strength."
OF_A_HOLD = (
    "A hold says nothing of the run itself. No norm and no error is published for it; a review of "
    "iliotibial band syndrome notes a gluteus medius that tires sooner "
    "(Roosens, verified abstract)."
)


@dataclass(frozen=True, kw_only=True)
class ReasonedSuggestion:
    """The suggestion with why: `drops` is F, `weak` W, `tired` and `in_hold` D of 4.6."""

    drops: Answer
    weak: Answer
    tired: Answer
    in_hold: Answer
    suggestion: Suggestion

    @property
    def questions(self) -> list[tuple[str, Answer]]:
        return [
            ("Drops or collapses when fresh", self.drops),
            ("Strength is low", self.weak),
            ("Worse at the end of the run", self.tired),
            ("One leg tires sooner in a hold", self.in_hold),
        ]


def suggest_with_reasons(assessment, settings: Settings) -> ReasonedSuggestion:
    """Return what the recorded facts suggest, by the thresholds as they stand."""
    findings = list(assessment.findings.all())
    drops, weak = _drops(findings), _weak(findings)
    tired, in_hold = _tired(assessment, settings), _in_hold(assessment, findings)
    suggestion = causes.suggest(
        drops_fresh=drops.is_so,
        is_weak=weak.is_so,
        worse_tired=tired.is_so,
        tires_in_hold=in_hold.is_so,
    )
    return ReasonedSuggestion(
        drops=drops, weak=weak, tired=tired, in_hold=in_hold, suggestion=suggestion
    )


def _answer(said, *, looked_at, note=""):
    """Return the facts that say yes; where none does, those that say no, if they may.

    `said` holds each fact with whether it says yes. Without `looked_at` there is no no.
    """
    so = tuple(fact for fact, is_so in said if is_so)
    if so:
        return Answer(True, so, note)
    return Answer(False, tuple(fact for fact, _ in said), note) if looked_at else Answer(None)


# --- F: when fresh --------------------------------------------------------------------------------


def _drops(findings):
    """Return whether the pelvis drops or the knee collapses; a measured drop goes before a seen."""
    by_key = {(found.about, found.side, found.state): found for found in findings}
    looked_at, said = False, []
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
            said.append((fact_in_words(found), found.final_grade in (*OUTSIDE, "closed")))
    return _answer(said, looked_at=looked_at)


def fact_in_words(found) -> str:
    """Return a finding as a fact: its value, its grade, and whose word that is."""
    return f"{name_of(found)}: {value_of(found)}{_judged(found)}."


def _judged(found):
    if found.override:
        return f", {found.final_grade} by your word"
    if found.rule in grading.BY_EYE:
        return " by eye"
    return f", {found.grade} ({found.rule})"


# --- W: strength ----------------------------------------------------------------------------------


def _weak(findings):
    tested = [
        found
        for found in findings
        if found.about in (strength_tests.Z_SCORE, FORCE_SYMMETRY, strength_tests.TRENDELENBURG)
        and found.state != RunState.END_OF_RUN
        and found.final_grade in JUDGED
    ]
    said = [(fact_in_words(found), found.final_grade in OUTSIDE) for found in tested]
    is_alone = {found.about for found in tested} == {strength_tests.TRENDELENBURG}
    return _answer(said, looked_at=bool(tested), note=ALONE if is_alone else "")


# --- D: the end of the run against its start ------------------------------------------------------


def _tired(assessment, settings):
    said = _changes(assessment, settings) + _falls(assessment, settings)
    effort, note = assessment.rpe_end, ""
    if said and not any(is_worse for _, is_worse in said):
        is_easy = effort is not None and effort < settings["rpe_for_fatigue"]
        note = EFFORT_UNKNOWN if effort is None else EASY_RUN if is_easy else ""
    return _answer(said, looked_at=bool(said), note=note)


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


def _falls(assessment, settings: Settings) -> list[tuple[str, bool]]:
    """Return how much of each leg's force the run took, and whether that is beyond error."""
    limit = settings[FORCE_PCT]
    falls = [
        value
        for value in strength_tests.values_of(assessment.clinical_tests.all(), None, "")
        if value.measure == strength_tests.FALL and value.value is not None
        if not value.not_judged
    ]
    return [
        (
            f"Hip-abductor strength, {Side(value.side).label.lower()}: "
            f"{strength.fall_in_words(value, limit)}",
            value.value > limit,
        )
        for value in falls
    ]


# --- D: a hold, one leg against the other ---------------------------------------------------------


def _in_hold(assessment, findings):
    judged = [
        found for found in findings if found.about == HOLD_SYMMETRY and found.final_grade in JUDGED
    ]
    said = [(_held(assessment, found), found.final_grade in OUTSIDE) for found in judged]
    return _answer(said, looked_at=bool(judged), note=OF_A_HOLD)


def _held(assessment, found):
    """Return how long each leg held, and what the shorter time is of the longer."""
    times = [
        f"{Side(test.side).label.lower()} {plain(test.best)}\u00a0s"
        for test in sorted(assessment.clinical_tests.all(), key=lambda test: test.side)
        if (test.code, test.state) == (strength_tests.HOLD, found.state)
    ]
    return f"Held {', '.join(times)}: {value_of(found)}{_judged(found)}."
