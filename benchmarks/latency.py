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


def medians_of_each_once(
    asked: Mapping[Hashable, tuple[int, Sequence[bytes], bytes]], status: int
) -> dict[Hashable, tuple[float, float]]:
    """Return the median time of requests that can be sent once alone, and of one beside them.

    `asked` holds (port, requests, the one beside them); all in milliseconds.
    """
    took, beside = {name: [] for name in asked}, {name: [] for name in asked}
    longest = max(len(requests) for _, requests, _ in asked.values())
    with ExitStack() as connections:
        clients = {
            name: connections.enter_context(Client(port)) for name, (port, *_) in asked.items()
        }
        for begin in range(0, longest, BLOCK):
            for name, (_, requests, one) in asked.items():
                times = [_seconds(clients[name], name, one) for _ in range(BLOCK)]
                beside[name] += times[NOT_COUNTED:]
                block = requests[begin : begin + BLOCK]
                times = [_seconds(clients[name], name, request, status) for request in block]
                took[name] += times[NOT_COUNTED:]
    return {name: (median(took[name]) * 1000, median(beside[name]) * 1000) for name in asked}


def _seconds(client, name, request, status=200):
    began = perf_counter()
    answer = client.exchange(request)
    elapsed = perf_counter() - began
    if answer.status != status:
        raise RuntimeError(f"{name}: {answer.status} {answer.body[:500]!r}")
    return elapsed
