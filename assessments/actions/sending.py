"""Send a plan to its patient, which seals it; end it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessments import plans, safety
from assessments.actions.locking import lock_draft, lock_person_of, lock_plan
from assessments.catalogue import exercises_by_code
from assessments.exceptions import PlanBlocked, PlanIncomplete, PlanNotRunning
from assessments.judging import plan_limits
from assessments.models import (
    Programme,
    ProgrammeStatus,
    ProgrammeVersion,
    RuleSetting,
    StepState,
)
from assessments.programmes import cautions
from assessments.programmes.cautions import Caution
from bookings.locks import retry_deadlocks
from clinic import outbox
from clinic.models import DropReason, Practitioner, User
from clinic.outbox import Plan

PLAN_READY = "plan_ready"


@retry_deadlocks
@transaction.atomic
def send_version(
    *, version: ProgrammeVersion, revision: int, by: User, now: datetime
) -> ProgrammeVersion:
    """Send a draft to its patient: from then on nothing of it changes. The second press is the
    first.

    The plan that ran until then ends. Raises PlanChanged, PlanClosed, PlanIncomplete, or
    PlanBlocked while a safety answer is open or a caution has no note.
    """
    lock_person_of(version.programme.patient)
    sent = ProgrammeVersion.objects.filter(pk=version.pk, sent_by=by).first()
    if sent:
        return sent
    draft = lock_draft(version, revision)
    _check_whole(draft, now)
    check_may_be_sent(draft)
    programme = draft.programme
    _end_what_ran(programme, by, now)
    seal(draft, by=by, now=now)
    practitioner = Practitioner.objects.filter(user=by).first()
    programme.status = ProgrammeStatus.RUNNING
    programme.practitioner = practitioner or programme.practitioner
    programme.save(update_fields=["status", "practitioner"])
    lapse(programme, now, keeps={(item.line_id, item.exercise) for item in draft.items.all()})
    tell(draft, now)
    return draft


def seal(draft: ProgrammeVersion, *, by: User | None, now: datetime) -> None:
    """Give a version what its exercises look like today, and the rules of today; then it is sent.

    Its programme is locked. Without `by` the rule itself sends it, and changes none of its rules.
    """
    known = exercises_by_code(with_hidden=True)
    for item in draft.items.all():
        if exercise := known.get(item.exercise):
            item.shown, item.exercise_version = plans.shown_of(exercise), exercise.version
            item.save(update_fields=["shown", "exercise_version"])
    if by is not None:
        today = RuleSetting.objects.current()
        draft.rules = {each.code: f"{today[each.code].normalize():f}" for each in plan_limits.PLAN}
    draft.sent_at, draft.sent_by, draft.is_by_rule = now, by, by is None
    draft.save()


def check_may_be_sent(draft: ProgrammeVersion) -> None:
    """Raise PlanBlocked while something stands between a plan and its patient."""
    flags = safety.open_flags(draft.programme.patient)
    checked = cautions.check(
        open_flags=[group.clinician_title for group in flags.groups],
        actions=flags.actions,
        cautions=[Caution(code) for code in draft.cautions],
        note=draft.caution_note,
    )
    if checked.blocked:
        raise PlanBlocked(checked.blocked)
    if checked.note_needed:
        raise PlanBlocked(checked.note_needed, "caution_note")


def tell(version: ProgrammeVersion, now: datetime) -> None:
    """Have the patient told that their plan is ready, and of no earlier one."""
    for earlier in version.programme.versions.exclude(pk=version.pk):
        outbox.drop_planned(about=earlier, reason=DropReason.SUPERSEDED)
    ready = Plan(kind=PLAN_READY, occasion="sent", send_at=now)
    outbox.plan_all([ready], about=version, recipient=version.programme.patient.person)
    outbox.nudge()


def _check_whole(draft, now):
    items = list(draft.items.all())
    if not items:
        raise PlanIncomplete("Add at least one exercise before you send the plan.")
    if idle := [item.name for item in items if not item.days]:
        raise PlanIncomplete(f"Choose the days of: {', '.join(idle)}.")
    if not draft.load_advice.strip():
        raise PlanIncomplete("Load advice is always part of a plan: write it.", "load_advice")
    is_begun = draft.programme.status != ProgrammeStatus.DRAFT
    if not is_begun and draft.starts_on < timezone.localdate(now):
        raise PlanIncomplete("Choose today or a later day: the plan has not begun.", "starts_on")


def _end_what_ran(programme, by, now):
    running = Programme.objects.running().of_person(programme.patient).exclude(pk=programme.pk)
    for other in running:
        _end(lock_plan(other), "Replaced by a new plan.", by, now)


@retry_deadlocks
@transaction.atomic
def end_programme(*, programme: Programme, reason: str, by: User, now: datetime) -> Programme:
    """End a plan that runs; one that has ended stays as it did. Raises PlanNotRunning."""
    programme = lock_plan(programme)
    if programme.status == ProgrammeStatus.ENDED:
        return programme
    if not programme.is_running:
        raise PlanNotRunning
    _end(programme, reason, by, now)
    return programme


def _end(programme, reason, by, now):
    if draft := programme.draft:
        draft.items.all().delete()
        draft.delete()
    programme.status, programme.end_reason = ProgrammeStatus.ENDED, reason
    programme.ended_at, programme.ended_by = now, by
    programme.save(update_fields=["status", "end_reason", "ended_at", "ended_by"])
    lapse(programme, now)
    for version in programme.versions.all():
        outbox.drop_planned(about=version, reason=DropReason.SUPERSEDED)


def lapse(programme: Programme, now: datetime, keeps: set[tuple[int, str]] | None = None) -> None:
    """Let proposals go that nothing stands for any more: places that are gone, or changed."""
    for step in programme.steps.filter(state=StepState.PROPOSED):
        if (step.line_id, step.from_exercise) not in (keeps or set()):
            step.state, step.decided_at = StepState.LAPSED, now
            step.save(update_fields=["state", "decided_at"])
