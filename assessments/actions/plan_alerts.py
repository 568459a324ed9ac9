"""Tell the clinician of a plan: once for each occasion, until somebody has seen to it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assessments import plans
from assessments.actions.locking import lock_plan
from assessments.exceptions import AlertSeen
from assessments.models import AlertKind, PlanAlert, Programme, Run
from assessments.programmes.progression import silent_since
from bookings.locks import retry_deadlocks
from clinic.models import User


def raise_alert(
    programme: Programme, kind: AlertKind, *, about_on: date, words: str, now: datetime
) -> PlanAlert:
    """Tell of something on a day; its plan is locked.

    While nobody has seen to it, more of the same day is told with it; after that it is a new one.
    """
    of_the_day = list(programme.alerts.filter(kind=kind, about_on=about_on))
    waiting = next((alert for alert in of_the_day if alert.seen_at is None), None)
    if waiting:
        if words not in waiting.words:
            waiting.words = f"{waiting.words} {words}"
            waiting.save(update_fields=["words"])
        return waiting
    again = f"/{len(of_the_day) + 1}" if of_the_day else ""
    return PlanAlert.objects.create(
        programme=programme,
        kind=kind,
        occasion=f"{about_on.isoformat()}{again}",
        about_on=about_on,
        words=words,
        raised_at=now,
    )


FELT = {"nprs_during_max": "during", "nprs_next_morning": "the next morning"}


def tell_of_run(
    run: Run, *, now: datetime, before: Mapping[str, int | None] | None = None
) -> PlanAlert | None:
    """Tell of a run that hurt more than the plan of its runner allows; None where it did not.

    Of the pains that were said `before`, by their names, only a worse one is told again. Without a
    plan nobody is told: the chart shows each run with its pain.
    """
    running = plans.running_plan(run.patient.person)
    if running is None:
        return None
    above = plans.limits_of(running.in_force).down_pain_above
    told = {name: max(above, (before or {}).get(name) or 0) for name in FELT}
    felt = {name: getattr(run, name) or 0 for name in FELT}
    said = [f"{felt[name]}/10 {when}" for name, when in FELT.items() if felt[name] > told[name]]
    if not said:
        return None
    programme = lock_plan(running)
    words = f"A run of {run.distance_km.normalize():f} km: pain {' and '.join(said)}."
    return raise_alert(programme, AlertKind.PAIN, about_on=run.ran_on, words=words, now=now)


@retry_deadlocks
@transaction.atomic
def see_alert(*, alert: PlanAlert, what_was_done: str, by: User, now: datetime) -> PlanAlert:
    """Record what a clinician did about an alert; their second press changes nothing.

    Raises AlertSeen where somebody else has seen to it.
    """
    lock_plan(alert.programme)
    current = PlanAlert.objects.get(pk=alert.pk)
    if current.seen_at is not None:
        if current.seen_by_id != by.pk:
            raise AlertSeen
        return current
    current.seen_at, current.seen_by, current.what_was_done = now, by, what_was_done
    current.save(update_fields=["seen_at", "seen_by", "what_was_done"])
    return current


def raise_silences(*, now: datetime) -> int:
    """Tell of every plan that runs and of which nothing was logged for long; return how many.

    Each in a transaction of its own, so that it may run twice, or be killed between two.
    """
    running = Programme.objects.running().values_list("pk", flat=True)
    return sum(_raise_silence(Programme(pk=pk), now) for pk in list(running))


@transaction.atomic
def _raise_silence(programme, now):
    programme = lock_plan(programme)
    version = programme.in_force
    if not programme.is_running or version is None:
        return False
    since = silent_since(
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        last_log=plans.last_log_day(programme),
        today=timezone.localdate(now),
        limits=plans.limits_of(version),
    )
    if since is None or programme.alerts.filter(kind=AlertKind.SILENCE, about_on=since).exists():
        return False
    raise_alert(
        programme, AlertKind.SILENCE, about_on=since, words="Nothing was logged since.", now=now
    )
    return True
