"""Judge an assessment's values by the rules and the thresholds of today, once for each value."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments import queries
from assessments.findings.words import name_of, record_texts, value_of
from assessments.judging import grading, load, verdicts
from assessments.judging.verdicts import Judged, Measured
from assessments.models import (
    Assessment,
    EyeGrade,
    Finding,
    Intake,
    RuleSetting,
    Section,
    SectionCode,
)
from clinic.models import User


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
    for judged in _judged(assessment):
        yield _finding(assessment, judged)


def _judged(assessment: Assessment) -> Iterator[Judged]:
    settings = RuleSetting.objects.current()
    body = queries.body_of(assessment)
    measured = (
        Measured(metric=row.metric, side=row.side, state=row.state, value=row.as_value())
        for row in assessment.measurements.all()
    )
    missing = verdicts.missing_of(assessment)
    yield from verdicts.of_measurements(measured, settings, sex=body.sex, missing=missing)
    tests = list(assessment.clinical_tests.all())
    yield from verdicts.of_tests(tests, settings, age=body.age, sex=body.sex)
    for row in assessment.observations.all():
        yield verdicts.of_seen(row.item, row.side, row.grade)
    yield from _of_the_runner(assessment, settings)


def _of_the_runner(assessment, settings):
    """Yield pain during the run, and the next long run against those of the month."""
    if assessment.nprs_during_max is not None:
        yield verdicts.of_pain(assessment.nprs_during_max, settings)
    intake = Intake.objects.filter(appointment=assessment.appointment_id or None).first()
    spike = intake and load.session_spike(intake.planned_next_long_km, intake.longest_run_30d_km)
    if spike:
        yield verdicts.of_load(spike.ratio, settings)


def _finding(assessment, judged: Judged):
    verdict = judged.verdict
    return Finding(
        assessment=assessment,
        rule=verdict.rule,
        rule_version=grading.VERSION,
        limits={name: str(limit) for name, limit in verdict.limits},
        about=judged.about,
        side=judged.side,
        state=judged.state,
        basis=judged.basis,
        grade=verdict.grade,
        label=verdict.label,
        why_no_grade=verdict.why_no_grade,
    )
