"""The record's pages, full and empty, as narrow as a phone and as wide as a desk."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.assessments.records import record
from tests.browser.full_record import a_full_record
from tests.browser.looking import check
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
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


@pytest.fixture
def visit(clock):
    clock.move_to(NINE + timedelta(hours=1))
    patient = PatientFactory(name="Ada Runner")
    patient.looked_after_by.add(UserFactory())
    return AppointmentFactory(
        practitioner=PractitionerFactory(user=ClinicianFactory()), patient=patient, starts_at=NINE
    )


def test_a_full_record_is_in_order(open_page, log_in, axe, visit):
    latest = a_full_record(visit, days_ago=0, right="4.8")
    a_full_record(visit, days_ago=40, right="8.3", shoes="Others")
    record(visit.patient, visit.practitioner, days_ago=1, sign=False)
    chart, url = f"/charts/{visit.patient.reference}/", latest.get_absolute_url()
    page = open_page("/")

    log_in(page, visit.practitioner.user)
    found = check(page, axe, [chart, url, f"{chart}compare/"])
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    found += axe(page)
    log_in(page, visit.patient.looked_after_by.get())
    found += check(page, axe, [url, "/me/assessments/"])

    assert found == []
    assert page.goto(url).ok
    assert page.locator(".still image").count() == 2


def test_an_empty_record_is_in_order(open_page, log_in, axe, visit):
    draft = AssessmentFactory(patient=visit.patient, practitioner=visit.practitioner)
    page = open_page("/")

    log_in(page, visit.practitioner.user)
    chart = f"/charts/{visit.patient.reference}/"
    found = check(page, axe, [chart, draft.get_absolute_url(), f"{chart}compare/"])
    log_in(page, visit.patient.looked_after_by.get())
    found += check(page, axe, ["/me/assessments/"])

    assert found == []


def test_two_are_ticked_on_the_chart_and_their_frames_step_together(open_page, log_in, visit):
    a_full_record(visit, days_ago=40, right="8.3")
    a_full_record(visit, days_ago=0, right="4.8")
    page = open_page("/")
    log_in(page, visit.practitioner.user)
    page.goto(f"/charts/{visit.patient.reference}/")

    for box in page.locator(".choose-list [type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Compare").click()
    group = page.locator("[data-in-step]").first
    expect(group.locator(".in-step-row:visible")).to_have_count(1)
    before = group.locator(".in-step-row:visible [role=img]").evaluate_all(
        "all => all.map(one => one.querySelector('image').getAttribute('href'))"
    )
    group.get_by_role("button", name="Next").click()
    after = group.locator(".in-step-row:visible [role=img]").evaluate_all(
        "all => all.map(one => one.querySelector('image').getAttribute('href'))"
    )

    assert (len(before), len(after), set(before) & set(after)) == (2, 2, set())
    assert group.locator("[data-place]").inner_text() == "2 of 2"
    assert group.get_by_role("button", name="Next").is_disabled()
