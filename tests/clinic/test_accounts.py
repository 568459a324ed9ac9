"""Account mails: they leave through the outbox, and are kept without what they say."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import allauth
import pytest
from allauth.account import app_settings
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clinic import accounts, failing_emails, tasks
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile, DropReason, Message, MessageState, User
from tests.conftest import MONDAY_MORNING
from tests.factories import FrontDeskFactory, UserFactory

pytestmark = pytest.mark.django_db
CODE = re.compile(r"^\s*([A-Z0-9]{4,}(-[A-Z0-9]+)?)\s*$", re.MULTILINE)


def ask_for_code(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email})


def code_in(mail):
    return CODE.search(mail.get_body("plain").get_content())[1]


def columns_of(message):
    return Message.objects.filter(pk=message.pk).values().get()


def test_a_code_is_planned_and_leaves_at_once_without_the_request_waiting_for_it(
    client, mailbox, queue, django_capture_on_commit_callbacks
):
    user = UserFactory()

    with django_capture_on_commit_callbacks(execute=True):
        response = ask_for_code(client, user.email)

    assert (response.status_code, mailbox.connections) == (302, 0)
    assert [path.name.split(".")[1] for path in queue.glob("*.msg")] == ["mail"]
    assert deliver_due() == 1
    (mail,) = mailbox.accepted
    message = Message.objects.get()
    assert mail["To"] == user.email
    assert mail["Message-ID"] == f"<{message.reference}@stance.example>"
    assert (message.kind, message.state, message.recipient_email, message.is_private) == (
        "login_code",
        MessageState.SENT,
        user.email,
        True,
    )


def test_a_code_stands_in_the_database_until_it_is_sent(client, mailbox):
    ask_for_code(client, UserFactory().email)
    waiting = Message.objects.get()

    deliver_due()

    code = code_in(mailbox.accepted[0])
    assert waiting.given == {"code": code}
    assert code not in str(columns_of(waiting))
    waiting.refresh_from_db()
    assert (waiting.subject, waiting.body_text, waiting.body_html, waiting.given) == (
        "[code] is your code to log in at Our clinic",
        "",
        "",
        None,
    )
    assert mailbox.accepted[0]["Subject"] == f"{code} is your code to log in at Our clinic"


def test_a_code_is_tried_again_and_dropped_once_it_holds_no_more(client, mailbox, clock):
    clock.move_to(MONDAY_MORNING, tick=False)
    user = UserFactory()
    ask_for_code(client, user.email)
    message = Message.objects.get()
    assert message.holds_until == MONDAY_MORNING + timedelta(minutes=15)
    mailbox.refusals[user.email] = "450 Come again"

    for minutes in (0, 1, 6):
        assert deliver_due(MONDAY_MORNING + timedelta(minutes=minutes)) == 0
        message.refresh_from_db()
        assert (message.state, message.given is None) == (MessageState.PLANNED, False)
    clock.move_to(MONDAY_MORNING + timedelta(minutes=21), tick=False)
    deliver_due()

    message.refresh_from_db()
    assert (message.state, message.dropped_reason, message.given, message.attempts) == (
        MessageState.DROPPED,
        DropReason.TOO_LATE,
        None,
        4,
    )
    assert mailbox.accepted == []


def test_a_code_that_is_refused_for_good_is_forgotten(client, mailbox):
    user = UserFactory()
    ask_for_code(client, user.email)
    mailbox.refusals[user.email] = "550 No such person"

    deliver_due()

    assert list(Message.objects.values_list("state", "given")) == [(MessageState.FAILED, None)]


@pytest.mark.parametrize("state", [MessageState.PLANNED, MessageState.SENDING])
def test_a_code_that_nobody_sent_is_forgotten_once_it_holds_no_more(client, clock, state):
    """Though no worker sends mail: another drops it, within a minute."""
    ask_for_code(client, UserFactory().email)
    Message.objects.update(state=state)
    entry = settings.CELERY_BEAT_SCHEDULE["clinic.tasks.drop_what_is_too_late"]
    assert entry["schedule"] == 60
    assert "clinic.tasks.drop_what_is_too_late" not in settings.CELERY_TASK_ROUTES

    tasks.drop_what_is_too_late()
    assert Message.objects.get().given is not None
    clock.shift(timedelta(minutes=15))
    tasks.drop_what_is_too_late()

    assert list(Message.objects.values_list("state", "dropped_reason", "given")) == [
        (MessageState.DROPPED, DropReason.TOO_LATE, None)
    ]


@pytest.mark.parametrize(
    "changes",
    [{"state": MessageState.SENT}, {"state": MessageState.FAILED}, {"holds_until": None}],
)
def test_the_table_keeps_no_code_of_a_mail_that_is_done_or_for_ever(client, changes):
    ask_for_code(client, UserFactory().email)

    with pytest.raises(IntegrityError, match="message_given"), transaction.atomic():
        Message.objects.update(**changes)


def test_a_stranger_is_answered_as_somebody_with_an_account_is(client, mailbox):
    known = ask_for_code(client, UserFactory().email)
    client.cookies.clear()
    unknown = ask_for_code(client, "nobody@example.org")

    assert (unknown.status_code, unknown.url) == (known.status_code, known.url)
    assert [message.is_private for message in Message.objects.all()] == [True, True]


def test_the_desk_does_not_see_account_mails(client, mailbox):
    ask_for_code(client, UserFactory().email)

    assert not Message.objects.visible_to(FrontDeskFactory()).exists()


# --- What each of them says -----------------------------------------------------------------------


def ask_to_sign_up(client, email):
    client.post(reverse("account_signup"), {"email": email})


def ask_for_a_new_password(client, email):
    client.post(reverse("account_reset_password"), {"email": email})


ASKED = {
    "a code to log in": (ask_for_code, "known@example.org", "login_code", "15 minutes"),
    "a code for no account": (ask_for_code, "new@example.org", "account_unknown", None),
    "an account": (ask_to_sign_up, "new@example.org", "email_code", "15 minutes"),
    "an account twice": (ask_to_sign_up, "known@example.org", "account_exists", None),
    "a new password": (ask_for_a_new_password, "known@example.org", "password_reset", "60 minutes"),
    "a new password for no account": (
        ask_for_a_new_password,
        "new@example.org",
        "account_unknown",
        None,
    ),
}


@pytest.mark.parametrize("asked", ASKED)
def test_every_account_mail_is_in_our_words_and_says_how_long_it_holds(asked, client, mailbox):
    ask, email, kind, holds = ASKED[asked]
    known = UserFactory(email="known@example.org")
    EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)
    ClinicProfile.objects.create(name="Stride & Co", phone="604 555 0100", email="desk@example.org")

    ask(client, email)
    deliver_due()

    (mail,) = mailbox.to(email)
    assert [message.kind for message in Message.objects.all()] == [kind]
    assert (mail["From"], mail["Reply-To"], mail["Auto-Submitted"]) == (
        "Stride & Co <clinic@stance.example>",
        "desk@example.org",
        "auto-generated",
    )
    assert "Stride & Co" in mail["Subject"]
    plain, html = (mail.get_body(part).get_content() for part in ("plain", "html"))
    for text in (plain, unescape(html)):
        assert "Stride & Co" in text
        assert "604 555 0100" in text
        assert re.findall(r"\d+ minutes", text) == ([holds] if holds else [])
        assert not re.search("localhost:|testserver|Hello from|example.com", text)


def test_every_mail_that_allauth_may_send_has_words_of_ours():
    """What is in no table is switched off: links to confirm, codes to reset a password."""
    folder = Path(allauth.__file__).parent / "templates"
    theirs = {
        str(path.relative_to(folder)).removesuffix("_subject.txt")
        for app in ("account", "mfa")
        for path in (folder / app / "email").glob("*_subject.txt")
    }
    switched_off = {"account/email/email_confirm", "account/email/password_reset_code"}

    # Of a change of the account our own mail tells; that an email was added is our own news.
    assert theirs - switched_off == set(accounts.KIND_OF_TEMPLATE) | (
        set(accounts.TOLD) - {"account/email/email_added"}
    )
    assert app_settings.EMAIL_VERIFICATION_BY_CODE_ENABLED
    assert not app_settings.PASSWORD_RESET_BY_CODE_ENABLED


# --- Accounts -------------------------------------------------------------------------------------


def test_anybody_may_open_an_account(client):
    assert client.get(reverse("account_signup")).status_code == 200


def test_an_account_is_opened_by_a_code_and_has_no_password_until_its_owner_sets_one(
    client, mailbox
):
    ask_to_sign_up(client, "ana@example.org")
    deliver_due()
    code = code_in(mailbox.accepted[0])

    client.post(reverse("account_email_verification_sent"), {"code": code})

    assert client.get(reverse("account_set_password")).status_code == 200
    assert not User.objects.get(email="ana@example.org").has_usable_password()


def test_a_code_that_is_typed_in_proves_that_mail_reaches_its_address_again(client, mailbox):
    """To log in, and to sign up; a wrong one proves nothing."""
    user = UserFactory(email="ana@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for email in ("ana@example.org", "ben@example.org"):
        failing_emails.record(email, "The mailbox is full.", timezone.now())
    client.post(reverse("account_request_login_code"), {"email": "ana@example.org"})
    deliver_due()
    client.post(reverse("account_confirm_login_code"), {"code": "WRONG1"})
    assert failing_emails.fails("ana@example.org")

    client.post(reverse("account_confirm_login_code"), {"code": code_in(mailbox.accepted[0])})
    assert not failing_emails.fails("ana@example.org")

    client.logout()
    ask_to_sign_up(client, "ben@example.org")
    deliver_due()
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailbox.accepted[1])})
    assert not failing_emails.fails("ben@example.org")


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
