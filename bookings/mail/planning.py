"""Plans what is mailed about a visit, in the transaction that books, moves or cancels it."""

from datetime import datetime

from bookings.mail.reminder_times import reminder_times
from bookings.models import Appointment, ReminderRule
from clinic import outbox
from clinic.models import ClinicProfile, DropReason, Message, User
from clinic.outbox import Plan
from clinic.zones import clinic_zone


def plan_for(
    appointment: Appointment,
    *,
    kind: str = "confirmation",
    now: datetime,
    profile: ClinicProfile | None = None,
) -> None:
    """Plan the mail that confirms the visit as it stands, and its reminders.

    `profile` is the clinic's, where it has been read already.
    """
    profile = profile or ClinicProfile.objects.current()
    reminders = reminders_for(appointment, now, hours=reminder_hours(), profile=profile)
    plans = [_plan(kind, appointment, now), *reminders]
    outbox.plan_all(plans, about=appointment, recipient=appointment.patient)
    outbox.nudge()


def replan_for(appointment: Appointment, *, now: datetime) -> None:
    """Drop what was planned for the time the visit has left, and plan for the new one."""
    outbox.drop_planned(about=appointment, reason=DropReason.MOVED)
    plan_for(appointment, kind="changed", now=now)
    if appointment.under_review_since:
        plan_review(appointment, now=now)


def plan_cancellation(appointment: Appointment, *, now: datetime) -> None:
    """Drop what was planned and plan the mail that withdraws the visit."""
    outbox.drop_planned(about=appointment, reason=DropReason.CANCELLED)
    outbox.plan_all(
        [_plan("cancelled", appointment, now)], about=appointment, recipient=appointment.patient
    )
    outbox.nudge()


def plan_review(appointment: Appointment, *, now: datetime) -> None:
    """Plan the mail that asks the visit's clinician to look, at most one an hour.

    A practitioner without an account has no email here: then the clinic's own gets it.
    """
    user = appointment.practitioner.user
    if user is None or not user.is_active:
        user = User(email=ClinicProfile.objects.current().email)
    plan = _plan("review_needed", appointment, now, within=f"{now:%Y-%m-%dT%H}")
    outbox.plan_all([plan], about=appointment, recipient=user)
    outbox.nudge()


def is_of_revision(message: Message, appointment: Appointment) -> bool:
    """Say whether the message is about the visit as it stands now."""
    return message.revision == appointment.revision


def reminders_for(
    appointment: Appointment,
    confirmed_at: datetime,
    *,
    hours: dict[int | None, list[int]],
    profile: ClinicProfile,
) -> list[Plan]:
    """Return the reminders that the rules' hours (see `reminder_hours`) and the patient ask for."""
    if not appointment.patient.reminders_wanted:
        return []
    times = reminder_times(
        starts_at=appointment.starts_at,
        confirmed_at=confirmed_at,
        hours=hours.get(appointment.service_id) or hours.get(None, []),
        quiet_from=profile.quiet_from,
        quiet_until=profile.quiet_until,
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


def reminder_hours() -> dict[int | None, list[int]]:
    """Return the rules' hours by service; those for every service, by None, serve the others."""
    hours = {}
    for rule in ReminderRule.objects.filter(is_active=True):
        hours.setdefault(rule.service_id, []).append(rule.hours_before)
    return hours
