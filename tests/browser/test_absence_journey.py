"""A bad morning in the browser: somebody is away, and each visit that this hits is settled."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bookings.actions import book_appointment
from bookings.models import Appointment
from tests.factories import AT_THE_DESK, NINE, FrontDeskFactory, PatientFactory, bookable

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def visits():
    service, [ada, bo] = bookable(practitioners=2, slug="physio", name="Physiotherapy visit")
    ada.name, bo.name = "Ada Stone", "Bo Reed"
    ada.save()
    bo.save()
    return [
        book_appointment(
            service=service,
            practitioner=ada,
            patient=PatientFactory(name=name, phone="604-555-0142"),
            starts_at=NINE + timedelta(hours=hours),
            booker=AT_THE_DESK,
        )
        for hours, name in enumerate(["Cleo Park", "Dan Ito", "Eve Roy"])
    ]


def row(page, name):
    return page.locator(".board-row", has_text=name)


def test_an_absence_is_closed_in_three_clicks_and_its_visits_are_settled(
    open_page, log_in, axe, visits, clock
):
    clock.move_to(NINE - timedelta(hours=1))
    page = open_page("/", viewport=DESKTOP)
    log_in(page, FrontDeskFactory())
    page.goto("/desk/?day=2026-12-01&view=list")

    row(page, "Cleo Park").get_by_role("link", name="Ada Stone").click()
    page.get_by_role("button", name="Show what this hits").click()
    expect(page.locator(".impact-visits li")).to_have_count(3)
    faults = axe(page)
    page.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conflicts")
    expect(page.locator(".need-conflict")).to_have_text(["Conflict: Away."] * 3)
    faults += axe(page)

    row(page, "Cleo Park").get_by_role("button", name="Keep it all the same").click()
    row(page, "Dan Ito").get_by_role("link", name="Move").click()
    page.get_by_role("link", name="Bo Reed").click()
    page.locator(".time-radio").first.check()
    page.get_by_role("button", name="Move this visit").click()
    row(page, "Eve Roy").get_by_role("link", name="Cancel").click()
    expect(page.get_by_label("The clinic", exact=True)).to_be_checked()
    page.get_by_label("If the clinic cancels: why?").select_option("away")
    faults += axe(page)
    page.get_by_role("button", name="Cancel this visit").click()
    expect(page.get_by_text("Every visit fits")).to_be_visible()

    facts = Appointment.objects.order_by("pk").values_list("status", "practitioner__name")
    assert list(facts) == [
        ("booked", "Ada Stone"),
        ("booked", "Bo Reed"),
        ("cancelled", "Ada Stone"),
    ]
    assert Appointment.objects.get(pk=visits[0].pk).kept_at is not None
    assert faults == []
