"""What became of a message, as a time line: what we did, and what was heard of it since."""

from dataclasses import dataclass
from datetime import datetime

from clinic.models import Message, MessageState, OutcomeKind

GOOD, ATTENTION = "good", "attention"
WHAT = {
    OutcomeKind.DELIVERED: ("Delivered", "Their mail server says that it is in the mailbox.", GOOD),
    OutcomeKind.RELAYED: (
        "Handed on",
        "To a mail server that does not report what becomes of it.",
        GOOD,
    ),
    OutcomeKind.DELAYED: ("Delayed", "It is tried further on the way.", ""),
    OutcomeKind.BOUNCED: ("Came back", "", ATTENTION),
    OutcomeKind.OPENED: (
        "A link in it was opened",
        "By its reader, or by a mail program that checks links.",
        GOOD,
    ),
    OutcomeKind.REFUSED: ("No more of its kind", "Its reader wants no more such mails.", ""),
}


@dataclass(frozen=True)
class Step:
    """One thing that became of a message; `at` is None where nobody kept when."""

    what: str
    at: datetime | None = None
    told: str = ""
    tone: str = ""


def story_of(message: Message) -> list[Step]:
    """Return what became of a message, the earliest first."""
    steps = [Step("Planned", message.created_at), *_sending(message)]
    steps += [_heard(outcome) for outcome in message.outcomes.all()]
    steps += [
        Step("Sent again, as a message of its own", copy.created_at)
        for copy in message.copies.all()
    ]
    confirmed_at = getattr(message.about, "confirmed_at", None)
    if confirmed_at and message.sent_at and confirmed_at > message.sent_at:
        steps.append(Step("The visit was confirmed", confirmed_at, tone=GOOD))
    known = sorted((step for step in steps if step.at), key=lambda step: step.at)
    return known + [step for step in steps if not step.at]


def _sending(message):
    match message.state:
        case MessageState.SENT:
            told = f"At the {_ordinal(message.attempts)} try." if message.attempts > 1 else ""
            if message.may_have_come:
                told += " The line was cut once after it was sent whole: it may have come twice."

            return [Step("Taken by the mail server", message.sent_at, told.strip(), GOOD)]
        case MessageState.FAILED:
            told = " ".join(filter(None, (message.get_failed_because_display(), _said(message))))
            return [Step("Given up", message.due_at, told, ATTENTION)]
        case MessageState.DROPPED:
            return [Step("Not sent", None, message.dropped_because)]
        case MessageState.SENDING:
            return [Step("Being sent")]
    if message.last_error:
        return [Step("To be tried again", message.due_at, _said(message))]
    return [Step("To be sent", message.due_at)]


def _said(message):
    tries = f"After {message.attempts} {'try' if message.attempts == 1 else 'tries'}"
    return f"{tries}: {message.last_error}" if message.last_error else ""


def _heard(outcome):
    what, words, tone = WHAT[OutcomeKind(outcome.kind)]
    return Step(what, outcome.occurred_at, f"{outcome.told} {words}".strip(), tone)


def _ordinal(number):
    return {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}.get(number, f"{number}th")
