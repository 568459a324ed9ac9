"""A clinician records what was seen and measured, shares it, and the patient reads it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from assessments.models import Assessment
from clinic.models import AccessEvent
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
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def visit(clock):
    clock.move_to(NINE + timedelta(hours=1))
    patient = PatientFactory(name="Ada Runner")
    patient.looked_after_by.add(UserFactory(email="ada@example.org"))
    return AppointmentFactory(
        practitioner=PractitionerFactory(user=ClinicianFactory()), patient=patient, starts_at=NINE
    )


def fill(page, **values):
    for name, value in values.items():
        field = page.locator(f"#id_{name}")
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def fill_in(page):
    fill(page, speed_kmh="10.5", incline_pct="0", footwear="usual")
    fill(page, pelvic_drop_L="typical", pelvic_drop_R="marked", knee_window_R="reduced")
    for side, mean in (("L", "4.8"), ("R", "8.3")):
        fill(page, **{f"cpd_fresh_{side}": mean, f"cpd_fresh_{side}_n": "8"})
    fill(page, cpd_view="posterior", cpd_landmark_set="psis", cpd_method="2d_manual")
    fill(page, cpd_levelled="yes")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("viewport", [WIDE, {"width": 360, "height": 780}], ids=["wide", "phone"])
def test_a_clinician_records_shares_and_the_patient_reads(
    open_page, log_in, axe, visit, javascript, viewport
):
    page = open_page("/", javascript=javascript, viewport=viewport)
    log_in(page, visit.practitioner.user)
    page.goto("/appointments/")
    page.get_by_role("link", name="Ada Runner").first.click()
    page.get_by_role("link", name="Open the chart").click()
    page.get_by_role("button", name="Record a running assessment").click()

    fill_in(page)
    fill(page, cpd_fresh_R="8,3")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("#id_cpd_fresh_R")).to_have_value("8,3")
    expect(page.get_by_text("Write decimals with a point")).to_be_visible()
    fill(page, cpd_fresh_R="8.3")
    page.get_by_role("button", name="Record", exact=True).click()

    expect(page.get_by_role("main")).to_contain_text("the left side drops 8.3°\u00a0±\u00a02.8°")
    expect(page.get_by_role("img", name="at midstance on the right leg")).to_be_visible()
    if javascript:
        assert axe(page) == []
    page.get_by_role("button", name="Share with the patient").click()
    expect(page.get_by_role("main")).to_contain_text("Shared 1 Dec 2026")

    log_in(page, visit.patient.looked_after_by.get())
    page.goto("/me/assessments/")
    page.get_by_role("link", name="1 December 2026").click()
    expect(page.get_by_role("main")).to_contain_text("Clearly more than usual")
    assert AccessEvent.objects.filter(what="assessment", basis="own").count() == 1


def test_a_draft_is_kept_while_it_is_typed_and_an_older_tab_is_told(open_page, log_in, visit):
    page = open_page("/", viewport=WIDE)
    log_in(page, visit.practitioner.user)
    page.goto(f"/charts/{visit.patient.reference}/")
    page.get_by_role("button", name="Record a running assessment").click()
    older = page.context.new_page()
    older.goto(page.url)

    fill(page, notes="Right hip tires.")
    expect(page.locator("#draft-state")).to_contain_text("Draft saved")
    fill(page, notes="Right hip tires after half an hour.")
    expect(page.locator("#draft-state")).to_contain_text("Draft saved")
    page.get_by_role("button", name="Save the draft").click()
    fill(older, notes="An older thought.")

    expect(older.locator("#draft-state")).to_contain_text("Nothing of yours was saved over it")
    older.get_by_role("button", name="Record", exact=True).click()
    expect(older.locator("#id_notes")).to_have_value("An older thought.")
    assert Assessment.objects.get().typed["notes"] == "Right hip tires after half an hour."


def test_a_reason_opens_the_file_of_somebody_elses_patient(open_page, log_in, axe, visit):
    page = open_page("/", viewport=WIDE)
    log_in(page, ClinicianFactory())

    page.goto(f"/charts/{visit.patient.reference}/")
    assert axe(page) == []
    page.get_by_label("Why do you open this file?").fill("Covers for a colleague today")
    page.get_by_role("button", name="Open the file").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Runner")
    expect(page.get_by_role("main")).to_contain_text("Covers for a colleague today")


def test_a_draft_that_could_not_be_saved_says_so_and_stays_on_the_page(open_page, log_in, visit):
    page = open_page("/", viewport=WIDE)
    log_in(page, visit.practitioner.user)
    page.goto(f"/charts/{visit.patient.reference}/")
    page.get_by_role("button", name="Record a running assessment").click()
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
    assert Assessment.objects.get().typed["notes"] == "Right hip tires after half an hour."
