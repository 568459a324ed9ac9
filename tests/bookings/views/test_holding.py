"""Keeping a time over HTTP: it is kept for one session, counted down, given back and booked."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from bookings.actions import book_appointment
from bookings.models import Appointment, Service
from clinic.models import ClinicProfile, Patient
from tests.factories import (
    NINE,
    AppointmentFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
    bookable,
)
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NINE_THERE, ONE_THERE = "2026-12-01T09:00:00-07:00", "2026-12-01T13:00:00-07:00"
HOLD, RELEASE, DETAILS = "/book/physio/hold/", "/book/physio/hold/release/", "/book/physio/details/"


@pytest.fixture
def service():
    return bookable(slug="physio", name="Physiotherapy visit")[0]


def hold(client, starts_at=NINE_THERE, **changes):
    return client.post(HOLD, {"starts_at": starts_at, "practitioner": "any"} | changes)


def details_after_hold(client):
    return client.get(hold(client).url)


def typed(page, **changes):
    """Return the form of a details page as a guest fills it in."""
    return {
        "starts_at": page.context["form"]["starts_at"].value(),
        "practitioner": page.context["form"]["practitioner"].value(),
        "submission": str(page.context["form"]["submission"].value()),
        "hold": str(page.context["held"].hold_token),
        "name": "Ada Runner",
        "email": "ada@example.org",
        "accepts_policy": "on",
        **changes,
    }


def rows():
    return list(Appointment.objects.order_by("pk").values_list("starts_at", "status"))


def test_a_time_is_kept_and_leads_to_the_details_that_count_it_down(client, service):
    page = details_after_hold(client)

    held = Appointment.objects.get()
    content = page.content.decode()
    assert (page.status_code, page.context["held"]) == (200, held)
    assert 590 <= page.context["seconds_left"] <= 600
    assert "Kept for you until <strong>09:10</strong> Vancouver time" in content
    assert f'name="hold" value="{held.hold_token}"' in content
    assert f"<dd>{held.practitioner.name}</dd>" in content


def test_the_details_turn_the_kept_time_into_the_visit(client, service):
    page = details_after_hold(client)

    response = client.post(DETAILS, typed(page))

    assert response.status_code == 302
    visit = Appointment.objects.get()
    assert (visit.pk, visit.status) == (page.context["held"].pk, "booked")
    assert "We no longer keep" not in client.get(response.url).content.decode()


def test_a_kept_time_survives_the_log_in(client, service):
    page = details_after_hold(client)
    user = UserFactory()
    client.force_login(user)

    response = client.get(f"{DETAILS}?hold={page.context['held'].hold_token}")

    assert response.status_code == 200
    assert response.context["user"] == user


def test_a_time_that_another_session_keeps_is_a_409_with_the_nearest_times(client, service):
    hold(Client())

    response = hold(client)

    assert response.status_code == 409
    assert response.context["nearest"][0].value == "2026-12-01T10:00:00-07:00"
    assert rows() == [(NINE, "held")]


@pytest.mark.parametrize("starts_at", ["", "soon", "2026-12-01T09:00:00", "9999-12-31T23:59:59Z"])
def test_a_broken_wish_is_a_422_with_the_nearest_times(client, service, starts_at):
    response = hold(client, starts_at)

    assert response.status_code == 422
    assert response.context["nearest"]
    assert rows() == []


def test_a_token_of_another_session_opens_a_page_with_other_times(client, service):
    hold(client, ONE_THERE)
    theirs = hold(Client()).url

    response = client.get(theirs)

    assert response.status_code == 404
    assert "This link keeps no time for you" in response.content.decode()
    assert response.context["nearest"]


def test_a_token_of_another_session_books_nothing_and_keeps_what_was_typed(client, service):
    hold(client, ONE_THERE)
    page = details_after_hold(Client())

    response = client.post(DETAILS, typed(page))

    assert response.status_code == 409
    assert 'value="Ada Runner"' in response.content.decode()
    assert (NINE, "held") in rows()


def test_a_time_that_ran_out_says_so_keeps_what_was_typed_and_is_booked_if_free(
    client, service, clock
):
    page = details_after_hold(client)
    clock.shift(timedelta(minutes=11))

    again = client.post(DETAILS, typed(page, accepts_policy=""))
    booked = client.post(DETAILS, typed(page))

    content = again.content.decode()
    assert (again.status_code, again.context["seconds_left"]) == (422, 0)
    assert 'id="still-kept" hidden' in content
    assert 'value="Ada Runner"' in content
    assert booked.status_code == 302
    assert rows() == [(NINE, "booked")]


def test_a_time_that_ran_out_and_was_taken_comes_back_with_others_that_can_be_booked(client, clock):
    service, _ = bookable(slug="physio", practitioners=2)
    page = details_after_hold(client)
    taken = {"practitioner": page.context["held"].practitioner, "starts_at": NINE}
    clock.shift(timedelta(minutes=11))
    book_appointment(service=service, patient=PatientFactory(), **taken)

    refused = client.post(DETAILS, typed(page))
    chosen = refused.context["nearest"][0].value
    booked = client.post(DETAILS, typed(page, starts_at=chosen, hold=""))

    assert refused.status_code == 409
    assert 'name="hold"' not in refused.content.decode()
    assert chosen == NINE_THERE
    assert booked.status_code == 302
    assert Appointment.objects.get(status="booked", patient__name="Ada Runner").starts_at == NINE


def test_a_hold_that_was_booked_leads_to_its_visit(client, service):
    page = details_after_hold(client)
    booked = client.post(DETAILS, typed(page))

    again = client.get(f"{DETAILS}?hold={page.context['held'].hold_token}")
    changed = client.post(DETAILS, typed(page, name="Somebody else"))

    assert (again.status_code, changed.status_code) == (302, 302)
    for response in (again, changed):
        assert booked.url.startswith(response.url)
    assert Patient.objects.count() == 1


def test_a_double_click_keeps_one_time_and_books_one_visit(client, service):
    held = [hold(client).url for _ in range(2)]
    page = client.get(held[0])
    sent = typed(page)

    booked = [client.post(DETAILS, sent).url for _ in range(2)]

    assert held[0] == held[1]
    assert booked[0] == booked[1]
    assert rows() == [(NINE, "booked")]


def test_a_first_press_that_is_made_twice_keeps_one_time(service):
    """Both come without a session, and each answer begins one; the second one's is kept."""
    browser = Client(enforce_csrf_checks=True)
    browser.get("/book/physio/")
    token = browser.cookies["csrftoken"].value

    for _ in range(2):
        browser.cookies.pop("sessionid", None)
        answer = hold(browser, csrfmiddlewaretoken=token)

    assert rows() == [(NINE, "held")]
    assert browser.get(answer.url).context["held"] == Appointment.objects.get()


