"""Beat: due at its start, by whatever clock, and at work again after the broker was restarted."""

from datetime import timedelta

import pytest
from amqp import RecoverableConnectionError
from celery import current_app
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES, memory

from clinic import outbox
from clinic.scheduler import FreshScheduler

OFTEN = {name for name, entry in settings.CELERY_BEAT_SCHEDULE.items() if entry["schedule"] == 30}


class Channel(memory.Channel):
    """Notes which tasks were called."""

    called = []  # shared, as a queue is

    def _put(self, queue, message, **kwargs):
        if self.connection.opened_at_start != Transport.start:
            raise RecoverableConnectionError("The broker was restarted.")
        self.called.append(message["headers"]["task"])


class Transport(memory.Transport):
    """A broker that ends all connections when it is restarted: as over AMQP, a call finds out."""

    Channel = Channel
    connection_errors = recoverable_connection_errors = (RecoverableConnectionError,)
    start = 1

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.opened_at_start = Transport.start


@pytest.fixture
def called(broker, monkeypatch):
    monkeypatch.setitem(TRANSPORT_ALIASES, "noting", f"{__name__}:Transport")
    broker("noting://")
    Channel.called.clear()
    return Channel.called


@pytest.fixture
def beat(called):
    scheduler = FreshScheduler(current_app._get_current_object())
    yield scheduler
    scheduler.close()


def turn(beat):
    """Let beat do what is due, and return which entries that was."""
    Channel.called.clear()
    for _ in range(100):
        if beat.tick() > 0:
            names = {entry.task: name for name, entry in beat.schedule.items()}
            return {names[task] for task in Channel.called}
    raise AssertionError("Beat does not come to rest.")


def test_everything_is_due_at_the_start_and_then_in_its_turn(beat, clock):
    assert turn(beat) == set(settings.CELERY_BEAT_SCHEDULE)
    assert turn(beat) == set()

    clock.shift(timedelta(seconds=31))

    assert turn(beat) == OFTEN


@pytest.mark.parametrize("by", [timedelta(minutes=5), timedelta(days=400)])
def test_a_clock_that_is_put_back_does_not_silence_beat(beat, clock, by):
    turn(beat)

    clock.shift(-by)

    assert turn(beat) == set(settings.CELERY_BEAT_SCHEDULE)
    clock.shift(timedelta(seconds=31))
    assert turn(beat) == OFTEN


def test_beat_is_at_work_at_its_next_turn_when_the_broker_was_restarted(beat, clock):
    turn(beat)
    Transport.start += 1

    clock.shift(timedelta(seconds=31))

    assert turn(beat) == OFTEN


def test_a_nudge_reaches_a_broker_that_was_restarted(called):
    outbox._broker.call(outbox.DELIVERY_TASK, 25)
    Transport.start += 1

    outbox._broker.call(outbox.DELIVERY_TASK, 25)

    assert called == [outbox.DELIVERY_TASK] * 2
