"""The locks that whoever writes an assessment, or a plan, takes first."""

from assessments import safety
from assessments.exceptions import AssessmentClosed, PlanChanged, PlanClosed
from assessments.models import Assessment, Programme, ProgrammeVersion
from bookings.locks import lock, wait_for_joins
from clinic.models import Patient


def lock_assessment(assessment: Assessment) -> Assessment:
    """Return the assessment as it is stored, locked, whatever its status."""
    assessments = Assessment.objects.with_person()
    return assessments.select_for_update(of=["self"], no_key=True).get(pk=assessment.pk)


def lock_open(assessment: Assessment) -> Assessment:
    """Return it locked; raise AssessmentClosed once it is signed or discarded."""
    stored = lock_assessment(assessment)
    if not stored.is_open:
        raise AssessmentClosed
    return stored


def lock_safe(assessment: Assessment) -> Assessment:
    """Return it locked, for what is stored of the run. Raises AssessmentClosed or SafetyFirst."""
    stored = lock_open(assessment)
    safety.require_settled(stored)
    return stored


def lock_plan(programme: Programme) -> Programme:
    """Return a plan as it is stored, locked: whoever sends, logs or decides takes its turn."""
    plans = Programme.objects.with_person().select_related("practitioner")
    return plans.select_for_update(of=["self"], no_key=True).get(pk=programme.pk)


def lock_person_of(patient: Patient) -> None:
    """Lock all files of a person: whose plan runs, and which safety answers are open, stays so."""
    wait_for_joins()
    lock(practitioners=[], equipment=[], patients=[patient.pk])


def lock_plan_and_person(programme: Programme) -> Programme:
    """Return a plan locked, with whose it is: for what reads the open safety answers as well."""
    lock_person_of(programme.patient)
    return lock_plan(programme)


def lock_draft(version: ProgrammeVersion, revision: int) -> ProgrammeVersion:
    """Return a draft as it is stored, its plan locked. Raises PlanChanged or PlanClosed."""
    programme = lock_plan(version.programme)
    draft = programme.versions.filter(pk=version.pk).first()
    if draft is None or draft.is_sent:
        raise PlanClosed
    if draft.revision != revision:
        raise PlanChanged
    draft.programme = programme
    return draft
