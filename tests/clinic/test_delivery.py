"""Delivering mail: claimed once, sent once, tried again, kept as it was sent."""

import logging
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from clinic import delivery, outbox
from clinic.delivery import BACK_OFF, deliver_due
from clinic.emails import Attachment, Composed, Drop, put_together
from clinic.mail import MailServer
from clinic.models import ClinicProfile, DropReason, MailOutage, Message, MessageState, Patient
from clinic.wording.kinds import Placeholder
from clinic.wording.language import parse
from clinic.wording.values import Code, Link
from tests.conftest import MONDAY_MORNING
from tests.factories import FrontDeskFactory, PatientFactory
from tests.factories.messages import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "note_kind")]
KEY = "https://clinic.example/visit/?key=s3cret"
SENT = MessageState.SENT
PLANNED = MessageState.PLANNED
FAILED = MessageState.FAILED


def compose_note(message):
    """Compose a mail of the test's own kind; the occasion says what goes wrong."""
    match message.occasion.split(":"):
        case ["drop", *_]:
            return Drop(DropReason.CANCELLED)
        case ["raise", *_]:
            raise LookupError("of Ana Perez")
        case ["line feed", *_]:
            return note(message, subject="Two\nlines")
    return note(message)


def note(message, subject="A note"):
    return Composed(
        subject=subject,
        body_text=f"Open {KEY}",
        body_html=f'<a href="{KEY}">Open</a>',
        stored_text="Open [link]",
        stored_html='<a href="[link]">Open</a>',
        attachments=[Attachment("note.txt", b"hello", "text/plain; charset=utf-8")],
    )


@pytest.fixture
def note_kind(settings):
    settings.MESSAGE_KINDS = {"note": f"{__name__}.compose_note"}


def states():
    return dict(Message.objects.values_list("occasion", "state"))


# --- Sending --------------------------------------------------------------------------------------


def test_deliver_due_sends_what_is_due_and_keeps_it_without_its_secrets(mailbox):
    message = MessageFactory(recipient__email="ana@example.org")

    assert deliver_due() == 1

    (mail,) = mailbox.accepted
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "ana@example.org",
        "Stance <clinic@stance.example>",
        "A note",
    )
    told = f"mail={message.reference}"  # by which it is known that a link was opened
    assert mail.get_body("plain").get_content().strip() == f"Open {KEY}&{told}"
    page = mail.get_body("html").get_content().strip()
    assert page == f'<a href="{KEY}&amp;{told}">Open</a>'
    message.refresh_from_db()
    assert (message.state, message.subject, message.body_text, message.body_html) == (
        SENT,
        "A note",
        "Open [link]",
        '<a href="[link]">Open</a>',
    )
    assert (message.claim, message.claimed_until) == (None, None)
    assert timedelta(0) <= message.sent_at - MONDAY_MORNING < timedelta(seconds=10)


def test_deliver_due_names_the_row_and_the_instant_in_the_headers(mailbox, settings):
    settings.DEFAULT_FROM_EMAIL = "The clinic <desk@mail.clinic.example>"
    message = MessageFactory()

    deliver_due(MONDAY_MORNING)

    (mail,) = mailbox.accepted
    assert mail["Message-ID"] == f"<{message.reference}@mail.clinic.example>"
    assert mail["Date"] == "Mon, 23 Nov 2026 16:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_deliver_due_attaches_files_with_their_content_type(mailbox):
    MessageFactory()

    deliver_due()

    (part,) = mailbox.accepted[0].iter_attachments()
    assert part["Content-Type"] == 'text/plain; charset="utf-8"; name="note.txt"'
    assert (part.get_filename(), part.get_content()) == ("note.txt", "hello")


def test_deliver_due_leaves_what_is_not_due_or_done(mailbox):
    MessageFactory(occasion="later", due_at=MONDAY_MORNING + timedelta(minutes=1))
    MessageFactory(occasion="sent", state=SENT)
    MessageFactory(occasion="dropped", state=MessageState.DROPPED, dropped_reason=DropReason.MOVED)
    MessageFactory(occasion="failed", state=FAILED)
    before = states()

    assert deliver_due() == 0
    assert (states(), mailbox.accepted) == (before, [])


