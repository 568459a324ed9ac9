"""What a mail server answers, told apart; what cannot be known is said, and tried once more."""

from datetime import timedelta

import pytest

from clinic.delivery import deliver_due
from clinic.emails import Composed
from clinic.models import DropReason, FailingEmail, FailReason, MailOutage, Message, MessageState
from tests.conftest import MONDAY_MORNING
from tests.factories.messages import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "kinds")]
PLANNED, SENT, FAILED = MessageState.PLANNED, MessageState.SENT, MessageState.FAILED


def compose_note(message):
    if message.occasion.startswith("raise"):
        raise LookupError
    return Composed(
        subject="A note", body_text="Hello", body_html="Hello", stored_text="", stored_html=""
    )


@pytest.fixture
def kinds(settings):
    settings.MESSAGE_KINDS = dict.fromkeys(("note", "reminder"), f"{__name__}.compose_note")


def deliver_until_done(most=12):
    """Deliver whenever something is due; return how it stands."""
    now = MONDAY_MORNING
    for _ in range(most):
        deliver_due(now)
        due = Message.objects.planned().order_by("due_at").values_list("due_at", flat=True).first()
        if due is None:
            break
        now = max(now, due)
    message = Message.objects.get()
    return message.state, message.failed_because, message.attempts


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("450 Greylisted", (SENT, "", 2)),
        ("451 Try later", (SENT, "", 2)),
        ("452 Mailbox full", (SENT, "", 2)),
        ("421 Too many of you", (SENT, "", 2)),
        ("550 No such person", (FAILED, FailReason.REFUSED, 1)),
        ("553 Not here", (FAILED, FailReason.REFUSED, 1)),
    ],
)
def test_a_recipient_that_is_put_off_is_tried_again_and_one_that_is_refused_is_not(
    answer, told, mailbox
):
    """As a greylisting server does: the second try is taken."""
    MessageFactory(recipient__email="ana@example.org")
    mailbox.answers_to_recipients = [answer]

    assert deliver_until_done() == told
    assert len(mailbox.accepted) == (told[0] == SENT)
    assert not MailOutage.objects.exists()


@pytest.mark.parametrize(
    ("answer", "told"),
    [("451 Greylisted", (SENT, "", 2)), ("554 Spam", (FAILED, FailReason.REFUSED, 1))],
)
def test_a_mail_refused_after_data_is_told_apart(answer, told, mailbox):
    MessageFactory()
    mailbox.answers = [answer]

    assert deliver_until_done() == told
    assert len(mailbox.accepted) == (told[0] == SENT)


@pytest.mark.parametrize("command", ["rcpt", "data"])
def test_a_line_cut_before_the_mail_is_a_try_and_sends_nothing_twice(command, mailbox):
    MessageFactory()
    mailbox.cuts = [command] * 3

    assert deliver_until_done() == (SENT, "", 4)
    assert len(mailbox.accepted) == 1
    assert not Message.objects.get().may_have_come


def test_a_line_cut_at_our_own_address_blames_no_message(mailbox):
    MessageFactory()
    mailbox.cuts = ["mail"]

    deliver_due(MONDAY_MORNING)

    assert Message.objects.get().attempts == 0
    assert MailOutage.objects.count() == 1


@pytest.mark.parametrize("was_taken", [True, False])
def test_a_mail_whose_end_is_not_answered_goes_once_more_by_the_same_id(was_taken, mailbox):
    message = MessageFactory()
    mailbox.cuts, mailbox.keeps_cut = ["end"], was_taken

    assert deliver_until_done() == (SENT, "", 2)
    ids = [mail["Message-ID"] for mail in mailbox.accepted]
    assert ids == [f"<{message.reference}@stance.example>"] * (1 + was_taken)
    assert Message.objects.get().may_have_come


def test_a_mail_whose_end_is_not_answered_twice_is_left_to_somebody(mailbox):
    """Whatever else happens in between; and no press for all sends it again."""
    MessageFactory()
    mailbox.cuts, mailbox.keeps_cut = ["end", "rcpt", "end"], True

    assert deliver_until_done() == (FAILED, FailReason.MAY_HAVE_COME, 3)
    assert len(mailbox.accepted) == 2
    assert not Message.objects.to_send_again(MONDAY_MORNING).exists()
    assert Message.objects.needing_somebody(MONDAY_MORNING).count() == 1


def test_a_mail_put_off_at_each_try_fails_in_the_end(mailbox):
    MessageFactory(recipient__email="ana@example.org")
    mailbox.refusals["ana@example.org"] = "450 Not now"

    assert deliver_until_done() == (FAILED, FailReason.TRIED_OUT, 6)
    assert Message.objects.to_send_again(MONDAY_MORNING).count() == 1


def test_an_address_that_nobody_can_have_fails_at_once(mailbox):
    MessageFactory(recipient__email="ana@localhost")

    assert deliver_until_done() == (FAILED, FailReason.NO_ADDRESS, 1)


# --- Poison ---------------------------------------------------------------------------------------


def test_a_message_that_cannot_be_written_is_set_aside_and_the_others_go_on(mailbox):
    poison = MessageFactory(occasion="raise")
    now = MONDAY_MORNING
    for minutes in (0, 1, 5):
        MessageFactory.create_batch(2)
        now += timedelta(minutes=minutes)
        deliver_due(now)

    poison.refresh_from_db()
    assert (poison.state, poison.failed_because, poison.attempts) == (
        FAILED,
        FailReason.NOT_WRITTEN,
        3,
    )
    assert len(mailbox.accepted) == 6
    assert list(Message.objects.needing_somebody(now)) == [poison]
    assert not Message.objects.to_send_again(now).exists()


def test_a_message_at_which_three_senders_stopped_is_set_aside(mailbox):
    """Each left it as it was sending it, and its lease has run out."""
    message = MessageFactory(state=MessageState.SENDING, attempts=3, stops=2)

    deliver_due(MONDAY_MORNING)

    message.refresh_from_db()
    assert (message.state, message.failed_because) == (FAILED, FailReason.STOPPED)
    assert mailbox.accepted == []


def test_a_message_left_by_a_sender_that_died_counts_that(mailbox):
    message = MessageFactory(state=MessageState.SENDING, attempts=1)

    deliver_due(MONDAY_MORNING)

    message.refresh_from_db()
    assert (message.state, message.attempts, message.stops) == (SENT, 2, 1)


# --- An address that fails ------------------------------------------------------------------------


def test_what_may_be_refused_is_held_back_from_an_address_that_fails_and_nothing_else(mailbox):
    FailingEmail.objects.create(email="ana@example.org", told="No such person.")
    for kind in ("reminder", "note"):
        MessageFactory(kind=kind, recipient__email="Ana@example.org")

    assert deliver_due(MONDAY_MORNING) == 1

    told = Message.objects.values_list("kind", "state", "dropped_reason")
    assert set(told) == {
        ("reminder", MessageState.DROPPED, DropReason.EMAIL_FAILS),
        ("note", SENT, ""),
    }
