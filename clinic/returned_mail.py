"""Reads the mailbox of returned mail: each mail once, by its number there; nothing is removed.

A report about mail of ours is marked as seen, so that whoever opens the mailbox finds as unread
what only a person can read. Everything else stays as it was.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from clinic import failing_emails
from clinic.addresses import is_mailable, mailable
from clinic.mail_reports import Report, Told, read_report
from clinic.models import Message, MessageOutcome, MessageState, OutcomeKind, ReturnedMail
from clinic.models.delivery import LONGEST_TOLD

logger = logging.getLogger(__name__)

ANSWERS_WITHIN_S = 20
MOST_AT_ONCE = 300  # mails; beat calls for more
LARGEST = 5_000_000  # bytes of a mail that is looked at
READ_BYTES = 200_000  # of each: a report begins with what matters
REPORTED_WITHIN = timedelta(days=30)  # after a mail was sent
FAULTS = (imaplib.IMAP4.error, OSError, UnicodeError)
KINDS = {
    "failed": OutcomeKind.BOUNCED,
    "delayed": OutcomeKind.DELAYED,
    "delivered": OutcomeKind.DELIVERED,
    "relayed": OutcomeKind.RELAYED,
    "expanded": OutcomeKind.RELAYED,
}
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
UID = re.compile(rb"UID (\d+)")


def read(now: datetime) -> int:
    """Read what has come since, and return how many reports about mail of ours were in it.

    What hinders that is kept for administrators, and tried again when beat calls.
    """
    if not settings.BOUNCE_IMAP_HOST:
        return 0
    try:
        with _mailbox() as mailbox:
            found = _read_new(mailbox, now)
    except FAULTS as error:
        _record_fault(error, now)
        return 0
    ReturnedMail.objects.filter(pk=ReturnedMail.ONLY).update(
        read_at=now, failing_since=None, error=""
    )
    return found


@contextmanager
def _mailbox() -> Iterator[imaplib.IMAP4]:
    """Give the folder of returned mail, open; the log-in goes over TLS alone."""
    place = (settings.BOUNCE_IMAP_HOST, settings.BOUNCE_IMAP_PORT)
    trusts = ssl.create_default_context(cafile=settings.BOUNCE_IMAP_CA_FILE or None)
    if settings.BOUNCE_IMAP_SECURITY == "ssl":
        mailbox = imaplib.IMAP4_SSL(*place, ssl_context=trusts, timeout=ANSWERS_WITHIN_S)
    else:
        mailbox = imaplib.IMAP4(*place, timeout=ANSWERS_WITHIN_S)
    try:
        if settings.BOUNCE_IMAP_SECURITY != "ssl":
            mailbox.starttls(trusts)
        mailbox.login(settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD)
        answer, said = mailbox.select(f'"{settings.BOUNCE_IMAP_FOLDER}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(said[0])
        yield mailbox
    finally:
        with suppress(*FAULTS):
            mailbox.logout()


def _read_new(mailbox, now) -> int:
    validity = int(mailbox.response("UIDVALIDITY")[1][0] or 0)
    read, _ = ReturnedMail.objects.get_or_create(pk=ReturnedMail.ONLY)
    if read.uid_validity != validity:  # another mailbox, or one that was made anew
        ReturnedMail.objects.update(uid_validity=validity, last_uid=0)
        read.last_uid = 0
    found = 0
    for uid, size in _sizes(mailbox, read.last_uid)[:MOST_AT_ONCE]:
        report = read_report(_content(mailbox, uid)) if size <= LARGEST else None
        is_ours = _apply_once(uid, report, size, now)
        if is_ours:
            mailbox.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
        found += is_ours
    return found


def _sizes(mailbox, last_uid) -> list[tuple[int, int]]:
    """Return the mails that came after one, by number, with their sizes."""
    answer, rows = mailbox.uid("FETCH", f"{last_uid + 1}:*", "(UID RFC822.SIZE)")
    if answer != "OK":
        raise imaplib.IMAP4.error("The mailbox cannot be listed.")
    found = {}
    for row in rows:
        if row and (uid := UID.search(row)) and (size := SIZE.search(row)):
            found[int(uid.group(1))] = int(size.group(1))
    return sorted((uid, size) for uid, size in found.items() if uid > last_uid)


def _content(mailbox, uid) -> bytes:
    """Return how a mail begins, without marking it as seen; nothing if it is gone."""
    _, rows = mailbox.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{READ_BYTES}>)")
    return next((row[1] for row in rows if isinstance(row, tuple)), b"")


@transaction.atomic
def _apply_once(uid, report, size, now) -> bool:
    """Count one mail and keep what it reports, unless another reader has; say if it is ours."""
    read = ReturnedMail.objects.select_for_update(no_key=True).get(pk=ReturnedMail.ONLY)
    if read.last_uid >= uid:
        return False
    read.last_uid = uid
    is_ours = report is not None and apply(report, now)
    if is_ours:
        read.reports += 1
    elif report:
        read.strangers += 1
    elif size > LARGEST:
        read.too_large += 1
    else:
        read.no_reports += 1
    read.save()
    return is_ours


def apply(report: Report, now: datetime) -> bool:
    """Keep what is reported of a message that we sent lately to that very address.

    Say whether there is one: of any other, and of another address, nothing is believed.
    """
    message = Message.objects.filter(
        reference=report.reference, state=MessageState.SENT, sent_at__gt=now - REPORTED_WITHIN
    ).first()
    if message is None:
        return False
    own = _as_told(message.recipient_email)
    told = [each for each in report.told if own & each.emails and each.action in KINDS]
    for each in told:
        _keep(message, each, now)
    return bool(told)


def _as_told(email):
    """Return an address as a report may write it, in lower case."""
    written = {email.lower()}
    return written | {mailable(email).lower()} if is_mailable(email) else written


def _keep(message: Message, told: Told, now: datetime) -> None:
    kind = KINDS[told.action]
    is_no = kind in (OutcomeKind.BOUNCED, OutcomeKind.DELAYED)
    _, is_new = MessageOutcome.objects.get_or_create(
        message=message,
        kind=kind,
        defaults={
            "occurred_at": max(now, message.sent_at),
            "told": told.in_words[:LONGEST_TOLD] if is_no else "",
        },
    )
    if not is_new:
        return
    if kind == OutcomeKind.BOUNCED:
        logger.warning("Message %s came back: %s.", message.reference, told.status or "no status")
        if told.is_of_the_address:
            failing_emails.record(message.recipient_email, told.in_words, now)
    elif kind == OutcomeKind.DELIVERED:
        failing_emails.record_works(message.recipient_email, message.sent_at)


def _record_fault(error, now):
    """Keep since when, and why, the mailbox cannot be read; a text of the server's, no password."""
    read, _ = ReturnedMail.objects.get_or_create(pk=ReturnedMail.ONLY)
    said = error.args[0] if error.args else ""
    said = said.decode(errors="replace") if isinstance(said, bytes) else str(error)
    read.failing_since = read.failing_since or now
    read.error = f"{type(error).__name__}: {said}"[:LONGEST_TOLD]
    read.save(update_fields=["failing_since", "error"])
    logger.warning("The mailbox of returned mail cannot be read: %s.", type(error).__name__)
