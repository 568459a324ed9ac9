"""What became of a message, line by line."""

from datetime import timedelta

import pytest

from clinic.mail_story import story_of
from clinic.models import FailReason, MessageOutcome, MessageState, OutcomeKind
from tests.conftest import MONDAY_MORNING
from tests.factories import NINE, AppointmentFactory
from tests.factories.messages import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MINUTE = timedelta(minutes=1)


def at(minutes):
    return MONDAY_MORNING + minutes * MINUTE


def told(message):
    return [(step.what, step.at, step.told) for step in story_of(message)]


def test_a_message_that_was_read_and_answered_says_all_of_it():
    visit = AppointmentFactory(starts_at=NINE, confirmed_at=at(30))
    message = MessageFactory(
        about=visit, created_at=at(0), state=MessageState.SENT, sent_at=at(2), attempts=2
    )
    for minutes, kind in ((20, OutcomeKind.OPENED), (3, OutcomeKind.DELIVERED)):
        MessageOutcome.objects.create(message=message, kind=kind, occurred_at=at(minutes))

    assert told(message) == [
        ("Planned", at(0), ""),
        ("Taken by the mail server", at(2), "At the second try."),
        ("Delivered", at(3), "Their mail server says that it is in the mailbox."),
        (
            "A link in it was opened",
            at(20),
            "By its reader, or by a mail program that checks links.",
        ),
        ("The visit was confirmed", at(30), ""),
    ]


def test_what_was_confirmed_before_is_not_the_messages_doing():
    visit = AppointmentFactory(starts_at=NINE, confirmed_at=at(1))
    message = MessageFactory(about=visit, state=MessageState.SENT, sent_at=at(2), created_at=at(0))

    assert [step.what for step in story_of(message)] == ["Planned", "Taken by the mail server"]


def test_a_message_that_came_back_says_why_and_what_followed():
    message = MessageFactory(created_at=at(0), state=MessageState.SENT, sent_at=at(1), attempts=1)
    MessageOutcome.objects.create(
        message=message, kind=OutcomeKind.BOUNCED, occurred_at=at(5), told="The mailbox is full."
    )
    MessageFactory(copy_of=message, created_at=at(9))

    assert told(message)[2:] == [
        ("Came back", at(5), "The mailbox is full."),
        ("Sent again, as a message of its own", at(9), ""),
    ]


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        ({}, ("To be sent", at(4), "")),
        (
            {"last_error": "450 Not now", "attempts": 1},
            ("To be tried again", at(4), "After 1 try: 450 Not now"),
        ),
        (
            {
                "state": MessageState.FAILED,
                "failed_because": FailReason.REFUSED,
                "last_error": "550 No",
                "attempts": 2,
            },
            (
                "Given up",
                at(4),
                "The mail server refused it for good. After 2 tries: 550 No",
            ),
        ),
        (
            {"state": MessageState.DROPPED, "dropped_reason": "moved"},
            ("Not sent", None, "The visit was moved."),
        ),
        (
            {"state": MessageState.SENT, "sent_at": at(5), "may_have_come": True},
            (
                "Taken by the mail server",
                at(5),
                "The line was cut once after it was sent whole: it may have come twice.",
            ),
        ),
    ],
)
def test_a_message_says_how_it_stands(changes, last):
    message = MessageFactory(created_at=at(0), due_at=at(4), **changes)

    assert told(message)[-1] == last
