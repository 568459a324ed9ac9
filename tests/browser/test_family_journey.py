"""A caller with two children: one call, three visits, each mailed where the caller is."""

import pytest

from bookings.models import Appointment
from bookings.people.families import family_of
from clinic.models import ClinicProfile, Message, Patient
from tests.factories import FrontDeskFactory, PatientFactory, bookable

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]


def take(page, clock_time):
    """Choose a time of the day that is shown, and book it."""
    page.get_by_role("link", name=clock_time).first.click()
    page.get_by_label("The patient was told the cancellation policy").check()
    page.get_by_role("button", name="Book this visit").click()


def test_one_call_books_a_mother_and_her_two_children(open_page, log_in):
    ClinicProfile.objects.create(name="Harbour", cancellation_policy="A day before.")
    bookable(slug="physio", name="Physiotherapy visit", duration_min=60)
    PatientFactory(name="Mia Runner", email="mia@example.org", phone="604-555-0142")
    page = open_page("/")
    log_in(page, FrontDeskFactory())

    page.goto("/desk/people/?q=mia")
    page.get_by_role("link", name="Book a visit for Mia Runner").click()
    page.get_by_role("link", name="Physiotherapy visit").first.click()
    page.wait_for_url("**/book/physio/**")
    page.goto(f"{page.url}&day=2026-12-01&from=2026-12-01")
    take(page, "09:00")
    page.locator(".board-visit").click()
    page.wait_for_url("**/desk/visits/**")
    for name, clock_time in (("Leo Runner", "10:00"), ("Zoe Runner", "11:00")):
        page.get_by_role("link", name="Book another for Mia Runner").click()
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="On to a time").click()
        take(page, clock_time)

    visits = Appointment.objects.order_by("starts_at").select_related("patient")
    assert [(one.patient.name, f"{one.starts_at:%H}") for one in visits] == [
        ("Mia Runner", "16"),
        ("Leo Runner", "17"),
        ("Zoe Runner", "18"),
    ]
    told = Message.objects.filter(kind="confirmation")
    assert set(told.values_list("recipient_email", flat=True)) == {"mia@example.org"}
    family = family_of(Patient.objects.get(name="Mia Runner"))
    assert [one.person.name for one in family.everybody] == ["Leo Runner", "Zoe Runner"]
