"""The desk's page of a gap: asked for by a form or a link, offered by mail or booked."""

from datetime import timedelta

import pytest

from bookings.models import Appointment, WaitlistOffer
from tests.factories import (
    NINE,
    AppointmentFactory,
    FrontDeskFactory,
    PatientFactory,
    WaitlistEntryFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo", "reminder_rules")]
GAP = {"practitioner": "mia", "starts_at": "2026-12-01T09:00", "minutes": "60"}


@pytest.fixture
def desk(client):
    client.force_login(FrontDeskFactory())
    return client


@pytest.fixture
def service():
    service, [mia] = bookable(slug="physio", duration_min=60)
    mia.slug, mia.name = "mia", "Mia Stone"
    mia.save()
    return service


def wish(service, name="Ada", **details):
    patient = PatientFactory(name=name, phone="604-555-0142")
    return WaitlistEntryFactory(service=service, patient=patient, **details)


@pytest.mark.parametrize(
    "starts_at", ["2026-12-01T09:00", "2026-12-01T09:00:00-07:00", "2026-12-01T16:00:00+00:00"]
)
def test_who_fits_is_shown_with_how_to_reach_them(desk, service, starts_at):
    wish(service)

    page = desk.get("/desk/gaps/", GAP | {"starts_at": starts_at})

    assert [one.entry.patient.name for one in page.context["page"].candidates] == ["Ada"]
    assert "tel:604-555-0142" in page.text
    assert 'value="2026-12-01T09:00"' in page.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"practitioner": "nobody"}, "practitioner"),
        ({"practitioner": ""}, "practitioner"),
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at"),
        ({"minutes": "4"}, "minutes"),
        ({"minutes": "721"}, "minutes"),
        ({"minutes": "an hour"}, "minutes"),
    ],
)
def test_a_gap_that_cannot_be_says_why_beside_its_field(desk, service, changes, field):
    page = desk.get("/desk/gaps/", GAP | changes)
    sent = desk.post("/desk/gaps/offer/", GAP | changes)

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert page.context["form"].errors[field][0] in page.text
    assert sent.status_code == 400


def test_a_gap_that_is_past_or_fits_nobody_says_so(desk, service):
    past = desk.get("/desk/gaps/", GAP | {"starts_at": "2026-11-03T09:00"})
    nobody = desk.get("/desk/gaps/", GAP)

    assert "This time is past." in past.text
    assert "Nobody who waits fits" in nobody.text
    assert desk.get("/desk/gaps/").status_code == 200


def test_one_press_asks_by_mail_and_the_page_says_until_when(desk, service):
    wish(service)

    answer = desk.post("/desk/gaps/offer/", GAP)
    page = desk.get(answer.url)

    assert "Asked by mail until 09:15: Ada." in page.text
    assert "Asked until 09:15" in page.text
    assert "Offer it by mail" not in page.text
    assert WaitlistOffer.objects.get().starts_at == NINE


def test_a_press_that_asks_nobody_says_so(desk, service, clock):
    wish(service)
    clock.move_to(NINE - timedelta(hours=1))

    too_soon = desk.post("/desk/gaps/offer/", GAP)
    page = desk.get("/desk/gaps/", GAP)

    assert too_soon.status_code == 422
    assert "too soon to be offered by mail" in too_soon.text
    assert "Offer it by mail" not in page.text


def test_somebody_on_the_phone_gets_the_time_at_one_press(desk, service):
    entry = wish(service)
    sent = GAP | {"entry": str(entry.reference), "slot": "2026-12-01T09:00:00-07:00"}

    first, second = (desk.post("/desk/gaps/book/", sent) for _ in range(2))

    visit = Appointment.objects.get()
    assert (visit.patient, visit.starts_at, visit.source) == (entry.patient, NINE, "desk")
    assert {first.url, second.url} == {f"/desk/visits/{visit.reference}/"}


def test_a_time_that_has_gone_meanwhile_changes_nothing(desk, service):
    entry = wish(service)
    AppointmentFactory(practitioner=service.practitioners.get(), starts_at=NINE)
    sent = GAP | {"entry": str(entry.reference), "slot": "2026-12-01T09:00:00-07:00"}

    answer = desk.post("/desk/gaps/book/", sent)

    assert answer.status_code == 409
    assert "/desk/gaps/?practitioner=mia" in answer.text
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("changes", [{"entry": "x"}, {"slot": "x"}, {"slot": ""}])
def test_a_broken_press_is_refused(desk, service, changes):
    sent = GAP | {"entry": str(wish(service).reference), "slot": "2026-12-01T09:00:00-07:00"}

    assert desk.post("/desk/gaps/book/", sent | changes).status_code == 400


def test_a_cancelled_visit_leads_to_its_gap(desk, service):
    visit = AppointmentFactory(
        service=service,
        practitioner=service.practitioners.get(),
        status="cancelled",
        cancelled_at=NINE - timedelta(days=9),
    )
    wish(service)

    page = desk.get(f"/desk/visits/{visit.reference}/")
    gap = desk.get(page.context["gap_url"])

    assert "Fill this gap" in page.text
    assert [one.entry.patient.name for one in gap.context["page"].candidates] == ["Ada"]


def test_the_page_asks_the_same_queries_for_one_and_for_many(
    desk, service, django_assert_max_num_queries, django_assert_num_queries
):
    wish(service)
    desk.get("/desk/gaps/", GAP)
    with django_assert_max_num_queries(20) as captured:
        desk.get("/desk/gaps/", GAP)
    for number in range(3):
        wish(service, f"Ben {number}")

    with django_assert_num_queries(len(captured)):
        page = desk.get("/desk/gaps/", GAP)
    assert len(page.context["page"].candidates) == 4
