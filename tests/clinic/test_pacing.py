"""Mail to one domain: so many in any minute, none for a while when it puts mail off."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clinic import pacing
from clinic.delivery import deliver_due
from clinic.emails import Composed
from clinic.models import MailDomain, Message, MessageState
from tests.conftest import MONDAY_MORNING
from tests.factories.messages import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "note_kind")]
MINUTE = timedelta(minutes=1)


def compose_note(message):
    return Composed(
        subject="A note", body_text="Hello", body_html="Hello", stored_text="", stored_html=""
    )


@pytest.fixture
def note_kind(settings):
    settings.MESSAGE_KINDS = {"note": f"{__name__}.compose_note"}


def to(*emails, **changes):
    return [MessageFactory(recipient__email=email, **changes) for email in emails]


def sent_to(mailbox):
    return [mail["To"] for mail in mailbox.accepted]


def test_a_domain_gets_half_of_a_minute_at_once_and_the_others_go_on(mailbox, settings):
    settings.MAIL_PER_DOMAIN_A_MINUTE = 4
    to(*(f"a{n}@big.example" for n in range(5)))
    to("b@small.example")

    deliver_due(MONDAY_MORNING)

    assert sent_to(mailbox) == ["a0@big.example", "a1@big.example", "b@small.example"]
    held = Message.objects.planned()
    assert {(message.attempts, message.last_error) for message in held} == {(0, "")}
    deliver_due(MONDAY_MORNING + timedelta(seconds=20))
    assert sent_to(mailbox)[3:] == ["a2@big.example"]


def test_what_somebody_waits_for_is_not_held(mailbox, settings):
    settings.MAIL_PER_DOMAIN_A_MINUTE = 1
    to("a@big.example", "b@big.example")
    MessageFactory(recipient=None, recipient_email="code@big.example", is_private=True)
    deliver_due(MONDAY_MORNING)
    MessageFactory(recipient=None, recipient_email="soon@big.example", is_private=True)

    deliver_due(MONDAY_MORNING)

    assert sent_to(mailbox) == ["code@big.example", "soon@big.example"]


@pytest.mark.parametrize("answer", ["421 Busy", "450 Greylisted", "451 Later", "452 Full"])
def test_a_domain_that_puts_mail_off_slows_itself_alone(answer, mailbox):
    to("a@slow.example", "b@slow.example", "c@other.example")
    mailbox.answers_to_recipients = [answer]

    deliver_due(MONDAY_MORNING)

    assert sent_to(mailbox) == ["c@other.example"]
    tries = dict(Message.objects.values_list("recipient_email", "attempts"))
    assert tries == {"a@slow.example": 1, "b@slow.example": 0, "c@other.example": 1}
    domain = MailDomain.objects.get(name="slow.example")
    assert (domain.deferrals, domain.deferred_since) == (1, MONDAY_MORNING)
    assert domain.answer.endswith(answer)
    deliver_due(MONDAY_MORNING + MINUTE)
    assert sorted(sent_to(mailbox)[1:]) == ["a@slow.example", "b@slow.example"]
    domain.refresh_from_db()
    assert (domain.deferrals, domain.deferred_since, domain.answer) == (0, None, "")


def test_a_domain_that_refuses_one_for_good_holds_no_other_up(mailbox):
    to("gone@big.example", "b@big.example")
    mailbox.refusals["gone@big.example"] = "550 No such person"

    deliver_due(MONDAY_MORNING)

    assert sent_to(mailbox) == ["b@big.example"]


def test_a_domain_is_paused_longer_each_time():
    now, waits = MONDAY_MORNING, []
    pacing.take_turn("a@slow.example", now)
    for _ in range(5):
        pacing.put_off("a@slow.example", "450 Not now", now)
        waits.append(MailDomain.objects.get().next_at - now)
        now += waits[-1]
        pacing.take_turn("a@slow.example", now)

    assert [wait / MINUTE for wait in waits] == [1, 2, 5, 15, 15]


def test_a_clock_that_was_put_back_holds_no_domain(mailbox):
    pacing.take_turn("a@big.example", MONDAY_MORNING + timedelta(days=1))
    to("a@big.example")

    assert deliver_due(MONDAY_MORNING) == 1


def test_the_domain_is_that_of_the_email_of_now(mailbox, settings):
    """Planned for one domain, and the person has an email at another by now, which is held."""
    settings.MAIL_PER_DOMAIN_A_MINUTE = 1
    pacing.take_turn("x@new.example", MONDAY_MORNING)
    (message,) = to("a@new.example")
    Message.objects.update(recipient_email="a@old.example")

    assert deliver_due(MONDAY_MORNING) == 0

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.PLANNED, 0)
    assert message.recipient_email == "a@new.example"


class InAnyMinute(TestCase):
    @given(
        most=st.integers(1, 12),
        gaps=st.lists(st.integers(0, 40_000), min_size=1, max_size=60),
    )
    def test_no_minute_has_more_than_the_setting(self, most, gaps):
        """Wherever the minute begins, however mail comes."""
        MailDomain.objects.all().delete()
        now, taken = MONDAY_MORNING, []
        with self.settings(MAIL_PER_DOMAIN_A_MINUTE=most):
            for gap in gaps:
                now += timedelta(milliseconds=gap)
                if pacing.take_turn("a@big.example", now):
                    taken.append(now)
        for first in taken:
            assert sum(first <= each < first + MINUTE for each in taken) <= most
