"""Where a visit is about to be put by the desk: whether it fits, and what its patient will be told.

The actions decide it again under their locks; this is asked first, so that nobody is surprised.
"""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from bookings.mail.changes import Change, change_in_words, changes_between, last_told
from bookings.mail.planning import told_of_a_change_at
from bookings.models import Appointment, Service
from bookings.pages.any_time import wanted_time
from bookings.queries import ignored_by_a_move
from bookings.slots import services
from bookings.slots.intervals import Interval
from bookings.slots.search import Search
from clinic.clock_face import time_of_day
from clinic.models import Practitioner
from clinic.zones import clinic_zone

IS_ELSEWHERE = "They have another visit at that time."


@dataclass(frozen=True)
class Preview:
    """What a move would change, why it cannot be, and what its patient would be told.

    Where other visits alone refuse it, staff `may_overbook`.
    """

    changes: list[Change]
    refusal: str
    may_overbook: bool
    told: str


@dataclass(frozen=True)
class Fit:
    """A service that somebody gives, and why it cannot begin at a time; "" when it can."""

    service: Service
    refusal: str
    may_overbook: bool


def preview_move(
    visit: Appointment,
    *,
    starts_at: datetime,
    practitioner: Practitioner,
    duration: timedelta,
    now: datetime,
) -> Preview:
    """Return what moving a visit would do."""
    interval = Interval.lasting(duration, starts_at)
    wanted = copy(visit)
    wanted.starts_at, wanted.ends_at = interval.start, interval.end
    wanted.practitioner = practitioner
    wanted.revision = visit.revision + 1
    refusal, may_overbook = _why_not(visit, interval, practitioner, now)
    told = _told(wanted, now) if may_overbook or not refusal else ""
    return Preview(changes_between(visit, wanted), refusal, may_overbook, told)


def fits(practitioner: Practitioner, starts_at: datetime, now: datetime, *, ignoring) -> list[Fit]:
    """Return what a practitioner gives, and whether it fits at a time; what does comes first."""
    givers = services.practitioners_of_services()
    found = [
        fit(service, practitioner, starts_at, now, ignoring=ignoring)
        for service in services.bookable_services(by_staff=True)
        if practitioner in givers.get(service.pk, [])
    ]
    return sorted(found, key=lambda fit: (bool(fit.refusal), not fit.may_overbook))


def fit(
    service: Service, practitioner: Practitioner, starts_at: datetime, now: datetime, *, ignoring
) -> Fit:
    """Return whether one service fits at a time."""
    search = Search(service, [practitioner], now, by_staff=True, ignoring=ignoring)
    wanted = wanted_time(search, starts_at)
    return Fit(service, wanted.why, wanted.may_overbook)


def _why_not(visit, interval, practitioner, now) -> tuple[str, bool]:
    service, offering = services.offered(visit.service_id)
    if practitioner not in offering:
        return f"{practitioner.name} does not offer this service.", False
    others = Appointment.objects.of_person(visit.patient).taking_place().exclude(pk=visit.pk)
    if others.overlapping(interval).exists():
        return IS_ELSEWHERE, False
    search = Search(
        service,
        [practitioner],
        now,
        by_staff=True,
        ignoring=ignored_by_a_move(visit),
        duration=interval.duration,
    )
    wanted = wanted_time(search, interval.start)
    return wanted.why, wanted.may_overbook


def _told(wanted, now) -> str:
    patient = wanted.patient
    email = patient.reached_by.email
    if not email:
        return f"Nobody is mailed: no email is known. {patient.phone}".strip()
    told = last_told(wanted)
    if told.is_still_so(wanted):
        return "Nothing: it is where they were told it is."
    change = change_in_words(changes_between(told.state, wanted), wanted)
    at = timezone.localtime(told_of_a_change_at(wanted, now), clinic_zone())
    return f"A mail to {email} at {time_of_day(at)}: the visit {change}."
