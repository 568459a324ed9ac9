"""The visits around a change of the clock, as each place tells their times, side by side."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.template import engines
from django.utils import timezone
from icalendar import Calendar

from bookings.mail.calendar_files import event_of, new_calendar
from bookings.mail.times import clinic_time
from bookings.models import Appointment
from bookings.slots.holidays import whole_day
from bookings.slots.intervals import first_instant_at
from bookings.slots.zone_changes import ZoneChange, first_change, last_change
from clinic import health
from clinic.clock_face import time_of_day
from clinic.zones import clinic_zone

LOOK_FOR = timedelta(days=731)  # ahead, and back where nothing is ahead
DAYS_AROUND = 3
MOST_SHOWN = 200
USUAL_TIME = time(9)
AS_PAGES_SHOW = '{{ at|date:"l j F Y" }} at {{ at|clock }}'
CHECKS = ("zone_data", "zone_rules", "system_zones", "postgresql_zones")
SYSTEM_VERSION = Path("/usr/share/zoneinfo/tzdata.zi")  # its first line says it, where it is there


@dataclass(frozen=True)
class Told:
    """One time as it is told in each place."""

    visit: Appointment | None  # none: any visit at the usual time of a day
    at: datetime
    page: str
    mail: str
    calendar: str


@dataclass(frozen=True)
class Rehearsal:
    """A change, ahead or else the last one, and the times around it."""

    change: ZoneChange | None
    is_ahead: bool
    rows: list[Told]
    has_more: bool
    sources: dict[str, health.Found]
    system_version: str


def load_rehearsal(now: datetime) -> Rehearsal:
    """Return the next change of the clinic's clock within two years, or the last one."""
    zone = clinic_zone()
    ahead = first_change(zone, after=now, until=now + LOOK_FOR)
    change = ahead or last_change(zone, since=now - LOOK_FOR, until=now)
    rows, has_more = _rows(change) if change else ([], False)
    checks = [check for check in health.CHECKS if set(check.names) & set(CHECKS)]
    found = health.run(checks)
    return Rehearsal(
        change=change,
        is_ahead=ahead is not None,
        rows=rows,
        has_more=has_more,
        sources={name: found[name] for name in CHECKS},
        system_version=system_version(),
    )


def system_version(path: Path = SYSTEM_VERSION) -> str:
    """Return the version of the machine's own zone data, as its file says; "" if it says none."""
    try:
        with path.open(encoding="utf-8") as rules:
            words = rules.readline(80).split()
    except (OSError, UnicodeDecodeError):
        return ""
    return words[2] if words[:2] == ["#", "version"] and len(words) == 3 else ""


def told_of(at: datetime, visit: Appointment | None = None) -> Told:
    """Return how a time is told on a page, in a mail and in a calendar file."""
    return Told(
        visit=visit,
        at=at.astimezone(UTC),
        page=engines["django"].from_string(AS_PAGES_SHOW).render({"at": at}),
        mail=clinic_time(at),
        calendar=_calendar_time(visit or Appointment(starts_at=at, ends_at=at)),
    )


def _rows(change):
    """Return the visits of three days to each side; without any, nine o'clock of each day."""
    day = timezone.localdate(change.at)
    days = [day + timedelta(days=away) for away in range(-DAYS_AROUND, DAYS_AROUND + 1)]
    zone = clinic_zone()
    begins, ends = whole_day(days[0], zone).start, whole_day(days[-1], zone).end
    visits = (
        Appointment.objects.taking_place()
        .select_related("practitioner")
        .filter(starts_at__gte=begins, starts_at__lt=ends)[: MOST_SHOWN + 1]
    )
    rows = [told_of(visit.starts_at, visit) for visit in visits]
    if not rows:
        rows = [told_of(first_instant_at(day, USUAL_TIME, zone)) for day in days]
    return rows[:MOST_SHOWN], len(rows) > MOST_SHOWN


def _calendar_time(visit):
    """Return when a visit begins as a calendar program reads it out of our file."""
    calendar = new_calendar()
    calendar.add_component(event_of(visit, stamped_at=visit.starts_at, is_cancelled=False))
    (event,) = Calendar.from_ical(calendar.to_ical()).walk("VEVENT")
    local = event["DTSTART"].dt.astimezone(clinic_zone())
    return f"{local:%A} {local.day} {local:%B %Y} at {time_of_day(local)}"