def test_two_tabs_keep_a_time_each_and_a_third_gives_up_the_oldest(client, service):
    tabs = [hold(client, f"2026-12-01T{hour}:00:00-07:00").url for hour in ("09", 11, 13)]

    statuses = [client.get(tab).context["seconds_left"] > 0 for tab in tabs]

    assert statuses == [False, True, True]


def test_choosing_another_time_gives_the_kept_one_back(client, service):
    page = details_after_hold(client)

    response = client.post(RELEASE, {"hold": page.context["held"].hold_token})

    assert response.url == "/book/physio/?day=2026-12-01"
    assert rows() == [(NINE, "expired")]


def test_a_session_gives_back_nothing_of_another(client, service):
    hold(client, ONE_THERE)
    page = details_after_hold(Client())

    for token in (page.context["held"].hold_token, "", "x", uuid4()):
        assert client.post(RELEASE, {"hold": token}).url == "/book/physio/"

    assert rows() == [(NINE + timedelta(hours=4), "held"), (NINE, "held")]


def test_the_times_show_what_is_kept_and_another_choice_replaces_it(client, service):
    hold(client)
    times = client.get("/book/physio/", {"day": "2026-12-01"})
    token = times.context["instead_of"]

    hold(client, ONE_THERE, instead_of=token)

    content = times.content.decode()
    assert as_read("You are keeping <strong>Tue 1 Dec, 09:00</strong>") in as_read(content)
    assert f'name="instead_of" value="{token}"' in content
    assert times.context["fortnight"].day.slots[0].value == NINE_THERE  # free to who keeps it
    assert rows() == [(NINE, "expired"), (NINE + timedelta(hours=4), "held")]


def test_a_link_that_names_a_time_shows_it_and_changes_nothing(client, service):
    response = client.get(DETAILS, {"starts_at": NINE_THERE})

    assert response.status_code == 200
    assert f'name="starts_at" value="{NINE_THERE}"' in response.content.decode()
    assert "sessionid" not in client.cookies
    assert rows() == []


def test_no_page_of_times_starts_a_session(client, service):
    for path in ("/", "/book/", "/book/physio/", "/book/physio/?day=2026-12-01"):
        assert client.get(path).status_code == 200

    assert "sessionid" not in client.cookies


def test_the_desk_books_directly(client, service, demo):
    client.force_login(FrontDeskFactory())

    response = hold(client)

    assert response.url.startswith(f"{DETAILS}?practitioner=any&starts_at=2026-12-01T09")
    assert client.get(response.url).context["held"] is None
    assert rows() == []


def test_a_kept_time_that_the_schedule_no_longer_offers_is_a_409_with_others(client, service):
    page = details_after_hold(client)
    page.context["held"].practitioner.working_hours.update(opens="12:00")

    response = client.post(DETAILS, typed(page))

    assert response.status_code == 409
    assert response.context["nearest"][0].value == "2026-12-01T12:00:00-07:00"
    assert 'value="Ada Runner"' in response.content.decode()


def test_a_patient_who_is_elsewhere_then_keeps_the_time(client, service):
    user, patient = UserFactory(), PatientFactory()
    patient.looked_after_by.add(user)
    AppointmentFactory(patient=patient, starts_at=NINE)
    client.force_login(user)
    page = details_after_hold(client)

    response = client.post(DETAILS, typed(page, patient=patient.reference))

    assert response.status_code == 409
    assert "You already have a visit at that time." in response.content.decode()
    assert response.context["seconds_left"] > 0


def test_the_policy_that_was_shown_is_the_one_that_is_kept(client, service):
    ClinicProfile.objects.create(cancellation_policy="A day before.\n\nOr call.")
    Service.objects.update(cancellation_window_hours=48, cancellation_fee_text="Half of the price.")
    page = details_after_hold(client)

    client.post(DETAILS, typed(page))

    kept = Appointment.objects.get().policy_text
    assert kept == page.context["policy"]
    assert kept == (
        "A day before.\n\nOr call.\n\n"
        "You can move or cancel this visit freely until 48 hours before it begins, and in any case "
        "for an hour after you book. Half of the price."
    )
    assert "for an hour after you book. Half of the price.</p>" in page.content.decode()