def test_deliver_due_sends_the_earliest_first_and_ends_when_its_time_is_over(
    mailbox, queue, clock, monkeypatch, django_capture_on_commit_callbacks
):
    """Then it calls for another task. Not only what was sent counts: composing takes time too."""
    for minutes in (2, 3, 1):
        MessageFactory(
            recipient__email=f"m{minutes}@example.org",
            due_at=MONDAY_MORNING - timedelta(minutes=minutes),
        )

    def compose_slowly(message):
        clock.shift(timedelta(seconds=31))
        return note(message)

    monkeypatch.setattr(f"{__name__}.compose_note", compose_slowly)
    with django_capture_on_commit_callbacks(execute=True):
        assert deliver_due(lasting=timedelta(seconds=60)) == 2

    assert [mail["To"] for mail in mailbox.accepted] == ["m3@example.org", "m2@example.org"]
    assert [path.name.split(".")[1] for path in queue.glob("*.msg")] == ["mail"]


def test_deliver_due_calls_for_no_other_task_when_it_is_done(
    mailbox, queue, django_capture_on_commit_callbacks
):
    MessageFactory()

    with django_capture_on_commit_callbacks(execute=True):
        deliver_due(lasting=timedelta(seconds=60))

    assert list(queue.glob("*.msg")) == []


def test_deliver_due_sends_first_what_somebody_waits_for(mailbox):
    MessageFactory(recipient__email="earlier@example.org")
    MessageFactory(recipient=None, recipient_email="waits@example.org", is_private=True)

    deliver_due()

    assert [mail["To"] for mail in mailbox.accepted] == ["waits@example.org", "earlier@example.org"]


def test_deliver_due_sends_a_batch_over_one_connection(mailbox):
    MessageFactory.create_batch(3)

    assert deliver_due() == 3

    assert mailbox.connections == 1


def test_deliver_due_takes_as_many_queries_for_each_message(mailbox, django_assert_num_queries):
    before, claim, mark, last_claim = 3, 5, 2, 3  # with their savepoints; the last finds nothing
    MessageFactory.create_batch(10)

    with django_assert_num_queries(before + 10 * (claim + mark) + last_claim):
        deliver_due()


def test_deliver_due_drops_a_message_that_has_nothing_left_to_say(mailbox):
    message = MessageFactory(occasion="drop:")

    assert deliver_due() == 0

    message.refresh_from_db()
    assert (message.state, message.dropped_reason, message.claim) == (
        MessageState.DROPPED,
        DropReason.CANCELLED,
        None,
    )
    assert mailbox.accepted == []


def test_deliver_due_gives_a_message_sent_again_an_id_of_its_own(mailbox):
    message = MessageFactory()
    deliver_due()
    message.refresh_from_db()

    again = outbox.resend(message, by=FrontDeskFactory())
    deliver_due()

    assert [mail["Message-ID"] for mail in mailbox.accepted] == [
        f"<{message.reference}@stance.example>",
        f"<{again.reference}@stance.example>",
    ]


def test_deliver_due_sends_to_the_address_of_the_moment_and_keeps_it(mailbox):
    patient = PatientFactory(email="old@example.org")
    message = MessageFactory(recipient=patient)
    patient.email = "new@example.org"
    patient.save()

    deliver_due()

    assert [mail["To"] for mail in mailbox.accepted] == ["new@example.org"]
    message.refresh_from_db()
    assert (message.state, message.recipient_email) == (SENT, "new@example.org")


def test_deliver_due_keeps_the_address_that_was_refused(mailbox):
    message = MessageFactory(
        recipient=PatientFactory(email="new@example.org"), recipient_email="old@example.org"
    )
    mailbox.refusals["new@example.org"] = "550 No such person"

    deliver_due()

    message.refresh_from_db()
    assert (message.state, message.recipient_email) == (FAILED, "new@example.org")


