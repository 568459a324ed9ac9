"""Calling tasks from a thread: no page waits, and nothing is left running."""

import os
import threading
import time

import pytest
from django.db import transaction

from clinic import broker as broker_module
from clinic import outbox
from clinic.broker import Caller

DELIVER, EXPIRE = "clinic.tasks.deliver_due_messages", "bookings.tasks.expire_holds"
PATIENCE_S = 10


class Workers:
    """Notes what is called, and may be slow about it."""

    def __init__(self):
        self.called, self.threads, self.may_go_on = [], set(), threading.Event()
        self.may_go_on.set()

    def call(self, task, expires_s):
        assert self.may_go_on.wait(PATIENCE_S)
        self.threads.add(threading.current_thread())
        self.called.append((task, expires_s))

    def wait_for(self, count):
        wait_until(lambda: len(self.called) >= count)
        return self.called


def wait_until(is_so):
    give_up_at = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.005)


def wait_until_it_ends(caller):
    wait_until(lambda: caller.thread is None or not caller.thread.is_alive())


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(broker_module, "PAUSE_S", 0.05)
    monkeypatch.setattr(broker_module, "IDLE_S", 0.2)


@pytest.mark.usefixtures("quick")
def test_a_call_is_made_from_a_thread_that_ends_when_nothing_more_is_called():
    workers = Workers()
    caller = Caller(workers.call)

    caller.call_soon(DELIVER, 25)

    assert workers.wait_for(1) == [(DELIVER, 25)]
    [thread] = workers.threads
    wait_until_it_ends(caller)
    thread.join(PATIENCE_S)
    assert (thread.is_alive(), thread.daemon) == (False, True)
    caller.call_soon(DELIVER, 25)
    assert workers.wait_for(2) == [(DELIVER, 25)] * 2
    wait_until_it_ends(caller)


@pytest.mark.usefixtures("quick")
def test_what_is_called_many_times_meanwhile_is_called_once_and_none_is_lost():
    workers = Workers()
    caller = Caller(workers.call)
    workers.may_go_on.clear()
    caller.call_soon(DELIVER, 25)
    wait_until(lambda: not caller.waiting)

    for _ in range(1000):
        caller.call_soon(DELIVER, 25)
        caller.call_soon(EXPIRE, 55)
    workers.may_go_on.set()

    assert workers.wait_for(3) == [(DELIVER, 25), (DELIVER, 25), (EXPIRE, 55)]
    wait_until_it_ends(caller)
    assert len(workers.called) == 3


@pytest.mark.usefixtures("quick")
def test_a_call_that_fails_stops_none_that_come_after_it(monkeypatch):
    called = []

    def call(task, expires_s):
        called.append(task)
        if len(called) == 1:
            raise RuntimeError("Of a kind that nobody thought of")

    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    caller = Caller(call)
    caller.call_soon(DELIVER, 25)
    wait_until_it_ends(caller)

    caller.call_soon(EXPIRE, 55)

    wait_until(lambda: len(called) == 2)
    assert called == [DELIVER, EXPIRE]
    wait_until_it_ends(caller)


@pytest.mark.usefixtures("quick")
def test_a_process_that_was_forked_off_calls_from_a_thread_of_its_own():
    workers = Workers()
    caller = Caller(workers.call)
    caller.call_soon(DELIVER, 25)
    workers.wait_for(1)

    child = os.fork()
    if child == 0:
        caller.call_soon(EXPIRE, 55)
        is_called = workers.wait_for(2)[1:] == [(EXPIRE, 55)]
        os._exit(0 if is_called else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    wait_until_it_ends(caller)
    assert workers.called == [(DELIVER, 25)]


@pytest.mark.usefixtures("quick")
@pytest.mark.django_db(transaction=True)
def test_the_web_process_nudges_from_a_thread_once_the_cause_is_committed(settings, monkeypatch):
    workers = Workers()
    monkeypatch.setattr(outbox, "_caller", Caller(workers.call))
    settings.CALL_TASKS_FROM_A_THREAD = True

    with transaction.atomic():
        outbox.nudge()
        assert outbox._caller.thread is None

    assert workers.wait_for(1) == [(DELIVER, outbox.NUDGE_EXPIRES_S)]
    wait_until_it_ends(outbox._caller)
