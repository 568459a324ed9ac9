"""An administrator changes what a message says: inserts, errs, looks at it, saves."""

import pytest
from playwright.sync_api import expect

from clinic.models import ClinicProfile, MessageWording
from tests.factories import NINE, AdministratorFactory, AppointmentFactory, PatientFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]


def test_words_are_typed_looked_at_and_saved(open_page, log_in):
    ClinicProfile.objects.create(name="False Creek Running Clinic")
    AppointmentFactory(patient=PatientFactory(name="Ana Perez"), starts_at=NINE)
    page = open_page("/")
    log_in(page, AdministratorFactory())
    page.goto("/desk/set-up/messages/")
    page.get_by_role("link", name="Change “A visit is coming up”").click()

    page.get_by_label("Text").fill("Dear {nme},")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Line 1, letter 6: There is no {nme} here.")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value("Dear {nme},")

    page.get_by_label("Text").fill("Dear")
    page.get_by_label("Text").press("End")
    for name in ("name", "visit_facts", "button"):
        page.get_by_role("button", name=f"Insert {name}", exact=True).click()
    expect(page.get_by_label("Text")).to_have_value("Dear {name}\n\n{visit_facts}\n\n{button}")
    page.get_by_role("button", name="Preview").click()
    frame = page.frame_locator("iframe.phone")
    expect(frame.get_by_text("Dear Ana Perez")).to_be_visible()
    expect(frame.get_by_role("link", name="Your visit")).to_be_visible()
    assert MessageWording.objects.count() == 0

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert MessageWording.objects.get().text == "Dear {name}\n\n{visit_facts}\n\n{button}\n"