@pytest.mark.parametrize("recipient", [None, ""])
def test_deliver_due_sends_to_the_planned_address_when_there_is_no_other_now(recipient, mailbox):
    patient = None if recipient is None else PatientFactory(email=recipient)
    MessageFactory(recipient=patient, recipient_email="ana@example.org")

    deliver_due()

    assert [mail["To"] for mail in mailbox.accepted] == ["ana@example.org"]


@pytest.mark.django_db(transaction=True)
def test_deliver_due_waits_for_nobody_who_edits_the_patient(mailbox):
    message = MessageFactory()
    delivered = []

    def deliver_in_another_connection():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        delivered.append(deliver_due())
        connection.close()

    with transaction.atomic():
        Patient.objects.select_for_update().get(pk=message.recipient_id)
        thread = threading.Thread(target=deliver_in_another_connection)
        thread.start()
        thread.join()

    assert delivered == [1]


# --- Failures -------------------------------------------------------------------------------------


def test_deliver_due_tries_again_later_each_time_and_then_gives_up(mailbox, clock):
    message = MessageFactory(recipient__email="ana@example.org")
    mailbox.refusals["ana@example.org"] = "450 Come again"
    waits = []

    for _ in range(len(BACK_OFF)):
        clock.move_to(message.due_at if waits else MONDAY_MORNING, tick=False)
        deliver_due()
        tried_at = timezone.now()
        message.refresh_from_db()
        waits.append(message.due_at - tried_at)
        assert message.state == PLANNED
        clock.move_to(message.due_at - timedelta(seconds=1), tick=False)
        assert not Message.objects.claimable(timezone.now()).exists()
    clock.move_to(message.due_at, tick=False)
    deliver_due()

    assert waits == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (
        FAILED,
        6,
        "SMTPResponseException: 450 Come again",
    )


def test_deliver_due_sends_the_rest_when_one_is_refused(mailbox):
    MessageFactory(occasion="1", recipient__email="gone@example.org")
    MessageFactory.create_batch(2)
    mailbox.refusals["gone@example.org"] = "550 No such person"

    assert deliver_due() == 2

    assert mailbox.connections == 2  # a new one after the error
    assert states()["1"] == FAILED


@pytest.mark.parametrize(
    ("refuse", "told"),
    [
        (
            lambda mailbox: mailbox.refusals.update({"ana@example.org": "550 No such person"}),
            "SMTPResponseException: 550 No such person",
        ),
        (
            lambda mailbox: mailbox.answers.append("554 Looks like spam"),
            "SMTPDataError: 554 Looks like spam",
        ),
    ],
    ids=["of its recipient", "of the mail"],
)
def test_deliver_due_fails_at_once_what_is_refused_for_good(refuse, told, mailbox):
    message = MessageFactory(recipient__email="ana@example.org")
    refuse(mailbox)

    deliver_due()

    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (FAILED, 1, told)
    assert MailOutage.objects.count() == 0


def test_deliver_due_keeps_the_same_id_when_it_tries_again(mailbox, clock):
    message = MessageFactory()
    mailbox.answers.append("451 Try again later")
    deliver_due()
    message.refresh_from_db()
    assert (message.state, message.last_error) == (
        PLANNED,
        "SMTPDataError: 451 Try again later",
    )

    clock.shift(timedelta(minutes=1))
    deliver_due()

    assert [mail["Message-ID"] for mail in mailbox.accepted] == [
        f"<{message.reference}@stance.example>"
    ]
    message.refresh_from_db()
    assert (message.state, message.last_error) == (SENT, "")


@pytest.mark.parametrize(
    ("occasion", "error"), [("raise", "LookupError"), ("line feed", "BadHeaderError")]
)
def test_deliver_due_sends_the_rest_when_one_cannot_be_composed(occasion, error, mailbox, caplog):
    broken = MessageFactory(occasion=occasion)
    MessageFactory(occasion="fine", recipient__email="ben@example.org")

    assert deliver_due() == 1

    assert states() == {occasion: PLANNED, "fine": SENT}
    broken.refresh_from_db()
    assert (broken.last_error, broken.due_at > MONDAY_MORNING) == (error, True)
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert f"{broken.reference}: {error} at " in record.message
    assert "Ana Perez" not in caplog.text


