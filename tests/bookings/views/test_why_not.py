"""“Why not?”: one line of the engine about one time, for the desk, and what can be done."""

import re
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.actions import hold_slot
from bookings.models import ScheduleException, Service, WorkingHours
from clinic.models import Practitioner
from clinic.zones import clinic_zone
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    EquipmentFactory,
    FrontDeskFactory,
    PatientFactory,
    ServiceFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo", "reminder_rules")]
TUESDAY = "2026-12-01"


@pytest.fixture
def desk(client):
    client.force_login(FrontDeskFactory())
    return client


def ask(client, at, **query):
    asked = {"service": "physio", "practitioner": "any", "at": at} | query
    return client.get(f"/desk/why-not/?{urlencode(asked)}")


def told(response):
    """Return the lines to staff and to patients, practitioner by practitioner."""
    return [
        (answer.refusal.text if answer.refusal else "", answer.for_patients)
        for answer, _ in response.context["answers"]
    ]


def lines(response, word):
    """Return what each point of a list says that has the word in it."""
    texts = [re.sub("<[^>]*>", " ", part.split("</li>")[0]) for part in response.text.split("<li>")]
    return [" ".join(text.split()) for text in texts if word in text]


def closed(**whose):
    ScheduleException.objects.create(
        starts_at=NINE, ends_at=NINE + timedelta(hours=1), reason="Staff training", **whose
    )


@pytest.mark.parametrize(
    ("at", "service", "made", "staff", "patients"),
    [
        (f"{TUESDAY}T09:00", {}, None, "", ""),
        (f"{TUESDAY}T18:00", {}, None, "Outside working hours.", None),
        (f"{TUESDAY}T09:00", {}, lambda _, ada: closed(practitioner=ada), "Staff training.", None),
        (f"{TUESDAY}T09:00", {}, lambda *_: closed(), "Staff training.", None),
        (
            f"{TUESDAY}T09:30",
            {},
            lambda service, ada: AppointmentFactory(service=service, practitioner=ada),
            "Booked from 09:00 to 10:00 Vancouver time.",
            None,
        ),
        (
            f"{TUESDAY}T10:00",
            {"buffer_before_min": 10},
            lambda service, ada: AppointmentFactory(service=service, practitioner=ada),
            "Booked from 09:00 to 10:00 Vancouver time, which leaves too short a break.",
            None,
        ),
        (
            f"{TUESDAY}T09:30",
            {"equipment": 1},
            lambda *_: AppointmentFactory(equipment=Service.objects.get().unit),
            "The equipment is booked from 09:00 to 10:00 Vancouver time.",
            None,
        ),
        (
            f"{TUESDAY}T09:00",
            {"notice_hours": 400},
            None,
            "",
            "Too soon: visits can start from 01:00 Vancouver time on Thursday, December 10, 2026.",
        ),
        (
            f"{TUESDAY}T09:00",
            {"horizon_days": 3},
            None,
            "",
            "Too far ahead: visits can start before 00:00 Vancouver time on Friday, November 27, "
            "2026.",
        ),
        (
            f"{TUESDAY}T09:05",
            {},
            None,
            "Visits start every 15 minutes, counted from midnight.",
            None,
        ),
        (
            f"{TUESDAY}T09:00",
            {"is_bookable_online": False},
            None,
            "",
            "This service is not booked online.",
        ),
    ],
)
def test_the_engine_says_why_to_staff_and_to_patients(
    desk, monkeypatch, at, service, made, staff, patients
):
    offered, [ada] = bookable(slug="physio", **service)
    monkeypatch.setattr(
        Service, "unit", property(lambda self: EquipmentFactory._meta.model.objects.get()), False
    )
    if made:
        made(offered, ada)

    answer = ask(desk, at)

    assert told(answer) == [(staff, staff if patients is None else patients)]
    page = answer.content.decode()
    assert ("Book this time" in page) is (staff == "")
    assert ("Book all the same" in page) is staff.startswith("Booked from")


def test_who_is_in_the_way_is_named_to_staff_alone(desk):
    service, [ada] = bookable(slug="physio", equipment=1, buffer_before_min=10)
    other = bookable(slug="other", practitioners=1)[1][0]
    unit = EquipmentFactory._meta.model.objects.get()
    near = AppointmentFactory(service=service, practitioner=ada, starts_at=NINE)
    AppointmentFactory(service=service, practitioner=ada, starts_at=NINE + timedelta(hours=3))
    on_unit = AppointmentFactory(
        practitioner=other, equipment=unit, starts_at=NINE + timedelta(hours=1, minutes=30)
    )

    buffer = ask(desk, f"{TUESDAY}T10:00")
    treadmill = ask(desk, f"{TUESDAY}T10:30")

    def shown(response):
        return [
            (rival.appointment, rival.gap_min)
            for answer, _ in response.context["answers"]
            for rival in answer.in_the_way
        ]

    assert shown(buffer) == [(near, 10)]
    assert near.patient.name in buffer.content.decode()
    assert near.patient.name not in told(buffer)[0][1]
    assert shown(treadmill) == [(on_unit, 0)]


def test_what_is_booked_all_the_same_leads_to_the_form_that_asks_why(desk):
    service, [ada] = bookable(slug="physio", equipment=1)
    AppointmentFactory(service=service, practitioner=ada, starts_at=NINE)
    unit = EquipmentFactory._meta.model.objects.get()

    free = ask(desk, f"{TUESDAY}T09:30")
    [(_, link)] = free.context["answers"]
    form = desk.get(link)
    AppointmentFactory(service=service, practitioner=bookable()[1][0], equipment=unit)
    taken = ask(desk, f"{TUESDAY}T09:30")

    assert "Book all the same" in free.text
    assert (form.status_code, form.context["wanted"].may_overbook) == (409, True)
    assert "Book all the same" not in taken.text


