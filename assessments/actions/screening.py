"""Answering the safety questions, and what a clinician does about the answers."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments.actions.intake import note_filled
from assessments.exceptions import FormClosed, ScreenSuperseded
from assessments.models import RedFlagScreen, ScreenReview
from assessments.questions import red_flags
from bookings.actions import end_review, hold_for_review
from bookings.actions.reviewing import lock_person
from bookings.locks import retry_deadlocks, wait_for_turn
from bookings.models import Appointment
from clinic.models import User


@retry_deadlocks
@transaction.atomic
def answer_screen(
    *,
    appointment: Appointment,
    answers: Mapping[str, str],
    written_by: UUID,
    answered_by: User | None = None,
    submission: UUID | None = None,
) -> RedFlagScreen:
    """Keep the answers as a new row, which supersedes the last; any “yes” puts the visit on hold.

    A repeated `submission` returns the screen that the first one made. Raises FormClosed.
    """
    if submission:
        wait_for_turn(f"screen:{submission}")
        if made := RedFlagScreen.objects.filter(submission=submission).first():
            return made
    lock_person(appointment)
    now = timezone.now()
    if appointment.is_cancelled or appointment.has_begun(now):
        raise FormClosed
    screen = RedFlagScreen.objects.create(
        appointment=appointment,
        answered_at=now,
        answered_by=answered_by,
        written_by=written_by,
        submission=submission,
        **as_stored(answers),
    )
    if screen.stops:
        hold_for_review(appointment=appointment, levels=red_flags.levels(screen.fired))
    note_filled(appointment)
    return screen


@retry_deadlocks
@transaction.atomic
def review_screen(*, screen: RedFlagScreen, note: str, by: User) -> ScreenReview:
    """Record what a clinician did about the answers, and let the visit go ahead.

    A second press returns what the first one made. Raises ScreenSuperseded when the patient has
    answered again meanwhile: those answers are to be read first.
    """
    lock_person(screen.appointment)
    latest = RedFlagScreen.objects.filter(appointment=screen.appointment_id).first()
    if latest != screen:
        raise ScreenSuperseded
    if made := ScreenReview.objects.filter(screen=screen).first():
        return made
    review = ScreenReview.objects.create(
        screen=screen, note=note, reviewed_by=by, reviewed_at=timezone.now()
    )
    end_review(appointment=screen.appointment)
    return review


def as_stored(answers: Mapping[str, str]) -> dict[str, object]:
    """Return the columns of answers: the questions as they were put, and what they ask for."""
    screening, asked = red_flags.outcome(answers), red_flags.as_asked(answers)
    score = screening.score
    return {
        "items_version": red_flags.VERSION,
        "asked": asked,
        "fingerprint": red_flags.fingerprint(asked),
        "stops": screening.stops,
        "fired": list(screening.fired),
        "score_points": score.points if score else None,
        "score_unknown": list(score.unknown) if score else [],
    }