def test_deliver_due_fails_a_message_of_a_kind_that_is_unknown(mailbox):
    message = MessageFactory(kind="of another version")

    deliver_due()

    message.refresh_from_db()
    assert (message.state, message.last_error) == (PLANNED, "KeyError")


def test_deliver_due_logs_no_address(mailbox, caplog):
    caplog.set_level(logging.DEBUG)
    MessageFactory(recipient=PatientFactory(name="Ana Perez", email="ana@example.org"))
    mailbox.refusals["ana@example.org"] = "450 ana@example.org is unknown"

    deliver_due()

    own = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("clinic"))
    assert "try 1 of 6" in own
    assert "ana@example.org" not in own
    assert "Perez" not in own


def test_deliver_due_gives_up_a_message_at_which_each_sender_was_killed(mailbox):
    message = MessageFactory(state=MessageState.SENDING, attempts=6)

    deliver_due()

    message.refresh_from_db()
    assert (message.state, mailbox.accepted) == (FAILED, [])
    assert message.last_error.startswith("SenderStopped")


# --- Claims and leases ----------------------------------------------------------------------------


def test_deliver_due_leaves_what_another_worker_is_sending(mailbox):
    MessageFactory(
        state=MessageState.SENDING,
        claim=uuid.uuid4(),
        claimed_until=MONDAY_MORNING + timedelta(minutes=1),
    )

    assert deliver_due() == 0
    assert mailbox.accepted == []


def test_deliver_due_takes_over_what_a_killed_worker_left(mailbox):
    MessageFactory(
        state=MessageState.SENDING,
        claim=uuid.uuid4(),
        claimed_until=MONDAY_MORNING - timedelta(seconds=1),
    )

    assert deliver_due() == 1
    assert len(mailbox.accepted) == 1


def test_deliver_due_claims_a_message_only_when_it_is_its_turn(mailbox, monkeypatch, settings):
    """While one is sent, which may take long, another worker may send the next."""
    MessageFactory.create_batch(2)
    claimed = []

    def compose_note(message):
        claimed.append(Message.objects.filter(state=MessageState.SENDING).count())
        lease = message.claimed_until - timezone.now()
        claimed.append(round(lease.total_seconds()))
        return note(message)

    monkeypatch.setattr(f"{__name__}.compose_note", compose_note)
    deliver_due()

    assert claimed == [1, settings.MESSAGE_LEASE_SECONDS] * 2


def test_deliver_due_begins_the_lease_once_the_mail_server_has_answered(
    mailbox, monkeypatch, clock, settings
):
    settings.MESSAGE_LEASE_SECONDS = 60
    MessageFactory()
    leases = []
    open_at_once = MailServer.open

    def open_slowly(server):
        clock.shift(timedelta(seconds=20))
        open_at_once(server)

    def compose_note(message):
        message.refresh_from_db()
        leases.append(message.claimed_until - timezone.now())
        return note(message)

    monkeypatch.setattr(MailServer, "open", open_slowly)
    monkeypatch.setattr(f"{__name__}.compose_note", compose_note)
    deliver_due()

    assert [round(lease.total_seconds()) for lease in leases] == [60]


def test_deliver_due_marks_what_it_sent_even_after_its_lease_was_lost(mailbox, monkeypatch):
    """The mail is out: whoever has taken the message over then leaves it alone."""
    message = MessageFactory()

    def compose_too_long(message):
        Message.objects.filter(pk=message.pk).update(claim=uuid.uuid4())
        return note(message)

    monkeypatch.setattr(f"{__name__}.compose_note", compose_too_long)
    deliver_due()

    message.refresh_from_db()
    assert (message.state, message.claim) == (SENT, None)


