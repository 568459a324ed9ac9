"""The rail beside the desk's day: what somebody should see to, with the number to call."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from bookings.links.visits import board_path
from bookings.models import Appointment, AppointmentStatus
from bookings.slots.holidays import whole_day
from clinic import failing_emails
from clinic.clock_face import time_of_day
from clinic.models import Message, User
from clinic.zones import clinic_zone

ONE_DAY = timedelta(days=1)
MOST_SHOWN = 6  # of one kind
MOST_READ = 300


@dataclass(frozen=True)
class Waiting:
    """One thing to see to."""

    name: str
    text: str
    url: str
    phone: str = ""


@dataclass(frozen=True)
class Kind:
    """All of one kind that wait, the soonest first."""

    title: str
    items: list[Waiting]
    is_urgent: bool = False

    @property
    def shown(self) -> list[Waiting]:
        return self.items[:MOST_SHOWN]

    @property
    def more(self) -> int:
        return len(self.items) - len(self.shown)


def load_rail(user: User, now: datetime) -> list[Kind]:
    """Return what waits for the desk, by kind, the most urgent first; three queries."""
    today = timezone.localdate(now)
    tomorrow = whole_day(today + ONE_DAY, clinic_zone())
    visits = Appointment.objects.visible_to(user).with_people()
    near = Q(starts_at__lt=tomorrow.end)
    ahead = visits.filter(
        near | Q(conflict_since__isnull=False) | Q(under_review_since__isnull=False),
        status=AppointmentStatus.BOOKED,
        ends_at__gt=now,
    )[:MOST_READ]
    near_ones = [visit for visit in ahead if visit.starts_at < tomorrow.end]
    unconfirmed = [
        visit
        for visit in near_ones
        if visit.starts_at >= tomorrow.start and visit.confirmed_at is None
    ]
    unmailed = [visit for visit in near_ones if not visit.patient.reached_by.email]
    fails = failing_emails.found_failing(visit.patient.reached_by.email for visit in near_ones)
    unreached = [each for each in near_ones if each.patient.reached_by.email.lower() in fails]
    failed = Message.objects.visible_to(user).needing_somebody(now).with_return()
    failed = failed.defer("body_text", "body_html")
    kinds = [
        Kind(
            "In conflict",
            [_visit(each, each.conflict_reason) for each in ahead if each.conflict_since],
            is_urgent=True,
        ),
        Kind(
            "Call first",
            [_visit(each, each.levels[0].label) for each in ahead if each.under_review_since],
            is_urgent=True,
        ),
        Kind(
            "Messages that failed or came back",
            [_message(each) for each in failed.select_related("recipient")[:MOST_READ]],
        ),
        Kind("Not confirmed for tomorrow", [_visit(each) for each in unconfirmed]),
        Kind("No email: phone them", [_visit(each) for each in unmailed]),
        Kind("Mail comes back: phone them", [_visit(each) for each in unreached]),
    ]
    return [kind for kind in kinds if kind.items]


def _visit(visit, why=""):
    starts = timezone.localtime(visit.starts_at, clinic_zone())
    when = f"{starts:%a %-d %b}, {time_of_day(starts)}"
    return Waiting(
        name=visit.patient.name,
        text=f"{when}. {why}" if why else when,
        url=board_path(starts.date(), visit),
        phone=visit.patient.phone,
    )


def _message(message):
    person = message.recipient
    return Waiting(
        name=person.name if person else message.recipient_email,
        text=_why(message),
        url=message.get_absolute_url(),
        phone=person.phone if person else "",
    )


def _why(message):
    if message.has_come_back:
        return "It came back: no mail reaches them."
    why = message.get_failed_because_display() or message.last_error[:80]
    return why or "It could not be delivered."
