"""What holds of every page: axe-core finds nothing, CSP refuses nothing, nothing is too wide."""

import pytest

from bookings.actions import book_appointment
from bookings.links import visit_key, visit_path
from clinic.models import ClinicProfile, Message
from tests.factories import (
    NINE,
    AdministratorFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
    bookable,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
SCHEMES = ["light", "dark"]
TOO_WIDE = """
document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .map(element => element.outerHTML.slice(0, 100)).slice(0, 3)
"""
NARROW = {"width": 320, "height": 700}


@pytest.fixture
def visit():
    ClinicProfile.objects.create(
        name="False Creek Running Clinic", phone="604-555-0100", cancellation_policy="A day before."
    )
    service, people = bookable(
        slug="physio", name="Physiotherapy visit", practitioners=2, what_to_bring="Shorts"
    )
    people[0].user = ClinicianFactory()
    people[0].save()
    patient = PatientFactory()
    patient.looked_after_by.add(UserFactory(email="patient@example.org"))
    return book_appointment(
        service=service, practitioner=people[0], patient=patient, starts_at=NINE
    )


def check(page, axe, paths):
    found = []
    for path in paths:
        response = page.goto(path)
        found += axe(page)
        found += [f"{path} is too wide for {element}" for element in page.evaluate(TOO_WIDE)]
        if response.status >= 500:
            found.append(f"{path} answers {response.status}")
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_public_pages_are_in_order(open_page, axe, visit, scheme):
    page = open_page("/", viewport=NARROW, color_scheme=scheme)
    key = visit_key(visit)

    found = check(
        page,
        axe,
        [
            "/",
            "/services/",
            "/team/",
            "/book/",
            "/book/physio/",
            "/book/physio/?from=2026-12-01",
            "/book/physio/details/?starts_at=2026-12-01T10:00:00-07:00",
            visit_path(visit, key=key),
            visit_path(visit, key=key, new="1"),
            visit_path(visit, "move", key=key),
            visit_path(visit, "cancel", key=key),
            "/accounts/login/",
            "/accounts/signup/",
            "/accounts/password/reset/",
            "/accounts/login/code/",
        ],
    )

    assert found == []


@pytest.mark.parametrize(
    ("factory", "paths"),
    [
        (UserFactory, ["/appointments/", "/accounts/2fa/", "/accounts/email/"]),
        (ClinicianFactory, ["/appointments/?day=2026-12-01"]),
        (FrontDeskFactory, ["/appointments/?day=2026-12-01", "/desk/messages/", "message"]),
        (AdministratorFactory, ["/appointments/?day=2026-12-01", "/desk/messages/"]),
    ],
)
def test_the_pages_behind_the_log_in_are_in_order(open_page, axe, visit, client, factory, paths):
    client.force_login(factory())
    page = open_page("/")
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}]
    )
    message = Message.objects.earliest("pk").get_absolute_url()

    found = check(page, axe, [message if path == "message" else path for path in paths])

    assert found == []
    assert page.locator("form[action='/accounts/logout/']").count() > 0
