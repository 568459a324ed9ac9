"""While no mail can leave, no message is blamed; and a slow mail server is waited for."""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from clinic import outage
from clinic.delivery import deliver_due
from clinic.emails import Composed
from clinic.mail import Failure, MailServer
from clinic.models import MailOutage, Message, MessageState
from tests.conftest import MONDAY_MORNING
from tests.factories.messages import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "note_kind")]
UNTRIED = (MessageState.PLANNED, 0, None, "")


def compose_note(message):
    return Composed(
        subject="A note", body_text="Hello", body_html="Hello", stored_text="", stored_html=""
    )


@pytest.fixture
def note_kind(settings):
    settings.MESSAGE_KINDS = {"note": f"{__name__}.compose_note"}


@pytest.fixture
def nobody_listens(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "clinic.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = probe.getsockname()
        yield


def how_it_stands():
    return set(Message.objects.values_list("state", "attempts", "claim", "last_error"))


# --- What is an outage ----------------------------------------------------------------------------


@pytest.mark.usefixtures("nobody_listens")
def test_a_connection_that_is_refused_is_no_try_of_a_message():
    MessageFactory.create_batch(3)

    assert deliver_due(MONDAY_MORNING) == 0

    assert how_it_stands() == {UNTRIED}
    found = MailOutage.objects.get()
    assert (found.began_at, found.tries) == (MONDAY_MORNING, 1)
    assert found.error.startswith("ConnectionRefusedError: ")


def wrong_password(mailbox, settings):
    mailbox.password = "another"
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "stance", "wrong"


def not_now(mailbox, settings):
    mailbox.greeting = "421 Come again"


def no_such_sender(mailbox, settings):
    mailbox.to_the_sender = "550 We do not know you"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (wrong_password, "SMTPAuthenticationError: 535 "),
        (not_now, "SMTPConnectError: 421 Come again"),
        (no_such_sender, "SMTPSenderRefused: 550 We do not know you"),
    ],
)
def test_what_the_mail_server_refuses_to_everybody_is_no_try_of_a_message(
    fault, error, mailbox, settings
):
    MessageFactory.create_batch(2)
    fault(mailbox, settings)

    assert deliver_due(MONDAY_MORNING) == 0

    assert how_it_stands() == {UNTRIED}
    assert MailOutage.objects.get().error.startswith(error)


def test_a_mail_server_that_says_nothing_is_no_try_of_a_message(settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_BACKEND = "clinic.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        MessageFactory()

        deliver_due(MONDAY_MORNING)

    assert how_it_stands() == {UNTRIED}
    assert MailOutage.objects.count() == 1


def test_a_mail_too_large_for_the_mail_server_is_its_own_fault(mailbox):
    MessageFactory()
    mailbox.to_the_sender = "552 Too large"

    deliver_due(MONDAY_MORNING)

    [(state, *_, error)] = how_it_stands()
    assert (state, error) == (MessageState.FAILED, "SMTPSenderRefused: 552 Too large")
    assert not MailOutage.objects.exists()


def test_a_connection_that_was_ended_between_two_mails_is_opened_anew(mailbox, monkeypatch):
    """And is nobody's fault."""
    MessageFactory.create_batch(2)
    send, ended = MailServer.send, []

    def send_after_an_end(server, mail):
        if server.has_sent and not ended:
            ended.append(True)
            server.connection.connection.sock.shutdown(socket.SHUT_RDWR)
        send(server, mail)

    monkeypatch.setattr(MailServer, "send", send_after_an_end)

    assert deliver_due() == 2

    assert mailbox.connections == 2
    assert how_it_stands() == {(MessageState.SENT, 1, None, "")}
    assert not MailOutage.objects.exists()


# --- Backing off ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("nobody_listens")
def test_an_outage_is_tried_again_later_each_time_and_uses_up_no_try(clock):
    clock.move_to(MONDAY_MORNING, tick=False)
    MessageFactory()
    waits = []

    for _ in range(6):
        tried_at = timezone.now()
        deliver_due(tried_at)
        found = MailOutage.objects.get()
        waits.append(found.next_try_at - tried_at)
        deliver_due(found.next_try_at - timedelta(seconds=1))
        clock.move_to(found.next_try_at, tick=False)

    assert waits == [timedelta(seconds=each) for each in (30, 60, 120, 300, 300, 300)]
    assert (found.began_at, found.tries) == (MONDAY_MORNING, 6)
    assert how_it_stands() == {UNTRIED}


def test_an_outage_is_over_once_the_mail_server_lets_us_in(mailbox):
    outage.record(Failure("Timeout", "Timeout: nothing"), MONDAY_MORNING)
    MessageFactory()
    assert deliver_due(MONDAY_MORNING) == 0

    assert deliver_due(MONDAY_MORNING + timedelta(seconds=30)) == 1

    assert not MailOutage.objects.exists()


def test_an_outage_met_by_a_clock_that_was_put_back_since_holds_up_nothing(mailbox):
    outage.record(Failure("Timeout", "Timeout: nothing"), MONDAY_MORNING + timedelta(days=1))
    MessageFactory()

    assert deliver_due(MONDAY_MORNING) == 1


def test_nobody_is_asked_while_nothing_is_due(mailbox):
    deliver_due()

    assert mailbox.connections == 0


# --- A slow mail server ---------------------------------------------------------------------------


def test_the_answer_to_a_mail_is_waited_for_longer_than_any_other(mailbox, settings):
    settings.EMAIL_TIMEOUT, settings.EMAIL_END_TIMEOUT = 0.5, 20
    mailbox.answers_after_s = 1
    MessageFactory.create_batch(2)

    assert deliver_due() == 2

    assert len(mailbox.accepted) == 2
    assert how_it_stands() == {(MessageState.SENT, 1, None, "")}


def test_an_answer_that_takes_longer_than_that_counts_as_a_try(mailbox, settings):
    settings.EMAIL_TIMEOUT, settings.EMAIL_END_TIMEOUT = 20, 0.2
    mailbox.answers_after_s = 1
    MessageFactory()

    deliver_due()

    [(state, attempts, _, error)] = how_it_stands()
    assert (state, attempts) == (MessageState.PLANNED, 1)
    assert error.startswith("EndUnanswered: ")
