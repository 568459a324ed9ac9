"""The calendar file of a visit: what a calendar program reads out of it."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from bookings.mail.calendar_files import calendar_file
from bookings.mail.planning import plan_for
from clinic.actions.wording import set_calendar_alarm
from clinic.delivery import deliver_due
from clinic.models import AlarmTime, ClinicProfile
from tests.factories import (
    NINE,
    AppointmentFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
)

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
        "DESCRIPTION": (
            "With Mia Chen\\nFree to move or cancel until Mon 30 Nov at 09:00\\, Vancouver time. "
            "After that\\, cancelling counts as late."
        ),
        "STATUS": "CONFIRMED",
        "ORGANIZER": "mailto:desk@clinic.example",
        "ATTENDEE": "mailto:ana@example.org",
        "CLASS": "PRIVATE",
    }
    place = "Harbour Running Clinic, 1 Quay, Vancouver BC V5K 0A1"
    assert (str(event["LOCATION"]), event.walk("VALARM")) == (place, [])


def test_a_childs_visit_is_told_from_anothers_by_the_first_name():
    visit = AppointmentFactory(patient=PatientFactory(name="Noah Perez", contact_name="Ana Perez"))

    _, event = read(calendar_file(visit, PROFILE))

    assert str(event["SUMMARY"]) == "Noah: visit at Harbour Running Clinic"


def test_calendar_file_rings_only_where_the_clinic_has_set_it():
    set_calendar_alarm(minutes=AlarmTime.TWO_HOURS)
    visit = AppointmentFactory()

    _, event = read(calendar_file(visit, PROFILE))
    _, withdrawn = read(calendar_file(visit, PROFILE, cancelled=True))

    [alarm] = event.walk("VALARM")
    assert written(alarm, "ACTION", "TRIGGER") == {"ACTION": "DISPLAY", "TRIGGER": "-PT2H"}
    assert withdrawn.walk("VALARM") == []


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


@pytest.mark.parametrize("email", ["", "ana@localhost"])
@pytest.mark.parametrize(("cancelled", "status"), [(False, "CONFIRMED"), (True, "CANCELLED")])
def test_calendar_file_is_published_when_there_is_nobody_to_send_it_to(
    settings, email, cancelled, status
):
    settings.DEFAULT_FROM_EMAIL = "Clinic <clinic@mail.example>"
    visit = AppointmentFactory(patient=PatientFactory(email=email))

    calendar, event = read(
        calendar_file(visit, ClinicProfile(name="Our clinic"), cancelled=cancelled)
    )

    assert (str(calendar["METHOD"]), str(event["STATUS"])) == ("PUBLISH", status)
    assert (str(event["ORGANIZER"]), dict(event["ORGANIZER"].params)) == (
        "mailto:clinic@mail.example",
        {"CN": "Our clinic"},
    )
    assert "ATTENDEE" not in event


def test_calendar_file_names_the_attendee_as_they_are_mailed():
    visit = AppointmentFactory(patient=PatientFactory(email="ana@straße.de"))

    _, event = read(calendar_file(visit, PROFILE))

    assert str(event["ATTENDEE"]) == "mailto:ana@xn--strae-oqa.de"


@pytest.mark.parametrize(
    ("own", "answered", "named"),
    [
        ("", "clinic@mail.example", {"CN": "Harbour"}),
        ("desk@localhost", "clinic@mail.example", {"CN": "Harbour"}),
        ("clinic@mail.example", "clinic@mail.example", {"CN": "Harbour"}),
        (
            "desk@straße.de",
            "desk@xn--strae-oqa.de",
            {"CN": "Harbour", "SENT-BY": "mailto:clinic@mail.example"},
        ),
    ],
)
def test_a_mail_and_its_calendar_file_name_one_address(settings, mailbox, own, answered, named):
    settings.DEFAULT_FROM_EMAIL = "Harbour <clinic@mail.example>"
    ClinicProfile.objects.create(name="Harbour", email=own)
    visit = AppointmentFactory(patient=PatientFactory(email="ana@example.org"))
    plan_for(visit, now=STAMP)

    deliver_due(STAMP)

    [mail] = mailbox.to("ana@example.org")
    [part] = mail.iter_attachments()
    calendar, event = read(part.get_payload(decode=True))
    assert (mail["From"], mail["Reply-To"]) == ("Harbour <clinic@mail.example>", answered)
    assert (str(event["ORGANIZER"]), dict(event["ORGANIZER"].params)) == (
        f"mailto:{answered}",
        named,
    )
    assert str(calendar["METHOD"]) == part["Content-Type"].params["method"] == "REQUEST"


def test_answers_to_an_account_mail_go_to_the_clinic(client, mailbox):
    ClinicProfile.objects.create(name="Harbour", email="desk@clinic.example")

    client.post("/accounts/login/code/", {"email": UserFactory().email})
    deliver_due()

    assert [mail["Reply-To"] for mail in mailbox.accepted] == ["desk@clinic.example"]


def test_calendar_file_cannot_be_given_lines_by_a_name():
    visit = AppointmentFactory(
        practitioner=PractitionerFactory(name="Mia\r\nATTENDEE:mailto:thief@example.org")
    )

    _, event = read(calendar_file(visit, PROFILE))

    assert str(event["ATTENDEE"]) == f"mailto:{visit.patient.email}"
