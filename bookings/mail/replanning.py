"""The reminders that are planned already, when the reminder rules or the quiet hours change."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, DateTimeField, Q, Value, When

from bookings.mail.planning import is_of_revision, mail_rules, reminders_for
from bookings.models import Appointment, AppointmentStatus
from clinic import outbox
from clinic.models import DropReason, Message, MessageState, Patient

TASK = "bookings.tasks.replan_reminders"
TASK_EXPIRES_S = 3500  # beat's next turn does the same
VISITS_AT_A_TIME = 500
# What was dropped for these may be wanted again.
REVIVED = (DropReason.RULES_CHANGED, DropReason.NO_REMINDERS, DropReason.CONFLICT)


def replan_reminders_soon() -> None:
    """Have the reminders of all visits to come re-planned once this transaction is committed."""
    outbox.call_task(TASK, expires_s=TASK_EXPIRES_S)


def replan_reminders(now: datetime) -> None:
    """Bring the planned reminders of all visits to come in line with the rules and quiet hours.

    May run at any time and again: what was sent or tried stays as it is, what should have gone out
    by now is not planned any more, and a visit that changes meanwhile is re-read at the sending.
    """
    rules = mail_rules()
    visits = Appointment.objects.filter(status=AppointmentStatus.BOOKED, starts_at__gt=now)
    visits = visits.select_related("patient").order_by("pk")
    batch = list(visits[:VISITS_AT_A_TIME])
    while batch:
        _replan_batch(batch, now, rules)
        batch = list(visits.filter(pk__gt=batch[-1].pk)[:VISITS_AT_A_TIME])


def replan_reminders_of(patients: Iterable[Patient], now: datetime) -> None:
    """Do the same for the visits of some people, who have just said whether they want reminders."""
    visits = Appointment.objects.filter(
        patient__in=patients, status=AppointmentStatus.BOOKED, starts_at__gt=now
    ).select_related("patient")
    _replan_batch(list(visits), now, mail_rules(), DropReason.NO_REMINDERS)


def replan_reminders_of_visits(visits: Iterable[Appointment], now: datetime) -> None:
    """Do the same for some visits, which have just come into conflict, or out of it.

    They come with their patients.
    """
    ahead = [visit for visit in visits if visit.starts_at > now]
    if ahead:
        _replan_batch(ahead, now, mail_rules())


def _replan_batch(visits, now, rules, reason=DropReason.RULES_CHANGED):
    known = _known_messages(visits)
    new, due, unwanted = [], {}, defaultdict(list)
    for visit in visits:
        rows = known.get(visit.pk, {})
        plans = reminders_for(visit, _confirmed_at(visit, rows), rules=rules)
        wanted = {("reminder", plan.hours_before): plan for plan in plans}
        for key, plan in wanted.items():
            row = rows.get(key)
            if plan.send_at <= now:
                continue  # it has gone out, is about to, or is too late
            if row is None:
                new.append((plan, visit, visit.patient))
            elif _is_to_be_set(row, plan.send_at):
                due[row.pk] = plan.send_at
        unwanted[DropReason.CONFLICT if visit.conflict_since else reason] += [
            row.pk
            for key, row in rows.items()
            if row.kind == "reminder" and row.state == MessageState.PLANNED and key not in wanted
        ]
    outbox.plan_each(new)
    _set_times(due)
    for why, keys in unwanted.items():
        Message.objects.filter(pk__in=keys).planned().update(
            state=MessageState.DROPPED, dropped_reason=why
        )


def _known_messages(visits):
    """Return each visit's messages of its revision, by visit, then by kind and hours before."""
    by_key = {visit.pk: visit for visit in visits}
    messages = Message.objects.about_any(visits).filter(
        kind__in=["confirmation", "changed", "reminder"],
        copy_of=None,  # what the desk sends again is the desk's
    )
    known = {}
    for row in messages.defer("body_text", "body_html"):
        if is_of_revision(row, by_key[row.about_id]):
            known.setdefault(row.about_id, {})[row.kind, row.hours_before] = row
    return known


def _confirmed_at(visit, rows):
    """Return when the visit's time was confirmed.

    A patient without an email was told at once, and one who need not be told of a change long ago.
    """
    told = (rows.get((kind, None)) for kind in ("changed", "confirmation"))
    times = (row.send_at for row in told if row and row.state != MessageState.DROPPED)
    return next(times, visit.created_at)


def _is_to_be_set(row, at):
    """Say whether a reminder is to be revived, or moved: it was not tried, nor put off."""
    if row.state == MessageState.DROPPED:
        return row.dropped_reason in REVIVED
    untouched = row.state == MessageState.PLANNED and row.due_at == row.send_at
    return untouched and row.send_at != at


def _set_times(times):
    """Plan these reminders for these times, unless they were sent or dropped meanwhile."""
    if not times:
        return
    at = Case(
        *[When(pk=pk, then=Value(time)) for pk, time in times.items()],
        output_field=DateTimeField(),
    )
    Message.objects.filter(
        Q(state=MessageState.PLANNED) | Q(state=MessageState.DROPPED, dropped_reason__in=REVIVED),
        pk__in=times,
    ).update(state=MessageState.PLANNED, dropped_reason="", send_at=at, due_at=at)
