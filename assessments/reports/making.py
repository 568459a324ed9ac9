"""Makes the reports that were asked for, one after the other, each step in a commit of its own."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments import queries
from assessments.models import Assessment, Edition, Report, ReportStep
from assessments.reports import patient, technical
from assessments.reports.heads import logo_of
from assessments.reports.printing import print_pdf
from clinic.clocks import has_run_out
from clinic.models import ClinicProfile

LEASE = timedelta(minutes=5)  # longer than a task may run
TRIES = 3
AGAIN_AFTER = timedelta(minutes=1)
CONTENT = {Edition.PATIENT: patient.content_of, Edition.TECHNICAL: technical.content_of}
MOST_PAGES = {Edition.PATIENT: 2}
VERSIONS = {Edition.PATIENT: patient.VERSION, Edition.TECHNICAL: technical.VERSION}


def make_reports() -> int:
    """Make what waits, oldest first, and return how many were made."""
    made = 0
    while report := _claimed(timezone.now()):
        if report.is_open:
            _make(report)
            made += 1
    return made


@transaction.atomic
def _claimed(now: datetime) -> Report | None:
    """Take one that nobody makes; one that has failed too often is given up."""
    free = Q(claimed_until__isnull=True) | has_run_out("claimed_until", lasts=LEASE, now=now)
    waiting = Report.objects.open().filter(free)
    row = waiting.without_pages().order_by("asked_at").select_for_update(skip_locked=True).first()
    if row is None:
        return None
    row.step = ReportStep.FAILED if row.tries >= TRIES else ReportStep.READING
    row.tries += 1
    row.claimed_until = now + LEASE
    row.save(update_fields=["step", "tries", "claimed_until"])
    return row


def _make(report):
    """Make one; whatever goes wrong, it is free again a little later, and the others go first."""
    try:
        _print(report)
    except Exception:
        _note(report, step=ReportStep.WAITING, claimed_until=timezone.now() + AGAIN_AFTER)
        raise


def _print(report):
    assessment = queries.assessments_to_read().get(pk=report.assessment_id)
    now = timezone.now()
    content, pictures = CONTENT[report.edition](assessment, now)
    pictures |= logo_of(ClinicProfile.objects.current())
    _note(report, step=ReportStep.PRINTING)
    pdf = print_pdf(
        report.edition,
        content,
        pictures,
        made_at=now,
        most_pages=MOST_PAGES.get(Edition(report.edition)),
    )
    if not assessment.is_signed and Assessment.objects.signed().filter(pk=assessment.pk).exists():
        _note(report, step=ReportStep.WAITING, claimed_until=None)  # signed meanwhile: no draft
        return
    _note(
        report,
        step=ReportStep.MADE,
        made_at=now,
        is_draft=not assessment.is_signed,
        template_version=VERSIONS[report.edition],
        sha256=hashlib.sha256(pdf).hexdigest(),
        pdf=pdf,
        claimed_until=None,
    )


def _note(report, **values):
    """Store how far it is, if this worker still holds it."""
    held = Report.objects.filter(
        pk=report.pk, tries=report.tries, step__in=(ReportStep.READING, ReportStep.PRINTING)
    )
    held.update(**values)
