"""Begin an assessment, or discard one that came to nothing."""

from datetime import datetime

from django.db import transaction

from assessments.actions.follow_ups import drop_day_after
from assessments.actions.locking import lock_open
from assessments.exceptions import NoPractitioner
from assessments.models import Assessment, AssessmentStatus
from bookings.actions import note_unsigned
from bookings.models import Appointment
from clinic.models import Patient, Practitioner, User


@transaction.atomic
def begin_assessment(
    *,
    patient: Patient,
    practitioner: Practitioner | None,
    appointment: Appointment | None,
    now: datetime,
    is_quick: bool = False,
) -> Assessment:
    """Open an empty assessment; one that is still empty for the same visit is taken up again."""
    if practitioner is None:
        raise NoPractitioner
    Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)  # a second press waits here
    empty = Assessment.objects.filter(
        patient=patient,
        practitioner=practitioner,
        appointment=appointment,
        status=AssessmentStatus.DRAFT,
        revision=0,
        is_quick=is_quick,
        sections__isnull=True,
        captures__isnull=True,
    ).first()
    if empty:
        return empty
    if appointment:
        note_unsigned(appointment=appointment, since=now)
    return Assessment.objects.create(
        patient=patient,
        practitioner=practitioner,
        appointment=appointment,
        performed_at=appointment.starts_at if appointment else now,
        is_quick=is_quick,
    )


@transaction.atomic
def discard_assessment(*, assessment: Assessment, by: User, now: datetime) -> Assessment:
    """Put away what was never signed: it stays stored, and is shown no more."""
    assessment = lock_open(assessment)
    assessment.status = AssessmentStatus.DISCARDED
    assessment.discarded_at, assessment.discarded_by = now, by
    assessment.revision += 1
    assessment.save(update_fields=["status", "discarded_at", "discarded_by", "revision"])
    drop_day_after(assessment, by, now)
    settle_visit(assessment)
    return assessment


def settle_visit(assessment: Assessment) -> None:
    """Clear the visit's mark once no assessment of it waits for a signature."""
    if assessment.appointment_id is None:
        return
    visits = Appointment.objects.select_for_update(no_key=True)
    visit = visits.get(pk=assessment.appointment_id)  # one that is begun or signed now waits here
    waiting = visit.assessments.unsigned() | visit.assessments.awaiting_cosignature()
    if not waiting.exists():
        note_unsigned(appointment=visit, since=None)
