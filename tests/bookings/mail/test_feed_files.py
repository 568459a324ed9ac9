"""A diary as a calendar that a program reads over and over."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bookings import actions
from bookings.mail.calendar_files import calendar_file
from bookings.mail.feed_files import feed_file, initials
from bookings.models import CalendarFeed
from clinic.models import ClinicProfile
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    AT_THE_DESK,
    NINE,
    AppointmentFactory,
    EquipmentFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
    bookable,
)

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ana Torres", "A. T."),
        ("Ana María de la Torre", "A. T."),
        ("élodie", "É."),
        ("(Bob) O’Neill", "B. O."),
        ("李 小龙", "李. 小."),
        ("604 555", ""),
    ],
)
def test_initials_tell_no_surname(name, told):
    assert initials(name) == told


@given(st.text(min_size=1, max_size=60))
def test_initials_are_two_letters_at_most(name):
    assert sum(letter.isalpha() for letter in initials(name)) <= 2 * len("ŉ".upper())


def events_of(content):
    return {
        str(event["UID"]): {
            name: event[name].to_ical().decode() for name in ("SEQUENCE", "STATUS", "SUMMARY")
        }
        | {"DTSTART": f"{event['DTSTART'].dt:%d %H:%M%z}"}
        for event in Calendar.from_ical(content).walk("VEVENT")
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_feed_follows_a_move_and_a_cancellation_under_the_uid_that_is_mailed():
    service, (ana,) = bookable(name="Knee pain visit")
    feed = actions.renew_feed(of=ana, by=UserFactory())
    patient = PatientFactory(name="Rob Vale")
    wanted = {"service": service, "practitioner": ana, "booker": AT_THE_DESK}
    visit = actions.book_appointment(patient=patient, starts_at=NINE, **wanted)
    uid = f"{visit.reference}@stance"

    booked, booked_at = feed_file(feed, MONDAY_MORNING)
    visit = actions.move_appointment(
        appointment=visit, starts_at=NINE + 2 * HOUR, booker=AT_THE_DESK
    )
    moved, _ = feed_file(feed, MONDAY_MORNING)
    visit = actions.cancel_appointment(appointment=visit)
    cancelled, cancelled_at = feed_file(feed, MONDAY_MORNING)

    told = {"SUMMARY": "Visit\\, R. V.", "STATUS": "CONFIRMED"}
    assert events_of(booked) == {uid: told | {"SEQUENCE": "0", "DTSTART": "01 16:00+0000"}}
    assert events_of(moved) == {uid: told | {"SEQUENCE": "1", "DTSTART": "01 18:00+0000"}}
    assert events_of(cancelled) == {
        uid: {
            "SUMMARY": "Cancelled: Visit\\, R. V.",
            "STATUS": "CANCELLED",
            "SEQUENCE": "2",
            "DTSTART": "01 18:00+0000",
        }
    }
    assert cancelled_at >= booked_at
    mailed = Calendar.from_ical(calendar_file(visit, ClinicProfile(), cancelled=True))
    assert [str(event["UID"]) for event in mailed.walk("VEVENT")] == [uid]
    assert b"Vale" not in booked + moved + cancelled
    assert b"Knee" not in booked + moved + cancelled


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_feed_tells_one_diary_from_a_month_ago_to_a_year_ahead():
    ana, unit = PractitionerFactory(name="Ana Reed"), EquipmentFactory(name="Treadmill 1")
    day = timedelta(days=1)
    of_ana = {"practitioner": ana}
    told = [
        AppointmentFactory(starts_at=NINE - 37 * day, **of_ana),  # 26 October, 30 days ago
        AppointmentFactory(starts_at=NINE, equipment=unit, **of_ana),
        AppointmentFactory(starts_at=NINE + 356 * day, **of_ana),
    ]
    AppointmentFactory(starts_at=NINE - 39 * day, **of_ana)
    AppointmentFactory(starts_at=NINE + 360 * day, **of_ana)
    AppointmentFactory(starts_at=NINE)  # somebody else's
    AppointmentFactory(
        starts_at=NINE + HOUR,
        status="held",
        patient=None,
        hold_token=told[0].reference,
        hold_expires_at=NINE,
        **of_ana,
    )
    over = {"status": "cancelled", "cancelled_at": NINE - 20 * day}
    AppointmentFactory(starts_at=NINE - 9 * day, **over, **of_ana)  # cancelled, and its day is over

    feeds = [
        CalendarFeed.objects.create(practitioner=ana, made_by=UserFactory()),
        CalendarFeed.objects.create(equipment=unit, made_by=UserFactory()),
    ]
    of_a_person, of_a_unit = (feed_file(feed, MONDAY_MORNING)[0] for feed in feeds)

    assert list(events_of(of_a_person)) == [f"{visit.reference}@stance" for visit in told]
    assert list(events_of(of_a_unit)) == [f"{told[1].reference}@stance"]
    assert b"DESCRIPTION:With Ana Reed" in of_a_unit
    assert b"DESCRIPTION:Treadmill 1" in of_a_person
    assert feed_file(feeds[0], MONDAY_MORNING + 3 * HOUR)[0] == of_a_person