def test_a_time_that_is_held_says_until_when(desk, clock):
    service, [ada] = bookable(slug="physio")
    held = hold_slot(
        service=service, practitioner=ada, starts_at=NINE, holder=PatientFactory().reference
    )

    answer = ask(desk, f"{TUESDAY}T09:00")

    until = held.hold_expires_at.astimezone(clinic_zone())
    assert lines(answer, "held until") == [
        f"Somebody is booking 09:00–10:00 online: held until {until:%H:%M}"
    ]


def test_a_time_that_the_desk_keeps_until_tomorrow_says_both(desk):
    """It is kept for a caller, or was offered by mail: nobody is booking it online."""
    service, [ada] = bookable(slug="physio")
    AppointmentFactory(
        service=service,
        practitioner=ada,
        patient=None,
        starts_at=NINE,
        status="held",
        source="desk",
        hold_token=uuid4(),
        hold_expires_at=MONDAY_MORNING + timedelta(hours=23),
    )

    answer = ask(desk, f"{TUESDAY}T09:00")

    assert lines(answer, "held until") == [
        "The desk keeps 09:00–10:00 for somebody: held until Tue 24 Nov, 08:00"
    ]


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ({"at": "soon"}, "at", "Type a day and a time such as 2027-02-28 14:00."),
        ({"at": ""}, "at", "This field is required."),
        ({"at": "0001-01-01T00:00"}, "at", "Please choose a day nearer to today."),
        ({"at": "9" * 400}, "at", "Type a day and a time such as 2027-02-28 14:00."),
        (
            {"at": "0001-01-01T00:00+14:00"},
            "at",
            "Type a day and a time such as 2027-02-28 14:00.",
        ),
        ({"service": "gone"}, "service", "Select a valid choice. gone is not one of the "),
        ({"practitioner": "nobody"}, "practitioner", "Select a valid choice."),
        ({"patient": "me"}, "patient", "Enter a valid UUID."),
    ],
)
def test_a_question_that_cannot_be_asked_is_explained_beside_it(desk, query, field, words):
    bookable(slug="physio")

    answer = ask(desk, **{"at": f"{TUESDAY}T09:00"} | query)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert words in answer.context["form"].errors[field][0]


def test_a_time_with_its_offset_and_a_patient_are_handed_on(desk):
    bookable(slug="physio")
    patient = PatientFactory()

    answer = ask(desk, "2026-12-01T16:00:00+00:00", patient=patient.reference)

    [(_, link)] = answer.context["answers"]
    assert answer.context["form"]["at"].value() == datetime(2026, 12, 1, 9)
    assert desk.get(link).status_code == 200
    assert f"patient={patient.reference}" in link


def test_it_asks_as_often_for_twelve_as_for_one(desk):
    service, people = bookable(slug="physio", practitioners=12, equipment=2)
    for person in people:
        AppointmentFactory(service=service, practitioner=person)

    with CaptureQueriesContext(
        connection,
    ) as many:
        answer = ask(desk, f"{TUESDAY}T09:30")
    with CaptureQueriesContext(connection) as one:
        ask(desk, f"{TUESDAY}T09:30", practitioner=people[0].slug)

    assert len(answer.context["answers"]) == 12
    assert len(many) == len(one)


def test_an_administrator_opens_a_holiday_for_one_practitioner_alone(client):
    [ada, _] = bookable(slug="physio", practitioners=2)[1]
    WorkingHours.objects.update(weekday=4)
    WorkingHours.objects.create(practitioner=ada, weekday=4, opens=time(18), closes=time(20))
    massage_alone = WorkingHours.objects.create(
        practitioner=ada, weekday=4, opens=time(20), closes=time(22)
    )
    massage_alone.services.add(ServiceFactory(name="Massage"))
    client.force_login(AdministratorFactory())
    christmas = {"day": "2026-12-25", "asked": "service=physio&at=2026-12-25T09:00"}
    path = f"/desk/why-not/{ada.slug}/open/"

    before = told(ask(client, "2026-12-25T09:00"))
    checked = client.post(path, christmas)
    saved = client.post(path, christmas | {"confirmed": checked.context["impact"].mark})
    after = told(client.get(saved.url))

    assert before == [("Christmas Day.", "Christmas Day.")] * 2
    assert (checked.context["impact"].added, checked.context["impact"].removed) == (29 + 5, 0)
    assert sorted(after) == [("", ""), ("Christmas Day.", "Christmas Day.")]
    rows = ScheduleException.objects.all()
    assert {row.practitioner for row in rows} == {ada}
    assert (len({row.repeat for row in rows}), rows.count()) == (1, 2)


@pytest.mark.parametrize(
    ("day", "status"),
    [("2026-12-24", 404), ("2025-12-25", 400), ("", 400), ("x", 400), ("2026-12-25", 422)],
)
def test_what_is_no_holiday_ahead_is_not_opened(client, day, status):
    [ada] = bookable(slug="physio")[1]  # who works on Tuesdays alone
    client.force_login(AdministratorFactory())

    answer = client.post(f"/desk/why-not/{ada.slug}/open/", {"day": day, "asked": "\r\nx"})

    expected = 302 if status == 422 else status  # a notice, where no form stands
    assert (answer.status_code, ScheduleException.objects.count()) == (expected, 0)
    assert Practitioner.objects.count() == 1
