"""What happens between two pages: back, two tabs, two clicks, no JavaScript, no connection."""

import pytest
from playwright.sync_api import expect

from bookings.actions import book_appointment
from bookings.links.visits import visit_key, visit_path
from bookings.models import Appointment, WaitlistEntry
from clinic.models import Patient
from tests.factories import NINE, PatientFactory, UserFactory, bookable

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
NINE_THERE = "/book/physio/details/?starts_at=2026-12-01T09:00:00-07:00"
JAVASCRIPT = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with JavaScript", "without"]
)


@pytest.fixture
def service():
    return bookable(slug="physio", name="Physiotherapy visit", intake_form="running")[0]


@pytest.fixture
def visit(service):
    patient = PatientFactory(name="Ada Runner", email="ada@example.org")
    return book_appointment(service=service, patient=patient, starts_at=NINE)


def fill_in(page):
    page.get_by_label("Name of the person").fill(" Zoë  Runner ")
    page.get_by_label("Email").fill("zoe@example.org")
    page.get_by_label("I have read the cancellation policy").check()


def is_booked(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")


@JAVASCRIPT
def test_a_booking_sent_while_the_connection_is_cut_is_made_once_it_is_back(
    browser, live_server, service, javascript
):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=javascript)
    page = context.new_page()
    page.goto(NINE_THERE)
    page.get_by_role("button", name="Keep this time and go on").click()
    fill_in(page)
    details = page.url

    context.set_offline(True)
    page.get_by_role("button", name="Book this visit").click()
    page.wait_for_url("chrome-error://**")
    nothing_was_booked = Appointment.objects.get().status
    context.set_offline(False)
    page.go_back()
    page.wait_for_url(details)
    typed = page.get_by_label("Name of the person").input_value()
    page.get_by_role("button", name="Book this visit").click()

    is_booked(page)
    assert (nothing_was_booked, typed) == ("held", " Zoë  Runner ")
    assert [visit.status for visit in Appointment.objects.all()] == ["booked"]
    assert Patient.objects.get().name == " Zoë  Runner "
    context.close()


def test_going_back_to_a_form_that_was_sent_makes_no_second_visit(open_page, service):
    page = open_page(NINE_THERE)
    page.get_by_role("button", name="Keep this time and go on").click()
    fill_in(page)
    page.get_by_role("button", name="Book this visit").click()
    is_booked(page)

    page.go_back()

    expect(page.get_by_role("heading", level=1)).not_to_have_text("Almost there")
    assert [visit.status for visit in Appointment.objects.all()] == ["booked"]


def test_two_tabs_cancel_a_visit_once(open_page, visit):
    path = visit_path(visit, "cancel", key=visit_key(visit))
    first = open_page(path)
    second = first.context.new_page()
    second.goto(path)

    for tab in (first, second):
        tab.get_by_role("button", name="Cancel this visit").click()
        expect(tab.get_by_role("main")).to_contain_text("cancelled")

    visit.refresh_from_db()
    assert (visit.status, visit.cancellation_reason) == ("cancelled", "")


def test_a_double_click_adds_one_child_and_one_wish(open_page, service, log_in):
    page = open_page("/")
    log_in(page, UserFactory(name="Ada Runner"))

    page.goto("/me/family/new/")
    page.get_by_label("Name").fill("Bo")
    page.get_by_label("Date of birth").fill("2015-05-05")
    page.get_by_role("button", name="Add").dblclick()
    expect(page.get_by_role("link", name="Edit the details of Bo")).to_be_visible()
    page.goto("/waitlist/join/?service=physio&from=2026-11-25&until=2026-11-25")
    page.get_by_role("button", name="Put me on the list").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the list")

    assert (Patient.objects.count(), WaitlistEntry.objects.count()) == (1, 1)
