"""How long requests take, in short blocks by turns, so that a machine's drift meets all alike.

Single requests by turns would be unfair: right after a heavy request the light one, which all are
compared with, finds cold caches and takes twice its time.
"""

from collections.abc import Hashable, Mapping, Sequence
from contextlib import ExitStack
from statistics import median
from time import perf_counter

from benchmarks.http_client import Client

BLOCK = 20
NOT_COUNTED = 5  # of each block: they meet what the last request left behind


def medians(asked: Mapping[Hashable, tuple[int, bytes]], blocks: int) -> dict[Hashable, float]:
    """Return the median time of each request, in milliseconds; `asked` holds (port, request)."""
    took = {name: [] for name in asked}
    with ExitStack() as connections:
        clients = {
            port: connections.enter_context(Client(port)) for port in {p for p, _ in asked.values()}
        }
        for _ in range(blocks):
            for name, (port, request) in asked.items():
                times = [_seconds(clients[port], name, request) for _ in range(BLOCK)]
                took[name] += times[NOT_COUNTED:]
    return {name: median(times) * 1000 for name, times in took.items()}


def median_of_each_once(port: int, requests: Sequence[bytes], status: int) -> float:
    """Return the median time of requests that can be sent once alone, in milliseconds."""
    with Client(port) as client:
        times = [_seconds(client, "each once", request, status) for request in requests]
    return median(times[NOT_COUNTED:]) * 1000


def _seconds(client, name, request, status=200):
    began = perf_counter()
    answer = client.exchange(request)
    elapsed = perf_counter() - began
    if answer.status != status:
        raise RuntimeError(f"{name}: {answer.status} {answer.body[:500]!r}")
    return elapsed
