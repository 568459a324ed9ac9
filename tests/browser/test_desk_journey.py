"""The front desk's day in the browser: press, undo, find, book, move, cancel, read a message."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from bookings.actions import book_appointment, mark_noshow
from bookings.models import Appointment
from clinic.delivery import deliver_due
from clinic.models import Message, Patient
from tests.factories import NINE, FrontDeskFactory, PatientFactory, bookable

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
WIDTHS = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["JavaScript", "without"])
DAY = "/desk/?day=2026-12-01&view=list"
PASSWORD = "easy strides by the sea"
SMALL_TARGETS = """
[...document.querySelectorAll('main a, main button')]
  .filter(part => part.offsetParent && part.getBoundingClientRect().height < 43.5)
  .map(part => part.outerHTML.slice(0, 120))
"""


@pytest.fixture
def service():
    return bookable(slug="physio", name="Physiotherapy visit")[0]


@pytest.fixture
def visit(service):
    patient = PatientFactory(name="Ada Runner", email="ada@example.org", phone="604-555-0142")
    return book_appointment(service=service, patient=patient, starts_at=NINE)


@pytest.fixture
def open_desk(open_page, client):
    """Return a function that opens a page as the front desk."""

    def open_desk(path, **options):
        page = open_page("/", **options)
        client.force_login(FrontDeskFactory())
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": page.url}])
        page.goto(path)
        return page

    return open_desk


def press(page, name):
    """Press a button of the board as a person would: not in the moment it appears."""
    page.wait_for_timeout(500)
    page.get_by_role("button", name=re.compile(f"^{name}")).click()


def row(page):
    return page.locator(".board-row")


def test_the_desk_logs_in_to_the_next_day_on_which_somebody_works(open_page, visit):
    desk = FrontDeskFactory(email="desk@example.org")
    desk.set_password(PASSWORD)
    desk.save()
    EmailAddress.objects.create(user=desk, email=desk.email, primary=True, verified=True)
    page = open_page("/accounts/login/")

    page.get_by_label("Email").fill(desk.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Tuesday 24 November 2026")
    assert page.url.endswith("/desk/")


@WIDTHS
@JAVASCRIPT
def test_a_visit_is_marked_and_taken_back(open_desk, visit, clock, viewport, javascript):
    clock.move_to(NINE + timedelta(minutes=5))
    page = open_desk(DAY, viewport=viewport, javascript=javascript)
    expect(row(page)).to_contain_text("Not here yet")

    press(page, "Arrived")
    expect(row(page).locator(".chip")).to_have_text("Arrived")
    press(page, "Done")
    expect(row(page).locator(".chip")).to_have_text("Done")
    expect(page.locator(".count-fulfilled")).to_have_text("1 Done")
    press(page, "Undo")
    expect(row(page).locator(".chip")).to_have_text("Arrived")

    assert Appointment.objects.get().status == "arrived"
    assert "/desk/?day=2026-12-01" in page.url
    expect(page.locator(".count-arrived strong")).to_have_text("1")
    expect(page.get_by_role("status").first).to_contain_text(
        re.compile("Ada Runner: arrived", re.I)
    )


def test_the_keyboard_stays_in_the_row_that_was_swapped(open_desk, visit, clock):
    clock.move_to(NINE + timedelta(minutes=5))
    page = open_desk(DAY, viewport=DESKTOP)
    page.get_by_role("button", name="Arrived").focus()

    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Done")).to_be_focused()
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Undo")).to_be_focused()


def test_a_hasty_second_press_does_not_hit_the_next_button(open_desk, visit, clock):
    clock.move_to(NINE + timedelta(minutes=5))
    page = open_desk(DAY, viewport=DESKTOP)
    page.get_by_role("button", name="Arrived").focus()

    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Done")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)

    assert Appointment.objects.get().status == "arrived"


def test_a_page_from_before_a_colleagues_press_shows_how_it_stands(open_desk, visit, clock):
    clock.move_to(NINE + timedelta(minutes=5))
    page = open_desk(DAY, javascript=False)
    mark_noshow(appointment=visit)

    press(page, "Arrived")
    expect(page.get_by_role("main")).to_contain_text("has just been changed by somebody else")
    page.get_by_role("link", name="See how things stand now").click()

    expect(row(page).locator(".chip")).to_have_text("Did not come")
    assert Appointment.objects.get().status == "noshow"


def test_the_board_swaps_in_what_was_refused(browser, live_server, client, visit, clock):
    clock.move_to(NINE + timedelta(minutes=5))
    client.force_login(FrontDeskFactory())
    context = browser.new_context(base_url=live_server.url, viewport=DESKTOP)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(DAY)
    mark_noshow(appointment=visit)

    press(page, "Arrived")

    expect(page.get_by_role("alert")).to_contain_text("has just been changed by somebody else")
    expect(row(page).locator(".chip")).to_have_text("Did not come")
    context.close()


def test_the_board_keeps_itself_fresh(open_desk, visit, clock):
    clock.move_to(NINE + timedelta(minutes=5))
    page = open_desk("/services/")
    page.clock.install()
    page.goto(DAY)
    page.get_by_role("button", name="Did not come").focus()
    expect(row(page).locator(".chip")).to_have_text("Booked")
    visit.notes, visit.overbooked, visit.overbooked_reason = "", True, "A colleague did"
    visit.save()

    page.clock.run_for(61_000)

    expect(row(page)).to_contain_text("Overbooked: ")
    expect(page.get_by_role("button", name="Did not come")).to_be_focused()


@WIDTHS
@JAVASCRIPT
def test_the_desk_finds_a_person_and_books_moves_and_cancels_for_them(
    open_desk, service, viewport, javascript
):
    PatientFactory(name="Zoë Deschênes", email="")
    page = open_desk(DAY, viewport=viewport, javascript=javascript)
    main = page.get_by_role("main")

    main.get_by_role("link", name="Find a person").first.click()
    page.get_by_label("Name, email or phone").fill("desche")
    main.get_by_role("button", name="Search").click()
    main.get_by_role("link", name="Zoë Deschênes", exact=True).click()
    main.get_by_role("link", name="Book a visit").click()
    main.get_by_role("link", name="Physiotherapy visit").click()
    main.get_by_role("link", name="Tuesday 1 December").click()
    main.get_by_role("link", name="09:00 on Tuesday 1 December").click()
    expect(main).to_contain_text("Booking for Zoë Deschênes")
    main.get_by_role("button", name="Book this visit").click()
    expect(main).to_contain_text("Booked: Physiotherapy visit")
    booked = Appointment.objects.get()
    assert (booked.patient.name, booked.starts_at, booked.source) == ("Zoë Deschênes", NINE, "desk")

    main.get_by_role("link", name="Move the visit").click()
    page.get_by_role("radio", name="13:00").check()
    main.get_by_role("button", name="Move this visit").click()
    expect(main).to_contain_text(
        "Zoë Deschênes: the visit is moved to Tuesday 1 December 2026 at 13:00"
    )
    main.get_by_role("link", name="Cancel the visit").click()
    main.get_by_label("The patient", exact=True).check()
    main.get_by_label("In words, as the patient may read them").fill("A cold")
    main.get_by_role("button", name="Cancel this visit").click()

    expect(main).to_contain_text("Zoë Deschênes: the visit is cancelled.")
    booked.refresh_from_db()
    assert (booked.cancelled_side, booked.cancellation_reason) == ("patient", "A cold")


@JAVASCRIPT
def test_somebody_new_gets_a_file_once(open_desk, javascript):
    PatientFactory(name="Ada Runner", phone="604-555-0142")
    page = open_desk("/desk/people/new/", javascript=javascript)

    page.get_by_label("Name").fill("ada runner")
    page.get_by_label("Phone").fill("778-555-0199")
    page.get_by_role("button", name="Open a file").click()
    expect(page.get_by_role("alert")).to_contain_text("604-555-0142")
    expect(page.get_by_label("Phone")).to_have_value("778-555-0199")
    page.get_by_label("This is somebody else").check()
    page.get_by_role("button", name="Open a file").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("ada runner")
    assert Patient.objects.count() == 2


@WIDTHS
def test_the_desk_reads_a_message_exactly_as_it_was_sent(open_desk, visit, clock, viewport):
    deliver_due(now=Message.objects.get(kind="confirmation").due_at)
    sent = Message.objects.get(kind="confirmation")
    page = open_desk(f"/desk/people/{visit.patient.reference}/", viewport=viewport)

    page.get_by_role("main").get_by_role("link", name=sent.subject).click()

    letter = page.locator(".letter")
    assert letter.inner_text().strip() == sent.body_text.strip()
    expect(letter).to_contain_text("[link]")


@pytest.mark.parametrize("path", [DAY, "/desk/people/?q=ada", "person", "/desk/people/new/"])
def test_everything_to_press_is_large_enough_for_a_thumb(open_desk, visit, clock, path):
    clock.move_to(NINE + timedelta(minutes=5))
    person = f"/desk/people/{visit.patient.reference}/"
    page = open_desk(person if path == "person" else path, viewport=PHONE)

    assert page.evaluate(SMALL_TARGETS) == []
