"""The codes of an authenticator app: which are taken, and that none is taken twice."""

import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.second_factor import use_up
from tests.factories import FrontDeskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SECRET = "JBSWY3DPEHPK3PXP"
STEP = timedelta(seconds=30)


def with_password():
    user = FrontDeskFactory()
    user.set_password("an easy stride")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def user():
    user = with_password()
    auth.TOTP.activate(user, SECRET)
    return user


def code_of(at):
    return auth.format_hotp_value(auth.hotp_value(SECRET, int(at.timestamp()) // 30))


def log_in(user, code):
    """Log in from a browser of its own; say whether the code let it in."""
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": "an easy stride"})
    browser.post(reverse("mfa_authenticate"), {"code": code})
    return "_auth_user_id" in browser.session


@pytest.mark.parametrize(
    ("steps", "is_let_in"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_code_of_the_step_before_and_the_one_after_lets_in(user, clock, steps, is_let_in):
    clock.move_to(timezone.now(), tick=False)

    assert log_in(user, code_of(timezone.now() + steps * STEP)) is is_let_in


@pytest.mark.parametrize("later", [timedelta(0), timedelta(seconds=35), timedelta(seconds=59)])
def test_a_code_lets_in_once_however_long_it_would_be_taken(user, clock, later):
    """And whatever the cache remembers: each web process may have one of its own."""
    clock.move_to(timezone.now(), tick=False)
    code = code_of(timezone.now() + STEP)
    assert log_in(user, code)

    clock.shift(later)
    cache.clear()

    assert not log_in(user, code)
    assert log_in(user, code_of(timezone.now() + STEP)) is (later >= STEP)


def test_a_code_that_let_in_does_not_confirm_a_change(user, client, clock):
    clock.move_to(timezone.now(), tick=False)
    code = code_of(timezone.now())
    assert log_in(user, code)
    cache.clear()
    client.force_login(user)
    client.get(reverse("mfa_view_recovery_codes"))

    answer = client.post(reverse("mfa_reauthenticate"), {"code": code})

    assert (answer.status_code, answer.context["form"].errors) == (
        200,
        {"code": ["Incorrect code."]},
    )


def test_the_code_that_set_the_app_up_does_not_let_in(client, clock):
    clock.move_to(timezone.now(), tick=False)
    user = with_password()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": "an easy stride"})
    session = client.session
    session[auth.SECRET_SESSION_KEY] = SECRET
    session.save()
    code = code_of(timezone.now())

    client.post(reverse("mfa_activate_totp"), {"code": code})

    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    assert not log_in(user, code)
    assert log_in(user, code_of(timezone.now() + STEP))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_one_code_at_a_time_one_is_let_in(user, clock):
    clock.move_to(timezone.now(), tick=False)
    code = code_of(timezone.now())
    gate = threading.Barrier(6)
    taken = []

    def send():
        gate.wait()
        taken.append(use_up(user, SECRET, code))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [False] * 5 + [True]
