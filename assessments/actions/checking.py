"""The safety questions at an assessment: asked, confirmed, and what a clinician did about them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments import safety
from assessments.actions.locking import lock_open
from assessments.actions.screening import as_stored, review_screen
from assessments.exceptions import NoteUncalledFor, ScreenSuperseded
from assessments.models import Assessment, RedFlagScreen, SafetyCheck
from assessments.questions import red_flags
from bookings.actions import end_review, hold_for_review
from bookings.locks import lock, retry_deadlocks, wait_for_joins
from clinic.models import User

COPIED = (
    *("answered_at", "items_version", "asked", "fingerprint"),
    *("stops", "fired", "score_points", "score_unknown"),
)
ANSWERED_MEANWHILE = (
    "Somebody has answered these questions meanwhile. Please read those answers first, then store "
    "yours if they hold."
)


@retry_deadlocks
@transaction.atomic
def ask_safety(
    *,
    assessment: Assessment,
    answers: Mapping[str, str],
    read: UUID | None,
    submission: UUID,
    by: User,
    now: datetime,
) -> SafetyCheck:
    """Keep what was answered at an assessment; any “yes” puts its visit on hold.

    `read` is the reference of the latest answers that stood on the page, None where there were
    none. A repeated `submission` returns what the first one made. Raises AssessmentClosed, or
    ScreenSuperseded where somebody has answered since.
    """
    assessment, made = _locked(assessment, submission)
    if made:
        return made
    latest = safety.latest_answers(assessment)
    if read != (latest.reference if latest else None):
        raise ScreenSuperseded(ANSWERED_MEANWHILE)
    made = _store(assessment, as_stored(answers) | {"answered_at": now}, submission, by, now)
    _hold(assessment, made)
    return made


@retry_deadlocks
@transaction.atomic
def confirm_safety(
    *, assessment: Assessment, answers: UUID, submission: UUID, by: User, now: datetime
) -> SafetyCheck:
    """Keep that earlier answers, by their reference, were asked again and still hold.

    Raises AssessmentClosed, or ScreenSuperseded when they are not the latest, or not to today's
    questions.
    """
    assessment, made = _locked(assessment, submission)
    if made:
        return made
    latest = _read(assessment, answers)
    if not (latest.is_of_today and latest.is_intact):
        raise ScreenSuperseded
    made = _store(assessment, _copied(latest), submission, by, now)
    _hold(assessment, made)
    return made


@retry_deadlocks
@transaction.atomic
def note_safety(
    *, assessment: Assessment, answers: UUID, note: str, submission: UUID, by: User, now: datetime
) -> SafetyCheck:
    """Record what a clinician did about answers that stop: then the assessment may go on.

    It reviews what was answered before the visit as well.

    Raises AssessmentClosed, ScreenSuperseded, or NoteUncalledFor where nothing stops.
    """
    assessment, made = _locked(assessment, submission)
    if made:
        return made
    latest = _read(assessment, answers)
    if not safety.safety_of(assessment).stops:
        raise NoteUncalledFor
    made = _store(assessment, _copied(latest), submission, by, now, note=note)
    if assessment.appointment:
        _end_hold(assessment.appointment, note, by)
    return made


def _locked(assessment, submission):
    """Return the assessment, with its person's files locked, and what `submission` made before."""
    wait_for_joins()
    lock(practitioners=[], equipment=[], patients=[assessment.patient_id])
    assessment = lock_open(assessment)
    return assessment, SafetyCheck.objects.filter(submission=submission).first()


def _read(assessment, reference) -> RedFlagScreen | SafetyCheck:
    """Return the answers that were read, if they are still the latest."""
    latest = safety.latest_answers(assessment)
    if latest is None or latest.reference != reference:
        raise ScreenSuperseded
    return latest


def _copied(answers):
    return {name: getattr(answers, name) for name in COPIED}


def _store(assessment, fields, submission, by, now, *, note=""):
    made = SafetyCheck.objects.create(
        assessment=assessment,
        checked_at=now,
        checked_by=by,
        note=note,
        submission=submission,
        **fields,
    )
    assessment.revision += 1
    assessment.save(update_fields=["revision"])
    return made


def _hold(assessment, check):
    """Let the patient change nothing online until a clinician has looked at what stops."""
    if assessment.appointment and safety.safety_of(assessment).stops and check.stops:
        hold_for_review(appointment=assessment.appointment, levels=red_flags.levels(check.fired))


def _end_hold(appointment, note, by):
    """Let the patient go on online; what they answered before the visit is reviewed with it."""
    screen = appointment.screens.select_related("appointment").first()
    if screen and screen.stops:
        review_screen(screen=screen, note=note, by=by)
    end_review(appointment=appointment)
