"""Booking at the desk with somebody on the phone: kept at once, named, booked, given back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment
from clinic.delivery import deliver_due
from clinic.models import Patient
from tests.factories import (
    NINE,
    AppointmentFactory,
    FrontDeskFactory,
    PatientFactory,
    ServiceFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
HTMX = {"HX-Request": "true"}
NEW, HOLD, RELEASE = (f"/desk/visits/new/{part}" for part in ("", "hold/", "release/"))


@pytest.fixture
def service():
    return bookable(slug="physio", notice_hours=9999)[0]


@pytest.fixture
def desk(client):
    client.force_login(FrontDeskFactory())
    return client


def place(service, **other):
    practitioner = service.practitioners.get()
    shown = {"day": "2026-12-01", "time": "09:00", "practitioner": practitioner.slug}
    return shown | {"service": service.slug} | other


def whom(**other):
    return {"patient": "new", "q": "Ada Vale", "submission": str(uuid4())} | other


def statuses():
    return list(Appointment.objects.order_by("pk").values_list("status", "starts_at"))


def test_what_fits_comes_first_and_what_does_not_says_why(desk, service):
    long = ServiceFactory(practitioners=service.practitioners.all(), duration_min=480)
    taken = ServiceFactory()
    AppointmentFactory(
        practitioner=service.practitioners.get(), starts_at=NINE + timedelta(hours=2)
    )

    answer = desk.get(NEW, place(service), headers=HTMX)

    assert [(fit.service, fit.refusal) for fit in answer.context["choices"]] == [
        (service, ""),
        (long, "Booked from 11:00 to 12:00 Vancouver time."),
    ]
    assert taken not in [fit.service for fit in answer.context["choices"]]


def test_a_time_is_kept_for_the_caller_inside_the_notice_and_another_takes_its_place(desk, service):
    first = desk.post(HOLD, place(service), headers=HTMX).context["held"]
    desk.post(HOLD, place(service, time="10:00", hold=first.hold_token), headers=HTMX)

    assert statuses() == [("expired", NINE), ("held", NINE + timedelta(hours=1))]


def test_it_is_given_back_as_the_dialog_closes_and_by_nobody_else(desk, service, client):
    held = desk.post(HOLD, place(service), headers=HTMX).context["held"]
    stranger = type(client)()
    stranger.force_login(FrontDeskFactory())

    seen = stranger.get(NEW, place(service), headers=HTMX).context["choices"]
    stranger.post(RELEASE, {"hold": held.hold_token})
    kept = statuses()
    desk.post(RELEASE, {"hold": held.hold_token})

    assert (kept, statuses()) == ([("held", NINE)], [("expired", NINE)])
    assert [fit.refusal for fit in seen] == [
        "Held until 09:10 on Monday, November 23, from 09:00 to 10:00 Vancouver time."
    ]


def test_somebody_new_is_booked_by_name_alone_in_the_row_that_was_kept(desk, service):
    held = desk.post(HOLD, place(service), headers=HTMX).context["held"]

    answer = desk.post(NEW, place(service, hold=held.hold_token) | whom(), headers=HTMX)

    [visit] = Appointment.objects.all()
    assert (visit.pk, visit.status, visit.source) == (held.pk, "booked", "desk")
    assert (visit.patient.name, visit.patient.email) == ("Ada Vale", "")
    assert (answer.status_code, answer.headers["HX-Trigger"]) == (200, "desk:changed")


def test_a_form_that_comes_twice_books_once(desk, service):
    typed = place(service) | whom()

    for _ in range(2):
        assert desk.post(NEW, typed, headers=HTMX).status_code == 200

    assert (Appointment.objects.count(), Patient.objects.count()) == (1, 1)


def test_a_name_that_has_a_file_is_asked_about_and_nothing_typed_is_lost(desk, service):
    known = PatientFactory(name="Ada Vale")

    asked = desk.post(NEW, place(service) | whom(phone="604-555-0100"), headers=HTMX)
    same = desk.post(NEW, place(service) | whom(patient=str(known.reference)), headers=HTMX)
    other = desk.post(NEW, place(service, time="11:00") | whom(is_somebody_else="on"), headers=HTMX)

    assert (asked.status_code, asked.context["people"]) == (409, [known])
    assert 'value="604-555-0100"' in asked.content.decode()
    assert (same.status_code, other.status_code) == (200, 200)
    assert Appointment.objects.filter(patient=known).count() == 1
    assert Patient.objects.filter(name="Ada Vale").count() == 2


def test_a_callers_child_is_reached_through_the_caller(desk, service):
    caller = PatientFactory(name="Ada Vale", email="ada@example.org", phone="604-555-0100")
    typed = whom(q="Tom Vale", caller=str(caller.reference))

    desk.post(NEW, place(service) | typed, headers=HTMX)
    deliver_due()

    child = Patient.objects.get(name="Tom Vale")
    assert (child.contact_name, child.phone) == ("Ada Vale", "604-555-0100")
    assert [sent.to for sent in mail.outbox] == [["ada@example.org"]]


def test_the_family_is_one_press_away(desk, service):
    ada = PatientFactory(name="Ada Vale", email="ada@example.org")
    tom = PatientFactory(name="Tom Vale", email="ada@example.org", contact_name="Ada Vale")

    answer = desk.post(NEW, place(service) | whom(patient=str(ada.reference)), headers=HTMX)

    assert list(answer.context["family"]) == [tom]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"patient": ""}, "patient"),
        ({"patient": "x"}, "patient"),
        ({"patient": str(uuid4())}, "patient"),
        ({"q": " "}, "q"),
        ({"q": "ada@example.org"}, "q"),
        ({"service": "nothing"}, "service"),
        ({"time": "nine"}, "time"),
        ({"email": "ada@"}, "email"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(desk, service, typed, field):
    answer = desk.post(NEW, place(service) | whom() | typed, headers=HTMX)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert answer.context["form"].errors[field][0] in answer.content.decode()
    assert statuses() == []


def test_who_was_found_by_email_is_booked_at_the_first_press(desk, service):
    ada = PatientFactory(email="ada@example.org")
    typed = whom(patient=str(ada.reference), q=ada.email)

    assert desk.post(NEW, place(service) | typed, headers=HTMX).status_code == 200
    assert Appointment.objects.get().patient == ada


def test_a_time_that_was_taken_meanwhile_says_so_and_keeps_what_was_typed(desk, service):
    AppointmentFactory(practitioner=service.practitioners.get())

    answer = desk.post(NEW, place(service) | whom(), headers=HTMX)

    assert answer.status_code == 409
    assert 'value="Ada Vale"' in answer.content.decode()
    assert Patient.objects.filter(name="Ada Vale").count() == 0


def test_somebody_is_booked_over_another_for_a_reason_alone(desk, service):
    AppointmentFactory(practitioner=service.practitioners.get())

    kept = desk.post(HOLD, place(service), headers=HTMX)
    desk.post(NEW, place(service) | whom(), headers=HTMX)
    without = Appointment.objects.count()
    desk.post(NEW, place(service) | whom(overbook="He limps"), headers=HTMX)

    assert (kept.status_code, kept.context["may_overbook"], without) == (409, True, 1)
    assert list(Appointment.objects.filter(overbooked=True).values_list("overbooked_reason")) == [
        ("He limps",)
    ]


def test_the_schedule_is_read_once_for_each_service(desk, service):
    for _ in range(2):
        ServiceFactory(practitioners=service.practitioners.all())
    AppointmentFactory(practitioner=service.practitioners.get())

    with CaptureQueriesContext(connection) as captured:
        choices = desk.get(NEW, place(service), headers=HTMX).context["choices"]

    assert [fit.may_overbook for fit in choices] == [True] * 3
    assert sum("bookings_workinghours" in query["sql"] for query in captured) == 3


def test_what_fits_over_another_visit_alone_is_neither_chosen_nor_kept_by_itself(desk, service):
    AppointmentFactory(practitioner=service.practitioners.get())

    opened, page = desk.get(NEW, place(service), headers=HTMX), desk.get(NEW, place(service))
    refused = desk.post(NEW, place(service) | whom(overbook=" He\nlimps"), headers=HTMX)

    shown = [
        (answer.context["service"], "load, change" in answer.text, 'name="overbook"' in answer.text)
        for answer in (opened, page, refused)
    ]
    assert shown == [("", False, False), ("", False, True), ("physio", False, True)]
    assert list(refused.context["form"].errors) == ["overbook"]


def test_people_are_found_as_they_are_typed(desk):
    ada = PatientFactory(name="Ada Vale", phone="604-555-0142")
    PatientFactory(name="Bea Stone")

    found = [
        desk.get("/desk/people/find/", {"q": typed}).context["people"]
        for typed in ("val", "0142", "x", "")
    ]

    assert found == [[ada], [ada], [], []]
