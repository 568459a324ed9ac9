"""An administrator closes an afternoon and changes a week, with JavaScript and without it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bookings.actions import book_appointment
from bookings.models import ScheduleException, WorkingHours
from tests.factories import NINE, AdministratorFactory, PatientFactory, bookable

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
