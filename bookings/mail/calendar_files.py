"""A visit as a calendar file, which a calendar adds, moves or removes by its UID and SEQUENCE."""

from datetime import UTC, datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress

from bookings.models import Appointment
from clinic.models import ClinicProfile


def calendar_file(
    appointment: Appointment,
    profile: ClinicProfile,
    *,
    cancelled: bool = False,
    stamped_at: datetime | None = None,
) -> bytes:
    """Return the visit for a calendar program; a cancelled one asks the program to remove it.

    Times are in UTC, for many programs read a zone's name by rules of their own. The title, which
    others may see in a shared calendar, says nothing about health.
    """
    event = Event()
    event.add("uid", f"{appointment.reference}@stance")
    event.add("sequence", appointment.revision)
    event.add("dtstamp", (stamped_at or timezone.now()).astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", f"Visit at {profile.name}")
    event.add("description", f"With {appointment.practitioner}")
    event.add("location", profile.address or profile.name)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", _organizer(profile))
    if appointment.patient and (email := appointment.patient.reached_by.email):
        event.add("attendee", _attendee(email), encode=0)

    calendar = Calendar()
    calendar.add("prodid", "-//Stance//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(event)
    return calendar.to_ical()


def _organizer(profile):
    """Return the clinic's address, which programs ask for before they take a file with a method."""
    email = profile.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    organizer = vCalAddress(f"mailto:{email}")
    organizer.params["cn"] = profile.name
    return organizer


def _attendee(email):
    attendee = vCalAddress(f"mailto:{email}")
    attendee.params["partstat"] = "ACCEPTED"  # they booked it: there is nothing to answer
    attendee.params["rsvp"] = "FALSE"
    return attendee
