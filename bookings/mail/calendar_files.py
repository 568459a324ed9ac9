"""A visit as a calendar file, which a calendar adds, moves or removes by its UID and SEQUENCE."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from icalendar import Alarm, Calendar, Event, vCalAddress

from bookings.models import Appointment
from bookings.policies import policy_of
from clinic.addresses import is_mailable, mailable
from clinic.emails import clinic_address, sender
from clinic.models import CalendarDefaults, ClinicProfile


def calendar_file(
    appointment: Appointment,
    profile: ClinicProfile,
    *,
    cancelled: bool = False,
    stamped_at: datetime | None = None,
) -> bytes:
    """Return the visit for a calendar program; a cancelled one asks the program to remove it.

    With somebody to send it to it is an invitation, or its withdrawal; without, it is published, as
    both of these have to name an attendee (RFC 5546, 3.2.1, 3.2.2 and 3.2.5). Times are in UTC, for
    many programs read a zone's name by rules of their own. The title, which others may see in a
    shared calendar, says nothing about health. It rings before the visit only if the clinic has
    set that.
    """
    attendee = _reached_at(appointment)
    event = event_of(appointment, stamped_at=stamped_at or timezone.now(), is_cancelled=cancelled)
    event.add("summary", _title(appointment, profile))
    event.add("description", _described(appointment, cancelled=cancelled))
    event.add("location", place_of(profile))
    event.add("organizer", _organizer(profile))
    if not cancelled and (minutes := CalendarDefaults.objects.alarm_minutes()):
        event.add_component(_alarm(minutes))
    if attendee:
        event.add("attendee", _attendee(attendee), encode=0)

    calendar = new_calendar()
    calendar.add("method", calendar_method(appointment, cancelled=cancelled))
    calendar.add_component(event)
    return calendar.to_ical()


def new_calendar() -> Calendar:
    """Return a calendar without a visit yet."""
    calendar = Calendar()
    calendar.add("prodid", "-//Clinic visits//Calendar//EN")
    calendar.add("version", "2.0")
    return calendar


def event_of(appointment: Appointment, *, stamped_at: datetime, is_cancelled: bool) -> Event:
    """Return what every calendar is told of a visit: which, when, which revision, whether it is on.

    Mailed file and feed tell the same, or a calendar that has both would show a visit twice.
    """
    event = Event()
    event.add("uid", f"{appointment.reference}@stance")
    event.add("sequence", appointment.revision)
    event.add("dtstamp", stamped_at.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    return event


def place_of(profile: ClinicProfile) -> str:
    """Return where it is, the clinic's name first: a map alone finds an address without it."""
    return ", ".join(part for part in (profile.name, profile.address) if part)


def _title(appointment, profile):
    """Name the clinic and, to whoever books for another, whose visit it is by the first name."""
    patient = appointment.patient
    first_name = next(iter(patient.name.split()), "") if patient and patient.contact_name else ""
    return f"{first_name}: visit at {profile.name}" if first_name else f"Visit at {profile.name}"


def _alarm(minutes):
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "Visit")
    alarm.add("trigger", -timedelta(minutes=minutes))
    return alarm


def calendar_method(appointment: Appointment, *, cancelled: bool = False) -> str:
    """Return what a calendar program is asked to do, which the mail's part has to say as well."""
    if not _reached_at(appointment):
        return "PUBLISH"
    return "CANCEL" if cancelled else "REQUEST"


def _reached_at(appointment):
    """Return the email that the visit's mail goes to, as it is mailed; "" if none can be."""
    email = appointment.patient.reached_by.email if appointment.patient else ""
    return mailable(email) if is_mailable(email) else ""


def _described(appointment, *, cancelled):
    """Say with whom it is, and of one that takes place until when it is free to change."""
    whom = f"With {appointment.practitioner}"
    if cancelled:
        return whom
    terms = policy_of(appointment)
    return f"{whom}\n{terms.in_words(min(timezone.now(), terms.free_until))}"


def _organizer(profile):
    """Return the clinic's address, which programs ask for before they take a file with a method."""
    email = clinic_address(profile)
    organizer = vCalAddress(f"mailto:{email}")
    organizer.params["cn"] = profile.name
    if email != sender():
        organizer.params["sent-by"] = f"mailto:{sender()}"
    return organizer


def _attendee(email):
    attendee = vCalAddress(f"mailto:{email}")
    attendee.params["partstat"] = "ACCEPTED"  # they booked it: there is nothing to answer
    attendee.params["rsvp"] = "FALSE"
    return attendee
