"""Logging in, codes, signing up and resets are held back, by address and by email."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from clinic.models import Message, User
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


BY_ADDRESS = {
    "login_failed": "3/10m/ip,5/10m/key",
    "request_login_code": "3/10m/ip,3/m/key",
    "signup": "3/10m/ip",
}


@pytest.fixture
def three_by_address(settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, **BY_ADDRESS}


def send(client, name, address="192.0.2.1", **typed):
    return client.post(reverse(name), typed, REMOTE_ADDR=address)


def assert_held_back(response):
    assert response.status_code == 429
    assert response["Retry-After"] == "600"
    assert "That was a lot at once" in response.text
    assert "wait ten minutes" in response.text


def with_password(email="known@example.org"):
    user = UserFactory(email=email)
    user.set_password("easy-strides")
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


WRONG = {"login": "known@example.org", "password": "wrong-password"}
RIGHT = {"login": "known@example.org", "password": "easy-strides"}


@pytest.mark.parametrize("email", ["known@example.org", "unknown@example.org"])
def test_the_sixth_wrong_password_for_one_email_is_held_back_at_its_address(client, email):
    with_password()
    wrong = WRONG | {"login": email}

    answers = [send(client, "account_login", **wrong).status_code for _ in range(5)]
    refused = send(client, "account_login", **wrong)

    assert answers == [200] * 5
    assert_held_back(refused)


def test_the_right_password_does_not_pass_where_an_email_is_held_back(client):
    with_password()
    for _ in range(5):
        send(client, "account_login", **WRONG)

    assert_held_back(send(client, "account_login", **RIGHT))


def test_wrong_passwords_elsewhere_lock_no_owner_out(client):
    with_password()
    for _ in range(6):
        send(client, "account_login", "198.51.100.7", **WRONG)

    assert send(Client(), "account_login", **RIGHT).status_code == 302


@pytest.mark.parametrize("email", ["known@example.org", "unknown@example.org"])
def test_guessing_from_many_addresses_is_slow(email):
    with_password()
    wrong = WRONG | {"login": email}

    answers = [
        send(Client(), "account_login", f"198.51.100.{number}", **wrong).status_code
        for number in range(21)
    ]

    assert answers == [200] * 20 + [429]


def test_who_is_known_at_an_address_logs_in_there_whatever_many_others_try(clock):
    with_password()
    assert send(Client(), "account_login", **RIGHT).status_code == 302
    clock.shift(timedelta(days=89))
    for number in range(21):
        send(Client(), "account_login", f"198.51.100.{number}", **WRONG)

    known = send(Client(), "account_login", **RIGHT)
    new = send(Client(), "account_login", "192.0.2.200", **RIGHT)
    code = send(Client(), "account_request_login_code", "192.0.2.200", email="known@example.org")

    assert (known.status_code, new.status_code, code.status_code) == (302, 429, 302)


def test_codes_asked_for_elsewhere_leave_the_owner_theirs():
    with_password()
    send(Client(), "account_login", **RIGHT)
    elsewhere = [
        send(Client(), "account_request_login_code", "198.51.100.7", email="known@example.org")
        for _ in range(4)
    ]

    own = send(Client(), "account_request_login_code", email="Known@example.org")

    assert [answer.status_code for answer in elsewhere] == [302, 302, 302, 429]
    assert own.status_code == 302


def test_right_passwords_use_up_nothing():
    with_password()

    answers = [
        send(Client(), "account_login", f"198.51.100.{number}", **RIGHT).status_code
        for number in range(25)
    ]

    assert answers == [302] * 25


@pytest.mark.usefixtures("three_by_address")
def test_wrong_passwords_for_many_emails_from_one_address_are_held_back(client):
    statuses = [
        send(client, "account_login", login=f"p{number}@example.org", password="x").status_code
        for number in range(4)
    ]

    assert statuses == [200] * 3 + [429]


@pytest.mark.parametrize("email", ["known@example.org", "unknown@example.org"])
def test_the_fourth_code_in_a_minute_for_one_email_is_held_back(email):
    UserFactory(email="known@example.org")

    answers = [
        send(Client(), "account_request_login_code", f"192.0.2.{number}", email=email).status_code
        for number in range(3)
    ]
    refused = send(Client(), "account_request_login_code", "192.0.2.99", email=email.upper())

    assert answers == [302] * 3
    assert_held_back(refused)
    assert Message.objects.count() == 3


@pytest.mark.usefixtures("three_by_address")
def test_codes_for_many_emails_from_one_address_are_held_back():
    statuses = [
        send(Client(), "account_request_login_code", email=f"p{number}@example.org").status_code
        for number in range(4)
    ]

    assert statuses == [302] * 3 + [429]


@pytest.mark.usefixtures("three_by_address")
def test_signing_up_from_one_address_is_held_back():
    statuses = [
        send(Client(), "account_signup", email=f"p{number}@example.org").status_code
        for number in range(4)
    ]

    assert statuses == [302] * 3 + [429]
    assert User.objects.count() == 3


@pytest.mark.parametrize("email", ["known@example.org", "unknown@example.org"])
def test_the_sixth_reset_for_one_email_is_held_back(client, email):
    UserFactory(email="known@example.org")

    answers = [
        send(client, "account_reset_password", f"192.0.2.{number}", email=email).status_code
        for number in range(5)
    ]

    assert answers == [302] * 5
    assert_held_back(send(client, "account_reset_password", "192.0.2.99", email=email))


def test_a_wrong_code_can_be_tried_three_times_and_no_more(client):
    user = UserFactory()
    send(client, "account_request_login_code", email=user.email)

    for _ in range(3):
        send(client, "account_confirm_login_code", code="WRONG")
    after = client.get(reverse("account_confirm_login_code"))

    assert (after.status_code, after.url) == (302, reverse("account_request_login_code"))


def test_every_way_in_is_limited_by_address_and_by_email(settings):
    limits = settings.ACCOUNT_RATE_LIMITS

    assert {name for name, limit in limits.items() if limit.count("/ip")} == {
        "login",
        "login_failed",
        "request_login_code",
        "signup",
        "reset_password",
        "reset_password_from_key",
    }
    assert {name for name, limit in limits.items() if limit.count("/key")} == {
        "login_failed",
        "login_failed_elsewhere",
        "request_login_code",
        "confirm_email",
        "reset_password",
    }
