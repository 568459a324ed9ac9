"""A patient on a phone books a visit, with JavaScript, without it, and by keyboard alone."""

import re
from datetime import timedelta

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
NINE_THERE = "/book/physio/details/?starts_at=2026-12-01T09:00:00-07:00"
JAVASCRIPT = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with JavaScript", "without"]
)
DESKTOP = {"width": 1280, "height": 900}
TWICE_AS_LARGE = {"width": 640, "height": 450}  # what is left of it at 200 % zoom


@pytest.fixture
def service():
    return bookable(slug="physio", name="Physiotherapy visit", practitioners=2)[0]


def keep_nine(page):
    """Take nine o'clock from a link that names it."""
    page.get_by_role("button", name="Keep this time and go on").click()
    expect(page.get_by_text("Kept for you until")).to_be_visible()


def fill_in(page):
    page.get_by_label("Name").fill("Ada Runner")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("I have read the cancellation policy").check()


def book(page):
    page.get_by_role("button", name="Book this visit").click()


def is_booked(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")


def statuses():
    return [visit.status for visit in Appointment.objects.order_by("pk")]


@JAVASCRIPT
@pytest.mark.parametrize("viewport", [{"width": 360, "height": 780}, TWICE_AS_LARGE])
def test_the_soonest_time_is_two_taps_from_the_landing_page(
    open_page, service, javascript, viewport
):
    page = open_page("/", javascript=javascript, viewport=viewport)

    page.get_by_role("link", name="Physiotherapy visit").click()
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_text("Kept for you until 09:10 Vancouver time")).to_be_visible()
    fill_in(page)
    book(page)

    is_booked(page)
    expect(page.get_by_role("main")).to_contain_text("Vancouver time")
    visit = Appointment.objects.get()
    assert (visit.starts_at, visit.patient.name) == (NINE - timedelta(days=7), "Ada Runner")


@JAVASCRIPT
def test_a_patient_chooses_a_day_and_a_time(open_page, service, javascript):
    page = open_page("/book/", javascript=javascript)

    page.get_by_role("link", name="Physiotherapy visit").first.click()
    page.get_by_role("link", name="Tuesday 1 December, 29 free times").click()
    expect(page.get_by_role("heading", name="Tuesday 1 December")).to_be_visible()
    page.get_by_role("button", name="09:00 on Tuesday 1 December").click()
    fill_in(page)
    book(page)

    is_booked(page)
    assert Appointment.objects.get().starts_at == NINE


def test_the_days_are_swapped_in_with_the_focus_and_the_announcement(open_page, service):
    page = open_page("/book/physio/")

    page.get_by_role("link", name="Tuesday 1 December").click()

    heading = page.get_by_role("heading", name="Tuesday 1 December has 29 free times")
    expect(heading).to_be_focused()
    expect(page.locator("#slots-status")).to_have_text("Tuesday 1 December has 29 free times")
    assert "day=2026-12-01" in page.url


@JAVASCRIPT
def test_a_patient_moves_and_cancels_from_the_visits_page(open_page, service, javascript):
    page = open_page(NINE_THERE, javascript=javascript)
    keep_nine(page)
    fill_in(page)
    book(page)

    page.get_by_role("link", name="Move this visit").click()
    page.get_by_role("radio", name="13:00").check()
    page.get_by_role("button", name="Move my visit").click()
    expect(page.get_by_role("main")).to_contain_text("13:00")
    page.get_by_role("link", name="Cancel this visit").click()
    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("This visit is cancelled")
    visit = Appointment.objects.get()
    assert (visit.status, visit.revision, visit.starts_at.hour) == ("cancelled", 2, 20)


def test_the_first_field_in_question_has_the_focus(open_page, service):
    page = open_page(NINE_THERE)
    keep_nine(page)
    page.get_by_label("Name").fill("Ada Runner")

    book(page)

    expect(page.get_by_label("Email")).to_be_focused()
    expect(page.get_by_text("Please type an email.")).to_be_visible()


@JAVASCRIPT
def test_who_books_for_a_child_opens_one_more_field_which_stays_open(
    open_page, service, javascript
):
    page = open_page(NINE_THERE, javascript=javascript)
    keep_nine(page)
    page.get_by_label("Name of the person who comes").fill("Kit Runner")
    page.get_by_label("Email").fill("ada@example.org")
    expect(page.get_by_label("Booked by")).to_be_hidden()
    page.get_by_text("I book for a child").click()
    page.get_by_label("Booked by").fill("Ada Runner")

    book(page)

    expect(page.get_by_label("Booked by")).to_have_value("Ada Runner")
    expect(page.get_by_label("Booked by")).to_be_visible()
    page.get_by_label("I have read the cancellation policy").check()
    book(page)
    is_booked(page)
    patient = Appointment.objects.get().patient
    assert (patient.name, patient.contact_name) == ("Kit Runner", "Ada Runner")


