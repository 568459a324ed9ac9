"""Two hundred people at one slot: prepared requests on open sockets, all sent at once."""

import selectors
from collections import Counter
from dataclasses import dataclass
from time import perf_counter

from benchmarks.http_client import Reading, connected, request_bytes

ATTEMPTS = 200
GIVE_UP_AFTER_S = 60
LOST = 0  # a connection that ended without an answer


@dataclass(frozen=True)
class Round:
    statuses: Counter
    seconds: float

    @property
    def is_fair(self) -> bool:
        """Say whether one was served and every other told that the slot is taken."""
        return self.statuses == {201: 1, 409: ATTEMPTS - 1}


def run_round(port: int, wish: dict) -> Round:
    """Let all ask for the one slot of `wish`; return what they were told, and when the last was."""
    requests = [
        request_bytes(
            "POST",
            "/api/v1/appointments",
            wish
            | {
                "name": f"Racer {number}",
                "email": f"racer{number}@bench.example",
                "accepts_policy": True,
            },
        )
        for number in range(ATTEMPTS)
    ]
    sockets = [connected(port) for _ in requests]
    readings = {each: Reading() for each in sockets}
    statuses = Counter()
    with selectors.DefaultSelector() as waiting:
        for each in sockets:
            waiting.register(each, selectors.EVENT_READ)
        began = perf_counter()
        for each, request in zip(sockets, requests, strict=True):
            each.sendall(request)
        while waiting.get_map() and perf_counter() - began < GIVE_UP_AFTER_S:
            for key, _ in waiting.select(timeout=1):
                chunk = _read(key.fileobj)
                answer = readings[key.fileobj].add(chunk)
                if answer or not chunk:
                    statuses[answer.status if answer else LOST] += 1
                    waiting.unregister(key.fileobj)
                    if not answer or answer.closes:
                        key.fileobj.close()  # a sync worker waits for it before its next request
        statuses[LOST] += len(waiting.get_map())
        seconds = perf_counter() - began
    for each in sockets:
        each.close()
    return Round(+statuses, seconds)


def _read(connection):
    try:
        return connection.recv(65_536)
    except ConnectionError:
        return b""
