"""An administrator closes an afternoon and changes a week, with JavaScript and without it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bookings.actions import book_appointment
from bookings.models import ScheduleException, Service, WorkingHours
from tests.factories import NINE, AdministratorFactory, PatientFactory, ServiceFactory, bookable

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
TIMES = "/book/physio/?from=2026-12-01"
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])


@pytest.fixture
def visit():
    service, _ = bookable(slug="physio", name="Physiotherapy visit")
    return book_appointment(
        service=service,
        patient=PatientFactory(name="Ada Runner"),
        starts_at=NINE + timedelta(hours=4),
    )


def times_offered(page):
    page.goto(TIMES)
    return re.findall(r"\b\d\d:\d\d\b", page.locator("#slots .open-day").inner_text())


@BOTH
def test_an_administrator_closes_an_afternoon_and_its_times_vanish(
    open_page, visit, log_in, javascript
):
    page = open_page("/", javascript=javascript)
    log_in(page, AdministratorFactory())
    assert times_offered(page)[-1] == "16:00"

    page.goto("/desk/schedules/closures/")
    page.get_by_role("link", name="Add a closure").click()
    page.get_by_label("For whom").select_option("The whole clinic")
    page.get_by_label("Reason").fill("Staff training")
    page.get_by_label("From", exact=False).first.fill("2026-12-01")
    page.get_by_label("From what time").fill("12:00")
    page.get_by_label("Until what time").fill("17:00")
    page.get_by_role("button", name="Check the change").click()

    impact = page.get_by_role("region", name="What this change does")
    expect(impact).to_contain_text("1 booked visit hit")
    expect(impact).to_contain_text(re.compile(r"\d+ times removed"))
    expect(impact.get_by_role("link", name="Ada Runner")).to_have_attribute(
        "href", visit.get_absolute_url()
    )
    assert ScheduleException.objects.count() == 0

    page.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Closures and holidays")
    expect(page.get_by_role("main")).to_contain_text("Staff training")
    assert times_offered(page)[-1] == "11:00"
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_a_period_is_drawn_and_its_day_copied(open_page, visit, log_in):
    page = open_page("/", viewport={"width": 1280, "height": 1600})
    log_in(page, AdministratorFactory())
    page.goto(f"/desk/schedules/{visit.practitioner.slug}/")
    drawing = page.locator("[data-week-drawing] svg")
    box = drawing.bounding_box()
    across, down = box["width"] / (52 + 7 * 110), box["height"] / (28 + 13 * 26 + 4)
    thursday = box["x"] + (52 + 3.5 * 110) * across

    page.mouse.move(thursday, box["y"] + (28 + 2 * 26 + 3) * down)  # nine: the page begins at seven
    page.mouse.down()
    page.mouse.move(thursday, box["y"] + (28 + 5 * 26 - 3) * down, steps=4)
    page.mouse.up()
    expect(page.get_by_label("Thursday, period 1, opens")).to_have_value("09:00")
    expect(page.get_by_label("Thursday, period 1, closes")).to_have_value("12:00")

    page.get_by_text("Copy a day to other days").click()
    page.get_by_label("Copy the periods of").select_option("Thursday")
    page.get_by_label("Friday", exact=True).check()
    page.get_by_role("button", name="Copy the day").click()
    expect(page.get_by_label("Friday, period 1, closes")).to_have_value("12:00")
    page.get_by_role("button", name="Check the change").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("are saved")

    assert sorted(WorkingHours.objects.values_list("weekday", flat=True)) == [1, 3, 4]


def test_services_are_put_in_order_by_dragging(open_page, log_in):
    for place, name in enumerate(("Apple", "Birch", "Cedar"), start=1):
        ServiceFactory(name=name, position=place)
    page = open_page("/", viewport={"width": 1280, "height": 900})
    log_in(page, AdministratorFactory())
    page.goto("/desk/services/")
    grip = page.locator("[data-ordered] > li", has_text="Cedar").locator("[data-grip]")

    grip.hover()
    first = page.locator("[data-ordered] > li").first.bounding_box()
    page.mouse.down()
    page.mouse.move(first["x"] + 20, first["y"] + 5, steps=4)
    page.mouse.up()
    expect(page.get_by_label("Place of Cedar")).to_have_value("1")
    page.get_by_role("button", name="Save the order").click()
    expect(page.get_by_role("status").first).to_contain_text("The order is saved.")

    names = Service.objects.order_by("position").values_list("name", flat=True)
    assert list(names) == ["Cedar", "Apple", "Birch"]


@BOTH
def test_a_closed_holiday_is_asked_about_and_opened_for_one_practitioner(
    open_page, log_in, javascript
):
    _, [ada, bo] = bookable(slug="physio", name="Physiotherapy visit", practitioners=2)
    WorkingHours.objects.update(weekday=4)
    page = open_page("/", javascript=javascript)
    log_in(page, AdministratorFactory())
    main = page.get_by_role("main")

    page.goto("/book/physio/?day=2026-12-25")
    page.get_by_role("link", name="Why is another time not free?").click()
    page.get_by_label("Day and time").fill("2026-12-25T10:00")
    page.get_by_role("button", name="Ask").click()
    expect(main.get_by_text("Christmas Day.", exact=True)).to_have_count(2)

    page.get_by_role("button", name=f"Open the day for {ada.name}").click()
    expect(page.get_by_role("region", name="What this change does")).to_contain_text(
        "29 times added"
    )
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(
        f"Christmas Day is open for {ada.name}."
    )

    main.get_by_role("link", name=f"Book this time with {ada.name}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Book this visit")
    page.goto("/book/physio/?day=2026-12-25&practitioner=" + bo.slug)
    expect(main).to_contain_text("Closed: Christmas Day")


@BOTH
def test_an_administrator_adds_a_period_and_mends_one_that_overlaps(
    open_page, visit, log_in, javascript
):
    page = open_page("/", javascript=javascript)
    log_in(page, AdministratorFactory())

    page.goto("/desk/schedules/")
    page.get_by_role("main").get_by_role("link", name=visit.practitioner.name).click()
    page.get_by_text("Add a period on Tuesday").click()
    page.get_by_label("Tuesday, period 2, opens").fill("16:00")
    page.get_by_label("Tuesday, period 2, closes").fill("19:00")
    page.get_by_role("button", name="Check the change").click()
    expect(page.get_by_role("main")).to_contain_text("09:00–17:00 overlaps 16:00–19:00.")

    page.get_by_label("Tuesday, period 2, opens").fill("18:00")
    page.get_by_role("button", name="Check the change").click()
    expect(page.get_by_role("region", name="What this change does")).to_contain_text("times added")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("main")).to_contain_text("are saved")
    assert WorkingHours.objects.count() == 2
    assert times_offered(page)[-1] == "18:00"
