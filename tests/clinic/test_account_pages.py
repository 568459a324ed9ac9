"""The pages of accounts: each that can be reached is ours, in our frame and our words."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from clinic.delivery import deliver_due
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
THEIRS = Path(allauth.__file__).parent / "templates"
OURS = settings.BASE_DIR / "templates"
WITHOUT_WORDS = {
    *(f"account/base_{name}.html" for name in ("entrance", "manage")),
    *(f"account/base_manage_{name}.html" for name in ("email", "password", "phone")),
    *(f"mfa/base_{name}.html" for name in ("entrance", "manage")),
    "mfa/recovery_codes/download.txt",
    "mfa/webauthn/snippets/login_script.html",
}
NOT_REACHED = {
    "phones, which nobody gives": [
        "account/confirm_phone_verification_code.html",
        "account/phone_change.html",
        "account/messages/phone_verification_sent.txt",
        "account/messages/phone_verified.txt",
    ],
    "a link in place of a code, or a code in place of a link": [
        "account/email_confirm.html",
        "account/verification_sent.html",
        "account/confirm_password_reset_code.html",
    ],
    "one address alone": ["account/email_change.html"],
    "asked for by a view of ours, and none does": ["account/verified_email_required.html"],
    "signing up by a passkey, or not at all": [
        "account/signup_by_passkey.html",
        "account/signup_closed.html",
        "mfa/webauthn/signup_form.html",
    ],
    "browsers that are trusted": ["mfa/trust.html"],
    "parts of pages that are ours": [
        "account/snippets/already_logged_in.html",
        "account/snippets/warn_no_email.html",
        "mfa/recovery_codes/base.html",
        "mfa/totp/base.html",
        "mfa/webauthn/base.html",
    ],
}
SWITCHED_OFF = [
    "account_confirm_email",
    "account_verify_phone",
    "account_change_phone",
    "account_confirm_password_reset_code",
    "account_signup_by_passkey",
    "mfa_trust",
    "mfa_signup_webauthn",
    "socialaccount_login",
    "usersessions_list",
]


def names_in(folder):
    return {
        str(path.relative_to(folder))
        for app in ("account", "mfa")
        for path in (folder / app).rglob("*.*")
        if "email" not in path.parent.name
    }


def test_every_page_and_notice_of_allauth_that_can_be_reached_is_ours():
    not_reached = {name for names in NOT_REACHED.values() for name in names}

    assert names_in(THEIRS) - names_in(OURS) == WITHOUT_WORDS | not_reached


@pytest.mark.parametrize("name", SWITCHED_OFF)
def test_what_is_not_offered_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name, args=["key"] if name == "account_confirm_email" else [])


@pytest.fixture
def user():
    user = UserFactory(email="ana@example.org")
    user.set_password("an easy stride")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def assert_ours(response):
    """Compare where the words of a page come from, and that it has our frame."""
    assert response.status_code == 200
    theirs = {
        template.name
        for template in response.templates
        if template.origin and str(template.origin.name).startswith(str(THEIRS))
    }
    assert theirs <= WITHOUT_WORDS
    assert response.text.count("<h1") == 1
    assert 'class="site-header"' in response.text
    return response


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_request_login_code",
        "account_inactive",
    ],
)
def test_a_visitors_page_is_ours(client, name):
    assert_ours(client.get(reverse(name)))


@pytest.mark.parametrize(
    ("ask", "then"),
    [
        ("account_request_login_code", "account_confirm_login_code"),
        ("account_signup", "account_email_verification_sent"),
    ],
)
def test_the_page_that_waits_for_a_code_is_ours(client, ask, then):
    answer = client.post(reverse(ask), {"email": "new@example.org"}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse(then)
    assert "new@example.org" in assert_ours(answer).text
    field = re.search(r'<input[^>]*name="code"[^>]*>', answer.text)[0]
    assert 'autocomplete="one-time-code"' in field
    assert 'inputmode="text"' in field


def test_the_pages_of_a_mailed_link_to_a_new_password_are_ours(client, user, mailbox):
    client.post(reverse("account_reset_password"), {"email": user.email})
    deliver_due()
    plain = mailbox.accepted[0].get_body("plain").get_content()
    link = next(word for word in plain.split() if word.startswith(settings.SITE_URL))
    path = link.removeprefix(settings.SITE_URL)

    chosen = assert_ours(client.get(path, follow=True))
    new = {"password1": "an easier stride", "password2": "an easier stride"}
    assert_ours(client.post(chosen.redirect_chain[-1][0], new, follow=True))
    client.logout()
    assert "This link holds no more" in assert_ours(client.get(path, follow=True)).text


def is_confirmed(client):
    client.post(reverse("account_reauthenticate"), {"password": "an easy stride"})


def test_an_accounts_pages_are_ours_without_a_second_factor(client, user):
    client.force_login(user)
    assert_ours(client.get(reverse("account_reauthenticate")))
    is_confirmed(client)

    for name in (
        "account_email",
        "account_change_password",
        "account_logout",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
    ):
        assert_ours(client.get(reverse(name)))
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    assert_ours(client.get(reverse("account_set_password")))


def test_an_accounts_pages_are_ours_with_each_second_factor(client, user):
    auth.TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    answer = client.post(
        reverse("account_login"), {"login": user.email, "password": "an easy stride"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert_ours(answer)
    client.force_login(user)
    assert_ours(client.get(reverse("mfa_reauthenticate")))
    is_confirmed(client)
    key = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "My phone"}
    )

    for name in (
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
    ):
        assert_ours(client.get(reverse(name)))
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert "My phone" in assert_ours(client.get(reverse(name, args=[key.pk]))).text
