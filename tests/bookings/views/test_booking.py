"""Booking over HTTP: what a person types comes back to them, and bad input is never a 500."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.actions import book_appointment, move_appointment
from bookings.links.visits import visit_key
from bookings.models import Appointment, Service
from clinic.models import Patient
from tests.factories import (
    NINE,
    AppointmentFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
    WorkingHoursFactory,
    bookable,
)
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NINE_THERE = "2026-12-01T09:00:00-07:00"


@pytest.fixture
def service():
    return bookable(slug="physio", name="Physiotherapy visit")[0]


def typed(**changes):
    return {
        "starts_at": NINE_THERE,
        "practitioner": "any",
        "submission": str(uuid4()),
        "name": "Ada Runner",
        "email": "ada@example.org",
        "phone": "604-555-0100",
        "accepts_policy": "on",
        **changes,
    }


def book(client, **changes):
    return client.post("/book/physio/details/", typed(**changes))


def test_a_guest_books_a_visit_and_is_shown_it(client, service):
    response = book(client)

    visit = Appointment.objects.get()
    assert (visit.starts_at, visit.patient.name) == (NINE, "Ada Runner")
    assert response.status_code == 302
    page = client.get(response.url)
    assert (page.status_code, page.context["appointment"]) == (200, visit)
    assert b"09:00" in page.content
    assert b"Vancouver time" in page.content


def test_the_times_of_a_day_are_buttons_in_clinic_time(client, service):
    response = client.get("/book/physio/", {"day": "2026-12-01"})

    fortnight, content = response.context["fortnight"], response.content.decode()
    assert [len(day.slots) for day in fortnight.days] == [0, 29, *[0] * 6, 29, *[0] * 5]
    assert fortnight.first == date(2026, 11, 23)
    assert fortnight.day.date == date(2026, 12, 1)
    assert [slot.value for slot in fortnight.day.slots][:2] == [
        NINE_THERE,
        "2026-12-01T09:15:00-07:00",
    ]
    assert [part for part, _ in fortnight.day.parts] == ["Morning", "Afternoon"]
    assert f'type="submit" name="starts_at" value="{NINE_THERE}"><span>09:00<' in as_read(content)


def test_the_desk_gets_the_times_as_links_to_the_details(client, service, demo):
    client.force_login(FrontDeskFactory())

    response = client.get("/book/physio/", {"day": "2026-12-01"})

    first = response.context["fortnight"].day.slots[0]
    assert f'href="{first.details_url}"' in response.content.decode().replace("&amp;", "&")


def test_htmx_gets_the_part_and_a_browser_the_page(client, service):
    part = client.get("/book/physio/", headers={"HX-Request": "true"})
    page = client.get("/book/physio/")

    assert b"<html" not in part.content
    assert b"<html" in page.content
    assert "HX-Request" in part.headers["Vary"]


def test_a_full_fortnight_leads_to_the_next_free_time(client, service):
    hours = service.practitioners.get().working_hours.get()
    hours.effective_from = "2026-12-15"
    hours.save()

    response = client.get("/book/physio/", {"from": "2026-11-24"})

    fortnight = response.context["fortnight"]
    assert not fortnight.has_free_time
    assert fortnight.soonest.value == "2026-12-15T09:00:00-07:00"
    assert fortnight.soonest_query == "practitioner=any&from=2026-12-15"
    assert "The next free time" in response.content.decode()


def test_a_taken_slot_is_a_409_with_other_times_and_everything_typed(client, service):
    AppointmentFactory(practitioner=service.practitioners.get(), starts_at=NINE)

    response = book(client)

    assert response.status_code == 409
    assert Patient.objects.filter(name="Ada Runner").count() == 0
    assert response.context["nearest"][0].value == "2026-12-01T10:00:00-07:00"
    content = response.content.decode()
    for value in ("Ada Runner", "ada@example.org", "604-555-0100"):
        assert f'value="{value}"' in content
    assert 'type="radio" name="starts_at" required value="2026-12-01T10:00:00-07:00"' in as_read(
        content
    )


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("starts_at", "2026-12-01T08:00:00-07:00", 409),  # before opening
        ("starts_at", "2026-12-01T09:00:00-08:00", 302),  # another zone's 10:00: an instant
        ("starts_at", "2026-12-01T09:07:00-07:00", 409),  # off the grid
        ("starts_at", "2020-12-01T09:00:00-07:00", 422),  # past
        ("starts_at", "2026-12-01T09:00:00", 422),  # no offset
        ("starts_at", "9999-12-31T23:59:59-07:00", 422),
        ("starts_at", "0001-01-01T00:00:00+14:00", 422),
        ("starts_at", "soon", 422),
        ("starts_at", "", 422),
        ("practitioner", "nobody", 422),
        ("submission", "1", 302),
        ("name", "", 422),
        ("name", "   ", 422),
        ("name", "x" * 10_000, 422),
        ("name", "Ada\x00", 422),
        ("name", "🏃‍♀️ Łukasz O’Brien عداء", 302),
        ("email", "ada", 422),
        ("email", "x" * 10_000 + "@example.org", 422),
        ("phone", "5" * 10_000, 422),
        ("phone", "\x1f", 302),
        ("accepts_policy", "", 422),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_stores_nothing(
    client, service, field, value, status
):
    response = book(client, **{field: value})

    assert response.status_code == status
    assert Appointment.objects.count() == (1 if status == 302 else 0)
    if status != 302:
        assert list(response.context["form"].errors) == [field]
        for error in response.context["form"].errors[field]:
            assert error in response.content.decode().replace("&#x27;", "'")


def test_a_name_is_kept_exactly_as_typed(client, service):
    book(client, name=" van der  Berg, Ada ")

    assert Patient.objects.get().name == " van der  Berg, Ada "


def test_a_repeated_submit_shows_the_same_visit(client, service):
    again = typed()

    first = client.post("/book/physio/details/", again)
    second = client.post("/book/physio/details/", again)

    assert (second.status_code, second.url) == (302, first.url)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/book/nothing/", 404),
        ("/book/physio/?practitioner=nobody", 400),
        ("/book/physio/?from=yesterday", 400),
        ("/book/physio/?from=9999-12-31", 400),
        ("/book/physio/?from=2099-12-31", 200),
        ("/book/physio/?from=%00", 400),
        ("/book/physio/?day=soon", 400),
        ("/book/physio/?day=2099-12-31", 200),
        ("/book/physio/?day=2020-01-01", 200),
        ("/book/?for=nothing", 400),
        ("/book/?for=better_technique", 200),
        ("/book/?practitioner=nobody", 404),
        ("/book/physio/details/", 302),
        ("/book/physio/details/?starts_at=soon", 302),
        ("/book/physio/details/?starts_at=2026-12-01T07:00:00-07:00", 409),
        ("/book/physio/details/?starts_at=2026-12-01T09:00:00-07:00", 200),
        ("/book/physio/details/?hold=", 404),
        ("/book/physio/details/?hold=x%00", 400),
        ("/book/physio/details/?hold=nothing", 404),
        ("/book/physio/details/?hold=3f0f6f3e-7c55-4a53-9c0c-0c8f5f1f8f11", 404),
        ("/book/physio/hold/", 405),
        ("/book/embed/nothing/", 404),
        ("/book/embed/physio/?day=soon", 400),
        ("/appointments/00000000-0000-0000-0000-000000000000/?key=x", 404),
        ("/nothing/", 404),
    ],
)
def test_a_bad_address_is_answered_with_a_page(client, service, path, status):
    assert client.get(path).status_code == status


def test_an_account_books_for_the_people_it_looks_after(client, service):
    user = UserFactory()
    child = PatientFactory(name="Child")
    child.looked_after_by.add(user)
    stranger = PatientFactory()
    client.force_login(user)

    refused = book(client, patient=stranger.reference)
    booked = book(client, patient=child.reference)

    assert (refused.status_code, booked.status_code) == (422, 302)
    assert [visit.patient for visit in Appointment.objects.all()] == [child]


def test_a_first_visit_of_an_account_opens_its_file(client, service):
    user = UserFactory()
    client.force_login(user)

    book(client)

    assert list(user.patients.values_list("name", flat=True)) == ["Ada Runner"]


def test_the_pages_of_times_ask_the_same_queries_for_one_and_for_many(client, service):
    _, people = bookable(slug="busy", practitioners=4)
    WorkingHoursFactory.create_batch(3, practitioner=people[0], weekday=3)
    for practitioner in people:
        for hour in range(3):
            AppointmentFactory(practitioner=practitioner, starts_at=NINE + timedelta(hours=hour))

    def queries(path):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    assert queries("/book/busy/?from=2026-12-01") == queries("/book/physio/?from=2026-12-01")


def visit_of(service):
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    return visit, f"{visit.get_absolute_url()}", {"key": visit_key(visit)}


def test_a_get_changes_nothing(client, service):
    visit, path, key = visit_of(service)

    for page in ("", "move/", "cancel/", "visit.ics"):
        assert client.get(path + page, key).status_code == 200

    visit.refresh_from_db()
    assert (visit.status, visit.revision) == ("booked", 0)


def test_a_patient_moves_their_visit(client, service):
    visit, path, key = visit_of(service)

    response = client.post(
        f"{path}move/?key={key['key']}",
        {"starts_at": "2026-12-01T13:00:00-07:00", "practitioner": visit.practitioner.slug},
    )

    visit.refresh_from_db()
    assert (response.status_code, visit.revision) == (302, 1)
    assert visit.starts_at == NINE + timedelta(hours=4)


def test_moving_onto_a_taken_slot_is_a_409_that_offers_others(client, service):
    visit, path, key = visit_of(service)
    AppointmentFactory(practitioner=visit.practitioner, starts_at=NINE + timedelta(hours=4))

    response = client.post(
        f"{path}move/?key={key['key']}",
        {"starts_at": "2026-12-01T13:00:00-07:00", "practitioner": visit.practitioner.slug},
    )

    assert response.status_code == 409
    assert response.context["error"] in response.content.decode()
    assert response.context["fortnight"].day.slots


def test_a_page_from_before_the_visit_was_changed_neither_moves_nor_cancels_it(client, service):
    visit, path, key = visit_of(service)
    pages = {page: f"{path}{page}/?key={key['key']}" for page in ("move", "cancel")}
    old = {"revision": 0, "starts_at": "2026-12-01T14:00:00-07:00", "practitioner": "any"}
    move_appointment(appointment=visit, starts_at=NINE + timedelta(hours=4))

    statuses = [
        client.post(url, old | {"practitioner": visit.practitioner.slug}).status_code
        for url in pages.values()
    ]

    visit.refresh_from_db()
    assert statuses == [409, 409]
    assert (visit.starts_at, visit.status) == (NINE + timedelta(hours=4), "booked")


def test_a_visit_moves_to_another_when_its_practitioner_no_longer_gives_the_service(client):
    service, (first, second) = bookable(slug="physio", practitioners=2)
    visit = book_appointment(
        service=service, practitioner=first, patient=PatientFactory(), starts_at=NINE
    )
    service.practitioners.remove(first)
    page = f"{visit.get_absolute_url()}move/?key={visit_key(visit)}"

    assert client.get(page).context["chosen"] == second
    client.post(page, {"starts_at": NINE_THERE, "practitioner": second.slug})

    visit.refresh_from_db()
    assert (visit.practitioner, visit.starts_at) == (second, NINE)


def test_the_desk_books_for_a_patient_inside_the_notice(client, service, demo):
    Service.objects.update(notice_hours=24 * 30)
    assert book(client).status_code == 422
    desk = FrontDeskFactory()
    client.force_login(desk)

    response = book(client)

    visit = Appointment.objects.get()
    assert (response.status_code, visit.source, visit.booked_by) == (302, "desk", desk)


def test_a_patient_cancels_their_visit_and_says_why(client, service):
    visit, path, key = visit_of(service)

    response = client.post(f"{path}cancel/?key={key['key']}", {"reason": "A cold"})

    visit.refresh_from_db()
    assert (response.status_code, visit.status) == (302, "cancelled")
    assert visit.cancellation_reason == "A cold"


def test_a_reason_that_is_too_long_comes_back(client, service):
    visit, path, key = visit_of(service)

    response = client.post(f"{path}cancel/?key={key['key']}", {"reason": "x" * 501})

    visit.refresh_from_db()
    assert (response.status_code, visit.status) == (422, "booked")
    assert "x" * 501 in response.content.decode()


def test_a_visit_that_has_begun_stays_and_the_page_says_why(client, service, clock):
    visit, path, key = visit_of(service)
    clock.move_to(NINE)

    response = client.post(f"{path}cancel/?key={key['key']}")

    visit.refresh_from_db()
    assert (response.status_code, visit.status) == (409, "booked")
    assert "This visit has already begun." in response.content.decode()


def test_another_patients_visit_cannot_be_moved_or_cancelled(client, service):
    visit, path, _ = visit_of(service)
    client.force_login(UserFactory())

    statuses = [client.post(path + page).status_code for page in ("move/", "cancel/")]

    assert statuses == [404, 404]
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_a_form_from_another_site_is_refused_with_a_page(service):
    response = Client(enforce_csrf_checks=True).post("/book/physio/details/", typed())

    assert response.status_code == 403
    assert Appointment.objects.count() == 0
