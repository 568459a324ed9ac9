"""The lock that whoever writes an assessment takes first."""

from assessments import safety
from assessments.exceptions import AssessmentClosed
from assessments.models import Assessment


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
