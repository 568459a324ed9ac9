"""Before a visit on a phone: answers saved as they are typed, a “yes”, and a clinician's word."""

from datetime import timedelta

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
HOUR = timedelta(hours=1)


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


def answer_all(page, *yes):
    """Answer these safety questions with “yes”, and the others by “none of these”."""
    groups = {item.code: item.group for item in red_flags.ITEMS}
    for group in red_flags.GROUPS:
        none_of(page, group).check()
    for code in yes:
        page.locator(f"#question-{code}").get_by_role("radio", name="Yes").check()
        expect(none_of(page, groups[code])).not_to_be_checked()
    page.locator("#question-pain_site").get_by_text("Hip, groin or pelvis").click()


def none_of(page, group):
    return page.locator(f"[data-none-of='{group}']").get_by_label("None of these")


def answers_shown(page, group):
    """Return what each question of a group shows as its answer."""
    return page.locator(f"[data-none-of='{group}'] fieldset").evaluate_all(SHOWN)


SHOWN = """
questions => questions.map(question => [...question.querySelectorAll('label')]
  .filter(label => getComputedStyle(label).fontWeight === '600')
  .map(label => label.textContent.trim()).join())
"""


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_runner_answers_the_desk_calls_first_and_the_clinician_clears_it(
    open_page, log_in, visit, javascript
):
    page = open_page(visit_path(visit, key=visit_key(visit)), javascript=javascript)
    page.get_by_role("link", name="Answer the questions").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Safety questions")
    for group in red_flags.GROUPS:
        none_of(page, group).check()
    assert set(answers_shown(page, "emergency")) == {"No"}
    page.locator("#question-groin_pain").get_by_text("Yes", exact=True).click()
    if javascript:
        expect(none_of(page, "bone_stress")).not_to_be_checked()
        expect(page.locator("#draft-state")).to_contain_text("4 of 5 parts")
        page.reload()
    assert answers_shown(page, "bone_stress") == ["No", "No", "No", "Yes"]
    page.locator("#question-pain_site").get_by_text("Hip, groin or pelvis").click()
    if javascript:
        expect(page.locator("#draft-state")).to_contain_text("5 of 5 parts")
    page.get_by_role("button", name="Send my answers").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Please call us before running again")
    expect(main.get_by_role("link", name="604-555-0100")).to_have_attribute(
        "href", "tel:604-555-0100"
    )
    page.get_by_label("Phone").fill("604-555-0177")
    page.get_by_role("button", name="Save the number").click()

    page.get_by_role("link", name="Go on to the questions").click()
    page.get_by_label("What would you like from this visit?").fill("Run without pain.")
    page.get_by_text("For fair comparisons").click()
    page.get_by_label("Weight (kg)").fill("sixty")
    if javascript:
        expect(page.locator("#draft-state")).to_contain_text("Saved at")
        expect(page.locator("#draft-state")).to_contain_text("2 of 7 parts")
        page.reload()
        expect(page.locator("#id_mass_kg")).to_have_value("sixty")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Write a number")).to_be_visible()
    expect(page.locator("#id_goal_text")).to_have_value("Run without pain.")
    page.get_by_label("Weight (kg)").fill("64,5")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(main).to_contain_text("Tuesday 1 December 2026 at 09:00")
    expect(main).to_contain_text("Please call us before running again")
    expect(page.get_by_role("link", name="Move this visit")).to_have_count(0)

    log_in(page, FrontDeskFactory())
    page.goto("/desk/?day=2026-12-01")
    needs = page.get_by_role("list", name="To look at")
    expect(needs).to_contain_text("Call first: No running yet")
    expect(needs.get_by_role("link", name="604-555-0177")).to_be_visible()

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


LONGEST_PX = 2100  # of a phone's page: two and a half screens


@pytest.mark.parametrize("part", ["safety", "intake"])
def test_each_part_is_short_on_a_phone(open_page, visit, part):
    page = open_page(f"{visit.get_absolute_url()}{part}/?key={visit_key(visit)}")

    assert page.locator("main").evaluate("main => main.scrollHeight") <= LONGEST_PX


def test_saddle_numbness_leads_to_the_emergency_number_and_stays(open_page, visit, clock):
    page = open_page(f"{visit.get_absolute_url()}safety/?key={visit_key(visit)}")
    answer_all(page, "saddle_numbness")
    expect(page.locator("#draft-state")).to_contain_text("5 of 5 parts")
    page.get_by_role("button", name="Send my answers").click()

    for _ in ("the answer", "the visit's page"):
        main = page.get_by_role("main")
        expect(main.get_by_text("Please get medical help now")).to_be_visible()
        filled = main.locator(".btn-primary")
        expect(filled).to_have_count(1)
        expect(filled).to_have_attribute("href", "tel:911")
        expect(main.locator('[href="tel:811"]')).to_be_visible()
        page.goto(visit_path(visit, key=visit_key(visit)))
    clock.move_to(visit.starts_at - HOUR)
    page.get_by_role("link", name="Cancel this visit").click()
    expect(page.get_by_role("main")).to_contain_text("Cancelling costs you nothing")
    page.get_by_role("button", name="Cancel this visit").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("This visit is cancelled")
    assert Appointment.objects.get().cancelled_late is False


def test_the_patients_pages_before_a_visit_are_in_order(open_page, axe, visit, client):
    key = visit_key(visit)
    paths = [f"{visit.get_absolute_url()}{page}?key={key}" for page in ("", "intake/", "safety/")]
    page = open_page(paths[0])

    found = check(page, axe, paths)
    with page.expect_navigation():
        page.get_by_role("button", name="Send my answers").click()
    found += faults(page, axe)
    page.goto(paths[1])
    page.get_by_text("For fair comparisons").click()
    page.get_by_label("Weight (kg)").fill("sixty")
    with page.expect_navigation():
        page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("Injuries before").click()
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
