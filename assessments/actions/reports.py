"""Ask for the report of an assessment; a worker makes it (`assessments/reports/making.py`)."""

from datetime import datetime

from django.db import transaction

from assessments import flow
from assessments.actions.locking import lock_assessment
from assessments.exceptions import AssessmentClosed, EyeFirst
from assessments.models import Assessment, AssessmentStatus, Edition, Report
from clinic import outbox
from clinic.models import User

MAKING_TASK = "assessments.tasks.make_reports"
EXPIRES_S = 55


@transaction.atomic
def ask_for_report(*, assessment: Assessment, edition: Edition, by: User, now: datetime) -> Report:
    """Have an edition made; while one is in the making, that one.

    Of an unsigned assessment it is a draft, marked so on every page. Raises AssessmentClosed for
    one that was put away, and EyeFirst before the runner was judged by eye.
    """
    assessment = lock_assessment(assessment)
    if assessment.status == AssessmentStatus.DISCARDED:
        raise AssessmentClosed
    if assessment.is_draft and not flow.may_show_degrees(assessment):
        raise EyeFirst
    waiting = assessment.reports.open().filter(edition=edition).without_pages().first()
    if waiting is None:
        waiting = Report.objects.create(
            assessment=assessment, edition=edition, asked_by=by, asked_at=now
        )
    outbox.call_task(MAKING_TASK, expires_s=EXPIRES_S)
    return waiting
