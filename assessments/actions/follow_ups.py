"""Ask a patient something between visits, and keep each answer as it was given."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments.exceptions import FollowUpAnswered, FollowUpOver, FollowUpWithdrawn
from assessments.models import Assessment, FollowUp, FollowUpAnswer, FollowUpKind, QuestionnaireCode
from assessments.questions import asking
from assessments.questions.asking import Times
from bookings.locks import wait_for_turn
from bookings.mail.reminder_times import quiet_end
from clinic import outbox
from clinic.models import ClinicProfile, DropReason, Patient, User
from clinic.outbox import Plan
from clinic.zones import clinic_zone

MESSAGES = {  # what each kind is called among the mails: it names no finding there either
    FollowUpKind.DAY_AFTER: "follow_up_day_after",
    FollowUpKind.QUESTIONS: "follow_up_questions",
}
# What tells that a run was recorded.
OF_A_RUN = ("run_minutes", "run_km", "rpe_end", "nprs_during_max", "nprs_after")


@transaction.atomic
def ask_questions(
    *,
    patient: Patient,
    codes: Sequence[str],
    due_at: datetime,
    submission: UUID,
    by: User,
) -> FollowUp:
    """Ask these questionnaires from then on, by mail if one reaches the patient.

    Without an email nothing is planned: `is_mailed` tells the clinician, who types the answers in.
    A repeated `submission` returns what the first one made.
    """
    wait_for_turn(f"follow-up:{submission}")
    if made := FollowUp.objects.filter(submission=submission).first():
        return made
    return _ask(
        FollowUpKind.QUESTIONS,
        patient,
        asking.from_day(due_at),
        by,
        codes=list(codes),
        submission=submission,
    )


def ask_day_after(assessment: Assessment, by: User, now: datetime) -> FollowUp | None:
    """Have pain asked a day after the run of an assessment, in the transaction that stores its end.

    The run ended now, where its end is stored on the same day; else it is told from the visit. A
    page whose run was taken off it again takes the question back. The assessment is locked.
    """
    asked = assessment.follow_ups.filter(withdrawn_at__isnull=True).first()
    if all(getattr(assessment, name) is None for name in OF_A_RUN):
        drop_day_after(assessment, by, now)
        return None
    if asked:
        return asked
    is_same_day = timezone.localdate(now) == timezone.localdate(assessment.performed_at)
    ended_at = max(now, assessment.performed_at) if is_same_day else assessment.performed_at
    times = asking.day_after(ended_at, now)
    if times is None:
        return None
    return _ask(
        FollowUpKind.DAY_AFTER,
        assessment.patient,
        times,
        by,
        codes=[QuestionnaireCode.NPRS],
        assessment=assessment,
    )


def drop_day_after(assessment: Assessment, by: User, now: datetime) -> None:
    """Take back what is to be asked after a run that counts no more; what is answered stays."""
    open_ones = assessment.follow_ups.filter(withdrawn_at__isnull=True, answered_at__isnull=True)
    for follow_up in open_ones.select_for_update(no_key=True):
        _withdraw(follow_up, by, now)


@transaction.atomic
def withdraw_follow_up(*, follow_up: FollowUp, by: User, now: datetime) -> FollowUp:
    """Take questions back that nobody has answered; a second press changes nothing.

    Raises FollowUpAnswered.
    """
    follow_up = _locked(follow_up)
    if follow_up.answered_at is not None:
        raise FollowUpAnswered
    if follow_up.withdrawn_at is None:
        _withdraw(follow_up, by, now)
    return follow_up


@transaction.atomic
def answer_follow_up(
    *,
    follow_up: FollowUp,
    answers: Sequence[FollowUpAnswer],
    typed_by: User | None,
    now: datetime,
) -> FollowUp:
    """Keep the answers: the patient's own once; a clinician's supersede what stands.

    `answers` are not saved yet. Raises FollowUpWithdrawn, FollowUpAnswered or FollowUpOver.
    """
    follow_up = _locked(follow_up)
    if follow_up.withdrawn_at is not None:
        raise FollowUpWithdrawn
    if typed_by is None and follow_up.answered_at is not None:
        raise FollowUpAnswered
    if typed_by is None and follow_up.is_over(now):
        raise FollowUpOver
    standing = {
        answer.code: answer for answer in follow_up.answers.filter(superseded_by__isnull=True)
    }
    for answer in answers:
        before = standing.get(answer.code)
        if before and _says_the_same(before, answer):
            continue
        answer.follow_up, answer.supersedes = follow_up, before
        answer.answered_at, answer.typed_by = now, typed_by
        answer.save(force_insert=True)
    if follow_up.answered_at is None:
        follow_up.answered_at = now
        follow_up.save(update_fields=["answered_at"])
        outbox.drop_planned(about=follow_up, reason=DropReason.OTHER, note="It was answered.")
    return follow_up


def _ask(kind, patient, times: Times, by, **fields):
    follow_up = FollowUp.objects.create(
        kind=kind,
        patient=patient,
        due_at=times.due_at,
        closes_at=times.closes_at,
        is_mailed=bool(patient.reached_by.email),
        asked_by=by,
        **fields,
    )
    plans = [
        Plan(kind=MESSAGES[kind], occasion=occasion, send_at=at)
        for occasion, at in asking.mail_times(times, _awake).items()
    ]
    outbox.plan_all(plans, about=follow_up, recipient=patient)
    outbox.nudge()
    return follow_up


def _awake(at):
    profile = ClinicProfile.objects.current()
    return quiet_end(at, profile.quiet_from, profile.quiet_until, clinic_zone()) or at


def _withdraw(follow_up, by, now):
    follow_up.withdrawn_at, follow_up.withdrawn_by = now, by
    follow_up.save(update_fields=["withdrawn_at", "withdrawn_by"])
    outbox.drop_planned(
        about=follow_up, reason=DropReason.OTHER, note="The questions were taken back."
    )


def _locked(follow_up):
    rows = FollowUp.objects.with_person().select_for_update(of=["self"], no_key=True)
    return rows.get(pk=follow_up.pk)


def _says_the_same(before, answer):
    return (before.answers, before.activities, before.language) == (
        answer.answers,
        answer.activities,
        answer.language,
    )
