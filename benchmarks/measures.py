"""What is measured, and what it is held to: each measure gives lines of the report."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks import peers
from benchmarks.dataset import RACED_SERVICE, RACER, Measured
from benchmarks.http_client import Client, request_bytes
from benchmarks.latency import medians, medians_of_each_once
from benchmarks.query_counts import count_queries
from benchmarks.race import ATTEMPTS, run_round
from benchmarks.report import Line, at_most, slower, within

CONSTANT, EMPTY_DAY, BUSY_DAY, FIRST_AVAILABLE = (
    "constant view",
    "one practitioner, a day that stays empty",
    "one practitioner, a day that fills up",
    "first available, 10 practitioners × 14 days",
)
TIMES_THE_CONSTANT = {EMPTY_DAY: 4.5, BUSY_DAY: 4.5, FIRST_AVAILABLE: 12}
QUERIES = {EMPTY_DAY: 5, BUSY_DAY: 5, FIRST_AVAILABLE: 6}
PEERS = {BUSY_DAY: peers.DAY, FIRST_AVAILABLE: peers.ANYBODY_ONE_DAY}
BOOKING_TIMES_THE_CONSTANT = 15
DRIFT = 0.15  # between an empty table and a full one
SLOWEST_ROUND_S = 3


@dataclass(frozen=True)
class Effort:
    blocks: int
    races: int
    bookings: int


FULL = Effort(blocks=20, races=10, bookings=200)
QUICK = Effort(blocks=5, races=2, bookings=25)


def paths(measured: Measured) -> dict[str, str]:
    """Return what is asked for, by name."""
    slots = f"/api/v1/slots?service={measured.service}&practitioner="
    one = f"{slots}{measured.practitioner}"
    empty, busy = measured.empty_day, measured.busy_day
    return {
        CONSTANT: "/bench/constant/",
        EMPTY_DAY: f"{one}&from={empty}&to={empty}",
        BUSY_DAY: f"{one}&from={busy}&to={busy}",
        FIRST_AVAILABLE: f"{slots}any&from={measured.first}&to={measured.last}",
    }


def query_lines(measured: Measured) -> list[Line]:
    """Count the queries of each kind of request."""
    asked = paths(measured)
    return [at_most(name, count_queries(asked[name]), bound) for name, bound in QUERIES.items()]


def latency_lines(ports: Mapping[int, int], measured: Measured, effort: Effort) -> list[Line]:
    """Time the requests at each size of the table in turns; `ports` are by that size, ascending."""
    requests = {name: request_bytes("GET", path) for name, path in paths(measured).items()}
    took = medians(
        {
            (size, name): (port, request)
            for name, request in requests.items()
            for size, port in ports.items()
        },
        effort.blocks,
    )
    lines = []
    for size in ports:
        constant = took[size, CONSTANT]
        lines.append(Line(f"{CONSTANT}, at {size:,}", f"{constant:.2f} ms"))
        lines += [
            at_most(
                f"{name}, at {size:,}",
                took[size, name] / constant,
                bound,
                " ×",
                f"  ({took[size, name]:.2f} ms)",
                PEERS.get(name, "") if size == peers.SIZE else "",
            )
            for name, bound in TIMES_THE_CONSTANT.items()
        ]
    smallest, *others = ports
    return lines + [
        within(
            f"{EMPTY_DAY}, {size:,} against {smallest:,}",
            took[size, EMPTY_DAY] / took[smallest, EMPTY_DAY] - 1,
            DRIFT,
        )
        for size in others
    ]


def booking_lines(ports: Mapping[int, int], measured: Measured, effort: Effort) -> list[Line]:
    """Book free slots one after another, each by somebody new, in blocks at each size by turns."""
    constant = request_bytes("GET", paths(measured)[CONSTANT])
    took = medians_of_each_once(
        {
            size: (port, _booking_requests(port, measured, effort), constant)
            for size, port in ports.items()
        },
        201,
    )
    lines = [
        at_most(
            f"booking a slot, at {size:,}",
            booking / beside,
            BOOKING_TIMES_THE_CONSTANT,
            " ×",
            f"  ({booking:.2f} ms)",
            peers.BOOKING if size == peers.SIZE else "",
        )
        for size, (booking, beside) in took.items()
    ]
    (_, (smallest, _)), *others = took.items()
    return lines + [
        slower(f"booking a slot, {size:,} against 0", booking / smallest - 1, DRIFT)
        for size, (booking, _) in others
    ]


def _booking_requests(port, measured, effort):
    """Return requests for slots spread over the fortnight, one a practitioner and start."""
    with Client(port) as client:
        answer = client.exchange(request_bytes("GET", paths(measured)[FIRST_AVAILABLE]))
    slots = json.loads(answer.body)["slots"]
    free = [slot for slot in slots if slot["starts_at"][14:16] in ("00", "30")]
    spread = free[:: max(1, len(free) // effort.bookings)][: effort.bookings]
    return [
        request_bytes(
            "POST",
            "/api/v1/appointments",
            {
                "service": measured.service,
                "practitioner": slot["practitioner"],
                "starts_at": slot["starts_at"],
                "name": f"Somebody {number}",
                "email": f"somebody{number}@bench.example",
                "accepts_policy": True,
            },
        )
        for number, slot in enumerate(spread)
    ]


def race_lines(size: int, port: int, measured: Measured, effort: Effort) -> list[Line]:
    """Let many people run for one free slot, again and again."""
    rounds = [run_round(port, _free_slot(port, measured)) for _ in range(effort.races)]
    unfair = [dict(each.statuses) for each in rounds if not each.is_fair]
    slowest = max(each.seconds for each in rounds)
    return [
        Line(
            f"{ATTEMPTS} want one slot, at {size:,}: one 201, the rest 409",
            f"{len(rounds) - len(unfair)} of {len(rounds)} rounds{f' {unfair}' if unfair else ''}",
            "all",
            not unfair,
        ),
        at_most(
            f"{ATTEMPTS} want one slot, at {size:,}: slowest round", slowest, SLOWEST_ROUND_S, " s"
        ),
    ]


def _free_slot(port, measured):
    path = (
        f"/api/v1/slots?service={RACED_SERVICE}&practitioner={RACER}"
        f"&from={measured.first}&to={measured.last}"
    )
    with Client(port) as client:
        slot = json.loads(client.exchange(request_bytes("GET", path)).body)["slots"][0]
    return {"service": RACED_SERVICE, "practitioner": RACER, "starts_at": slot["starts_at"]}
