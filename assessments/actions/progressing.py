"""Move a plan on by its written rule: propose a step, or make it where the plan says so."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import plans, safety
from assessments.actions.locking import lock_plan, lock_plan_and_person
from assessments.actions.programmes import VERSION_COPIED, copy_items
from assessments.actions.sending import check_may_be_sent, seal, tell
from assessments.catalogue import exercises_by_code
from assessments.exceptions import PlanNotRunning, StepDecided, StepOutdated
from assessments.exercises.exercise import Exercise, Laterality
from assessments.models import (
    Programme,
    ProgrammeItem,
    ProgrammeVersion,
    ProgressionStep,
    StepState,
    dose_columns,
)
from assessments.programmes import cautions
from assessments.programmes.cautions import Caution
from assessments.programmes.ladder import steps_from
from assessments.programmes.progression import Decision, Direction, decide
from assessments.programmes.words import step_in_words
from bookings.locks import retry_deadlocks
from clinic.models import User


def reassess(programme: Programme, item: ProgrammeItem, now: datetime) -> ProgressionStep | None:
    """Ask the rule about one exercise of the version in force, and return what it asks for.

    Its plan and person are locked. What was proposed and is no longer asked for lapses. The step is
    made at once where the plan moves by itself and no safety answer is open.
    """
    found, targets = _asked(item, now)
    waiting = ProgressionStep.objects.filter(line=item.line, state=StepState.PROPOSED).first()
    if waiting and found and waiting.direction == found.direction:
        return waiting
    if waiting:
        waiting.state, waiting.decided_at = StepState.LAPSED, now
        waiting.save(update_fields=["state", "decided_at"])
    if found is None:
        return None
    step = _propose(programme, item, found, exercises_by_code()[targets[0]], now)
    if item.version.moves_by_itself and not safety.open_flags(programme.patient).stops:
        _make(programme, step, step.to_exercise, by=None, now=now)
    return step


@retry_deadlocks
@transaction.atomic
def accept_step(
    *, step: ProgressionStep, by: User, now: datetime, to_exercise: str = "", note: str = ""
) -> ProgressionStep:
    """Make a step that was proposed, to the exercise named or the first choice: a new version.

    The same person's second press changes nothing. Raises StepDecided, PlanNotRunning, PlanBlocked,
    or StepOutdated where the rule no longer asks for it.
    """
    programme = lock_plan_and_person(step.programme)
    current = ProgressionStep.objects.select_related("item__line", "line").get(pk=step.pk)
    if current.state == StepState.MADE and current.decided_by_id == by.pk:
        return current
    if current.state != StepState.PROPOSED:
        raise StepDecided
    if not programme.is_running:
        raise PlanNotRunning
    item = in_force_at(programme, current.line_id)
    found, targets = _asked(item, now) if item else (None, [])
    to_exercise = to_exercise or current.to_exercise
    if found is None or found.direction != current.direction or to_exercise not in targets:
        raise StepOutdated
    check_may_be_sent(programme.in_force)
    current.note, current.causes = note, list(found.causes)
    _make(programme, current, to_exercise, by=by, now=now)
    return current


@retry_deadlocks
@transaction.atomic
def decline_step(
    *, step: ProgressionStep, by: User, now: datetime, note: str = ""
) -> ProgressionStep:
    """Leave the exercise as it is: the same sessions propose nothing again.

    The same person's second press changes nothing. Raises StepDecided.
    """
    lock_plan(step.programme)
    current = ProgressionStep.objects.get(pk=step.pk)
    if current.state == StepState.DECLINED and current.decided_by_id == by.pk:
        return current
    if current.state != StepState.PROPOSED:
        raise StepDecided
    current.state, current.decided_at, current.decided_by = StepState.DECLINED, now, by
    current.note = note
    current.save(update_fields=["state", "decided_at", "decided_by", "note"])
    return current


def in_force_at(programme: Programme, line: int) -> ProgrammeItem | None:
    """Return what stands at one place of the version in force; None where nothing does any more."""
    items = ProgrammeItem.objects.filter(version=programme.in_force, line=line)
    return items.select_related("line", "version").first()


def choices_of(
    item: ProgrammeItem,
    direction: Direction,
    known: Mapping[str, Exercise],
    barred: Collection[str],
) -> list[Exercise]:
    """Return which of the exercises known a step may lead to, the first choice first."""
    steps = steps_from(item.exercise, direction, known, avoided=barred)
    return [known[code] for code in steps]


def barred_from(version: ProgrammeVersion) -> set[str]:
    """Return what no step leads to: what stands in the version, or pain speaks against."""
    sites = plans.sites_of(plans.latest_findings(version.programme))
    codes = [Caution(code) for code in version.cautions]
    return {*cautions.avoided(sites, codes), *(item.exercise for item in version.items.all())}


# --- What the rule asks for -----------------------------------------------------------------------


def _asked(item, now) -> tuple[Decision | None, list[str]]:
    """Return what the rule asks for today, and the codes that it may lead to."""
    known, barred = exercises_by_code(), barred_from(item.version)
    choices = {way: choices_of(item, way, known, barred) for way in Direction}
    found = decide(
        item.exercise,
        plans.sessions_of(item.line),
        plans.moves_of(item.line),
        today=timezone.localdate(now),
        limits=plans.limits_of(item.version),
        has_easier=bool(choices[Direction.DOWN]),
        has_harder=bool(choices[Direction.UP]),
    )
    return found, [each.code for each in choices[found.direction]] if found else []


def _propose(programme, item, found, target, now):
    limits = plans.limits_of(item.version)
    return ProgressionStep.objects.create(
        programme=programme,
        line=item.line,
        item=item,
        direction=found.direction.value,
        rule=found.rule.value,
        words=step_in_words(found.rule, limits),
        causes=list(found.causes),
        from_exercise=item.exercise,
        from_name=item.name,
        to_exercise=target.code,
        to_name=target.name,
        proposed_at=now,
    )


# --- Making it ------------------------------------------------------------------------------------


def _make(programme, step, to_exercise, *, by, now):
    """Write and send the version that follows, and take the step into a draft that is open."""
    target = exercises_by_code()[to_exercise]
    today = timezone.localdate(now)
    days = timedelta(days=plans.limits_of(programme.in_force).days_between)
    step.to_exercise, step.to_name = target.code, target.name
    step.state, step.decided_at, step.decided_by = StepState.MADE, now, by
    step.made_on, step.until_on = today, today + days
    try:
        with transaction.atomic():
            step.save()
    except IntegrityError as error:  # the database has the last word on two levels in a week
        raise StepOutdated from error
    last, draft = programme.in_force, programme.draft
    if draft:  # the draft follows the version that is made now
        draft.number, draft.revision = draft.number + 1, draft.revision + 1
        draft.save(update_fields=["number", "revision"])
    version = ProgrammeVersion.objects.create(
        programme=programme,
        number=last.number + 1,
        created_by=by,
        created_at=now,
        made_by=step,
        rules=last.rules,
        **{name: getattr(last, name) for name in VERSION_COPIED},
    )
    copy_items(last, version)
    for each in (version, draft) if draft else (version,):
        _take_step(each, step, target)
    seal(version, by=by, now=now)
    tell(version, now)


def _take_step(version, step, target):
    """Put the exercise that a step leads to in its place; a draft may have left that already.

    What was said of the former exercise, and its side where there is none now, goes with it.
    """
    item = version.items.filter(line=step.line_id, exercise=step.from_exercise).first()
    if item is None or version.items.filter(exercise=target.code).exists():
        return
    item.exercise, item.exercise_version = target.code, target.version
    item.shown, item.moved_by = plans.shown_of(target), step
    dose, item.dose_words = plans.doses_of([target])[target.code]
    for name, value in dose_columns(dose).items():
        setattr(item, name, value)
    item.note = item.reason = item.source = ""
    if target.laterality != Laterality.EACH:
        item.first_side, item.extra_set = "", False
    item.save()
