"""The calendar file of a visit: what a calendar program reads out of it."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from bookings.mail.calendar_files import calendar_file
from clinic.models import ClinicProfile
from tests.factories import NINE, AppointmentFactory, PatientFactory, PractitionerFactory

pytestmark = pytest.mark.django_db
STAMP = datetime(2026, 11, 23, 16, tzinfo=UTC)
PROFILE = ClinicProfile(
    name="Harbour Running Clinic",
    email="desk@clinic.example",
    street="1 Quay",
    city="Vancouver",
    province="BC",
    postal_code="V5K 0A1",
)


def read(content):
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def written(event, *names):
    return {name: event[name].to_ical().decode() for name in names}


def test_calendar_file_invites_to_the_visit():
    visit = AppointmentFactory(
        patient=PatientFactory(email="ana@example.org"),
        practitioner=PractitionerFactory(name="Mia Chen"),
        starts_at=NINE,
        revision=2,
    )

    calendar, event = read(calendar_file(visit, PROFILE, stamped_at=STAMP))

    assert str(calendar["METHOD"]) == "REQUEST"
    assert written(
        event,
        *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"),
        *("STATUS", "ORGANIZER", "ATTENDEE", "CLASS"),
    ) == {
        "UID": f"{visit.reference}@stance",
        "SEQUENCE": "2",
        "DTSTAMP": "20261123T160000Z",
        "DTSTART": "20261201T160000Z",
        "DTEND": "20261201T170000Z",
        "SUMMARY": "Visit at Harbour Running Clinic",
        "DESCRIPTION": "With Mia Chen",
        "STATUS": "CONFIRMED",
        "ORGANIZER": "mailto:desk@clinic.example",
        "ATTENDEE": "mailto:ana@example.org",
        "CLASS": "PRIVATE",
    }
    assert str(event["LOCATION"]) == "1 Quay, Vancouver BC V5K 0A1"


def test_calendar_file_withdraws_a_cancelled_visit_by_the_same_uid():
    visit = AppointmentFactory(revision=3)

    _, invited = read(calendar_file(visit, PROFILE))
    calendar, withdrawn = read(calendar_file(visit, PROFILE, cancelled=True))

    assert str(calendar["METHOD"]) == "CANCEL"
    assert written(withdrawn, "UID", "SEQUENCE", "STATUS") == {
        "UID": str(invited["UID"]),
        "SEQUENCE": "3",
        "STATUS": "CANCELLED",
    }


def test_calendar_file_keeps_its_uid_when_the_site_moves(settings):
    visit = AppointmentFactory()
    _, before = read(calendar_file(visit, PROFILE))
    settings.SITE_URL = "https://another.example"

    _, after = read(calendar_file(visit, PROFILE))

    assert str(after["UID"]) == str(before["UID"])


@pytest.mark.parametrize("day", [datetime(2026, 3, 8, 17), datetime(2026, 11, 1, 17)])
def test_calendar_file_keeps_the_instant_when_some_clocks_change(day):
    starts_at = day.replace(tzinfo=UTC)
    visit = AppointmentFactory(starts_at=starts_at)

    _, event = read(calendar_file(visit, PROFILE))

    assert (event.start, event.end) == (starts_at, starts_at + timedelta(hours=1))
    assert b"TZID" not in calendar_file(visit, PROFILE)


def test_calendar_file_has_an_organizer_and_no_attendee_when_nobody_gave_an_email(settings):
    settings.DEFAULT_FROM_EMAIL = "Clinic <clinic@mail.example>"
    visit = AppointmentFactory(patient=PatientFactory(email=""))

    _, event = read(calendar_file(visit, ClinicProfile(name="Our clinic")))

    assert str(event["ORGANIZER"]) == "mailto:clinic@mail.example"
    assert "ATTENDEE" not in event


def test_calendar_file_cannot_be_given_lines_by_a_name():
    visit = AppointmentFactory(
        practitioner=PractitionerFactory(name="Mia\r\nATTENDEE:mailto:thief@example.org")
    )

    _, event = read(calendar_file(visit, PROFILE))

    assert str(event["ATTENDEE"]) == f"mailto:{visit.patient.email}"
