"""A walk-in is asked about safety on a phone; what stops does so until it is noted."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from assessments.models import Assessment
from tests.browser.looking import arrive, faults
from tests.factories import NINE, AppointmentFactory, ClinicianFactory, PractitionerFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]
PHONE = {"width": 360, "height": 780}
STOPS = "A safety answer stops this assessment: suspected bone stress injury."


def answer(page, **answers):
    """Say “no” to every question that the page shows, but for `answers`."""
    names = page.locator(".screen-question:visible input[type=radio]").evaluate_all(
        "all => [...new Set(all.map(one => one.name))]"
    )
    for name in names:
        value = answers.get(name, "nowhere" if name == "pain_site" else "no")
        page.locator(f"input[name={name}][value={value}]").check()


@pytest.mark.parametrize("button", ["Record a running assessment", "Quick: by eye only"])
def test_a_walk_in_with_groin_pain_runs_after_a_clinician_has_noted_what_they_did(
    open_page, log_in, axe, clock, button
):
    practitioner = PractitionerFactory(user=ClinicianFactory(name="Cara Clinician"))
    visit = AppointmentFactory(practitioner=practitioner, starts_at=NINE)
    clock.move_to(NINE + timedelta(days=1))  # which is no day of a visit
    page = open_page("/", viewport=PHONE)
    log_in(page, practitioner.user)
    page.goto(f"/charts/{visit.patient.reference}/")

    page.get_by_role("button", name=button).click()
    arrive(page, "Safety questions")
    found = faults(page, axe)
    answer(page, groin_pain="yes")
    page.get_by_role("button", name="Store these answers").click()

    stopped = page.get_by_role("heading", name=STOPS)
    expect(stopped).to_be_visible()
    found += faults(page, axe)
    url = Assessment.objects.get().get_absolute_url()
    for code in ("by-eye", "sign"):
        page.goto(f"{url}{code}/")
        expect(stopped).to_be_visible()
        found += faults(page, axe)
    page.get_by_role("link", name="Go to the safety questions").click()
    page.get_by_label("What did you do?").fill("Called the doctor: walking only, by eye.")
    page.get_by_role("button", name="Note it and go on").click()

    arrive(page, "By eye" if button.startswith("Quick") else "Set-up")
    expect(page.get_by_role("main")).to_contain_text(
        "by Cara Clinician: what was done about an answer that stops is noted."
    )
    assert found == []
