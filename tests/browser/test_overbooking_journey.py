"""The desk books over a visit in the browser, with a reason, and the board says so."""

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


@pytest.mark.parametrize("javascript", [True, False], ids=["JavaScript", "without"])
def test_a_time_that_is_taken_is_booked_over_with_a_reason(open_page, log_in, axe, javascript):
    service, [ada] = bookable(slug="physio")
    taken = {"service": service, "practitioner": ada, "starts_at": NINE}
    book_appointment(**taken, patient=PatientFactory(), booker=AT_THE_DESK)
    person = PatientFactory(name="Flo Li")
    page = open_page("/", javascript=javascript)
    log_in(page, FrontDeskFactory())
    page.goto(f"/book/physio/?patient={person.reference}&practitioner={ada.slug}")

    page.get_by_text("Another time, or over what is booked").click()
    page.get_by_label("Day and time").fill("2026-12-01T09:00")
    page.get_by_role("button", name="Look at this time").click()
    expect(page.locator(".overbook")).to_contain_text("Booked from 09:00 to 10:00")
    faults = axe(page) if javascript else []
    page.get_by_label("Why is it booked all the same?").fill("A child in pain")
    page.get_by_role("button", name="Book this visit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Flo Li")
    page.goto("/desk/?day=2026-12-01")

    expect(page.locator(".board-row", has_text="Flo Li")).to_contain_text(
        "Overbooked: A child in pain"
    )
    assert Appointment.objects.filter(starts_at=NINE).count() == 2
    assert faults == []
