"""Keep what a patient logs of their plan: once, however often it is sent; then ask the rule."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from assessments import plans
from assessments.actions.locking import lock_plan_and_person
from assessments.actions.plan_alerts import raise_alert
from assessments.actions.progressing import in_force_at, reassess
from assessments.exceptions import SessionRefused
from assessments.models import AlertKind, Programme, ProgrammeItem, SessionLog
from assessments.programmes.progression import told_of
from bookings.locks import retry_deadlocks
from clinic.models import User

BEFORE_THE_START = timedelta(days=7)  # somebody eager may begin early
NOT_YET = "This day has not come yet. Choose today or an earlier day."
NOT_THEN = "This day lies before your plan began."


@retry_deadlocks
@transaction.atomic
def log_session(
    *,
    item: ProgrammeItem,
    reference: UUID,
    done_on: date,
    done: Sequence[int],
    now: datetime,
    pain: int | None = None,
    effort: int | None = None,
    good_control: bool | None = None,
    worse_next_day: bool | None = None,
    note: str = "",
    by: User | None = None,
) -> SessionLog:
    """Keep one exercise of one day; a `reference` that is known returns what it stored.

    Tells the clinician of pain or much effort, and asks the rule whether the plan moves on. Raises
    SessionRefused for a day that cannot be, or an exercise of a version that was never sent.
    """
    programme = lock_plan_and_person(item.programme)
    if made := SessionLog.objects.filter(reference=reference).first():
        if made.programme_id != programme.pk:
            raise SessionRefused("reference", "This was logged for another plan.")
        return made
    _check(item, done_on, now)
    log = SessionLog.objects.create(
        reference=reference,
        programme=programme,
        item=item,
        done_on=done_on,
        done=list(done),
        pain=pain,
        effort=effort,
        good_control=good_control,
        worse_next_day=worse_next_day,
        note=note,
        logged_at=now,
        logged_by=by,
    )
    session, limits = plans.as_session(log), plans.limits_of(item.version)
    for kind in told_of(session, effort, limits):
        _tell(programme, log, AlertKind(kind.value), now)
    _ask_the_rule(programme, log, now)
    return log


@retry_deadlocks
@transaction.atomic
def answer_next_day(*, log: SessionLog, is_worse: bool, now: datetime) -> SessionLog:
    """Keep whether it was worse the day after; the first answer counts."""
    programme = lock_plan_and_person(log.programme)
    current = SessionLog.objects.select_related("item").get(pk=log.pk)
    if current.worse_next_day is None:
        current.worse_next_day = is_worse
        current.save(update_fields=["worse_next_day"])
        if is_worse:  # the pain and the effort of the day itself are told already
            _tell(programme, current, AlertKind.PAIN, now)
        _ask_the_rule(programme, current, now)
    return current


@retry_deadlocks
@transaction.atomic
def take_back_session(*, log: SessionLog, now: datetime) -> SessionLog:
    """Let a log that was a mistake count no more; it stays stored, and what it moved stays made."""
    programme = lock_plan_and_person(log.programme)
    current = SessionLog.objects.select_related("item").get(pk=log.pk)
    if current.taken_back_at is None:
        current.taken_back_at = now
        current.save(update_fields=["taken_back_at"])
        _ask_the_rule(programme, current, now)
    return current


def _check(item, done_on, now):
    if not item.version.is_sent:
        raise SessionRefused("item", "This exercise is not part of a plan that was sent.")
    if done_on > timezone.localdate(now):
        raise SessionRefused("done_on", NOT_YET)
    if done_on < item.version.starts_on - BEFORE_THE_START:
        raise SessionRefused("done_on", NOT_THEN)


def _tell(programme, log, kind, now):
    raise_alert(programme, kind, about_on=log.done_on, words=_in_words(log, kind), now=now)


def _ask_the_rule(programme: Programme, log, now):
    if not programme.is_running:
        return
    item = in_force_at(programme, log.item.line_id)
    if item:
        reassess(programme, item, now)


def _in_words(log, kind):
    on = date_format(log.done_on, "j F")
    if kind == AlertKind.EFFORT:
        return f"{log.item.name}, {on}: effort {log.effort}/10."
    said = [f"pain {log.pain}/10"] if log.pain is not None else []
    said += ["worse the next day"] if log.worse_next_day else []
    return f"{log.item.name}, {on}: {', '.join(said)}."
