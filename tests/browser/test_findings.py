"""The findings and the thresholds in a browser: in order for everyone, and worked by keyboard."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.actions import OpenPage, Values, fill_section
from assessments.models import Observation
from tests.assessments.records import SET_UP, force, value
from tests.browser.looking import NARROW, TOO_SMALL, WIDE, faults
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PractitionerFactory,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]


@pytest.fixture
def assessment(clock):
    clock.move_to(NINE + timedelta(hours=1))
    visit = AppointmentFactory(
        practitioner=PractitionerFactory(user=ClinicianFactory()), starts_at=NINE
    )
    assessment = AssessmentFactory(
        **SET_UP, patient=visit.patient, practitioner=visit.practitioner, appointment=visit
    )
    seen = [Observation(item="pelvic_drop", side=side, grade="mild") for side in "LR"]
    drops = [
        value("cpd", side, mean, mdc=Decimal("2.8"), state=state)
        for side, mean in (("L", "4.2"), ("R", "8.3"))
        for state in ("fresh", "end_of_run")
    ]
    for code, rows in (
        ("by-eye", seen),
        ("degrees", drops),
        ("tests", [force("L", "180"), force("R", "150")]),
    ):
        fill_section(
            assessment=assessment,
            code=code,
            values=Values(rows=rows),
            page=OpenPage(0),
            by=visit.practitioner.user,
            now=NINE,
        )
    return assessment


@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["narrow", "wide"])
def test_the_findings_are_in_order_with_everything_open(
    open_page, axe, log_in, assessment, viewport
):
    page = open_page("/", viewport=viewport, has_touch=True)
    log_in(page, assessment.practitioner.user)

    page.goto(f"/assessments/{assessment.reference}/findings/")
    closed = faults(page, axe) + page.evaluate(TOO_SMALL)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")

    assert closed + faults(page, axe) == []


def test_another_grade_is_said_by_keyboard_alone(open_page, log_in, assessment):
    page = open_page("/", viewport=WIDE)
    log_in(page, assessment.practitioner.user)
    page.goto(f"/assessments/{assessment.reference}/findings/")

    page.locator("summary", has_text="Say otherwise: Pelvic drop Fresh Right").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Mild")
    page.keyboard.press("Tab")
    page.keyboard.type("One step was off the belt.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/sign/")

    finding = assessment.findings.get(about="cpd", side="R", state="fresh")
    assert (finding.grade, finding.override) == ("marked", "mild")


def test_a_threshold_goes_back_to_its_default_by_one_press(open_page, log_in):
    page = open_page("/", viewport=WIDE)
    log_in(page, AdministratorFactory())
    page.goto("/desk/thresholds/")
    field = page.get_by_label("Pelvic drop, typical up to", exact=True)
    back = page.locator("[data-back-to-default=id_g1_typical_max_deg]")

    shown = [back.is_visible()]
    field.fill("4.5")
    shown.append(back.is_visible())
    back.click()

    assert (field.input_value(), [*shown, back.is_visible()]) == ("5", [False, True, False])
