"""Before a visit on a phone: answers saved as they are typed, a “yes”, and a clinician's word."""

import pytest
from playwright.sync_api import expect

from assessments.models import Intake, RedFlagScreen
from assessments.questions import red_flags
from bookings.links.visits import email_proof, visit_key, visit_path
from bookings.models import Appointment
from clinic.models import ClinicProfile
from tests.assessments.form_answers import posted, screened
from tests.browser.looking import check, faults
from tests.factories import (
    AppointmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    ServiceFactory,
    UserFactory,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def visit():
    ClinicProfile.objects.create(name="Harbour", phone="604-555-0100")
    patient = PatientFactory(name="Ada Runner")
    patient.looked_after_by.add(UserFactory(email="ada@example.org"))
    return AppointmentFactory(
        patient=patient,
        practitioner=PractitionerFactory(user=ClinicianFactory()),
        service=ServiceFactory(intake_form="running"),
    )


def answer_all(page, **changes):
    """Answer each safety question as `changes` say, or with “no”."""
    for code in [item.code for item in (*red_flags.ITEMS, *red_flags.SCORE_ITEMS)]:
        question = page.locator(f"#question-{code}")
        question.get_by_text(changes.get(code, "No"), exact=True).click()
    page.locator("#question-pain_site").get_by_text("Hip, groin or pelvis").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_runner_answers_the_desk_calls_first_and_the_clinician_clears_it(
    open_page, log_in, visit, javascript
):
    page = open_page(visit_path(visit, key=visit_key(visit)), javascript=javascript)
    page.get_by_role("link", name="Answer the questions").click()

    page.get_by_label("What would you like from this visit?").fill("Run without pain.")
    page.get_by_label("Weight (kg)").fill("sixty")
    if javascript:
        expect(page.locator("#draft-state")).to_contain_text("Saved at")
        expect(page.locator("#draft-state")).to_contain_text("2 of 7 parts")
        page.reload()
        expect(page.locator("#id_mass_kg")).to_have_value("sixty")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Write a number")).to_be_visible()
    expect(page.locator("#id_goal_text")).to_have_value("Run without pain.")
    page.get_by_label("Weight (kg)").fill("64,5")
    page.get_by_role("button", name="Save and go on").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Safety questions")
    answer_all(page, groin_pain="Yes")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("Please call us before running again")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("604-555-0100").first).to_be_visible()
    page.get_by_role("link", name="Back to your visit").click()
    expect(page.get_by_role("link", name="Move this visit")).to_have_count(0)

    log_in(page, FrontDeskFactory())
    page.goto("/desk/?day=2026-12-01")
    expect(page.get_by_role("list", name="To look at")).to_have_text("Call first")

    log_in(page, visit.practitioner.user)
    page.goto("/appointments/?day=2026-12-01")
    page.get_by_role("link", name="Call first").click()
    expect(page.get_by_role("main")).to_contain_text("Suspected bone stress injury")
    expect(page.get_by_role("main")).to_contain_text("64,5 kg")
    page.get_by_label("What did you do?").fill("Called: imaging first.")
    page.get_by_role("button", name="Reviewed: the visit may go ahead").click()

    expect(page.get_by_role("main")).to_contain_text("Called: imaging first.")
    assert Appointment.objects.get().under_review_since is None
    assert RedFlagScreen.objects.get().stops
    assert str(Intake.objects.get().mass_kg) == "64.5"


def test_the_patients_pages_before_a_visit_are_in_order(open_page, axe, visit, client):
    key = visit_key(visit)
    paths = [f"{visit.get_absolute_url()}{page}?key={key}" for page in ("", "intake/", "safety/")]
    page = open_page(paths[0])

    found = check(page, axe, paths)
    page.get_by_role("button", name="Send my answers").click()
    found += faults(page, axe)
    page.goto(paths[1])
    page.get_by_label("Weight (kg)").fill("sixty")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("Injury 2").click()
    found += faults(page, axe)
    screened(visit, saddle_numbness="yes", eating="yes")
    visit.patient.email_proven_at = visit.created_at
    visit.patient.save()
    proof = f"&proof={email_proof(visit.patient, visit.patient.email)}"
    found += check(page, axe, [*(f"{path}{proof}" for path in paths), f"{paths[2]}&again=1"])
    visit.patient.email_proven_at = None
    visit.patient.save()
    page.context.clear_cookies()
    found += check(page, axe, paths[1:])

    assert found == []


def test_the_staffs_pages_and_the_data_are_in_order(open_page, log_in, axe, visit, client):
    own = visit.get_absolute_url()
    client.force_login(visit.patient.looked_after_by.get())
    client.post(f"{own}intake/", posted())
    screened(visit)
    screened(visit, bone_tender="yes", pain_site="lower_leg")
    page = open_page("/")

    log_in(page, visit.practitioner.user)
    chart = f"/charts/{visit.patient.reference}/"
    found = check(page, axe, [f"{own}forms/", own, chart, "/appointments/?day=2026-12-01"])
    page.goto(f"{own}forms/")
    page.get_by_role("button", name="Reviewed: the visit may go ahead").click()
    found += faults(page, axe)
    log_in(page, FrontDeskFactory())
    found += check(page, axe, ["/desk/?day=2026-12-01", own])
    log_in(page, visit.patient.looked_after_by.get())
    found += check(page, axe, ["/me/data/", own])

    assert found == []


def test_a_file_of_ones_data_is_handed_over(open_page, log_in, visit):
    page = open_page("/", viewport=WIDE)
    log_in(page, visit.patient.looked_after_by.get())
    page.goto("/me/data/")

    with page.expect_download() as handed:
        page.get_by_role("button", name="A file to read").click()

    assert handed.value.suggested_filename == "my-data-2026-11-23.html"
