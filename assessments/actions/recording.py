"""Begin an assessment, keep it as it is typed, record it, share it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments import grading
from assessments.exceptions import AlreadyRecorded, AssessmentChanged, NoPractitioner, NotRecorded
from assessments.models import (
    Assessment,
    AssessmentStatus,
    Finding,
    GradingLimits,
    Measurement,
    Observation,
    RunState,
)
from bookings.models import Appointment
from clinic.models import Patient, Practitioner, User


@dataclass(frozen=True)
class Page:
    """The open page that saves: what it began with, and which it is.

    A page that saves while somebody types is not in its own way: only what another page has saved
    since is at risk of being overwritten unseen.
    """

    revision: int
    key: UUID | None = None

    def is_older_than(self, stored: Assessment) -> bool:
        is_same_page = self.key is not None and self.key == stored.saved_from
        return self.revision != stored.revision and not is_same_page


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What a clinician recorded: fields of the assessment, and its values as unsaved rows."""

    fields: dict
    measurements: list[Measurement] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)


@transaction.atomic
def begin_assessment(
    *,
    patient: Patient,
    practitioner: Practitioner | None,
    appointment: Appointment | None,
    now: datetime,
) -> Assessment:
    """Open an empty draft; one that is still empty for the same visit is taken up again."""
    if practitioner is None:
        raise NoPractitioner
    Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)  # a second press waits here
    empty = Assessment.objects.filter(
        patient=patient,
        practitioner=practitioner,
        appointment=appointment,
        status=AssessmentStatus.DRAFT,
        typed={},
    ).first()
    return empty or Assessment.objects.create(
        patient=patient,
        practitioner=practitioner,
        appointment=appointment,
        performed_at=appointment.starts_at if appointment else now,
    )


@transaction.atomic
def save_draft(*, assessment: Assessment, typed: dict[str, str], page: Page) -> Assessment:
    """Keep what was typed as it stands, right or wrong. Raises AssessmentChanged."""
    assessment = _locked(assessment, page)
    if not assessment.is_draft:
        raise AlreadyRecorded
    if assessment.typed != typed:
        assessment.typed, assessment.saved_from = typed, page.key
        assessment.revision += 1
        assessment.save(update_fields=["typed", "saved_from", "revision"])
    return assessment


@transaction.atomic
def record_assessment(
    *, assessment: Assessment, recording: Recording, page: Page, now: datetime
) -> Assessment:
    """Make the values the record and judge them by today's rules; raise AssessmentChanged."""
    assessment = _locked(assessment, page)
    for name, value in recording.fields.items():
        setattr(assessment, name, value)
    assessment.status = AssessmentStatus.RECORDED
    assessment.recorded_at = assessment.recorded_at or now
    assessment.revision += 1
    assessment.typed, assessment.saved_from = {}, page.key
    assessment.save()
    for model in (Finding, Measurement, Observation):
        model.objects.filter(assessment=assessment).delete()
    for row in (*recording.measurements, *recording.observations):
        row.assessment = assessment
    Measurement.objects.bulk_create(recording.measurements)
    Observation.objects.bulk_create(recording.observations)
    Finding.objects.bulk_create(_findings(assessment, recording))
    return assessment


@transaction.atomic
def share_assessment(
    *, assessment: Assessment, revision: int, by: User, now: datetime
) -> Assessment:
    """Let the patient read what was looked at; sharing it again changes nothing."""
    assessment = _locked(assessment, Page(revision))
    if assessment.is_draft:
        raise NotRecorded
    if assessment.shared_at is None:
        assessment.shared_at, assessment.shared_by = now, by
        assessment.save(update_fields=["shared_at", "shared_by"])
    return assessment


@transaction.atomic
def unshare_assessment(*, assessment: Assessment) -> Assessment:
    """Take it back from the patient, who may have read it: the events say so."""
    assessment = Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    assessment.shared_at = assessment.shared_by = None
    assessment.save(update_fields=["shared_at", "shared_by"])
    return assessment


def _locked(assessment, page):
    stored = Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    if page.is_older_than(stored):
        raise AssessmentChanged
    return stored


def _findings(assessment, recording):
    limits = GradingLimits.objects.current().as_limits()
    findings = [
        _finding(assessment, grading.grade(row.as_value(), limits), row.metric, row.side, row.state)
        for row in recording.measurements
    ]
    findings += [
        _finding(
            assessment, grading.grade_by_eye(row.item, row.grade), row.item, row.side, RunState.NONE
        )
        for row in recording.observations
    ]
    return findings


def _finding(assessment, verdict, about, side, state):
    return Finding(
        assessment=assessment,
        rule=verdict.rule,
        rule_version=grading.VERSION,
        limits={name: str(limit) for name, limit in verdict.limits},
        about=about,
        side=side,
        state=state,
        grade=verdict.grade,
        why_no_grade=verdict.why_no_grade,
    )
