"""Returned mail, read from a real mailbox: each report once, and no other mail is touched."""

from datetime import timedelta

import pytest

from clinic import failing_emails, returned_mail
from clinic.delivery import deliver_due
from clinic.emails import Composed
from clinic.models import (
    FailingEmail,
    Message,
    MessageOutcome,
    MessageState,
    OutcomeKind,
    ReturnedMail,
)
from tests.clinic.reports import EXCHANGE, report
from tests.conftest import MONDAY_MORNING
from tests.factories.messages import MessageFactory
from tests.imap import DOVECOT, PASSWORD, USER, imap_server
from tests.servers import answers, missing_part, until

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = MONDAY_MORNING + timedelta(minutes=5)


@pytest.fixture(scope="module")
def server():
    if DOVECOT is None:
        missing_part("dovecot is missing: apt-get install dovecot-imapd")
    with imap_server() as mailbox:
        until(lambda: answers(mailbox.port))
        yield mailbox


@pytest.fixture
def returned(server, settings):
    """The mailbox of returned mail, empty."""
    server.empty()
    settings.BOUNCE_IMAP_HOST, settings.BOUNCE_IMAP_PORT = "localhost", server.port
    settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD = USER, PASSWORD
    settings.BOUNCE_IMAP_CA_FILE = server.ca_file
    return server


def sent(**changes):
    changes = {"recipient__email": "ana@example.org", "sent_at": MONDAY_MORNING} | changes
    return MessageFactory(state=MessageState.SENT, **changes)


def outcomes():
    return list(MessageOutcome.objects.values_list("message", "kind", "told"))


def counted():
    names = ("reports", "strangers", "no_reports", "too_large")
    return ReturnedMail.objects.values_list(*names).get()


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_a_mail_that_came_back_is_known_with_its_reason_and_the_address_fails(
    security, returned, settings
):
    settings.BOUNCE_IMAP_SECURITY = security
    if security == "starttls":
        settings.BOUNCE_IMAP_PORT = returned.plain_port
    message = sent()
    returned.put(report(message))

    assert returned_mail.read(NOW) == 1

    assert outcomes() == [(message.pk, OutcomeKind.BOUNCED, "There is no such mailbox. (5.1.1)")]
    fails = FailingEmail.objects.get()
    assert (fails.email, fails.since, fails.told) == (
        "ana@example.org",
        NOW,
        "There is no such mailbox. (5.1.1)",
    )
    assert list(Message.objects.needing_somebody(NOW)) == [message]
    assert (returned.unseen(), counted()) == (0, (1, 0, 0, 0))


def test_each_mail_is_read_once_and_what_is_no_report_stays_unread(returned):
    message = sent()
    junk = [
        b"Subject: Buy\r\n\r\nNow",
        b"\xff\xfe" * 400,
        b"Subject: big\r\n\r\n" + b"x" * 6_000_000,
    ]
    returned.put(*junk, report(message), report(message, form=EXCHANGE))

    assert [returned_mail.read(NOW) for _ in range(2)] == [2, 0]
    assert len(outcomes()) == 1
    assert (returned.unseen(), counted()) == (3, (2, 0, 2, 1))

    later = sent(recipient__email="ben@example.org")
    returned.put(report(later))
    assert returned_mail.read(NOW) == 1


def test_a_mailbox_that_was_made_anew_is_read_from_its_start(returned):
    message = sent()
    returned.put(report(message))
    returned_mail.read(NOW)
    ReturnedMail.objects.update(uid_validity=1, last_uid=999_999)

    assert returned_mail.read(NOW) == 1
    assert len(outcomes()) == 1


def test_a_forged_report_harms_nobody(returned):
    """By the id of another mail, about an address that it was not sent to, or much too late."""
    message, old = sent(), sent(sent_at=MONDAY_MORNING - timedelta(days=31))
    planned = MessageFactory(recipient__email="ana@example.org")
    returned.put(
        report(message, final="ben@example.org"),
        report(message, message_id="<00000000-0000-4000-8000-000000000000@stance.example>"),
        report(old),
        report(planned),
        report(message, action="exploded"),
    )

    assert returned_mail.read(NOW) == 0
    assert (outcomes(), FailingEmail.objects.count()) == ([], 0)
    assert (returned.unseen(), counted()) == (5, (0, 5, 0, 0))


