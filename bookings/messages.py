"""Plans what is mailed about a visit, in the transaction that books, moves or cancels it."""

from datetime import datetime

from django.db.models import Q

from bookings.models import Appointment, ReminderRule
from bookings.reminder_times import reminder_times
from clinic import outbox
from clinic.models import ClinicProfile, Message
from clinic.outbox import Plan
from clinic.zones import clinic_zone


def plan_for(appointment: Appointment, *, kind: str = "confirmation", now: datetime) -> None:
    """Plan the mail that confirms the visit as it stands, and its reminders."""
    profile = ClinicProfile.objects.current()
    reminders = reminder_times(
        starts_at=appointment.starts_at,
        confirmed_at=now,
        hours=_reminder_hours(appointment.service_id),
        quiet_from=profile.quiet_from,
        quiet_until=profile.quiet_until,
        zone=clinic_zone(),
    )
    plans = [Plan(kind=kind, occasion=_revision(appointment), send_at=now)]
    plans += [
        Plan(kind="reminder", occasion=f"{_revision(appointment)}:{hours}h", send_at=at)
        for hours, at in reminders.items()
    ]
    outbox.plan_all(plans, about=appointment, recipient=appointment.patient)
    outbox.nudge()


def replan_for(appointment: Appointment, *, now: datetime) -> None:
    """Drop what was planned for the time the visit has left, and plan for the new one."""
    outbox.drop_planned(about=appointment, reason="The visit was moved.")
    plan_for(appointment, kind="changed", now=now)


def plan_cancellation(appointment: Appointment, *, now: datetime) -> None:
    """Drop what was planned and plan the mail that withdraws the visit."""
    outbox.drop_planned(about=appointment, reason="The visit was cancelled.")
    cancelled = Plan(kind="cancelled", occasion=_revision(appointment), send_at=now)
    outbox.plan_all([cancelled], about=appointment, recipient=appointment.patient)
    outbox.nudge()


def is_of_revision(message: Message, appointment: Appointment) -> bool:
    """Say whether the message is about the visit as it stands now."""
    return message.occasion.split(":")[0] == _revision(appointment)


def _revision(appointment):
    return f"r{appointment.revision}"


def _reminder_hours(service_id):
    """Return the service's own rules or, if it has none, the ones for every service."""
    rules = ReminderRule.objects.filter(
        Q(service=service_id) | Q(service__isnull=True), is_active=True
    ).values_list("service_id", "hours_before")
    own = [hours for service, hours in rules if service is not None]
    return own or [hours for service, hours in rules]
