"""The record's pages, full and empty, as narrow as a phone and as wide as a desk."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from assessments.actions import share_assessment, sign_assessment
from assessments.models import Frame
from demo.runner_drawing import HEIGHT, WIDTH, Stride, picture_of
from tests.assessments.records import Recorded, film, force, record, score, value
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


def everything(right, **set_up):
    """Return a bit of everything that a page can show."""
    drop = Decimal(right)
    return Recorded(
        set_up={"notes": "Right hip tires.", **set_up},
        seen={
            ("pelvic_drop", "R"): "marked",
            ("knee_window", "R"): "closed",
            ("arm_swing", ""): "symmetrical",
        },
        values=[
            value("cpd", "L", "4.8", sd=Decimal("3.4")),
            value("cpd", "R", drop, n_steps=2),
            value("cpd", "L", "6.1", state="end_of_run"),
            value("cpd", "R", drop + 4, state="end_of_run"),
            value("femoral_adduction", "R", "9.0"),
            value("fppa_run", "R", "6.8"),
            value("rearfoot_to_vertical", "L", "4.0"),
            value("cadence_spm", "", "164", n_steps=40, method="visual"),
        ],
        tests=[force("L", "180"), force("R", "150")],
        scores=[score("lefs", 61, [3] * 20)],
        targets=[("cpd", "R", "fresh")],
        end={"nprs_during_max": 3, "run_minutes": Decimal(25)},
        findings={"factors": ["fatigue"], "factors_note": "Longer sets."},
    )


def recorded(visit, *, days_ago, right, **set_up):
    draft = record(
        visit.patient,
        visit.practitioner,
        everything(right, **set_up),
        days_ago=days_ago,
        sign=False,
    )
    for state in ("fresh", "end_of_run"):
        film(draft, state=state, steps=2)
    stride = Stride(side="R", drop_deg=8, thigh_deg=8, knee_deg=6)
    Frame.objects.filter(assessment=draft).update(
        picture=picture_of(stride), width_px=WIDTH, height_px=HEIGHT
    )
    by = visit.practitioner.user
    signed = sign_assessment(assessment=draft, revision=draft.revision, by=by, now=NINE)
    share_assessment(assessment=signed, by=by, now=NINE)
    return signed


def test_a_full_record_is_in_order(open_page, log_in, axe, visit):
    latest = recorded(visit, days_ago=0, right="4.8")
    recorded(visit, days_ago=40, right="8.3", shoes="Others")
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
    recorded(visit, days_ago=40, right="8.3")
    recorded(visit, days_ago=0, right="4.8")
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