def test_a_time_that_goes_while_typing_keeps_what_was_typed(open_page, service):
    page = open_page(NINE_THERE)
    keep_nine(page)
    fill_in(page)
    for hours in service.practitioners.all():
        hours.working_hours.update(opens="10:00")

    book(page)

    expect(page.get_by_label("Name")).to_have_value("Ada Runner")
    page.get_by_role("radio", name="10:00").first.check()
    page.get_by_label("I have read the cancellation policy").check()
    book(page)
    is_booked(page)


def test_a_slow_typist_is_told_and_books_all_the_same(open_page, service):
    page = open_page(NINE_THERE)
    page.clock.install()
    keep_nine(page)
    left = page.locator("#time-left")
    expect(left).to_have_text(re.compile(r"\((10:00|9:5\d) left\)"))
    status = page.locator("#countdown-status")
    fill_in(page)

    page.clock.fast_forward("08:30")
    expect(status).to_have_text("This time is kept for you for two more minutes.")
    page.clock.fast_forward("01:31")
    expect(status).to_contain_text("We no longer keep this time for you")
    Appointment.objects.update(hold_expires_at=NINE - timedelta(days=30))

    expect(page.get_by_text("Kept for you until")).to_be_hidden()
    expect(page.get_by_label("Name")).to_have_value("Ada Runner")
    book(page)
    is_booked(page)
    assert statuses() == ["booked"]


def test_the_back_button_gives_the_time_back(open_page, service):
    page = open_page("/book/physio/?day=2026-12-01")
    page.get_by_role("button", name="09:00 on Tuesday 1 December").click()
    expect(page.get_by_text("Kept for you until")).to_be_visible()

    with page.expect_response("**/hold/release/"):
        page.go_back()

    expect(page.get_by_role("button", name="09:00 on Tuesday 1 December")).to_be_visible()
    expect(page.get_by_text("You are keeping")).to_have_count(0)
    assert statuses() == ["expired"]


@JAVASCRIPT
def test_choosing_another_time_gives_the_first_one_back(open_page, service, javascript):
    page = open_page(NINE_THERE, javascript=javascript)
    keep_nine(page)

    page.get_by_role("button", name="Choose another time").click()
    page.get_by_role("button", name="13:00 on Tuesday 1 December").click()

    expect(page.locator(".ticket-time")).to_have_text("13:00–14:00")
    assert statuses() == ["expired", "held"]


def test_two_tabs_keep_a_time_each_and_both_are_booked(open_page, service):
    first = open_page("/book/physio/?day=2026-12-01")
    second = first.context.new_page()
    second.goto("/book/physio/?day=2026-12-01")

    for page, time in ((first, "09:00"), (second, "13:00")):
        page.get_by_role("button", name=f"{time} on Tuesday 1 December").click()
        expect(page.get_by_text("Kept for you until")).to_be_visible()
    for page in (second, first):
        fill_in(page)
        book(page)
        is_booked(page)

    assert statuses() == ["booked", "booked"]


def test_a_double_click_books_one_visit(open_page, service):
    page = open_page("/book/physio/?day=2026-12-01")
    page.get_by_role("button", name="09:00 on Tuesday 1 December").dblclick()
    page.wait_for_url("**/details/**")
    fill_in(page)

    page.get_by_role("button", name="Book this visit").dblclick()

    is_booked(page)
    assert statuses() == ["booked"]


def test_a_connection_that_is_cut_while_typing_loses_nothing(open_page, service):
    page = open_page(NINE_THERE)
    keep_nine(page)
    fill_in(page)

    page.context.set_offline(True)
    assert page.get_by_label("Name").input_value() == "Ada Runner"
    page.context.set_offline(False)
    book(page)

    is_booked(page)
    assert statuses() == ["booked"]


def test_the_keyboard_alone_is_enough(open_page, service):
    page = open_page("/book/physio/", viewport=DESKTOP)

    def tab_to(name):
        for _ in range(80):
            page.keyboard.press("Tab")
            if name in page.evaluate(FOCUSED):
                return
        pytest.fail(f"Tab never reached {name}")

    tab_to("Tuesday 1 December")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tuesday 1 December")).to_be_focused()
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

    is_booked(page)
