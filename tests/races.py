"""Races: attempts at once, each in a thread and on a connection of its own."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from time import monotonic, sleep
from typing import NamedTuple

import pytest
from django.db import connection

RIVALS = 50
ROUND_S = 10  # generous: with the constraint alone the losers deadlock, one a second


class Round(NamedTuple):
    outcomes: list
    backends: set
    seconds: float
    deadlocks: int


def race(*attempts):
    """Run the attempts at once, each on a connection of its own."""
    start, lock = Barrier(len(attempts)), Lock()
    outcomes, backends = [], set()

    def run(attempt):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid = cursor.fetchone()[0]
            start.wait(timeout=30)
            try:
                outcome = attempt()
            except Exception as error:
                outcome = error
            with lock:
                backends.add(pid)
                outcomes.append(outcome)
        finally:
            connection.close()

    deadlocks = deadlocks_so_far()
    began = monotonic()
    with ThreadPoolExecutor(len(attempts)) as pool:
        list(pool.map(run, attempts))
    seconds = monotonic() - began
    wait_until_gone(backends)
    return Round(outcomes, backends, seconds, deadlocks_so_far() - deadlocks)


def wait_until_gone(backends):
    """Wait until the backends have ended: the last they do is to hand in their statistics."""
    for _ in range(500):
        if answer("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)", [*backends]) == 0:
            return
        sleep(0.01)
    pytest.fail("The backends of the race did not end.")


def deadlocks_so_far():
    return answer("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


def answer(query, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]


def kinds(outcomes):
    return Counter(type(outcome) for outcome in outcomes)
