"""How long requests take, in turns, so that a machine's drift meets all of them alike."""

from collections.abc import Hashable, Mapping
from contextlib import ExitStack
from statistics import median
from time import perf_counter

from benchmarks.http_client import Client

WARM_UP = 20


def medians(asked: Mapping[Hashable, tuple[int, bytes]], rounds: int) -> dict[Hashable, float]:
    """Return the median time of each request, in milliseconds; `asked` holds (port, request)."""
    took = {name: [] for name in asked}
    with ExitStack() as connections:
        clients = {
            port: connections.enter_context(Client(port)) for port in {p for p, _ in asked.values()}
        }
        for turn in range(WARM_UP + rounds):
            for name, (port, request) in asked.items():
                began = perf_counter()
                answer = clients[port].exchange(request)
                elapsed = perf_counter() - began
                if answer.status != 200:
                    raise RuntimeError(f"{name}: {answer.status} {answer.body[:500]!r}")
                if turn >= WARM_UP:
                    took[name].append(elapsed * 1000)
    return {name: median(times) for name, times in took.items()}
