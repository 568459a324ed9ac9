"""Judge an assessment's values by the rules and the thresholds of today, once for each value."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments import queries
from assessments.biomechanics.metrics import FOOT_PLACEMENT
from assessments.findings.words import name_of, record_texts, symmetry_of, value_of
from assessments.judging import grading, load, rules
from assessments.judging.grading import Value, Verdict
from assessments.judging.shapes import Way
from assessments.measuring import strength_tests
from assessments.models import (
    Assessment,
    EyeGrade,
    Finding,
    Intake,
    RuleSetting,
    RunState,
    Section,
    SectionCode,
)
from assessments.queries import Body
from clinic.models import User

SET_UP = {"speed": "speed_kmh", "incline": "incline_pct", "footwear": "footwear"}
WEAKER = {"L": Way.LEFT_WEAKER, "R": Way.RIGHT_WEAKER}
SHORTER = {"L": Way.LEFT_SHORTER, "R": Way.RIGHT_SHORTER}  # of seconds held
JUDGED_TESTS = (
    strength_tests.TRENDELENBURG,
    strength_tests.SIDE_BRIDGE,
    strength_tests.Z_SCORE,
    strength_tests.SYMMETRY,
)


@dataclass(frozen=True, kw_only=True)
class Override:
    """What the clinician says of one finding instead of the rule, and why."""

    finding: int
    grade: str
    reason: str


def judge(assessment: Assessment) -> None:
    """Make the findings fit what is recorded; a caller holds the assessment's lock.

    A value that is as it was keeps its grade, the limits of that day, and what the clinician said
    instead; only a new or changed one is judged by the thresholds as they stand now. What was said
    of a value that has changed is kept on the page of the findings, to be read again.
    """
    stored = {_key(finding): finding for finding in assessment.findings.all()}
    wanted = {_key(finding): finding for finding in _findings(assessment)}
    kept = {
        key for key, finding in wanted.items() if key in stored and _is_same(stored[key], finding)
    }
    gone = [finding for key, finding in stored.items() if key not in kept]
    _tell_of_dropped(assessment, gone, wanted)
    Finding.objects.filter(pk__in=[finding.pk for finding in gone]).delete()
    Finding.objects.bulk_create(finding for key, finding in wanted.items() if key not in kept)


def override_findings(assessment: Assessment, overrides: list[Override], by: User) -> None:
    """Let stand what the page says instead of the rules, and nothing else; both are kept.

    A finding that is gone was of a value that has changed since: what was said of it is dropped.
    """
    said = {override.finding: override for override in overrides}
    findings = list(assessment.findings.all())
    present = {finding.pk for finding in findings}
    lost = [override for pk, override in said.items() if pk not in present]
    _keep_on_the_page(assessment, [_lost(override) for override in lost])
    for finding in findings:
        override = said.get(finding.pk)
        grade, reason = (override.grade, override.reason) if override else ("", "")
        if (finding.override, finding.override_reason) == (grade, reason):
            continue
        finding.override, finding.override_reason = grade, reason
        finding.override_by = by if override else None
        finding.save(update_fields=["override", "override_reason", "override_by"])


def _is_same(stored, wanted):
    """Say whether a finding judged what is recorded now; it may have known less of it."""
    return bool(stored.basis) and stored.basis.items() <= wanted.basis.items()


def _key(finding):
    return finding.about, finding.side, finding.state


def _tell_of_dropped(assessment, gone, wanted):
    told = [_dropped(finding, wanted.get(_key(finding))) for finding in gone if finding.override]
    _keep_on_the_page(assessment, told)


def _lost(override):
    return (
        f"You said “{EyeGrade(override.grade).label.lower()}” ({override.reason}) of a value that "
        "had changed meanwhile: it is not stored."
    )


def _keep_on_the_page(assessment, told: list[str]):
    """Leave what to read on the page of the findings: until it is saved, nothing is signed."""
    if not told:
        return
    section = Section.objects.filter(assessment=assessment, code=SectionCode.FINDINGS).first()
    section = section or Section(assessment=assessment, code=SectionCode.FINDINGS)
    typed = section.typed or record_texts(assessment)
    earlier = typed.get("dropped", "")
    section.typed = typed | {"dropped": "\n".join([*filter(None, [earlier]), *told])}
    section.revision += 1
    section.save()


def _dropped(finding, wanted):
    now = f"is {value_of(wanted)} now" if wanted else "is no longer recorded"
    return (
        f"{name_of(finding)}: you said “{finding.get_override_display().lower()}” of "
        f"{value_of(finding)} ({finding.override_reason}). It {now}, so this no longer holds."
    )


# --- What the rules say ---------------------------------------------------------------------------


def _findings(assessment: Assessment) -> Iterator[Finding]:
    """Yield what the rules say of all that is recorded, unsaved."""
    settings = RuleSetting.objects.current()
    body = queries.body_of(assessment)
    yield from _of_measurements(assessment, settings, body)
    yield from _of_tests(assessment, settings, body)
    for row in assessment.observations.all():
        verdict = grading.grade_by_eye(row.item, row.grade)
        basis = {"grade": row.grade}
        yield _finding(assessment, verdict, basis, about=row.item, side=row.side)
    yield from _of_the_runner(assessment, settings)


def _of_measurements(assessment, settings, body):
    missing = tuple(
        code for code, name in SET_UP.items() if getattr(assessment, name) in (None, "")
    )
    feet: dict[str, list[Value]] = {}
    for row in assessment.measurements.all():
        value = row.as_value()
        if row.state != RunState.NONE:
            value = replace(value, missing=missing)
        verdict = grading.grade(value, settings, body.sex)
        basis = _basis(value) | _sex_of(row.metric, body)
        yield _finding(assessment, verdict, basis, about=row.metric, side=row.side, state=row.state)
        if row.metric == FOOT_PLACEMENT.code:
            feet.setdefault(row.state, []).append(value)
    for state, values in feet.items():
        basis = {f"foot_{at}": _basis(value) for at, value in enumerate(values)}
        verdict = grading.grade_crossover(values, settings)
        yield _finding(assessment, verdict, basis, about="crossover", state=state)


def _basis(value: Value) -> dict:
    """Return what of a value decides its verdict."""
    return {
        "mean": f"{value.mean:.3f}",
        "sd": "" if value.sd is None else f"{value.sd:.3f}",
        "n_steps": value.n_steps,
        "levelled": value.levelled,
        "view": value.view,
        "landmark_set": value.landmark_set,
        "click_sd": "" if value.click_sd is None else f"{value.click_sd:.3f}",
        "missing": list(value.missing),
    }


def _sex_of(measure, body: Body):
    differs = any(rule.only_for for rule in rules.rules_for(measure))
    return {"sex": body.sex} if differs else {}


def _of_tests(assessment, settings, body):
    tests = list(assessment.clinical_tests.all())
    by_key: dict[tuple, list[strength_tests.StrengthValue]] = {}
    for value in strength_tests.values_of(tests, body.age, body.sex):
        if value.measure in JUDGED_TESTS:
            by_key.setdefault((value.measure, value.test, value.side, value.state), []).append(
                value
            )
    for (measure, test, side, state), values in by_key.items():
        first, why = values[0], values[0].not_judged
        if len(values) > 1 and not why:
            why = grading.DIFFERS_BY_SEX
        number = Decimal(0) if first.value is None else first.value
        if first.value is None and not why:
            why = "Not judged: it cannot be computed."
        verdict = grading.grade_number(measure, number, settings, body.sex, why_not=why)
        basis = _basis_of_test(values) | _sex_of(measure, body)
        about = symmetry_of(test) if measure == strength_tests.SYMMETRY else measure
        if first.weaker and verdict.grade:
            less = WEAKER if test == strength_tests.FORCE else SHORTER
            verdict = replace(verdict, label=less[first.weaker])
        yield _finding(assessment, verdict, basis, about=about, side=side, state=state)


def _basis_of_test(values):
    numbers = {
        f"value_{value.norm_for}" if len(values) > 1 else "value": str(value.value)
        for value in values
        if value.value is not None
    }
    doubt = values[0].doubt
    why = {"why": doubt.why if doubt else ""}
    how_much = {"pain": doubt.pain} if doubt and doubt.pain else {}
    return numbers | why | how_much | {"weaker": values[0].weaker}


def _of_the_runner(assessment, settings):
    """Yield pain during the run (G19), and the next long run against those of the month (G20)."""
    pain = assessment.nprs_during_max
    if pain is not None:
        verdict = grading.grade_number("nprs_during_max", Decimal(pain), settings)
        yield _finding(assessment, verdict, {"value": str(pain)}, about="nprs_during_max")
    intake = Intake.objects.filter(appointment=assessment.appointment_id or None).first()
    spike = intake and load.session_spike(intake.planned_next_long_km, intake.longest_run_30d_km)
    if spike:
        verdict = grading.grade_number("session_spike_ratio", spike.ratio, settings)
        yield _finding(
            assessment, verdict, {"value": str(spike.ratio)}, about="session_spike_ratio"
        )


def _finding(assessment, verdict: Verdict, basis, *, about, side="", state=RunState.NONE):
    return Finding(
        assessment=assessment,
        rule=verdict.rule,
        rule_version=grading.VERSION,
        limits={name: str(limit) for name, limit in verdict.limits},
        about=about,
        side=side,
        state=state,
        basis=basis,
        grade=verdict.grade,
        label=verdict.label,
        why_no_grade=verdict.why_no_grade,
    )
