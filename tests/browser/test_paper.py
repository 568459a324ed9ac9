"""On paper a visit is one page and an assessment two, on either size, each with whose it is."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from bookings.actions import book_appointment
from bookings.links.visits import visit_key, visit_path
from clinic.models import ClinicProfile
from demo.services import HALF_PRICE, PROFILE, SERVICES
from tests.browser.full_record import a_full_record
from tests.factories import (
    NINE,
    AppointmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
    bookable,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
PAPER = ("A4", "Letter")


@pytest.fixture
def runner(clock):
    ClinicProfile.objects.create(**PROFILE)
    patient = PatientFactory(name="Ada Runner", phone="604-555-0123", email="ada@example.org")
    patient.looked_after_by.add(UserFactory())
    return patient


def pages_that_name(page, name):
    """Return of each size of paper whether each page that would be printed says whose it is."""
    printed = [PdfReader(BytesIO(page.pdf(format=size))).pages for size in PAPER]
    return [[name in sheet.extract_text() for sheet in sheets] for sheets in printed]


def test_a_visit_is_one_page_for_the_patient_and_for_the_desk(open_page, log_in, runner):
    described = SERVICES[0]
    columns = ("name", "price", "currency", "what_to_bring", "intake_form")
    service = bookable(
        slug="assessment",
        late_fee_percent=50,
        cancellation_fee_text=HALF_PRICE,
        **{column: described[column] for column in columns},
    )[0]
    visit = book_appointment(service=service, patient=runner, starts_at=NINE)
    page = open_page(visit_path(visit, key=visit_key(visit)))

    sheets = [pages_that_name(page, "Ada Runner, 1 December 2026")]
    log_in(page, FrontDeskFactory())
    for path in (visit_path(visit), f"/desk/visits/{visit.reference}/"):
        page.goto(path)
        sheets.append(pages_that_name(page, "Ada Runner, 1 December 2026"))

    assert sheets == [[[True]] * 2] * 3


def test_an_assessment_is_two_pages_for_the_patient_and_for_the_clinician(
    open_page, log_in, runner, clock
):
    clock.move_to(NINE + timedelta(hours=1))
    by = PractitionerFactory(user=ClinicianFactory())
    visit = AppointmentFactory(practitioner=by, patient=runner, starts_at=NINE)
    signed = a_full_record(visit, days_ago=0, right="4.8")
    page = open_page("/")

    sheets = []
    for user in (by.user, runner.looked_after_by.get()):
        log_in(page, user)
        page.goto(signed.get_absolute_url())
        sheets.append(pages_that_name(page, "Ada Runner, 1 December 2026"))

    assert sheets == [[[True, True]] * 2] * 2
