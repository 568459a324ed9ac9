"""Let the patient read a signed assessment, or no more."""

from datetime import datetime

from django.db import transaction

from assessments.actions.locking import lock_assessment
from assessments.actions.reports import ask_for_report
from assessments.exceptions import AwaitsCoSignature, NotSigned
from assessments.models import Assessment, CoSignature, Edition, Share
from clinic import outbox
from clinic.models import DropReason, User
from clinic.outbox import Plan

REPORT_READY = "report_ready"


@transaction.atomic
def share_assessment(*, assessment: Assessment, by: User, now: datetime) -> Share:
    """Let the patient read it, and have them told so; sharing it again changes nothing.

    Their edition of the report is made along with it.

    Raises NotSigned or AwaitsCoSignature.
    """
    assessment = lock_assessment(assessment)
    if not assessment.is_signed:
        raise NotSigned
    is_cosigned = CoSignature.objects.filter(assessment=assessment).exists()
    if assessment.needs_cosignature and not is_cosigned:
        raise AwaitsCoSignature
    if share := assessment.shares.filter(withdrawn_at__isnull=True).first():
        return share
    share = Share.objects.create(assessment=assessment, shared_by=by, shared_at=now)
    ready = Plan(kind=REPORT_READY, occasion="shared", send_at=now)
    outbox.plan_all([ready], about=share, recipient=assessment.patient.person)
    outbox.nudge()
    ask_for_report(assessment=assessment, edition=Edition.PATIENT, by=by, now=now)
    return share


@transaction.atomic
def withdraw_share(*, assessment: Assessment, by: User, now: datetime) -> None:
    """Take it back from the patient, who may have read it: the events say so."""
    assessment = lock_assessment(assessment)
    for share in assessment.shares.filter(withdrawn_at__isnull=True):
        share.withdrawn_at, share.withdrawn_by = now, by
        share.save(update_fields=["withdrawn_at", "withdrawn_by"])
        outbox.drop_planned(about=share, reason=DropReason.NOT_SHARED)
