"""The desk's grid in the browser: drag, see what it does, confirm, undo; book by a click."""

import re
from datetime import time, timedelta
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from bookings.models import Appointment
from tests.factories import (
    NINE,
    AppointmentFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    ServiceFactory,
    WorkingHoursFactory,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]
DAY = "/desk/?day=2026-12-01"
LAPTOP = {"width": 1366, "height": 900}
HOUR = timedelta(hours=1)
MEANT = (
    "status of 409",
    "ERR_FAILED",
    "ERR_INTERNET_DISCONNECTED",
    "htmx:sendError",
    "htmx:afterRequest",
)


@pytest.fixture
def visit():
    mia = PractitionerFactory(name="Mia Chen")
    WorkingHoursFactory(practitioner=mia, opens=time(9), closes=time(17))
    service = ServiceFactory(name="Physiotherapy visit", practitioners=[mia])
    ada = PatientFactory(name="Ada Vale", email="ada@example.org")
    visit = AppointmentFactory(practitioner=mia, service=service, patient=ada)
    AppointmentFactory(
        practitioner=mia,
        service=service,
        patient=PatientFactory(name="Bea Stone"),
        starts_at=NINE + 3 * HOUR,
    )
    return visit


@pytest.fixture
def page(open_page, log_in, visit):
    page = open_page("/", viewport=LAPTOP, meant_lines=MEANT)
    log_in(page, FrontDeskFactory())
    page.goto(DAY)
    expect(block(page, "Ada Vale")).to_be_visible()
    return page


def block(page, name):
    return page.locator(".block", has_text=name)


def drag(page, name, hours):
    """Drag a block down by some hours, as a hand does: in steps."""
    box = block(page, name).bounding_box()
    height = box["height"]  # an hour's
    x, y = box["x"] + 20, box["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 15)
    page.mouse.move(x, y + hours * height, steps=6)
    page.mouse.up()


def starts(visit):
    return Appointment.objects.get(pk=visit.pk).starts_at


def test_a_visit_is_dragged_confirmed_and_put_back(page, visit, axe):
    drag(page, "Ada Vale", 1)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("at 10:00, Vancouver time instead of")
    expect(dialog).to_contain_text("A mail to ada@example.org at")
    faults = axe(page)
    before = starts(visit)
    dialog.get_by_role("button", name="Move it").click()
    expect(page.locator("#desk-undo")).to_contain_text("Ada Vale: the visit is moved to")
    expect(dialog).not_to_be_visible()
    moved = starts(visit)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#desk-undo")).to_contain_text("at 09:00")

    assert (before, moved, starts(visit)) == (NINE, NINE + HOUR, NINE)
    assert faults == []


def test_a_drag_onto_another_visit_is_refused_but_for_a_reason(page, visit):
    drag(page, "Ada Vale", 3)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Booked from 12:00 to 13:00 Vancouver time.")
    dialog.get_by_role("button", name="Move it all the same").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Please choose another time.")
    refused = starts(visit)

    dialog.get_by_label("Why is it booked all the same?").fill("He limps")
    dialog.get_by_role("button", name="Move it all the same").click()

    expect(block(page, "Ada Vale").get_by_text("Overbooked")).to_be_visible()
    moved = Appointment.objects.get(pk=visit.pk)
    assert (refused, moved.starts_at) == (NINE, NINE + 3 * HOUR)
    assert (moved.overbooked, moved.overbooked_reason) == (True, "He limps")


def test_a_drag_out_of_hours_cannot_be_confirmed(page, visit):
    drag(page, "Ada Vale", 7.5)

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Outside working hours.")
    expect(dialog.get_by_role("button", name="Move it")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    assert starts(visit) == NINE


def test_a_connection_that_drops_leaves_the_visit_where_it_was_and_says_so(page, visit):
    drag(page, "Ada Vale", 1)
    button = page.get_by_role("dialog").get_by_role("button", name="Move it")
    expect(button).to_be_enabled()
    page.context.set_offline(True)

    button.click()

    expect(page.get_by_role("alert")).to_contain_text("Not saved: the connection was lost.")
    page.context.set_offline(False)
    assert starts(visit) == NINE
    button.click()
    expect(page.locator("#desk-undo")).to_contain_text("is moved to")
    assert starts(visit) == NINE + HOUR


def test_an_empty_time_is_pressed_kept_and_booked_for_somebody_new(page, visit, axe):
    box = block(page, "Ada Vale").bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 1.5 * box["height"])
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Kept for this call until")
    expect(dialog.get_by_label("Time")).to_have_value("10:30")
    faults = axe(page)

    dialog.get_by_label("Who comes?").press_sequentially("Cyd Ng")
    expect(dialog.get_by_label("New person:")).to_be_checked()
    page.keyboard.press("Enter")

    expect(dialog).to_contain_text("Booked for Cyd Ng")
    dialog.get_by_role("link", name="Done").click()
    expect(block(page, "Cyd Ng")).to_be_visible()
    booked = Appointment.objects.get(patient__name="Cyd Ng")
    assert (booked.status, booked.starts_at) == ("booked", NINE + 1.5 * HOUR)
    assert faults == []


def test_a_reason_to_book_over_a_visit_stays_as_somebody_types_on(page, visit):
    page.get_by_role("link", name="New visit").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Time").fill("12:30")
    dialog.get_by_label("Time").blur()
    dialog.get_by_label("Physiotherapy visit").check()
    dialog.get_by_label("Why is it booked all the same?").fill("He limps")
    page.keyboard.press("Tab")
    dialog.get_by_label("Who comes?").press_sequentially("Cyd Ng")
    expect(dialog.get_by_label("New person:")).to_be_checked()
    dialog.get_by_role("button", name="Book", exact=True).click()

    expect(dialog).to_contain_text("Booked for Cyd Ng")
    assert Appointment.objects.get(patient__name="Cyd Ng").overbooked_reason == "He limps"


def test_a_caller_books_for_two_children_in_one_call(page, visit):
    page.get_by_role("link", name="New visit").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Time").fill("13:00")
    dialog.get_by_label("Time").blur()
    expect(dialog).to_contain_text("Kept for this call until")
    dialog.get_by_label("Who comes?").press_sequentially("Ada Va")
    dialog.get_by_label("Ada Vale").check()
    dialog.get_by_role("button", name="Book", exact=True).click()

    for child in ("Tom Vale", "Lil Vale"):
        dialog.get_by_role("link", name="Somebody new whom").click()
        expect(dialog).to_contain_text("Kept for this call until")
        dialog.get_by_label("Who comes?").press_sequentially(child)
        expect(dialog.get_by_label("New person:")).to_be_checked()
        dialog.get_by_role("button", name="Book", exact=True).click()
        expect(dialog).to_contain_text(f"Booked for {child}")

    booked = Appointment.objects.filter(patient__contact_name="Ada Vale").order_by("starts_at")
    assert list(booked.values_list("patient__name", "patient__email", "starts_at")) == [
        ("Tom Vale", "ada@example.org", NINE + 5 * HOUR),
        ("Lil Vale", "ada@example.org", NINE + 6 * HOUR),
    ]


def test_a_dialog_that_is_closed_gives_the_time_back(page):
    page.get_by_role("link", name="New visit").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Time").fill("15:00")
    dialog.get_by_label("Time").blur()
    expect(dialog).to_contain_text("Kept for this call until")
    expect(page.locator(".block-held")).to_have_count(0)
    with page.expect_response("**/release/"):
        page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="New visit")).to_be_focused()
    assert list(Appointment.objects.filter(patient=None).values_list("status")) == [("expired",)]


