"""Planning mail: rows of the cause's own transaction, planned once."""

import json
import logging
import shutil
import socket
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from clinic import outbox
from clinic.models import DropReason, Message, MessageState
from clinic.outbox import CannotSendAgain, Plan
from tests.conftest import MONDAY_MORNING
from tests.factories import FrontDeskFactory, PatientFactory, PractitionerFactory
from tests.factories.messages import MessageFactory
from tests.servers import queue_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LOGGER = "clinic.broker"
LATER = MONDAY_MORNING + timedelta(hours=1)


def planned(**changes):
    wanted = {
        "kind": "reminder",
        "about": None,
        "occasion": "r0:48h",
        "recipient": PatientFactory(email="ana@example.org"),
        "send_at": LATER,
    }
    return outbox.plan(**wanted | changes)


def test_plan_writes_a_row_that_is_due_when_it_is_to_be_sent():
    about = PractitionerFactory()

    message = planned(about=about)

    assert (message.kind, message.about, message.occasion) == ("reminder", about, "r0:48h")
    assert (message.send_at, message.due_at) == (LATER, LATER)
    assert (message.state, message.recipient_email) == (MessageState.PLANNED, "ana@example.org")


def test_plan_returns_the_row_that_was_planned_before():
    first = planned()

    again = planned(send_at=LATER + timedelta(days=1))

    assert (again, again.send_at) == (first, LATER)
    assert Message.objects.count() == 1


def test_plan_plans_nothing_for_somebody_without_an_email():
    assert planned(recipient=PatientFactory(email="")) is None
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"kind": "changed"}, {"occasion": "r1:48h"}, {"about": "another"}]
)
def test_plan_writes_another_row_for_another_kind_occasion_or_subject(changes):
    about = PractitionerFactory()
    planned(about=about)

    if "about" in changes:
        changes["about"] = PractitionerFactory()
    planned(**{"about": about} | changes)

    assert Message.objects.count() == 2


def test_plan_all_writes_in_one_statement_and_leaves_what_is_there(django_assert_num_queries):
    about = PractitionerFactory()
    patient = PatientFactory()
    planned(about=about, occasion="1")
    plans = [Plan(kind="reminder", occasion=str(n), send_at=MONDAY_MORNING) for n in (1, 2, 3)]

    with django_assert_num_queries(1):
        outbox.plan_all(plans, about=about, recipient=patient)

    assert dict(Message.objects.about(about).values_list("occasion", "send_at")) == {
        "1": LATER,
        "2": MONDAY_MORNING,
        "3": MONDAY_MORNING,
    }


def test_drop_planned_drops_what_is_planned_about_the_row_and_nothing_else():
    about = PractitionerFactory()
    kept = {
        planned(about=PractitionerFactory()).pk: MessageState.PLANNED,
        MessageFactory(about=about, state=MessageState.SENDING).pk: MessageState.SENDING,
        MessageFactory(about=about, state=MessageState.SENT).pk: MessageState.SENT,
    }
    dropped = planned(about=about)

    assert outbox.drop_planned(about=about, reason=DropReason.MOVED) == 1

    dropped.refresh_from_db()
    assert (dropped.state, dropped.dropped_reason) == (
        MessageState.DROPPED,
        DropReason.MOVED,
    )
    assert dict(Message.objects.exclude(pk=dropped.pk).values_list("pk", "state")) == kept


@pytest.mark.parametrize("state", [MessageState.FAILED, MessageState.SENT])
def test_resend_plans_a_new_message_and_leaves_the_old_one_as_it_is(state):
    message = MessageFactory(
        about=PractitionerFactory(),
        recipient=PatientFactory(email="right@example.org"),
        recipient_email="wrong@example.org",
        occasion="r0:3h",
        revision=0,
        hours_before=3,
        state=state,
        attempts=6,
        last_error="SMTPRecipientsRefused",
        subject="As it was sent",
        body_text="Word for word",
    )
    before = Message.objects.values().get(pk=message.pk)

    again = outbox.resend(message, by=FrontDeskFactory())

    assert Message.objects.values().get(pk=message.pk) == before
    assert (again.kind, again.about, again.recipient, again.recipient_email, again.occasion) == (
        message.kind,
        message.about,
        message.recipient,
        "right@example.org",
        "r0:3h:again:1",
    )
    assert (again.revision, again.hours_before, again.copy_of) == (0, 3, message)
    assert (again.state, again.attempts, again.body_text) == (MessageState.PLANNED, 0, "")
    assert Message.objects.claimable(timezone.now()).get() == again


def test_resend_counts_how_often_a_message_was_sent_again():
    first = message = MessageFactory(occasion="r0", state=MessageState.SENT)

    for _ in range(12):
        message = outbox.resend(message, by=FrontDeskFactory())
        Message.objects.filter(pk=message.pk).update(state=MessageState.SENT)

    assert message.occasion == "r0:again:12"
    assert first.copies.count() == 12


