"""The desk asks for any time: it is free, or why not, or is booked over another for a reason."""

from datetime import timedelta

import pytest

from bookings.actions import book_appointment
from bookings.models import Appointment
from tests.factories import AT_THE_DESK, NINE, FrontDeskFactory, PatientFactory, bookable
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
NINE_THERE, TEN_THERE = "2026-12-01T09:00:00-07:00", "2026-12-01T10:00:00-07:00"
WHY = "A child in pain"


@pytest.fixture
def ada():
    ada = bookable(slug="physio", name="Visit")[1][0]
    ada.name, ada.slug = "Ada", "ada"
    ada.save()
    return ada


@pytest.fixture
def visit(ada):
    return book_appointment(
        service=ada.services.get(),
        practitioner=ada,
        patient=PatientFactory(),
        starts_at=NINE,
        booker=AT_THE_DESK,
    )


@pytest.fixture
def desk(client):
    client.force_login(FrontDeskFactory())
    return client


def overbooked():
    return list(
        Appointment.objects.filter(overbooked=True).values_list("starts_at", "overbooked_reason")
    )


def test_the_desk_books_over_a_visit_once_it_says_why(desk, visit):
    person = PatientFactory()
    details = f"/book/physio/details/?patient={person.reference}"
    typed = {"starts_at": NINE_THERE, "practitioner": "ada", "submission": person.reference}

    at = {"patient": person.reference, "practitioner": "ada", "at": "2026-12-01T09:00"}
    shown = desk.get("/book/physio/", at, follow=True)
    refused = desk.post(details, typed)
    booked = desk.post(details, typed | {"overbook": WHY})

    assert "Booked from 09:00 to 10:00 Vancouver time." in as_read(shown.text)
    assert shown.context["wanted"].may_overbook
    assert (refused.status_code, refused.context["wanted"].may_overbook) == (409, True)
    assert booked.status_code == 302
    assert overbooked() == [(NINE, WHY)]


def test_the_desk_moves_a_visit_over_another_once_it_says_why(desk, ada, visit):
    other = book_appointment(
        service=visit.service,
        practitioner=ada,
        patient=PatientFactory(),
        starts_at=NINE + timedelta(hours=3),
        booker=AT_THE_DESK,
    )
    move = f"{other.get_absolute_url()}move/"
    typed = {"starts_at": NINE_THERE, "practitioner": "ada", "revision": 0}

    free = desk.get(f"{move}?practitioner=ada&at=2026-12-01T10:00")
    taken = desk.get(f"{move}?practitioner=ada&at=2026-12-01T09:00")
    refused = desk.post(move, typed)
    moved = desk.post(move, typed | {"overbook": WHY})

    assert "10:00 is free, with Ada." in as_read(free.text)
    assert taken.context["wanted"].may_overbook
    assert (refused.status_code, refused.context["wanted"].may_overbook) == (409, True)
    assert moved.status_code == 302
    assert overbooked() == [(NINE, WHY)]
    assert f"Overbooked: {WHY}" in as_read(desk.get("/desk/?day=2026-12-01").text)


@pytest.mark.parametrize("at", ["", "yesterday", "9999-12-31T09:00"])
def test_a_time_that_is_none_is_said_beside_its_field(desk, visit, at):
    for path in ("/book/physio/", f"{visit.get_absolute_url()}move/"):
        page = desk.get(path, {"at": at, "practitioner": "ada"})

        assert page.status_code == 200
        assert page.context["any_time"].errors["at"]


def test_a_patient_asks_for_no_other_times_and_books_over_nobody(client, visit):
    page = client.get("/book/physio/?practitioner=ada&at=2026-12-01T09:00")

    assert page.status_code == 200
    assert "Another time, or over" not in page.text
