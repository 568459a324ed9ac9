"""What is typed is kept from the first key: through Back, a reload, no log-in and no network."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from assessments.models import Assessment, Intake
from bookings.links.visits import visit_key
from tests.assessments.form_answers import screened
from tests.browser.looking import arrive
from tests.factories import (
    NINE,
    AppointmentFactory,
    ClinicianFactory,
    PatientFactory,
    PractitionerFactory,
    ServiceFactory,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
WIDE = {"width": 1280, "height": 900}
WORDS = "Right hip tires."
OFFLINE = ["net::ERR_INTERNET_DISCONNECTED"]
PASSWORD = "an easy stride"


@pytest.fixture
def clinician():
    user = ClinicianFactory()
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def set_up(open_page, log_in, clock, clinician):
    """Return a function that opens the first page of an assessment, its safety asked about."""
    visit = AppointmentFactory(
        practitioner=PractitionerFactory(user=clinician),
        patient=PatientFactory(name="Ada Runner"),
        starts_at=NINE,
    )
    screened(visit)
    clock.move_to(NINE + timedelta(hours=1))

    def open_it(**options):
        page = open_page("/", viewport=WIDE, **options)
        log_in(page, clinician)
        page.goto(f"/charts/{visit.patient.reference}/")
        page.get_by_role("button", name="Record a running assessment").click()
        page.get_by_role("button", name="these answers still hold").click()
        arrive(page, "Set-up")
        return page

    return open_it


def notes(page):
    return page.locator("#id_notes")


def draft_state(page):
    return page.locator("#draft-state")


def stored():
    """Return what the server has of the page, as it is typed."""
    section = Assessment.objects.get().sections.first()
    return section.typed.get("notes", "") if section else ""


def refuse_drafts(page):
    page.route("**/draft/", lambda route: route.abort())


WAYS = {
    "Back": lambda page: page.go_back(),
    "a link": lambda page: page.get_by_role("link", name="Ada Runner").first.click(),
    "a reload": lambda page: page.reload(),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_was_typed_a_moment_ago_is_sent_when_the_page_is_left(set_up, way):
    page = set_up()
    address = page.url

    with page.expect_request("**/set-up/draft/"):
        notes(page).fill(WORDS)
        WAYS[way](page)
    page.goto(address)

    expect(notes(page)).to_have_value(WORDS)


@pytest.mark.parametrize("way", WAYS)
def test_what_could_not_be_sent_when_the_page_was_left_comes_back_with_a_word(set_up, way):
    page = set_up(meant_lines=["ERR_FAILED"])
    address = page.url
    refuse_drafts(page)
    notes(page).fill(WORDS)
    WAYS[way](page)
    page.wait_for_load_state()
    assert stored() == ""

    page.unroute("**/draft/")
    page.goto(address)

    expect(page.get_by_text("had not been saved. It is back")).to_be_visible()
    expect(notes(page)).to_have_value(WORDS)
    expect(draft_state(page)).to_contain_text("Draft saved")
    assert stored() == WORDS


def test_a_page_stays_when_it_is_saved_after_a_log_out_elsewhere(set_up, clinician):
    page = set_up(meant_lines=["401"])
    notes(page).fill(WORDS)
    expect(draft_state(page)).to_contain_text("Draft saved")
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.get_by_role("main").get_by_role("button", name="Log out").click()
    other.wait_for_url("**/")

    notes(page).fill(f"{WORDS} And the left.")
    page.locator("[data-save]").click()
    expect(draft_state(page)).to_contain_text("you were logged out")
    other.goto("/accounts/login/")
    other.locator("#id_login").fill(clinician.email)
    other.locator("#id_password").fill(PASSWORD)
    other.get_by_role("button", name="Log in", exact=True).click()
    other.wait_for_url("**/appointments/")
    page.locator("[data-save]").click()

    arrive(page, "By eye")
    assert Assessment.objects.get().notes == f"{WORDS} And the left."


def test_a_page_stays_when_it_is_saved_without_a_network(set_up):
    page = set_up(meant_lines=OFFLINE)
    page.context.set_offline(True)
    notes(page).fill(WORDS)
    page.locator("[data-save]").click()
    expect(draft_state(page)).to_contain_text("Not saved yet")
    expect(notes(page)).to_have_value(WORDS)

    page.context.set_offline(False)
    page.locator("[data-save]").click()

    arrive(page, "By eye")
    assert Assessment.objects.get().notes == WORDS


def test_another_account_neither_sends_nor_sees_what_was_typed(set_up, log_in, clinician):
    page = set_up(meant_lines=["401"])
    address = page.url
    colleague = ClinicianFactory()
    AppointmentFactory(
        practitioner=PractitionerFactory(user=colleague),
        patient=Assessment.objects.get().patient,
        starts_at=NINE + timedelta(hours=3),
    )
    log_in(page, colleague)
    notes(page).fill(WORDS)
    expect(draft_state(page)).to_contain_text("somebody else is logged in")
    page.goto("/appointments/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#unsaved")).to_have_count(0)
    page.goto(address)
    expect(notes(page)).to_have_value("")
    assert stored() == ""

    log_in(page, clinician)
    page.goto("/appointments/")
    page.locator("#unsaved").get_by_role("link", name="Set-up").click()

    expect(notes(page)).to_have_value(WORDS)
    expect(draft_state(page)).to_contain_text("Draft saved")


@pytest.mark.parametrize(
    ("press", "comes_back"),
    [("Keep it and log out", WORDS), ("Throw it away and log out", "")],
)
def test_a_log_out_asks_what_becomes_of_what_is_not_saved(
    set_up, log_in, clinician, press, comes_back
):
    page = set_up(meant_lines=["ERR_FAILED"])
    address = page.url
    refuse_drafts(page)
    notes(page).fill(WORDS)
    expect(draft_state(page)).to_contain_text("Not saved yet")
    page.goto("/appointments/")
    expect(page.locator("#unsaved")).to_contain_text("Set-up")

    page.get_by_text("Account", exact=True).click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("dialog")).to_contain_text("Set-up")
    with page.expect_navigation():
        page.get_by_role("button", name=press).click()
    log_in(page, clinician)
    page.unroute("**/draft/")
    page.goto(address)

    expect(notes(page)).to_have_value(comes_back)


def test_what_is_not_saved_is_thrown_away_after_a_question(set_up):
    page = set_up(meant_lines=["ERR_FAILED"])
    refuse_drafts(page)
    notes(page).fill(WORDS)
    page.goto("/appointments/")

    page.locator("#unsaved").get_by_text("Throw away").click()
    page.get_by_role("button", name="Throw it away").click()

    expect(page.locator("#unsaved")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#unsaved")).to_have_count(0)


@pytest.mark.parametrize("part", ["intake", "safety"])
def test_a_patients_answers_come_back_too(open_page, part):
    visit = AppointmentFactory(service=ServiceFactory(intake_form="running"))
    path = f"{visit.get_absolute_url()}{part}/?key={visit_key(visit)}"
    page = open_page(path, meant_lines=["ERR_FAILED"])
    refuse_drafts(page)
    if part == "intake":
        answer = page.get_by_label("What would you like from this visit?")
        answer.fill(WORDS)
    else:
        answer = page.locator("#question-groin_pain").get_by_role("radio", name="Yes")
        answer.check()
    page.reload()

    expect(page.get_by_text("had not been saved. It is back")).to_be_visible()
    if part == "intake":
        expect(answer).to_have_value(WORDS)
        page.unroute("**/draft/")
        page.get_by_role("button", name="Save and go on").click()
        arrive(page, "Safety questions")
        assert Intake.objects.get().goal_text == WORDS
    else:
        expect(answer).to_be_checked()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_what_is_typed_while_a_page_is_being_saved_is_saved_with_it(set_up):
    page = set_up()
    held = []
    page.route("**/draft/", lambda route: route.continue_() if held else held.append(route))
    page.locator("[data-save]").click()
    expect(draft_state(page)).to_have_text("Saving …")
    notes(page).fill(WORDS)
    held[0].continue_()

    arrive(page, "By eye")
    assert Assessment.objects.get().notes == WORDS
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('typed'))") == []
