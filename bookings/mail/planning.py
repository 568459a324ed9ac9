"""Plans what is mailed about a visit, in the transaction that books, moves or cancels it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.mail.reminder_times import reminder_times
from bookings.models import Appointment
from bookings.slots import prepared
from clinic import outbox
from clinic.models import ClinicProfile, DropReason, Message, MessageState, User
from clinic.outbox import Plan
from clinic.zones import clinic_zone

# What staff move or cancel is told this much later: several quick changes are one mail, and what is
# undone meanwhile is none.
UNDO_TIME = timedelta(minutes=3)


@dataclass(frozen=True)
class MailRules:
    """The clinic's profile, with its quiet hours, and how many hours before a visit to remind.

    Hours are by service; those for every service, by None, serve the others.
    """

    profile: ClinicProfile
    hours: dict[int | None, list[int]]


# Every booking reads them.
MAIL_RULES = f"""
SELECT (SELECT array_agg(ARRAY[service_id, hours_before] ORDER BY hours_before DESC, id)
        FROM bookings_reminderrule WHERE is_active),
       {prepared.columns(ClinicProfile, "profile")}
FROM (VALUES (1)) AS always LEFT JOIN clinic_clinicprofile AS profile ON true
"""  # noqa: S608 - the model's own column names


def plan_for(
    appointment: Appointment,
    *,
    kind: str = "confirmation",
    now: datetime,
    rules: MailRules | None = None,
    send_at: datetime | None = None,
    told_at: datetime | None = None,
    is_told: bool = True,
) -> None:
    """Plan the mail that confirms the visit as it stands, and its reminders.

    `rules` are those that stand, where they have been read already. The mail goes at `send_at`, or
    now; somebody who knew the visit's time already was `told_at` then. Who knows of the visit from
    elsewhere is not told, and reminded all the same.
    """
    plans = _plans_for(
        appointment,
        kind=kind,
        now=now,
        rules=rules or mail_rules(),
        send_at=send_at,
        told_at=told_at,
        is_told=is_told,
    )
    outbox.plan_all(plans, about=appointment, recipient=appointment.patient)
    if is_told:
        outbox.nudge()


def plan_for_many(
    appointments: Iterable[Appointment], *, now: datetime, rules: MailRules, is_told: bool
) -> None:
    """Plan for visits that were just booked together as `plan_for` does for one: one statement."""
    outbox.plan_each(
        (plan, visit, visit.patient)
        for visit in appointments
        for plan in _plans_for(visit, now=now, rules=rules, is_told=is_told)
    )
    if is_told:
        outbox.nudge()


def _plans_for(
    appointment, *, kind="confirmation", now, rules, send_at=None, told_at=None, is_told=True
):
    """Return the plans that `plan_for` makes."""
    reminders = reminders_for(appointment, told_at or now, rules=rules)
    if told_at:  # what was due by now has gone out for the same time
        reminders = [reminder for reminder in reminders if reminder.send_at > now]
    version, withdrawn = appointment.patient.email_version, appointment.links_withdrawn
    # Each email is told once, and once more of each new link.
    news = [f"e{version}" if version else "", f"l{withdrawn}" if withdrawn else ""]
    within = ":".join(filter(None, news))
    plans = [_plan(kind, appointment, send_at or now, within=within)] if is_told else []
    return plans + reminders


def plan_again(appointment: Appointment, *, now: datetime) -> None:
    """Plan the mail that confirms the visit: to another email, the first, or with a new link."""
    told = Message.objects.about(appointment).planned().filter(kind__in=("confirmation", "changed"))
    told.update(state=MessageState.DROPPED, dropped_reason=DropReason.SUPERSEDED)
    plan_for(appointment, now=now)


def replan_for(
    appointment: Appointment,
    *,
    now: datetime,
    rules: MailRules | None = None,
    by_staff: bool = False,
    told_at: datetime | None = None,
) -> None:
    """Drop what was planned for the time the visit has left, and plan for the new one.

    `told_at` is when the patient was told of the very same, if the visit is back where it was.
    """
    outbox.drop_planned(about=appointment, reason=DropReason.MOVED)
    send_at = told_of_a_change_at(appointment, now) if by_staff else now
    plan_for(appointment, kind="changed", now=now, rules=rules, send_at=send_at, told_at=told_at)
    if appointment.under_review_since:
        plan_review(appointment, now=now)


def plan_cancellation(appointment: Appointment, *, now: datetime, by_staff: bool = False) -> None:
    """Drop what was planned and plan the mail that withdraws the visit."""
    outbox.drop_planned(about=appointment, reason=DropReason.CANCELLED)
    send_at = told_of_a_change_at(appointment, now) if by_staff else now
    told = _plan("cancelled", appointment, send_at)
    outbox.plan_all([told], about=appointment, recipient=appointment.patient)
    outbox.nudge()


def told_of_a_change_at(appointment: Appointment, now: datetime) -> datetime:
    """Return when a change by staff is mailed: at once where the visit is about to begin."""
    is_soon = appointment.starts_at <= now + 2 * UNDO_TIME
    return now if is_soon else now + UNDO_TIME


def plan_times_offered(appointment: Appointment, *, offer: int, now: datetime) -> None:
    """Plan the mail that asks the patient to choose one of the times of an offer."""
    plan = _plan("times_offered", appointment, now, within=f"o{offer}")
    outbox.plan_all([plan], about=appointment, recipient=appointment.patient)
    outbox.nudge()


def plan_review(appointment: Appointment, *, now: datetime) -> None:
    """Plan the mails that ask for a clinician's look: at most one an hour, unless it is graver.

    They go to the visit's practitioner and to whoever is on call. A practitioner without an account
    has no email here: then the clinic's own gets it. A phone number that is known now is news too.
    """
    profile = ClinicProfile.objects.current()
    user = appointment.practitioner.user
    if user is None or not user.is_active:
        user = User(email=profile.email)
    on_call = User(email=profile.on_call_email)
    news = [f"{now:%Y-%m-%dT%H}", appointment.levels[0].code]
    news += ["phone"] if appointment.patient.phone else []
    told = [_plan("review_needed", appointment, now, within=":".join(news)), appointment, user]
    plans = [told]
    if on_call.email.lower() != user.email.lower():
        within = ":".join([*news, "on-call"])
        plans.append(
            [_plan("review_needed", appointment, now, within=within), appointment, on_call]
        )
    outbox.plan_each(plans)
    outbox.nudge()


def is_of_revision(message: Message, appointment: Appointment) -> bool:
    """Say whether the message is about the visit as it stands now."""
    return message.revision == appointment.revision


def reminders_for(
    appointment: Appointment, confirmed_at: datetime, *, rules: MailRules
) -> list[Plan]:
    """Return the reminders that the rules and the patient ask for; in conflict it has none."""
    if appointment.conflict_since or not appointment.patient.reminders_wanted:
        return []
    times = reminder_times(
        starts_at=appointment.starts_at,
        confirmed_at=confirmed_at,
        hours=rules.hours.get(appointment.service_id) or rules.hours.get(None, []),
        quiet_from=rules.profile.quiet_from,
        quiet_until=rules.profile.quiet_until,
        zone=clinic_zone(),
    )
    return [
        _plan("reminder", appointment, at, within=f"{hours_before}h", hours_before=hours_before)
        for hours_before, at in times.items()
    ]


def _plan(kind, appointment, send_at, *, within="", hours_before=None):
    """Return the plan of a mail about the visit as it stands, once for each `within` of a kind."""
    return Plan(
        kind=kind,
        occasion=":".join(filter(None, [f"r{appointment.revision}", within])),
        send_at=send_at,
        revision=appointment.revision,
        hours_before=hours_before,
    )


def mail_rules() -> MailRules:
    """Return the rules as they stand; one query."""
    [(hours, *row)] = prepared.rows(MAIL_RULES, {})
    profile = prepared.instance(ClinicProfile, row) if row[0] else ClinicProfile()
    by_service = {}
    for service, before in hours or []:
        by_service.setdefault(service, []).append(before)
    return MailRules(profile, by_service)