def test_resend_keeps_to_the_address_of_before_when_the_recipient_has_none_now():
    message = MessageFactory(
        recipient=PatientFactory(email=""),
        recipient_email="ana@example.org",
        state=MessageState.SENT,
    )

    assert outbox.resend(message, by=FrontDeskFactory()).recipient_email == "ana@example.org"


def test_resend_raises_cannot_send_again_while_the_message_is_on_its_way_again():
    message = MessageFactory(state=MessageState.SENT)
    outbox.resend(message, by=FrontDeskFactory())

    with pytest.raises(CannotSendAgain):
        outbox.resend(message, by=FrontDeskFactory())

    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"state": MessageState.PLANNED},
        {"state": MessageState.SENDING},
        {"state": MessageState.DROPPED, "dropped_reason": DropReason.CANCELLED},
        {"state": MessageState.FAILED, "is_private": True},
        {"state": MessageState.SENT, "is_private": True},
    ],
)
def test_resend_raises_cannot_send_again_for_what_was_not_sent_or_is_private(changes):
    message = MessageFactory(**changes)

    with pytest.raises(CannotSendAgain):
        outbox.resend(message, by=FrontDeskFactory())

    assert Message.objects.get().state == message.state


# --- The nudge ------------------------------------------------------------------------------------


@pytest.fixture
def dead_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]  # bound, but nobody listens


def calls(queue):
    return [json.loads(path.read_text())["headers"]["task"] for path in queue.glob("*.msg")]


def test_nudge_calls_a_worker_once_the_cause_is_committed(
    queue, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        outbox.nudge()
        assert calls(queue) == []

    assert calls(queue) == ["clinic.tasks.deliver_due_messages"]


def test_nudge_calls_nobody_when_the_cause_is_rolled_back(
    queue, django_capture_on_commit_callbacks
):
    with (
        django_capture_on_commit_callbacks(execute=True),
        suppress(ZeroDivisionError),
        transaction.atomic(),
    ):
        outbox.nudge()
        1 / 0  # noqa: B018

    assert calls(queue) == []


def nudged(capture):
    """Nudge, and return how long it took."""
    began = time.perf_counter()
    with capture(execute=True):
        outbox.nudge()
    return time.perf_counter() - began


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_nudge_costs_little_and_warns_once_when_the_broker_is_down(
    scheme, broker, dead_port, caplog, django_capture_on_commit_callbacks
):
    broker(f"{scheme}://127.0.0.1:{dead_port}//")

    assert nudged(django_capture_on_commit_callbacks) < 1
    assert all(nudged(django_capture_on_commit_callbacks) < 0.05 for _ in range(3))

    assert [
        (record.levelno, record.message) for record in caplog.records if record.name == LOGGER
    ] == [
        (
            logging.WARNING,
            "The broker is down (OperationalError): messages wait for beat, nudges for 30 s.",
        )
    ]


def test_nudge_waits_a_second_at_most_for_a_broker_that_does_not_answer(
    broker, django_capture_on_commit_callbacks
):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as silent:
        address = silent.getsockname()
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:  # until the queue of connections is full
            filler.setblocking(False)
            filler.connect_ex(address)
        broker(f"redis://127.0.0.1:{address[1]}/0", socket_connect_timeout=1, socket_timeout=5)

        assert 0.5 < nudged(django_capture_on_commit_callbacks) < 2

        for filler in fillers:
            filler.close()


def test_nudge_tries_the_broker_again_after_a_while(
    broker, queue, dead_port, monkeypatch, django_capture_on_commit_callbacks
):
    broker(f"redis://127.0.0.1:{dead_port}/0")
    nudged(django_capture_on_commit_callbacks)
    broker("filesystem://", **queue_in(queue))

    nudged(django_capture_on_commit_callbacks)
    assert calls(queue) == []

    monkeypatch.setattr(outbox._broker, "left_alone_until", time.monotonic())
    nudged(django_capture_on_commit_callbacks)
    assert calls(queue) == ["clinic.tasks.deliver_due_messages"]


def test_nudge_warns_when_the_queue_folder_is_gone(
    broker, tmp_path, caplog, django_capture_on_commit_callbacks
):
    folder = tmp_path / "gone"
    folder.mkdir()
    broker("filesystem://", **queue_in(folder))
    nudged(django_capture_on_commit_callbacks)
    shutil.rmtree(folder)

    nudged(django_capture_on_commit_callbacks)

    assert [record.levelno for record in caplog.records if record.name == LOGGER] == [
        logging.WARNING
    ]


@pytest.mark.django_db(transaction=True)
def test_nudge_fails_no_page_whatever_goes_wrong_after_the_commit(broker, caplog):
    broker("of-another-kind://")

    with transaction.atomic():
        kept = planned()
        outbox.nudge()

    assert Message.objects.get() == kept
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_nudge_over_files_leaves_no_folder_behind(
    queue, tmp_path_factory, monkeypatch, django_capture_on_commit_callbacks
):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)

    nudged(django_capture_on_commit_callbacks)

    assert (calls(queue), list(elsewhere.iterdir())) == ([outbox.DELIVERY_TASK], [])
