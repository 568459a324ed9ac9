"""Answering the questions before a visit: kept as they are typed, by whoever may read them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments.actions.pages import OpenPage
from assessments.exceptions import AnsweredElsewhere, FormClosed, IntakeChanged
from assessments.models import Intake
from assessments.questions import before_visit
from bookings.actions import note_form_filled
from bookings.locks import wait_for_turn
from bookings.models import Appointment

MOST_EARLIER = 4  # and the latest: the history keeps all of them


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was typed, what of it could be read, by column, and whether all of it could."""

    typed: dict
    columns: dict
    are_complete: bool = False


@transaction.atomic
def save_intake(
    *,
    appointment: Appointment,
    answers: Answers,
    page: OpenPage,
    written_by: UUID,
    may_read: bool,
    replaces: bool = False,
    now: datetime,
) -> Intake:
    """Keep the answers as they stand, right or wrong; complete ones finish the form.

    `written_by` is the browser session. Somebody who may not read what stands writes anew: only
    when they say so (`replaces`), and what stood before is kept for the clinician. Raises
    FormClosed, IntakeChanged for an older page, or AnsweredElsewhere.
    """
    wait_for_turn(f"intake:{appointment.reference}")
    if appointment.is_cancelled or appointment.has_begun(now):
        raise FormClosed
    intake = Intake.objects.filter(appointment=appointment).first() or Intake(
        appointment=appointment, revision=-1
    )
    if intake.pk:
        is_known = may_read or intake.written_by == written_by
        _check_may_save(intake, page, is_known=is_known, replaces=replaces)
        if not is_known:
            _put_by(intake, now)
    if intake.typed != answers.typed or intake.pk is None:
        intake.typed, intake.saved_from = answers.typed, page.key
        intake.revision += 1
    for column, value in answers.columns.items():
        setattr(intake, column, value)
    intake.form = appointment.service.intake_form
    intake.questions_version = before_visit.VERSION
    intake.written_by, intake.saved_at = written_by, now
    if answers.are_complete and intake.finished_at is None:
        intake.finished_at = now
    intake.save()
    note_filled(appointment)
    return intake


def _check_may_save(intake, page, *, is_known, replaces):
    if is_known and page.is_older_than(intake):
        raise IntakeChanged
    if not is_known and not replaces:
        raise AnsweredElsewhere


def _put_by(intake, now):
    """Keep what is being replaced by somebody who could not read it."""
    intake.earlier = [
        *intake.earlier[-MOST_EARLIER:],
        {"typed": intake.typed, "form": intake.form, "replaced_at": now.isoformat()},
    ]
    intake.finished_at = None


def note_filled(appointment: Appointment) -> None:
    """Tell the desk that the form is filled, once both parts are; what they say stays here."""
    if Intake.objects.finished_for(appointment) and appointment.screens.exists():
        note_form_filled(appointment=appointment)
