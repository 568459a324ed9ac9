"""A diary as a calendar that a program reads over and over."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bookings import actions
from bookings.mail.calendar_files import calendar_file
from bookings.mail.feed_files import initials, told_diary
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

    first = told_diary(feed, MONDAY_MORNING)
    booked = first.file()
    visit = actions.move_appointment(
        appointment=visit, starts_at=NINE + 2 * HOUR, booker=AT_THE_DESK
    )
    moved = told_diary(feed, MONDAY_MORNING).file()
    visit = actions.cancel_appointment(appointment=visit)
    last = told_diary(feed, MONDAY_MORNING)
    cancelled = last.file()

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
    assert last.changed_at >= first.changed_at
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
    of_a_person, of_a_unit = (told_diary(feed, MONDAY_MORNING).file() for feed in feeds)

    assert list(events_of(of_a_person)) == [f"{visit.reference}@stance" for visit in told]
    assert list(events_of(of_a_unit)) == [f"{told[1].reference}@stance"]
    assert b"DESCRIPTION:With Ana Reed" in of_a_unit
    assert b"DESCRIPTION:Treadmill 1" in of_a_person
    assert told_diary(feeds[0], MONDAY_MORNING + 3 * HOUR).file() == of_a_person


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_whatever_changes_the_file_changes_its_tag():
    ana, unit = PractitionerFactory(name="Ana Reed"), EquipmentFactory(name="Treadmill 1")
    visit = AppointmentFactory(practitioner=ana, equipment=unit, patient__name="Rob Vale")
    ClinicProfile.objects.update_or_create(defaults={"street": "1 Main Street"})
    feed = CalendarFeed.objects.create(practitioner=ana, made_by=UserFactory())

    def told():
        diary = told_diary(CalendarFeed.objects.get(pk=feed.pk), MONDAY_MORNING)
        return diary.tag, diary.file()

    answers = [told(), told()]
    for row, changed in [
        (visit, {"starts_at": NINE - HOUR}),
        (visit, {"ends_at": NINE + 2 * HOUR}),
        (
            visit,
            {"status": "cancelled", "cancelled_at": MONDAY_MORNING, "cancelled_side": "patient"},
        ),
        (visit.patient, {"name": "Tom Vale"}),
        (unit, {"name": "Treadmill 2"}),
        (ana, {"name": "Ana Moss"}),
        (ClinicProfile.objects.current(), {"street": "2 Main Street"}),
        (ClinicProfile.objects.current(), {"name": "Stride"}),
    ]:
        type(row).objects.filter(pk=row.pk).update(**changed)
        answers.append(told())

    tags, files = ({answer[place] for answer in answers} for place in (0, 1))
    assert (len(tags), len(files)) == (9, 9)
