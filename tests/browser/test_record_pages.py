"""The record's pages, full and empty, as narrow as a phone and as wide as a desk."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.actions import Page, Recording, record_assessment, share_assessment
from assessments.models import Measurement, Observation
from tests.browser.test_every_page import WIDTHS, check
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


def recorded(visit, *, days_ago, mean):
    """Record and share an assessment that has a bit of everything a page can show."""
    rows = [
        Measurement(
            metric="cpd",
            side=side,
            state=state,
            mean_deg=Decimal(mean) + more,
            sd_deg=Decimal("3.4"),
            n_steps=n_steps,
            view="posterior",
            landmark_set="psis",
            method="2d_manual",
            levelled=True,
        )
        for state, more in (("fresh", 0), ("end_of_run", 4))
        for side, n_steps in (("L", 7), ("R", 2))
    ]
    performed_at = NINE - timedelta(days=days_ago)
    assessment = record_assessment(
        assessment=AssessmentFactory(
            patient=visit.patient, practitioner=visit.practitioner, performed_at=performed_at
        ),
        recording=Recording(
            fields={"performed_at": performed_at, "notes": "Right hip tires."},
            measurements=rows,
            observations=[Observation(item="knee_window", side="R", grade="closed")],
        ),
        page=Page(0),
        now=NINE,
    )
    return share_assessment(
        assessment=assessment,
        revision=assessment.revision,
        by=visit.practitioner.user,
        now=NINE,
    )


@WIDTHS
def test_a_full_record_is_in_order(open_page, log_in, axe, visit, viewport):
    latest = recorded(visit, days_ago=0, mean="4.8")
    recorded(visit, days_ago=40, mean="8.3")
    page = open_page("/", viewport=viewport)

    log_in(page, visit.practitioner.user)
    url = latest.get_absolute_url()
    found = check(page, axe, [f"/charts/{visit.patient.reference}/", url, f"{url}edit/"])
    log_in(page, visit.patient.looked_after_by.get())
    found += check(page, axe, [url, "/me/assessments/"])

    assert found == []


@WIDTHS
def test_an_empty_record_is_in_order(open_page, log_in, axe, visit, viewport):
    draft = AssessmentFactory(patient=visit.patient, practitioner=visit.practitioner)
    page = open_page("/", viewport=viewport)

    log_in(page, visit.practitioner.user)
    chart, edit = f"/charts/{visit.patient.reference}/", f"{draft.get_absolute_url()}edit/"
    found = check(page, axe, [chart, edit])
    log_in(page, visit.patient.looked_after_by.get())
    found += check(page, axe, ["/me/assessments/"])

    assert found == []
