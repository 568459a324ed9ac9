"""Sign an assessment, after which nothing of it changes; sign with it, and add to it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments import safety
from assessments.actions.beginning import settle_visit
from assessments.actions.locking import lock_assessment
from assessments.exceptions import (
    AddedAlready,
    AlreadyCoSigned,
    AssessmentChanged,
    AssessmentClosed,
    NoCoSignatureDue,
    NoCoSigner,
    NothingRecorded,
    NotSigned,
    PagesUnfinished,
)
from assessments.models import Addendum, Assessment, AssessmentStatus, CoSignature
from clinic.models import Practitioner, User


@transaction.atomic
def sign_assessment(
    *, assessment: Assessment, revision: int, by: User, now: datetime
) -> Assessment:
    """Seal what was read at `revision`; what a supervised clinician signs waits for a second one.

    The signer's second press changes nothing. Raises AssessmentClosed, AssessmentChanged,
    SafetyFirst, PagesUnfinished or NothingRecorded.
    """
    assessment = lock_assessment(assessment)
    if assessment.is_signed and assessment.signed_by == by:
        return assessment
    if not assessment.is_open:
        raise AssessmentClosed
    if assessment.revision != revision:
        raise AssessmentChanged
    safety.require_settled(assessment)
    unfinished = [
        section.get_code_display() for section in assessment.sections.all() if section.typed
    ]
    if unfinished:
        raise PagesUnfinished(unfinished)
    recorded = (assessment.observations, assessment.measurements, assessment.clinical_tests)
    if not any(rows.exists() for rows in recorded):
        raise NothingRecorded
    assessment.status = AssessmentStatus.SIGNED
    assessment.signed_at, assessment.signed_by = now, by
    assessment.needs_cosignature = Practitioner.objects.filter(
        user=by, supervisor__isnull=False
    ).exists()
    assessment.save(update_fields=["status", "signed_at", "signed_by", "needs_cosignature"])
    settle_visit(assessment)
    return assessment


def may_cosign(*, assessment: Assessment, user: User) -> bool:
    """Say whether somebody may answer for another's assessment: not one who is answered for."""
    return (
        user.is_clinician
        and user != assessment.signed_by
        and Practitioner.objects.filter(user=user, supervisor__isnull=True).exists()
    )


@transaction.atomic
def cosign_assessment(*, assessment: Assessment, note: str, by: User, now: datetime) -> CoSignature:
    """Answer for what a supervised clinician signed; the same person's second press is the first.

    Raises NoCoSignatureDue, NoCoSigner or AlreadyCoSigned.
    """
    assessment = lock_assessment(assessment)
    if not (assessment.is_signed and assessment.needs_cosignature):
        raise NoCoSignatureDue
    if not may_cosign(assessment=assessment, user=by):
        raise NoCoSigner
    if made := CoSignature.objects.filter(assessment=assessment).first():
        if made.signed_by != by:
            raise AlreadyCoSigned
        return made
    made = CoSignature.objects.create(assessment=assessment, note=note, signed_by=by, signed_at=now)
    settle_visit(assessment)
    return made


@transaction.atomic
def add_addendum(
    *, assessment: Assessment, text: str, submission: UUID, by: User, now: datetime
) -> Addendum:
    """Add to a signed assessment, dated and signed; sent twice, it is stored once.

    Raises NotSigned, or AddedAlready where the same page has added something else.
    """
    assessment = lock_assessment(assessment)
    if not assessment.is_signed:
        raise NotSigned
    made = Addendum.objects.filter(submission=submission).first()
    if made is None:
        return Addendum.objects.create(
            assessment=assessment, text=text, submission=submission, signed_by=by, signed_at=now
        )
    if (made.assessment_id, made.text, made.signed_by_id) != (assessment.pk, text, by.pk):
        raise AddedAlready
    return made
