"""What was measured, seen, tested, answered and told, each as an Observation with its error."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assessments.biomechanics.metrics import METRICS
from assessments.export.fhir.resources import Resource
from assessments.export.fhir.terms import (
    PAIN,
    category,
    component,
    concept,
    extension,
    instant,
    leg,
    own_uuid,
    quantity,
)
from assessments.judging.verdicts import symmetry_of
from assessments.measuring import strength_tests
from assessments.models import Assessment, ClinicalTestCode, Finding, RunState
from assessments.questions.questionnaires import QUESTIONNAIRES
from assessments.reading.changes import error_of
from assessments.reading.passport import passport, protocol, recorded
from assessments.reading.values import NOT_FOR_PATIENTS
from assessments.sentences.measures import way_words

QUANTITIES = {  # of the set-up: the field and its unit
    "Speed": ("speed_kmh", "km/h"),
    "Incline": ("incline_pct", "%"),
    "Time run": ("run_minutes", "min"),
    "Distance run": ("run_km", "km"),
    "Effort at the end": ("rpe_end", "score"),
}
PAINS = (
    ("nprs_before", "Pain before the run, 0 to 10"),
    ("nprs_during_max", "Most pain during the run, 0 to 10"),
    ("nprs_after", "Pain after the run, 0 to 10"),
)
DERIVED = {
    strength_tests.TORQUE: "Hip-abductor torque by body mass",
    strength_tests.SYMMETRY: "Weaker or shorter side, of the other",
    strength_tests.FALL: "Hip-abductor strength that the run took",
}
STANCE = "stance leg"
EXAM, SURVEY = category("exam", "Exam"), category("survey", "Survey")


@dataclass(frozen=True, kw_only=True)
class Of:
    """Whose observations these are, of which assessment, and who is to read them."""

    assessment: Assessment
    person: Resource
    by: Resource
    status: str
    for_patient: bool

    def observation(self, *names: str, **body) -> Resource:
        """Return an observation that these names tell from others of the assessment."""
        whole = {
            "status": self.status,
            "subject": self.person.link,
            "effectiveDateTime": instant(self.assessment.performed_at),
            "performer": [self.by.link],
            **body,
        }
        return Resource("Observation", own_uuid(self.assessment.reference, *names), whole)

    @property
    def findings(self) -> dict[tuple[str, str, str], Finding]:
        rows = self.assessment.findings.all()
        return {(row.about, row.side, row.state): row for row in rows}


def observations(of: Of) -> Iterator[Resource]:
    """Yield everything that an assessment says, in the order of its page."""
    yield set_up(of)
    findings = of.findings
    yield from _measured(of, findings)
    yield from _seen(of)
    yield from _tested(of, findings)
    yield from _answered(of)
    yield from _pain(of, findings)


def set_up(of: Of) -> Resource:
    """Return how the run was set up and how it ended: the same again, or nothing compares."""
    facts = recorded(passport(of.assessment)) + protocol(of.assessment)
    return of.observation(
        "set-up",
        category=EXAM,
        code=concept("records", "set-up", "Set-up of a running assessment"),
        component=[_fact(of.assessment, fact) for fact in facts],
    )


def _fact(assessment, fact):
    code = fact.name.lower().replace(" ", "-")
    if fact.name not in QUANTITIES:
        return component(code, fact.name, valueString=fact.words)
    name, unit = QUANTITIES[fact.name]
    return component(code, fact.name, valueQuantity=quantity(getattr(assessment, name), unit))


# --- Grades ---------------------------------------------------------------------------------------


def _judged(finding: Finding | None, *, for_patient: bool) -> dict:
    """Return the grade as it is stored, and by which rule: nothing else is said of a value."""
    if finding is None:
        return {}
    grade, said = finding.final_grade, {}
    if grade:
        said["interpretation"] = [concept("grades", grade, grade.replace("_", " ").capitalize())]
    parts = [
        {"url": "rule", "valueString": finding.rule},
        {"url": "rule-version", "valueInteger": finding.rule_version},
        *({"url": "limit", "valueString": f"{code} {limit}"}
          for code, limit in finding.limits.items()),
    ]  # fmt: skip
    for name, words in (
        ("grade", finding.grade),
        ("way", way_words(finding.label)),
        ("why-no-grade", finding.why_no_grade),
        ("grade-of-the-clinician", finding.override),
        ("reason-of-the-clinician", "" if for_patient else finding.override_reason),
    ):
        if words:
            parts.append({"url": name, "valueString": words})
    return said | {"extension": [extension("finding", extension=parts)]}


# --- Measures -------------------------------------------------------------------------------------


def _measured(of: Of, findings):
    for row in of.assessment.measurements.all():
        if of.for_patient and row.metric in NOT_FOR_PATIENTS:
            continue
        metric = METRICS[row.metric]
        yield of.observation(
            *("measured", row.metric, row.side, row.state),
            category=EXAM,
            code=concept("measures", row.metric, metric.name),
            bodySite=leg(row.side, STANCE),
            method=concept("methods", row.method, row.get_method_display()),
            valueQuantity=quantity(row.mean, metric.unit),
            component=_of_a_measure(row, metric),
            **_judged(findings.get((row.metric, row.side, row.state)), for_patient=of.for_patient),
        )


def _of_a_measure(row, metric):
    error = error_of(row)
    numbers = (
        ("detectable-change", "Change that error alone can make", error),
        ("sd", f"Standard deviation of the {metric.counted}", row.sd),
        ("click-sd", "Expected error of the clicks of one step", row.click_sd),
    )
    said = [
        component("state", "State", valueCodeableConcept=_state(row.state)),
        component(
            "view", "View", valueCodeableConcept=concept("views", row.view, row.get_view_display())
        ),
        component("landmarks", "Landmarks", valueCodeableConcept=_landmarks(row)),
        component("levelled", "Levelled by the horizon", valueBoolean=row.levelled),
    ]
    if row.n_steps is not None:
        counted = component("count", f"Number of {metric.counted}", valueInteger=row.n_steps)
        said.append(counted)
    return said + [
        component(code, words, valueQuantity=quantity(number, metric.unit))
        for code, words, number in numbers
        if number is not None
    ]


def _landmarks(row):
    return concept("landmarks", row.landmark_set, row.get_landmark_set_display())


def _state(state):
    return concept("states", state, RunState(state).label)


# --- By eye, tests, answers, pain -----------------------------------------------------------------


def _seen(of: Of):
    for row in of.assessment.observations.all():
        sure = row.get_confidence_display()
        yield of.observation(
            *("seen", row.item, row.side),
            category=EXAM,
            code=concept("seen", row.item, row.get_item_display()),
            bodySite=leg(row.side, STANCE),
            method=concept("methods", "by-eye", "Seen by eye"),
            valueCodeableConcept=concept("seen-grades", row.grade, row.get_grade_display()),
            component=[component("confidence", "How sure", valueString=sure)] if sure else [],
        )


def _tested(of: Of, findings):
    tests, readings = list(of.assessment.clinical_tests.all()), {}
    for row in tests:
        made = _reading(of, row, findings)
        readings[row.code, row.side, row.state] = made
        yield made
    if of.for_patient:  # who reads the readings as the shared page shows them
        return
    for value in strength_tests.values_of(tests, None, ""):
        if value.measure in DERIVED and value.value is not None:
            yield _derived(of, value, readings, findings)
    yield from _against_norm(of, findings)


def _reading(of, row, findings):
    unit = strength_tests.UNITS[row.code]
    numbers = (
        ("arm", "Lever arm", row.arm_cm, "cm"),
        ("mass", "Body mass", row.mass_kg, "kg"),
        ("load", "Added load", row.load_kg, "kg"),
        ("pain", "Pain during the test, 0 to 10", row.pain, "score"),
    )
    words = (
        ("contraction", "Contraction", row.get_contraction_display()),
        ("position", "Position", row.get_position_display()),
        ("counts", "Counts", "" if row.is_valid else "Did not count"),
    )
    trials = [
        component("trial", f"Trial {at}", valueQuantity=quantity(trial, unit))
        for at, trial in enumerate(row.trials, start=1)
    ]
    return of.observation(
        *("tested", row.code, row.side, row.state),
        category=EXAM,
        code=concept("tests", row.code, ClinicalTestCode(row.code).label),
        bodySite=leg(row.side),
        valueQuantity=quantity(row.best, unit),
        component=[
            component("state", "State", valueCodeableConcept=_state(row.state)),
            *trials,
            *(
                component(code, said, valueQuantity=quantity(number, unit))
                for code, said, number, unit in numbers
                if number is not None
            ),
            *(component(code, said, valueString=text) for code, said, text in words if text),
        ],
        **_judged(findings.get((row.code, row.side, row.state)), for_patient=of.for_patient),
    )


def _derived(of, value, readings, findings):
    """Return a number that readings come to, with the readings that it is of."""
    is_symmetry = value.measure == strength_tests.SYMMETRY
    about = symmetry_of(value.test) if is_symmetry else value.measure
    states = RunState.values if value.measure == strength_tests.FALL else [value.state]
    sources = [
        made.link
        for (test, side, state), made in readings.items()
        if test == value.test and state in states and value.side in ("", side)
    ]
    return of.observation(
        *("derived", value.measure, value.test, value.side, value.state),
        category=EXAM,
        code=concept("tests", about, DERIVED[value.measure]),
        bodySite=leg(value.side),
        valueQuantity=quantity(value.value, value.unit),
        derivedFrom=sources,
        component=[component("state", "State", valueCodeableConcept=_state(value.state))],
        **_judged(findings.get((about, value.side, value.state)), for_patient=of.for_patient),
    )


def _against_norm(of, findings):
    """Yield strength against the norm as it was judged: age and sex may be told otherwise since."""
    for finding in findings.values():
        if finding.about == strength_tests.Z_SCORE and "value" in finding.basis:
            yield of.observation(
                *("derived", finding.about, finding.side, finding.state),
                category=EXAM,
                code=concept("tests", finding.about, "Hip-abductor strength against the norm"),
                bodySite=leg(finding.side),
                valueQuantity=quantity(Decimal(finding.basis["value"]), "SD"),
                component=[component("state", "State", valueCodeableConcept=_state(finding.state))],
                **_judged(finding, for_patient=of.for_patient),
            )


def _answered(of: Of):
    for row in of.assessment.questionnaire_responses.all():
        known = QUESTIONNAIRES[row.code]
        parts = [component("items", "Number of items", valueInteger=len(row.answers))]
        if known.mdc is not None:
            limit = quantity(known.mdc, "score")
            parts.append(component("detectable-change", known.change_words, valueQuantity=limit))
        yield of.observation(
            *("answered", row.code),
            category=SURVEY,
            code=concept("questionnaires", row.code, known.name),
            performer=[of.person.link],
            valueQuantity=quantity(row.score, "score"),
            component=parts,
        )


def _pain(of: Of, findings):
    for name, words in PAINS:
        score = getattr(of.assessment, name)
        if score is None:
            continue
        yield of.observation(
            *("pain", name),
            category=SURVEY,
            code=concept("pain", name, words, PAIN),
            performer=[of.person.link],
            valueQuantity=quantity(score, "score"),
            **_judged(findings.get((name, "", RunState.NONE)), for_patient=of.for_patient),
        )
