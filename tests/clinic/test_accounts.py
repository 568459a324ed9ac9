"""Account mails: sent at once, recorded without what they say."""

import re
import socket

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from clinic.models import Message, MessageState, User
from tests.factories import FrontDeskFactory, UserFactory

pytestmark = pytest.mark.django_db
CODE = re.compile(r"^\s*([A-Z0-9]{4,}(-[A-Z0-9]+)?)\s*$", re.MULTILINE)


def ask_for_code(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email})


def test_a_login_code_is_sent_at_once_and_only_its_subject_is_kept(client, mailbox):
    user = UserFactory()

    response = ask_for_code(client, user.email)

    assert response.status_code == 302
    (mail,) = mailbox.accepted
    message = Message.objects.get()
    assert mail["To"] == user.email
    assert mail["Message-ID"] == f"<{message.reference}@stance.example>"
    assert (message.kind, message.state, message.recipient_email, message.is_private) == (
        "account",
        MessageState.SENT,
        user.email,
        True,
    )
    assert (message.subject, message.body_text, message.body_html) == (mail["Subject"], "", "")


def test_a_login_code_is_nowhere_in_the_database(client, mailbox):
    user = UserFactory()
    ask_for_code(client, user.email)

    text = mailbox.accepted[0].get_body("plain").get_content()
    code = CODE.search(text)[1]
    row = Message.objects.values().get()

    assert code not in str(row)


def test_a_page_is_answered_and_the_failure_recorded_when_the_mail_server_is_away(
    client, settings, caplog
):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # nobody listens
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = probe.getsockname()
        user = UserFactory()
        response = ask_for_code(client, user.email)

    assert response.status_code == 302
    message = Message.objects.get()
    assert (message.state, message.attempts) == (MessageState.FAILED, 1)
    assert message.last_error.startswith("ConnectionRefusedError")
    (warning,) = [r.getMessage() for r in caplog.records if r.name == "clinic.delivery"]
    assert str(message.reference) in warning
    assert user.email not in warning


def test_a_stranger_is_answered_as_somebody_with_an_account_is(client, mailbox):
    known = ask_for_code(client, UserFactory().email)
    client.cookies.clear()
    unknown = ask_for_code(client, "nobody@example.org")

    assert (unknown.status_code, unknown.url) == (known.status_code, known.url)
    assert [message.is_private for message in Message.objects.all()] == [True, True]


def test_a_code_in_a_subject_is_masked(client, mailbox, settings, tmp_path):
    (tmp_path / "account/email").mkdir(parents=True)
    (tmp_path / "account/email/login_code_subject.txt").write_text("{{ code }} is your code")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    ask_for_code(client, UserFactory().email)

    assert re.fullmatch(r"\S+ is your code", mailbox.accepted[0]["Subject"])
    assert Message.objects.get().subject == "[code] is your code"


def test_the_desk_does_not_see_account_mails(client, mailbox):
    ask_for_code(client, UserFactory().email)

    assert not Message.objects.visible_to(FrontDeskFactory()).exists()


def test_anybody_may_open_an_account(client):
    assert client.get(reverse("account_signup")).status_code == 200


def test_an_account_is_opened_by_a_code_and_has_no_password_until_its_owner_sets_one(
    client, mailbox
):
    client.post(reverse("account_signup"), {"email": "ana@example.org"})
    code = CODE.search(mailbox.accepted[0].get_body().get_content())[1]

    client.post(reverse("account_email_verification_sent"), {"code": code})

    assert client.get(reverse("account_set_password")).status_code == 200
    assert not User.objects.get(email="ana@example.org").has_usable_password()


def test_the_log_in_speaks_the_words_of_its_page(client):
    user = UserFactory()
    user.set_password("a password for tests")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    asked = client.get("/accounts/login/").content.decode()
    answered = client.post(
        "/accounts/login/", {"login": user.email, "password": "a password for tests"}, follow=True
    )

    assert "Keep me logged in on this device" in asked
    assert "You are logged in." in answered.content.decode()


def test_who_has_a_password_logs_in_with_it(client):
    user = UserFactory()
    user.set_password("an easy stride")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    form = {"login": user.email, "password": "an easy stride"}

    assert 'name="password"' in client.get(reverse("account_login")).text
    assert client.post(reverse("account_login"), form | {"password": "x"}).status_code == 200
    assert client.post(reverse("account_login"), form).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