@pytest.mark.django_db(transaction=True)
def test_claims_of_two_workers_share_no_message_and_wait_for_nobody():
    """The first holds its rows locked, uncommitted, while the second claims the rest."""
    first, second = MessageFactory.create_batch(2)
    now = timezone.now()
    claims = []

    def claim_in_another_connection():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")  # without SKIP LOCKED it would wait
        claims.append(delivery._take_first(now))
        connection.close()

    with transaction.atomic():
        claims.append(delivery._take_first(now))
        thread = threading.Thread(target=claim_in_another_connection)
        thread.start()
        thread.join()

    assert claims == [first, second]


@pytest.mark.django_db(transaction=True)
def test_deliver_due_sends_each_message_once_when_four_workers_run_at_a_time(mailbox):
    MessageFactory.create_batch(60)
    gate = threading.Barrier(4)
    sent = []

    def work():
        gate.wait()
        sent.append(deliver_due())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(sent) == 60
    assert len({mail["Message-ID"] for mail in mailbox.accepted}) == len(mailbox.accepted) == 60


def test_a_clock_that_was_put_back_keeps_no_claim_alive(mailbox):
    """As one that was a day ahead left it, when its sender was killed."""
    MessageFactory(
        state=MessageState.SENDING,
        claim=uuid.uuid4(),
        claimed_until=MONDAY_MORNING + timedelta(days=1),
    )

    assert deliver_due(MONDAY_MORNING) == 1


def test_another_try_is_brought_forward_when_the_clock_was_put_back():
    later = MONDAY_MORNING + timedelta(days=1)
    for occasion, changes in {
        "failed by a clock a day ahead": {"due_at": later, "last_error": "Timeout"},
        "waits for its next try": {
            "due_at": MONDAY_MORNING + BACK_OFF[-1],
            "last_error": "Timeout",
        },
        "put off": {"due_at": later},
        "planned anew": {"send_at": later, "due_at": later, "last_error": "Timeout"},
    }.items():
        MessageFactory(occasion=occasion, **changes)

    delivery.bring_tries_forward(MONDAY_MORNING)

    due = Message.objects.claimable(MONDAY_MORNING)
    assert [message.occasion for message in due] == ["failed by a clock a day ahead"]


def test_the_claim_reads_the_partial_index_in_order_without_sorting():
    """Of 20 000 messages nearly all are done or not due, as in a clinic some years old."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO clinic_message (reference, kind, recipient_email, occasion, is_private,
                send_at, due_at, state, dropped_reason, dropped_note, attempts, last_error,
                subject, body_text, body_html, created_at)
            SELECT gen_random_uuid(), 'note', 'a@example.org', n, false, at, at,
                CASE WHEN n %% 20 = 0 THEN 'planned' ELSE 'sent' END, '', '', 0, '', '', '', '', at
            FROM (SELECT n, %s + (n - 19000) * interval '1 minute' AS at
                  FROM generate_series(1, 20000) n)
            """,
            [MONDAY_MORNING],
        )
        cursor.execute("ANALYZE clinic_message")
    claim = Message.objects.claimable(MONDAY_MORNING).first_to_send()[:1]

    with transaction.atomic():
        plan = claim.select_for_update(skip_locked=True, no_key=True).explain()

    assert "Index Scan using message_first" in plan
    assert "Sort" not in plan
    assert "Seq Scan" not in plan


# --- What is kept ---------------------------------------------------------------------------------


def test_what_is_put_together_is_masked_as_it_is_kept():
    named = (Placeholder("name", ""), Placeholder("code", ""), Placeholder("link", ""))
    words = parse("For {name}, {code}", "{name}: {link}\n\n\n\n{code}", named)
    values = {"name": "A&B", "link": Link(KEY), "code": Code("123456")}

    composed = put_together(words, values, profile=ClinicProfile(name="Us"))

    assert (composed.subject, composed.kept_subject) == ("For A&B, 123456", "For A&B, [code]")
    assert composed.body_text == f"A&B: {KEY}\n\n123456\n"
    assert composed.stored_text == "A&B: [link]\n\n[code]\n"
    assert f">{KEY}</a>" in composed.body_html
    assert "<p>A&amp;B: <a" in composed.body_html
    masked = composed.body_html.replace(KEY, "[link]").replace("123456", "[code]")
    assert composed.stored_html == masked
