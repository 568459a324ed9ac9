"""A patient on a phone: a visit confirmed, moved and cancelled from the mail; and the family."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from bookings.actions import book_appointment
from bookings.links.visits import visit_url
from bookings.models import Appointment
from clinic.models import Patient
from tests.factories import NINE, PatientFactory, UserFactory, bookable
from tests.instants import FromNowOn

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]


@pytest.fixture
def visit():
    service, _ = bookable(slug="physio", name="Physiotherapy visit")
    patient = PatientFactory(name="Ada Runner", email="ada@example.org")
    return book_appointment(service=service, patient=patient, starts_at=NINE)


def mailed_path(visit):
    link = visit_url(visit, mailed_to=visit.patient.email)
    return link[link.index("/appointments/") :]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_patient_confirms_moves_and_cancels_from_the_mail(open_page, visit, javascript):
    page = open_page(mailed_path(visit), javascript=javascript)

    proving = FromNowOn()
    page.get_by_role("button", name="This address is mine").click()
    expect(page.get_by_role("status").first).to_contain_text("ada@example.org reaches you")
    page.get_by_role("button", name="Yes, I will come").click()
    expect(page.get_by_role("main")).to_contain_text("Confirmed")
    page.get_by_role("link", name="Move this visit").click()
    page.get_by_role("radio", name="13:00").check()
    page.get_by_role("button", name="Move my visit").click()
    expect(page.get_by_role("main")).to_contain_text("13:00–14:00")
    expect(page.get_by_role("button", name="Yes, I will come")).to_be_visible()
    page.get_by_role("link", name="Cancel this visit").click()
    page.get_by_label("Would you tell us why?").fill("A cold")
    page.get_by_role("button", name="Cancel this visit").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("This visit is cancelled")
    expect(page.get_by_role("link", name="Book another visit")).to_be_visible()
    visit.refresh_from_db()
    assert (visit.status, visit.cancellation_reason, visit.revision) == ("cancelled", "A cold", 2)
    assert Patient.objects.get().email_proven_at == proving


def test_a_late_cancellation_is_asked_about_before_it_is_done(open_page, visit, clock):
    clock.move_to(NINE - timedelta(hours=3))
    page = open_page(mailed_path(visit))

    expect(page.get_by_role("link", name="Move this visit")).to_have_count(0)
    page.get_by_role("link", name="Cancel this visit").click()
    page.get_by_label("Would you tell us why?").fill("A cold")
    page.get_by_role("button", name="Cancel this visit").click()
    expect(page.get_by_label("Would you tell us why?")).to_have_value("A cold")
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Cancel this visit").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("This visit is cancelled")
    assert Appointment.objects.get().cancelled_late


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_patient_adds_a_child_and_takes_in_what_was_booked_as_a_guest(
    open_page, log_in, visit, javascript
):
    user = UserFactory(name="Ada Runner", email="ada@example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    Patient.objects.update(email_proven_at=NINE)
    page = open_page("/", javascript=javascript)
    log_in(page, user)

    page.goto("/me/")
    page.get_by_role("link", name="Tell us whose they are").click()
    page.get_by_role("button", name="They are mine").click()
    page.get_by_role("link", name="Add somebody").click()
    page.get_by_label("Name").fill("Kit Runner")
    page.get_by_label("Date of birth").fill("2015-05-01")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Kit Runner")
    page.get_by_role("link", name="My visits").first.click()

    expect(page.get_by_role("main")).to_contain_text("Tuesday 1 December 2026")
    expect(page.get_by_role("main")).to_contain_text("You look after Kit Runner.")
    page.get_by_role("button", name="Yes, I will come").click()
    expect(page.get_by_role("main")).to_contain_text("Confirmed")
    assert list(user.patients.values_list("name", flat=True)) == ["Ada Runner", "Kit Runner"]
