"""Keep each page of the flow as it is typed, and make its values the record once they are sound."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models, transaction

from assessments.actions.follow_ups import ask_day_after
from assessments.actions.judgement import Override, judge, override_findings
from assessments.actions.locking import lock_open, lock_safe
from assessments.actions.pages import OpenPage
from assessments.exceptions import AssessmentChanged
from assessments.findings import analysis
from assessments.models import (
    Assessment,
    Measurement,
    Method,
    RuleSetting,
    Section,
    SectionCode,
)
from clinic.models import User

# The pages of what a body does: they wait for the safety questions.
OF_THE_RUN = {SectionCode.BY_EYE, SectionCode.DEGREES, SectionCode.RUN_END, SectionCode.TESTS}
# The rows that a page owns: what it stores replaces them.
OWNED: dict[str, Callable[[Assessment], list[models.QuerySet]]] = {
    SectionCode.BY_EYE: lambda assessment: [assessment.observations.all()],
    SectionCode.DEGREES: lambda assessment: [
        assessment.measurements.filter(
            from_frames=False, method__in=[Method.MANUAL_2D, Method.AUTO_2D]
        )
    ],
    SectionCode.TESTS: lambda assessment: [
        assessment.clinical_tests.all(),
        assessment.measurements.filter(
            from_frames=False, method__in=[Method.VISUAL, Method.DEVICE]
        ),
    ],
    SectionCode.QUESTIONNAIRES: lambda assessment: [assessment.questionnaire_responses.all()],
    SectionCode.FINDINGS: lambda assessment: [assessment.target_measures.all()],
}


@dataclass(frozen=True, kw_only=True)
class Values:
    """What a sound page says: fields of the assessment, and rows that are not saved yet.

    `overrides` are what the page of the findings says instead of the rules; of others, None.
    """

    fields: dict[str, object] = field(default_factory=dict)
    rows: list[models.Model] = field(default_factory=list)
    overrides: list[Override] | None = None


@transaction.atomic
def keep_typed(
    *,
    assessment: Assessment,
    code: str,
    read: Callable[[Assessment], dict[str, str]],
    page: OpenPage,
    by: User,
    now: datetime,
) -> Section:
    """Keep what stands on a page, right or wrong. Raises AssessmentChanged or AssessmentClosed.

    `read` says what was typed that the assessment, locked, does not say already: the same page may
    have been stored on the way here.
    """
    assessment = lock_open(assessment)
    section, typed = _open_section(assessment, code, page), read(assessment)
    if section.typed != typed:
        section.typed = typed
        _save(section, page, by, now)
    return section


@transaction.atomic
def fill_section(
    *, assessment: Assessment, code: str, values: Values, page: OpenPage, by: User, now: datetime
) -> Section:
    """Make a page's values the record, and judge them.

    By eye comes first: the first time that page is filled is when the runner counts as seen. With
    the end of the run its pain is planned to be asked a day later. Raises
    AssessmentChanged, AssessmentClosed, or SafetyFirst for a page of the run.
    """
    assessment = (lock_safe if code in OF_THE_RUN else lock_open)(assessment)
    section = _open_section(assessment, code, page)
    fields = dict(values.fields)
    if code == SectionCode.BY_EYE and assessment.seen_at is None:
        fields |= {"seen_at": now, "seen_by": by}
    incline_pct, was_outdoors = assessment.incline_pct, assessment.is_outdoors
    for name, value in fields.items():
        setattr(assessment, name, value)
    for owned in OWNED.get(code, lambda assessment: [])(assessment):
        owned.delete()
    _refuse_measured(assessment, values.rows)
    for row in values.rows:
        row.assessment = assessment
        row.save(force_insert=True)
    section.typed, section.filled_at = {}, now
    _save(section, page, by, now)
    assessment.revision += 1
    assessment.save(update_fields=[*fields, "revision"])
    if assessment.incline_pct != incline_pct:  # a sole's angle is to the belt
        analysis.recompute(assessment, RuleSetting.objects.current())
    if assessment.is_outdoors != was_outdoors:
        analysis.renew_errors(assessment, RuleSetting.objects.current())
    if code == SectionCode.RUN_END:
        ask_day_after(assessment, by, now)
    judge(assessment)
    if values.overrides is not None:
        override_findings(assessment, values.overrides, by)
    return section


def _refuse_measured(assessment, rows):
    """Raise AssessmentChanged where a typed value was measured on frames meanwhile."""
    taken = set(assessment.measurements.values_list("metric", "side", "state"))
    typed = (row for row in rows if isinstance(row, Measurement))
    if any((row.metric, row.side, row.state) in taken for row in typed):
        raise AssessmentChanged


def _open_section(assessment, code, page):
    section = Section.objects.filter(assessment=assessment, code=code).first()
    section = section or Section(assessment=assessment, code=code)
    if page.is_older_than(section):
        raise AssessmentChanged
    return section


def _save(section, page, by, now):
    section.saved_from, section.saved_by, section.saved_at = page.key, by, now
    section.revision += 1
    section.save()
