"""Plans what is mailed once a cancellation was taken back."""

from datetime import datetime

from bookings.mail import planning
from bookings.mail.changes import changes_since_told, last_news
from bookings.models import Appointment
from clinic import outbox
from clinic.models import DropReason, Message


def plan_restored(appointment: Appointment, *, now: datetime) -> None:
    """Drop the mail that would have withdrawn the visit, and plan what its patient must be told.

    Who was told that it is cancelled is told that it stands again; who was never told of it, or of
    its last change, is told that; who knows it as it is, nothing. The reminders are planned again.
    """
    outbox.drop_planned(about=appointment, reason=DropReason.NOT_CANCELLED)
    rules = planning.mail_rules()
    if kind := _news_for(appointment, last_news(appointment)):
        send_at = planning.told_of_a_change_at(appointment, now) if kind == "changed" else now
        planning.plan_for(appointment, kind=kind, now=now, rules=rules, send_at=send_at)
        return
    reminders = planning.reminders_for(appointment, now, rules=rules)
    outbox.plan_all(reminders, about=appointment, recipient=appointment.patient)


def _news_for(appointment: Appointment, news: Message | None) -> str:
    if news is None:
        return "confirmation"
    if news.kind == "cancelled" or changes_since_told(appointment):
        return "changed"
    return ""
