"""A patient on a phone books a visit, with JavaScript, without it, and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from bookings.models import Appointment
from tests.factories import NINE, bookable

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]


FOCUSED = "document.activeElement.innerText || document.activeElement.name || ''"


@pytest.fixture
def service():
    return bookable(slug="physio", name="Physiotherapy visit", practitioners=2)[0]


def fill_in(page):
    page.get_by_label("Name").fill("Ada Runner")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("I have read the cancellation policy").check()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_patient_goes_from_the_landing_page_to_a_booked_visit(open_page, service, javascript):
    page = open_page("/", javascript=javascript)

    page.get_by_role("main").get_by_role("link", name="Book a visit").first.click()
    page.get_by_role("link", name="Physiotherapy visit").first.click()
    page.get_by_role("link", name="Later").click()
    page.get_by_role("link", name="Tuesday 1 December").first.click()
    fill_in(page)
    page.get_by_role("button", name="Book this visit").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
    expect(page.get_by_role("main")).to_contain_text("Vancouver time")
    visit = Appointment.objects.get()
    assert (visit.starts_at, visit.patient.name) == (NINE, "Ada Runner")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_patient_moves_and_cancels_from_the_visits_page(open_page, service, javascript):
    page = open_page(
        "/book/physio/details/?starts_at=2026-12-01T09:00:00-07:00", javascript=javascript
    )
    fill_in(page)
    page.get_by_role("button", name="Book this visit").click()

    page.get_by_role("link", name="Move this visit").click()
    page.get_by_role("radio", name="13:00").check()
    page.get_by_role("button", name="Move my visit").click()
    expect(page.get_by_role("main")).to_contain_text("13:00")
    page.get_by_role("link", name="Cancel this visit").click()
    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("This visit is cancelled")
    visit = Appointment.objects.get()
    assert (visit.status, visit.revision, visit.starts_at.hour) == ("cancelled", 2, 20)


def test_a_time_that_goes_while_typing_keeps_what_was_typed(open_page, service):
    page = open_page("/book/physio/details/?starts_at=2026-12-01T09:00:00-07:00")
    fill_in(page)
    for hours in service.practitioners.all():
        hours.working_hours.update(opens="10:00")

    page.get_by_role("button", name="Book this visit").click()

    expect(page.get_by_label("Name")).to_have_value("Ada Runner")
    page.get_by_role("radio", name="10:00").first.check()
    page.get_by_label("I have read the cancellation policy").check()
    page.get_by_role("button", name="Book this visit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")


def test_the_keyboard_alone_is_enough(open_page, service):
    page = open_page("/book/physio/?from=2026-12-01", viewport={"width": 1280, "height": 900})

    def tab_to(name):
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate(FOCUSED).startswith(name):
                return
        pytest.fail(f"Tab never reached {name}")

    tab_to("09:00")
    page.keyboard.press("Enter")
    page.wait_for_url("**/details/**")
    tab_to("name")
    page.keyboard.type("Ada Runner")
    tab_to("email")
    page.keyboard.type("ada@example.org")
    tab_to("accepts_policy")
    page.keyboard.press("Space")
    tab_to("Book this visit")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
