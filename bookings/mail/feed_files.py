"""The visits of one practitioner or unit as a calendar that a program reads over and over."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone
from icalendar import Event

from bookings.mail.calendar_files import event_of, new_calendar, place_of
from bookings.models import Appointment, CalendarFeed
from bookings.slots.holidays import whole_day
from clinic.models import ClinicProfile, Practitioner
from clinic.zones import clinic_zone

DAYS_BEHIND, DAYS_AHEAD = 30, 365
READ_AGAIN_AFTER = timedelta(minutes=15)  # what programs are asked for; most wait for longer


@dataclass(frozen=True)
class ToldDiary:
    """A diary from a month ago to a year ahead, as its feed tells it.

    A title tells a patient's initials, and nothing tells a service, whose name may name a body
    part: calendars are shared, and lie open on phones. A cancelled visit says so by its status and
    in its title, which some programs show alone, until its day is over; then it is left out. Times
    are in UTC, as in what is mailed. The same rows make the same file all day.
    """

    feed: CalendarFeed
    today: date
    profile: ClinicProfile
    visits: list[Appointment]

    @property
    def changed_at(self) -> datetime:
        """When the last of it was changed."""
        return max([self.feed.made_at, *map(_changed_at, self.visits)])

    @property
    def tag(self) -> str:
        """Another one for another file, without the file: that takes a millisecond a visit."""
        told = [self.feed.secret, self.today, self._name, place_of(self.profile)]
        for visit in self.visits:
            told += [visit.reference, visit.revision, visit.starts_at, visit.ends_at]
            told += [_title(visit), _described(visit, self.feed), _changed_at(visit)]
        return hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()[:32]

    @property
    def _name(self):
        return f"{self.feed.whose}, {self.profile.name}"

    def file(self) -> bytes:
        calendar = new_calendar()
        calendar.add("x-wr-calname", self._name)
        calendar.add("refresh-interval", READ_AGAIN_AFTER, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT15M")
        for visit in self.visits:
            calendar.add_component(_event(visit, self.feed, self.profile))
        return calendar.to_ical()


def told_diary(feed: CalendarFeed, now: datetime) -> ToldDiary:
    """Load what a feed tells; two queries."""
    return ToldDiary(
        feed=feed,
        today=timezone.localdate(now),
        profile=ClinicProfile.objects.current(),
        visits=list(visits_of_feed(feed, now)),
    )


def visits_of_feed(feed: CalendarFeed, now: datetime) -> QuerySet[Appointment]:
    """Return the visits that a feed tells, each with when it was last changed, in one query."""
    today = timezone.localdate(now)
    zone = clinic_zone()
    begins = whole_day(today - timedelta(days=DAYS_BEHIND), zone).start
    ends = whole_day(today + timedelta(days=DAYS_AHEAD), zone).end
    of_diary = {"practitioner": feed.practitioner, "equipment": feed.equipment}
    return (
        Appointment.objects.ever_booked()
        .with_people()
        .filter(**{column: whose for column, whose in of_diary.items() if whose})
        .filter(starts_at__gte=begins, starts_at__lt=ends)
        .exclude(cancelled_at__isnull=False, starts_at__lt=whole_day(today, zone).start)
        .annotate(changed_at=Max("events__pgh_created_at"))
    )


def initials(name: str) -> str:
    """Return what stands for a patient where others may look: the first letters, “A. T.”."""
    words = [[letter for letter in word if letter.isalpha()] for word in name.split()]
    letters = [word[0].upper() for word in words if word]
    return " ".join(f"{letter}." for letter in (letters[0], *letters[1:][-1:])) if letters else ""


def _event(visit, feed, profile) -> Event:
    event = event_of(visit, stamped_at=_changed_at(visit), is_cancelled=visit.is_cancelled)
    event.add("last-modified", _changed_at(visit))
    event.add("summary", _title(visit))
    event.add("description", _described(visit, feed))
    event.add("location", place_of(profile))
    event.add("url", settings.SITE_URL + visit.get_absolute_url())
    event.add("transp", "TRANSPARENT" if visit.is_cancelled else "OPAQUE")
    return event


def _title(visit):
    whose = initials(visit.patient.person.name)
    title = f"Visit, {whose}" if whose else "Visit"
    return f"Cancelled: {title}" if visit.is_cancelled else title


def _described(visit, feed):
    """Say what the diary does not: of a practitioner's which unit, of a unit's with whom."""
    if isinstance(feed.whose, Practitioner):
        return visit.equipment.name if visit.equipment else "No equipment"
    return f"With {visit.practitioner}"


def _changed_at(visit):
    return visit.changed_at or visit.created_at
