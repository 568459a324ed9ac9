"""A clinician goes through an assessment page by page, by mouse or keys; nothing typed is lost."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from assessments.models import Assessment, AssessmentStatus
from clinic.models import AccessEvent
from tests.assessments.form_answers import screened
from tests.browser.looking import arrive
from tests.factories import (
    NINE,
    AppointmentFactory,
    ClinicianFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]
STILL_HOLDS = "Asked again today: these answers still hold"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def visit(clock):
    patient = PatientFactory(name="Ada Runner")
    patient.looked_after_by.add(UserFactory(email="ada@example.org"))
    visit = AppointmentFactory(
        practitioner=PractitionerFactory(user=ClinicianFactory()), patient=patient, starts_at=NINE
    )
    screened(visit)
    clock.move_to(NINE + timedelta(hours=1))
    return visit


@pytest.fixture
def begun(open_page, log_in, visit):
    """Return a function that opens a new assessment, whose patient was asked again today."""

    def begin(button="Record a running assessment", **options):
        page = open_page("/", **{"viewport": WIDE, **options})
        log_in(page, visit.practitioner.user)
        page.goto(f"/charts/{visit.patient.reference}/")
        page.get_by_role("button", name=button).click()
        page.get_by_role("button", name=STILL_HOLDS).click()
        return page

    return begin


def fill(page, **values):
    for name, value in values.items():
        field = page.locator(f"#id_{name}")
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def choose(page, **grades):
    for name, grade in grades.items():
        page.locator(f"input[name={name}][value={grade}]").check(force=True)


def save(page):
    page.locator("[data-save]").click()


def go_to(page, code):
    """Open a page of the assessment that is open."""
    page.goto(f"{Assessment.objects.get().get_absolute_url()}{code}/")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_clinician_records_signs_shares_and_the_patient_reads(
    begun, log_in, axe, visit, javascript, viewport
):
    page = begun(javascript=javascript, viewport=viewport)

    arrive(page, "Set-up")
    fill(page, speed_kmh="10,5", incline_pct="0", footwear="usual")
    save(page)
    expect(page.locator("#id_speed_kmh")).to_have_value("10,5")
    expect(page.get_by_text("Write decimals with a point")).to_be_visible()
    fill(page, speed_kmh="10.5")
    save(page)
    arrive(page, "By eye")
    choose(page, pelvic_drop_L="typical", pelvic_drop_R="marked")
    choose(page, knee_window_L="open", knee_window_R="reduced")
    if javascript:
        assert axe(page) == []
    save(page)
    page.wait_for_url("**/measure/")
    go_to(page, "degrees")
    for side, mean in (("L", "4.8"), ("R", "8.3")):
        fill(page, **{f"cpd_fresh_{side}": mean, f"cpd_fresh_{side}_n": "8"})
    fill(page, cpd_view="posterior", cpd_landmark_set="psis", cpd_method="2d_manual")
    fill(page, cpd_levelled="yes")
    if javascript:
        assert axe(page) == []
    page.get_by_role("button", name="Findings").click()  # left by the rail: it is stored
    arrive(page, "Findings")
    page.get_by_role("button", name="Sign To do").click()
    arrive(page, "Sign")
    page.get_by_role("button", name="Sign", exact=True).click()

    expect(page.get_by_role("main")).to_contain_text("the left side drops 8.3°\u00a0±\u00a02.8°")
    page.get_by_role("button", name="Share with the patient").click()
    log_in(page, visit.patient.looked_after_by.get())
    page.goto("/me/assessments/")
    page.get_by_role("link", name="1 December 2026").click()
    expect(page.get_by_role("main")).to_contain_text("learly more than usual")
    assert AccessEvent.objects.filter(what="assessment", basis="own").count() == 1


def test_the_quick_way_is_gone_by_keys_alone(begun, axe):
    page = begun("Quick: by eye only")

    arrive(page, "By eye")
    expect(page.locator("input[name=pelvic_drop_L]").first).to_be_focused()
    for key in "1321":  # typical left, marked right; reduced left, open right
        page.keyboard.press(key)
    expect(page.locator("input[name=knee_window_R][value=open]")).to_be_checked()
    page.keyboard.press("ArrowRight")  # the browser's own keys hold as well
    expect(page.locator("input[name=knee_window_R][value=reduced]")).to_be_checked()
    page.keyboard.press("Control+Enter")
    arrive(page, "Findings")
    page.keyboard.press("Control+Enter")
    arrive(page, "Sign")
    page.get_by_role("button", name="Sign", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_contain_text("Signed")
    stored = Assessment.objects.get()
    assert (stored.status, stored.is_quick) == (AssessmentStatus.SIGNED, True)
    assert set(stored.observations.values_list("item", "side", "grade")) == {
        ("pelvic_drop", "L", "typical"),
        ("pelvic_drop", "R", "marked"),
        ("knee_window", "L", "reduced"),
        ("knee_window", "R", "reduced"),
    }


def test_enter_in_a_field_saves_and_goes_on(begun):
    page = begun()
    fill(page, footwear="usual", shoes="Road 3")

    page.locator("#id_shoes").press("Enter")

    arrive(page, "By eye")
    assert Assessment.objects.get().shoes == "Road 3"


def test_a_page_that_was_left_half_typed_is_found_again(begun):
    page = begun()
    fill(page, speed_kmh="ten")

    page.get_by_role("button", name="Tests").click()
    expect(page.get_by_role("main")).to_contain_text("Step 7 of 10")
    expect(page.get_by_text("“Set-up” is kept as typed, and is not stored yet.")).to_be_visible()
    page.get_by_role("button", name="Set-up Typed, not stored").click()

    expect(page.locator("#id_speed_kmh")).to_have_value("ten")


def test_a_page_is_kept_while_it_is_typed_and_an_older_tab_is_told(begun):
    page = begun()
    older = page.context.new_page()
    older.goto(page.url)

    fill(page, notes="Right hip tires.")
    expect(page.locator("#draft-state")).to_contain_text("Draft saved")
    fill(page, notes="Right hip tires after half an hour.")
    save(page)
    arrive(page, "By eye")
    fill(older, notes="An older thought.")

    expect(older.locator("#draft-state")).to_contain_text("Nothing of yours was saved over it")
    save(older)
    expect(older.locator("#id_notes")).to_have_value("An older thought.")
    assert Assessment.objects.get().notes == "Right hip tires after half an hour."
    older.get_by_role("button", name="Save mine over what is stored").click()
    arrive(older, "By eye")
    assert Assessment.objects.get().notes == "An older thought."


def test_what_was_typed_without_a_network_is_kept_when_it_is_back(begun):
    page = begun(meant_lines=["net::ERR_INTERNET_DISCONNECTED", "htmx:"])
    arrive(page, "Set-up")
    page.context.set_offline(True)
    fill(page, notes="Right hip tires.")
    expect(page.locator("#draft-state")).to_contain_text("Not saved yet")

    page.context.set_offline(False)

    expect(page.locator("#draft-state")).to_contain_text("Draft saved")
    assert Assessment.objects.get().sections.get().typed["notes"] == "Right hip tires."


def test_a_reason_opens_the_file_of_somebody_elses_patient(open_page, log_in, axe, visit):
    page = open_page("/", viewport=WIDE)
    log_in(page, ClinicianFactory())

    page.goto(f"/charts/{visit.patient.reference}/")
    assert axe(page) == []
    page.get_by_label("I cover for the clinician who treats them").check()
    page.get_by_label("In your own words").fill("Covers for a colleague today")
    page.get_by_role("button", name="Open the file").click()

    arrive(page, "Ada Runner")
    expect(page.get_by_role("main")).to_contain_text("Covers for a colleague today")


def test_a_page_that_could_not_be_saved_says_so_and_keeps_it(begun, visit):
    page = begun(meant_lines=["401"])
    expect(page.locator("#draft-state")).to_be_visible()
    user = visit.practitioner.user
    user.set_password("an easy stride")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    page.context.clear_cookies(name="sessionid")
    fill(page, notes="Right hip tires.")
    expect(page.locator("#draft-state")).to_contain_text("you were logged out")
    other = page.context.new_page()
    other.goto("/accounts/login/")
    other.locator("#id_login").fill(user.email)
    other.locator("#id_password").fill("an easy stride")
    other.get_by_role("button", name="Log in", exact=True).click()
    other.wait_for_url("**/appointments/")
    fill(page, notes="Right hip tires after half an hour.")

    expect(page.locator("#draft-state")).to_contain_text("Draft saved")
    typed = Assessment.objects.get().sections.get().typed
    assert typed["notes"] == "Right hip tires after half an hour."