def test_a_mail_that_was_forwarded_comes_back_by_the_address_that_we_know(returned):
    message = sent()
    returned.put(report(message, final="else@where.example", original="ana@example.org"))

    assert returned_mail.read(NOW) == 1
    assert list(FailingEmail.objects.values_list("email", flat=True)) == ["ana@example.org"]


@pytest.mark.parametrize(
    ("action", "status", "kind", "told"),
    [
        (
            "failed",
            "5.7.1",
            OutcomeKind.BOUNCED,
            "Their mail server does not want our mail. (5.7.1)",
        ),
        ("failed", "4.4.7", OutcomeKind.BOUNCED, "It could not be delivered for days. (4.4.7)"),
        ("delayed", "4.4.1", OutcomeKind.DELAYED, "Their mail server did not answer. (4.4.1)"),
        ("delivered", "2.0.0", OutcomeKind.DELIVERED, ""),
        ("relayed", "2.0.0", OutcomeKind.RELAYED, ""),
    ],
)
def test_what_says_nothing_of_the_address_leaves_it(action, status, kind, told, returned):
    message = sent()
    returned.put(report(message, action=action, status=status))

    assert returned_mail.read(NOW) == 1
    assert outcomes() == [(message.pk, kind, told)]
    assert not FailingEmail.objects.exists()


def test_an_address_works_again_once_a_later_mail_was_delivered(returned):
    failing_emails.record("ana@example.org", "The mailbox is full.", MONDAY_MORNING)
    before = sent(sent_at=MONDAY_MORNING - timedelta(hours=1))
    returned.put(report(before, action="delivered", status="2.0.0"))
    returned_mail.read(NOW)
    assert failing_emails.fails("Ana@example.org")

    returned.put(report(sent(), action="delivered", status="2.0.0"))
    returned_mail.read(NOW)
    assert not failing_emails.fails("Ana@example.org")


def test_a_mailbox_that_cannot_be_read_is_said_and_tried_again(returned, settings, caplog):
    settings.BOUNCE_IMAP_PASSWORD = "wrong"
    assert returned_mail.read(NOW) == 0
    assert returned_mail.read(NOW + timedelta(minutes=5)) == 0
    found = ReturnedMail.objects.get()
    assert found.failing_since == NOW
    assert found.error.startswith("error: [AUTHENTICATIONFAILED]")
    assert "wrong" not in caplog.text

    settings.BOUNCE_IMAP_PASSWORD = PASSWORD
    returned_mail.read(NOW)
    found.refresh_from_db()
    assert (found.failing_since, found.error, found.read_at) == (None, "", NOW)


def test_a_server_whose_certificate_nobody_trusts_is_not_told_the_password(returned, settings):
    settings.BOUNCE_IMAP_CA_FILE = ""

    assert returned_mail.read(NOW) == 0
    assert ReturnedMail.objects.get().error.startswith("SSLCertVerificationError")


# --- Asked for, and sent by -----------------------------------------------------------------------


def compose_note(message):
    return Composed(
        subject="A note", body_text="Hello", body_html="Hello", stored_text="", stored_html=""
    )


@pytest.fixture
def note_kind(settings):
    settings.MESSAGE_KINDS = {"note": f"{__name__}.compose_note"}


@pytest.mark.usefixtures("note_kind")
@pytest.mark.parametrize(("host", "asked"), [("", []), ("localhost", ["RET", "NOTIFY"])])
def test_a_server_that_reports_is_asked_to_where_somebody_reads_it(host, asked, mailbox, settings):
    settings.BOUNCE_IMAP_HOST, mailbox.reports = host, True
    MessageFactory()

    assert deliver_due() == 1

    assert [option.strip().partition("=")[0] for option in mailbox.asked_to_report] == asked


@pytest.mark.usefixtures("note_kind")
def test_what_cannot_be_delivered_comes_back_where_the_settings_say(mailbox, settings):
    settings.BOUNCE_ADDRESS = "returned@clinic.example"
    MessageFactory()

    deliver_due()

    assert mailbox.senders == ["returned@clinic.example"]
    assert mailbox.accepted[0]["From"] == "Stance <clinic@stance.example>"
