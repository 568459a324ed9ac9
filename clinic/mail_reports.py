"""What a mail server reports of a mail that it took: RFC 3464, read from bytes. Pure.

Whoever can write to the mailbox can write such a report; what it says is believed of a mail of ours
alone, and of the very address that it was sent to (`returned_mail`).
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Part
from uuid import UUID

LONGEST_HEADERS = 20_000  # of the mail that comes back
MOST_RECIPIENTS = 20
MESSAGE_ID = re.compile(
    r"^message-id:\s*<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.IGNORECASE | re.MULTILINE
)
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# RFC 3463: what the two numbers behind the class say, in words for the desk.
IN_WORDS = {
    (1, 1): "There is no such mailbox.",
    (1, 2): "There is no such place for mail.",
    (1, 3): "This cannot be an address.",
    (1, 6): "The mailbox has moved, and nobody says where to.",
    (1, 10): "This domain takes no mail at all.",
    (2, 1): "The mailbox is closed.",
    (2, 2): "The mailbox is full.",
    (2, 3): "The mail is too long for the mailbox.",
    (3, 4): "The mail is too long for their mail server.",
    (4, 1): "Their mail server did not answer.",
    (4, 4): "Nobody knows where mail for this address goes.",
    (4, 7): "It could not be delivered for days.",
    (7, 1): "Their mail server does not want our mail.",
}
BY_SUBJECT = {
    0: "Their mail server did not say why.",
    1: "Something is wrong with the address.",
    2: "Something is wrong with the mailbox.",
    3: "Something is wrong with their mail server.",
    4: "It could not be delivered on the way.",
    5: "The mail servers did not understand each other.",
    6: "Their mail server cannot pass on such a mail.",
    7: "Their mail server does not want our mail.",
}
# Of these the address is right, though this mail did not reach it.
NOT_OF_THE_ADDRESS = {5, 6, 7}
TOO_LONG = {(2, 3), (3, 4)}


@dataclass(frozen=True)
class Told:
    """What is reported of one recipient."""

    action: str  # "failed", "delayed", "delivered", "relayed", "expanded"
    emails: frozenset[str]  # in lower case: as the mail had it, and where it ended
    status: str  # such as "5.1.1", or nothing

    @property
    def is_of_the_address(self) -> bool:
        """Whether no other mail will reach this address either."""
        numbers = _numbers(self.status)
        if numbers is None:
            return False
        kind, subject, detail = numbers
        return kind == 5 and subject not in NOT_OF_THE_ADDRESS and (subject, detail) not in TOO_LONG

    @property
    def in_words(self) -> str:
        numbers = _numbers(self.status)
        if numbers is None:
            return BY_SUBJECT[0]
        _, subject, detail = numbers
        said = IN_WORDS.get((subject, detail)) or BY_SUBJECT.get(subject, BY_SUBJECT[0])
        return f"{said} ({self.status})"


@dataclass(frozen=True)
class Report:
    """What is reported of one mail, by its Message-ID."""

    reference: UUID
    told: tuple[Told, ...]


def read_report(content: bytes) -> Report | None:
    """Return what a mail reports of a mail that could be ours; None for any other mail.

    It may be cut off, or anything at all.
    """
    try:
        mail = message_from_bytes(content)
        if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
            return None
        parts = mail.get_payload()
        told = _told(next(_of_type(parts, "message/delivery-status"), None))
        reference = _reference(parts)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return None  # the parser's own, at what nobody should send
    if reference is None or not told:
        return None
    return Report(reference, told)


def _of_type(parts, *types):
    return (part for part in parts if part.get_content_type() in types)


def _told(part: Part | None) -> tuple[Told, ...]:
    """Return what each group of fields behind the first, which is about the mail, tells."""
    if part is None or not part.is_multipart():
        return ()
    groups = part.get_payload()[1 : MOST_RECIPIENTS + 1]
    return tuple(
        Told(
            action=str(group.get("Action", "")).partition("(")[0].strip().lower(),
            emails=frozenset(filter(None, map(_email, _recipients(group)))),
            status=match.group() if (match := STATUS.search(str(group.get("Status", "")))) else "",
        )
        for group in groups
    )


def _recipients(group):
    return (str(group.get(name, "")) for name in ("Final-Recipient", "Original-Recipient"))


def _email(field: str) -> str:
    """Return the address of a field such as `rfc822; ana@example.org`."""
    kind, _, email = field.partition(";")
    if kind.strip().lower() not in ("rfc822", "utf-8"):
        return ""
    return email.strip().strip("<>").lower()


def _reference(parts) -> UUID | None:
    """Return the reference that our Message-ID holds, in the mail or the headers that came back."""
    for part in _of_type(parts, "message/rfc822", "text/rfc822-headers", "message/global-headers"):
        inner = part.get_payload()
        headers = inner[0].as_string() if part.is_multipart() else part.get_payload(decode=True)
        if isinstance(headers, bytes):
            headers = headers.decode("ascii", errors="replace")
        if match := MESSAGE_ID.search(headers[:LONGEST_HEADERS]):
            return UUID(match.group(1))
    return None


def _numbers(status):
    match = STATUS.fullmatch(status)
    return tuple(map(int, match.groups())) if match else None