def test_a_visit_is_moved_by_keyboard_alone(page, visit):
    block(page, "Ada Vale").get_by_role("button").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("link", name="Move or change length").press("Enter")
    dialog.get_by_label("Minutes").fill("90")
    dialog.get_by_label("Minutes").press("Tab")
    expect(dialog).to_contain_text("How long: 90 minutes instead of 60 minutes")
    dialog.get_by_role("button", name="Move it").press("Enter")

    expect(page.locator("#desk-undo")).to_contain_text("lasts 90 minutes now")
    assert Appointment.objects.get(pk=visit.pk).ends_at == NINE + 1.5 * HOUR


def test_a_move_can_be_undone_for_three_minutes_whatever_is_drawn_meanwhile(page, visit):
    page.clock.install()
    page.goto(DAY)
    block(page, "Ada Vale").get_by_role("button").press("Enter")
    page.get_by_role("link", name="Move or change length").press("Enter")
    page.get_by_label("Minutes").fill("90")
    page.clock.run_for(1_000)
    page.get_by_role("button", name="Move it").press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()

    Appointment.objects.filter(patient__name="Bea Stone").update(status="arrived")
    page.clock.run_for(150_000)
    expect(page.locator(".block-arrived")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.clock.run_for(30_000)

    expect(page.locator("#desk-undo")).to_be_empty()


def test_what_a_colleague_changes_is_drawn_without_a_reload(page, visit):
    Appointment.objects.filter(pk=visit.pk).update(status="arrived")

    page.evaluate("refreshBoard()")

    expect(page.locator(".block-arrived", has_text="Ada Vale")).to_be_visible()


def test_a_page_stays_with_the_day_that_it_opened_on(page, clock):
    """Today is closed, so it shows tomorrow; then somebody is booked for today after all."""
    page.goto("/desk/")
    for days, name in [(8, "Of Today"), (7, "Of Tomorrow")]:
        AppointmentFactory(starts_at=NINE - 24 * days * HOUR, patient=PatientFactory(name=name))
    clock.shift(timedelta(minutes=5))
    page.evaluate("refreshBoard()")
    expect(block(page, "Of Tomorrow")).to_be_visible()
    seen = page.locator("#board-seen").text_content()

    clock.shift(timedelta(minutes=5))
    page.evaluate("refreshBoard()")  # nothing is another, and it is as of now

    expect(page.locator("#board-seen")).to_have_text("09:10")
    assert seen == "09:05"


def test_a_browser_elsewhere_shows_the_clinics_clock(open_page, log_in, visit, clock):
    clock.move_to(NINE + HOUR / 2)
    page = open_page("/", viewport=LAPTOP, timezone_id="Asia/Tokyo")
    log_in(page, FrontDeskFactory())
    page.goto(DAY)

    top = block(page, "Ada Vale").bounding_box()
    now = page.locator(".grid-now").bounding_box()

    assert abs(top["y"] + top["height"] / 2 - now["y"]) < 8


def test_a_full_day_of_sixty_visits_is_one_page_on_paper(open_page, log_in, visit):
    """The last was booked while the page was open, and the paper has it too."""
    names = [f"Person {number}" for number in range(58)]
    at = [NINE + timedelta(minutes=5 * number) for number in range(58)]

    def book(number):
        patient = PatientFactory(name=names[number])
        AppointmentFactory(starts_at=at[number], ends_at=at[number] + HOUR, patient=patient)

    for number in range(57):
        book(number)
    page = open_page("/", viewport=LAPTOP)
    log_in(page, FrontDeskFactory())
    page.goto(DAY)
    book(57)
    page.evaluate("refreshBoard()")
    expect(block(page, names[57])).to_be_visible()

    [paper] = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages

    printed = re.findall(r"Person \d+|Ada Vale|Bea Stone", paper.extract_text())
    assert sorted(printed) == sorted([*names, "Ada Vale", "Bea Stone"])
