"""How this app shows an instant in mail and calendar files, for the check of the zone data."""

from datetime import datetime, timedelta

from icalendar import Calendar

from bookings.mail.calendar_files import calendar_file
from bookings.mail.times import clinic_time
from bookings.models import Appointment
from clinic.clock_face import time_of_day
from clinic.models import ClinicProfile, Practitioner
from clinic.zones import clinic_zone


def mailed_time(at: datetime) -> str:
    """Return an instant as an email tells it."""
    return clinic_time(at)


def calendar_time(at: datetime) -> str:
    """Return an instant as a calendar program reads it out of our file, on the clinic's clock."""
    visit = Appointment(practitioner=Practitioner(), starts_at=at, ends_at=at + timedelta(hours=1))
    withdrawn = calendar_file(visit, ClinicProfile(), cancelled=True)  # which reads no conditions
    calendar = Calendar.from_ical(withdrawn)
    (event,) = calendar.walk("VEVENT")
    return time_of_day(event["DTSTART"].dt.astimezone(clinic_zone()))
