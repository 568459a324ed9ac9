"""The way to the workers: tasks that beat runs as well are called at once, or from a thread."""

import logging
import os
import threading
import time
from collections.abc import Callable

from celery import current_app
from kombu.exceptions import ChannelError, OperationalError

logger = logging.getLogger(__name__)

BROKER_ANSWERS_WITHIN_S = 1
BROKER_LEFT_ALONE_S = 30
PAUSE_S = 1
IDLE_S = 60


class Broker:
    """Takes calls of tasks. One that is down costs a second now and then, never an error."""

    def __init__(self) -> None:
        self.left_alone_until = 0.0

    def call(self, task: str, expires_s: int) -> None:
        if time.monotonic() < self.left_alone_until:
            return
        try:
            with current_app.producer_pool.acquire(block=True) as producer:
                # Left to itself, publishing tries a broker that is down for six seconds.
                producer.connection.ensure_connection(
                    max_retries=1, interval_start=0, timeout=BROKER_ANSWERS_WITHIN_S
                )
                current_app.send_task(task, expires=expires_s, producer=producer)
        except (OperationalError, ChannelError, OSError) as error:
            self.left_alone_until = time.monotonic() + BROKER_LEFT_ALONE_S
            logger.warning(
                "The broker is down (%s): messages wait for beat, nudges for %d s.",
                type(error).__name__,
                BROKER_LEFT_ALONE_S,
            )


class Caller:
    """Calls tasks from a thread of its own, so that no page waits for the broker.

    A task that is called again before its turn is called once, and after each turn comes a pause:
    however much is booked, one call a second says that there is something to do. The thread starts
    with a call, in whichever process that is, and ends when nothing was called for a while.
    """

    def __init__(self, call: Callable[[str, int], None]) -> None:
        self.call = call
        self._start_afresh()
        os.register_at_fork(after_in_child=self._start_afresh)

    def _start_afresh(self):
        self.waiting: dict[str, int] = {}
        self.changed = threading.Condition()
        self.thread = None

    def call_soon(self, task: str, expires_s: int) -> None:
        with self.changed:
            self.waiting[task] = expires_s
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._run, name="broker", daemon=True)
                self.thread.start()
            self.changed.notify()

    def _run(self):
        while tasks := self._next_tasks():
            for task, expires_s in tasks.items():
                self.call(task, expires_s)
            time.sleep(PAUSE_S)

    def _next_tasks(self):
        """Wait for what is to be called; return nothing once that took too long."""
        with self.changed:
            self.changed.wait_for(lambda: self.waiting, timeout=IDLE_S)
            tasks, self.waiting = self.waiting, {}
            if not tasks:
                self.thread = None
            return tasks
