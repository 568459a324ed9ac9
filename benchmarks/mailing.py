"""Ten thousand due messages, two senders, ten of them killed: none lost, and each known by its id.

A killed sender may have been heard by the mail server and by nobody else: that mail goes twice, by
the same Message-ID. So there are as many mails twice as senders killed, at most.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

from django.utils import timezone

from benchmarks.report import Line, at_most
from benchmarks.servers import ROOT
from clinic.emails import Composed
from clinic.models import Message, MessageState
from clinic.models.outbox import UNFINISHED
from tests.smtp import Mailbox, smtp_server

MESSAGES = 10_000
SENDERS = 2
KILLS = 10
DOMAINS = 200
KIND = "bench_note"
WITHIN_S = 1800
MOST_MS = 100  # a message, of both senders together, with what the kills cost
# So that what a killed sender left is taken up soon: the lease outlasts a sending by these.
TIMES = {"EMAIL_TIMEOUT": "1", "EMAIL_END_TIMEOUT": "3", "MESSAGE_LEASE_SECONDS": "10"}


def compose_note(message: Message) -> Composed:
    return Composed(
        subject=f"Note {message.occasion}",
        body_text="Hello",
        body_html="<p>Hello</p>",
        stored_text="Hello",
        stored_html="<p>Hello</p>",
    )


def lines() -> list[Line]:
    """Return what became of the messages."""
    _plan()
    began = time.monotonic()
    with smtp_server() as mailbox:
        kills = _send(mailbox)
    took = time.monotonic() - began
    by_id = Counter(mail["Message-ID"].strip("<>").partition("@")[0] for mail in mailbox.accepted)
    planned = set(Message.objects.filter(kind=KIND).values_list("reference", flat=True))
    known = {str(reference) for reference in planned}
    sent = Message.objects.filter(kind=KIND, state=MessageState.SENT).count()
    return [
        Line(f"{MESSAGES:,} messages, senders killed", f"{kills}", f"{KILLS}", kills == KILLS),
        at_most("lost: never taken by the mail server", len(known - by_id.keys()), 0),
        at_most("not marked as sent", MESSAGES - sent, 0),
        at_most("taken by the mail server twice", by_id.total() - len(by_id), kills),
        at_most("without a Message-ID of ours", len(by_id.keys() - known), 0),
        at_most("a message", took / MESSAGES * 1000, MOST_MS, " ms", f", in {took:.0f} s"),
    ]


def _plan() -> None:
    due_at = timezone.now() - timedelta(minutes=1)
    Message.objects.bulk_create(
        Message(
            kind=KIND,
            occasion=str(number),
            recipient_email=f"somebody{number}@d{number % DOMAINS}.example",
            send_at=due_at,
            due_at=due_at,
        )
        for number in range(MESSAGES)
    )


def _send(mailbox: Mailbox) -> int:
    """Send all, killing a sender now and then as it sends; return how many were killed."""
    dice = random.Random(14)
    senders = [_sender(mailbox.port) for _ in range(SENDERS)]
    kills, give_up_at = 0, time.monotonic() + WITHIN_S
    try:
        while Message.objects.filter(kind=KIND, state__in=UNFINISHED).exists():
            if time.monotonic() > give_up_at:
                break
            time.sleep(dice.uniform(0.05, 0.15))
            is_time = len(mailbox.accepted) >= (kills + 1) * MESSAGES // (KILLS + 1)
            if kills < KILLS and is_time:
                place = dice.randrange(SENDERS)
                senders[place].kill()
                senders[place].wait()
                senders[place] = _sender(mailbox.port)
                kills += 1
    finally:
        for sender in senders:
            sender.terminate()
            sender.wait()
    return kills


def _sender(port: int) -> subprocess.Popen:
    """Start a process that sends what is due until nothing is left."""
    environment = os.environ | TIMES
    environment |= {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "MAIL_PER_DOMAIN_A_MINUTE": "0"}
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.mail_sender"], cwd=ROOT, env=environment
    )
