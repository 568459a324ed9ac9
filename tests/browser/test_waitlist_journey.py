"""A patient on a phone waits for a time, is written to when one opens, and takes it."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from bookings.actions import book_appointment, cancel_appointment, offer_freed_times
from bookings.models import Appointment, WaitlistEntry
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile, Message
from tests.factories import NINE, AdministratorFactory, PatientFactory, bookable

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]


@pytest.fixture
def taken():
    """The only visit that fits into the one day of the fortnight on which somebody works."""
    ClinicProfile.objects.create(cancellation_policy="A day before.")
    service, [practitioner] = bookable(slug="physio", name="Physiotherapy visit")
    practitioner.working_hours.update(closes="10:00", effective_until=NINE.date())
    return book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)


def path_in_the_latest_mail():
    """Return the path of the first link in the mail that came last."""
    deliver_due()
    return re.search(r"https?://[^/]+(/waitlist/\S+)", mail.outbox[-1].body)[1]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_patient_waits_and_takes_the_time_that_opens(open_page, taken, javascript):
    page = open_page("/book/physio/?from=2026-12-01&day=2026-12-01", javascript=javascript)

    page.get_by_role("link", name="Tell me when a time opens on these days").click()
    page.get_by_label("Morning").check()
    page.get_by_label("Name").fill("Ada Runner")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_role("button", name="Put me on the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the list")
    cancel_appointment(appointment=taken)
    offer_freed_times(now=timezone.now())
    page.goto(path_in_the_latest_mail())
    expect(page.get_by_role("main")).to_contain_text("Tuesday 1 December 2026")
    page.get_by_label("I have read the cancellation policy").check()
    page.get_by_role("button", name="Take this time").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
    visit = Appointment.objects.get(status="booked")
    assert (visit.starts_at, visit.patient.name) == (NINE, "Ada Runner")
    assert WaitlistEntry.objects.get().status == "served"


def test_a_patient_leaves_the_list_by_the_link_in_the_mail(open_page, taken):
    page = open_page("/waitlist/join/?service=physio&from=2026-12-01&until=2026-12-01")
    page.get_by_label("Name").fill("Ada Runner")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_role("button", name="Put me on the list").click()

    page.goto(path_in_the_latest_mail())
    page.get_by_text("Leave the list", exact=True).click()
    expect(page.get_by_text("Whoever joins again comes last")).to_be_visible()
    page.get_by_role("button", name="Leave the list now").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You are off the list")
    assert WaitlistEntry.objects.get().status == "left"


def test_whoever_waits_is_not_written_to_about_a_time_that_was_free_all_along(
    open_page, log_in, demo
):
    ClinicProfile.objects.create(name="False Creek Running Clinic")
    service, [mia, noah] = bookable(slug="physio", name="Physiotherapy visit", practitioners=2)
    mia.working_hours.update(closes="11:00", effective_until=NINE.date())
    noah.working_hours.all().delete()
    book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    page = open_page("/waitlist/join/?service=physio&from=2026-12-01&until=2026-12-01")
    page.get_by_label("Name").fill("Ada Runner")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_role("button", name="None of these: wait for another").click()
    log_in(page, AdministratorFactory())
    assert offers_after(page, noah, opens="10:00") == []

    assert offers_after(page, noah, opens="09:00") == ["ada@example.org"]


def offers_after(page, practitioner, *, opens):
    """Let somebody work on Tuesdays until eleven, and return who was mailed that a time is free."""
    page.goto(f"/desk/schedules/{practitioner.slug}/")
    if page.get_by_text("Add a period on Tuesday").is_visible():
        page.get_by_text("Add a period on Tuesday").click()
    page.get_by_label("Tuesday, period 1, opens").fill(opens)
    page.get_by_label("Tuesday, period 1, closes").fill("11:00")
    page.get_by_role("button", name="Check the change").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("are saved")
    offer_freed_times(now=timezone.now())
    deliver_due()
    offers = Message.objects.filter(kind="waitlist_offer", state="sent")
    return [message.recipient.email for message in offers]
