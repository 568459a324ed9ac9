"""Whoever types an email learns nothing of whether the clinic knows it."""

import re
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import Client
from django.urls import reverse

from clinic.models import User
from tests.bookings.api.calls import ADA, PATH
from tests.factories import NINE, AppointmentFactory, PatientFactory, UserFactory, bookable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
KNOWN, UNKNOWN = "known@example.org", "nobody@example.org"
OF_ONE_ANSWER = re.compile(
    r'[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|key=[\w:-]+|value="\w{64}"|"token": ?"[^"]+"'
)


@pytest.fixture(autouse=True)
def clinic():
    """Somebody with an account, a proven email, a file and a visit, and a service to book."""
    bookable(slug="physio", practitioners=2)
    user = UserFactory(email=KNOWN)
    EmailAddress.objects.create(user=user, email=KNOWN, verified=True, primary=True)
    patient = PatientFactory(email=KNOWN, email_proven_at=NINE)
    patient.looked_after_by.add(user)
    AppointmentFactory(patient=patient, starts_at=NINE)
    return user


def booking(email):
    return {
        "starts_at": ADA["starts_at"],
        "practitioner": "any",
        "name": "Ada Runner",
        "email": email,
        "accepts_policy": "on",
        "submission": str(uuid4()),
    }


def waiting(email):
    return {
        "earliest_on": "2026-12-05",
        "latest_on": "2026-12-07",
        "practitioner": "any",
        "name": "Ada Runner",
        "email": email,
        "submission": str(uuid4()),
    }


def account(name, **typed):
    return lambda email: (reverse(name), {"email": email, **typed})


FORMS = {
    "log-in": lambda email: (reverse("account_login"), {"login": email, "password": "wrong-one"}),
    "code": account("account_request_login_code"),
    "sign-up": account("account_signup"),
    "reset": account("account_reset_password"),
    "booking": lambda email: ("/book/physio/details/", booking(email)),
    "waitlist": lambda email: ("/waitlist/join/?service=physio", waiting(email)),
    "api": lambda email: (
        PATH,
        {**ADA, "service": "physio", "practitioner": "any", "email": email},
    ),
}


def answers(client, form, email):
    """Return all that somebody gets to see: the answer, and the page that it leads to."""
    path, typed = FORMS[form](email)
    kind = {"content_type": "application/json"} if form == "api" else {}
    first = client.post(path, typed, **kind)
    pages = [first, client.get(first.url)] if first.status_code == 302 else [first]
    return [
        (page.status_code, plain(page.headers.get("Location", ""), email), plain(page.text, email))
        for page in pages
    ]


def plain(text, email):
    return OF_ONE_ANSWER.sub("", re.sub(re.escape(email), "EMAIL", text, flags=re.IGNORECASE))


@pytest.mark.parametrize("typed", [KNOWN, KNOWN.upper()])
@pytest.mark.parametrize("form", FORMS)
def test_a_known_email_is_answered_as_an_unknown_one(form, typed):
    with transaction.atomic():
        of_known = answers(Client(), form, typed)
        transaction.set_rollback(True)  # or the second booking goes to whoever has fewer visits
    of_unknown = answers(Client(), form, UNKNOWN)

    assert of_known == of_unknown


def test_signing_up_with_a_known_email_opens_no_second_account(client, clinic):
    answers(client, "sign-up", KNOWN)

    assert list(User.objects.filter(email__iexact=KNOWN)) == [clinic]
