"""Tests of strength and endurance, questionnaires, and pain, as a person reads them."""

from dataclasses import dataclass

from assessments import plans
from assessments.judging.shapes import Settings
from assessments.judging.thresholds import FORCE_PCT
from assessments.measuring import strength_tests
from assessments.models import (
    Assessment,
    ClinicalTest,
    ClinicalTestCode,
    PainContext,
    RunState,
    Side,
)
from assessments.queries import Body
from assessments.questions.questionnaires import QUESTIONNAIRES
from assessments.sentences import strength
from assessments.sentences.measures import plain


@dataclass(frozen=True)
class TestedLeg:
    """One test of one leg: what counts of it, what it comes to, and how it was done."""

    side: Side
    reading: str
    more: list[str]
    how: str


@dataclass(frozen=True)
class ShownTest:
    """One test of both legs in one state of the run."""

    code: str
    name: str
    state: str
    legs: list[TestedLeg]
    both: list[str]


@dataclass(frozen=True)
class ShownScore:
    """One questionnaire's score, with what it can reach."""

    code: str
    name: str
    score: str
    source: str
    activities: list[tuple[str, int]]


def tests_of(assessment: Assessment, body: Body, settings: Settings) -> list[ShownTest]:
    """Return the tests in their order, each with left beside right, against the norms of a body."""
    tests = list(assessment.clinical_tests.all())
    numbers = strength_tests.values_of(tests, body.age, body.sex)
    lines = strength.lines_of(numbers, settings[FORCE_PCT])
    return [
        _test(code, state, tests, lines)
        for code in ClinicalTestCode.values
        for state in RunState.values
        if any((test.code, test.state) == (code, state) for test in tests)
    ]


def _test(code, state, tests, lines):
    of_test = [test for test in tests if (test.code, test.state) == (code, state)]
    said = [line for line in lines if (line.test, line.state) == (code, state)]
    return ShownTest(
        code=code,
        name=of_test[0].get_code_display(),
        state="" if state == RunState.NONE else of_test[0].get_state_display(),
        legs=[
            TestedLeg(
                side=Side(test.side),
                reading=reading(test),
                more=[line.text for line in said if line.side == test.side],
                how=_how(test),
            )
            for test in sorted(of_test, key=lambda test: test.side)
        ],
        both=[line.text for line in said if line.side == ""],
    )


def reading(test: ClinicalTest) -> str:
    """Return what counts of a test, as “168 N”."""
    return f"{plain(test.best)}\u00a0{strength_tests.UNITS[test.code]}"


def _how(test: ClinicalTest):
    unit = strength_tests.UNITS[test.code]
    trials = ", ".join(plain(trial) for trial in test.trials)
    parts = [
        f"Trials: {trials} {unit}" if trials else "",
        test.get_contraction_display(),
        test.get_position_display(),
        f"arm {plain(test.arm_cm)} cm" if test.arm_cm is not None else "",
        f"body mass {plain(test.mass_kg)} kg" if test.mass_kg is not None else "",
        f"load {plain(test.load_kg)} kg" if test.load_kg is not None else "",
        f"pain {test.pain}/10" if test.pain is not None else "",
        test.note,
    ]
    return ", ".join(filter(None, parts))


# --- Questionnaires and pain ----------------------------------------------------------------------


def scores_of(assessment: Assessment) -> list[ShownScore]:
    return [
        ShownScore(
            code=row.code,
            name=(known := QUESTIONNAIRES[row.code]).name,
            score=f"{plain(row.score)} of {known.highest_score}, {known.better} is better",
            source=known.source,
            activities=list(zip(row.activities, row.answers, strict=False)),
        )
        for row in assessment.questionnaire_responses.all()
    ]


def pain_of(assessment: Assessment) -> list[tuple[str, str]]:
    """Return what was said of pain around the run, each with its name; empty where nothing was."""
    said = [
        ("Pain before the run", _of_ten(assessment.nprs_before)),
        ("Worst pain during it", _of_ten(assessment.nprs_during_max)),
        ("Pain after it", _of_ten(assessment.nprs_after)),
        (
            "Where it hurts",
            ", ".join(
                f"{site.label}, {side.label.lower()}" for site, side in plans.places_of(assessment)
            ),
        ),
        ("When it hurts", ", ".join(PainContext(one).label for one in assessment.pain_context)),
        ("How the pain goes", assessment.get_pain_behaviour_display()),
        ("Pain began after", _onset(assessment)),
        ("Pain stopped the run", "Yes" if assessment.pain_stop else ""),
    ]
    return [(name, words) for name, words in said if words]


def _of_ten(number):
    return "" if number is None else f"{number} / 10"


def _onset(assessment):
    minutes, km = assessment.pain_onset_min, assessment.pain_onset_km
    said = [
        f"{plain(minutes)}\u00a0min" if minutes is not None else "",
        f"{plain(km)}\u00a0km" if km is not None else "",
    ]
    return ", ".join(filter(None, said))
