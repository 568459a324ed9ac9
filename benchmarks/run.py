"""Measures both kinds of web worker, with an empty table and a full one; prints as it goes."""

import argparse
import os
import sys
from contextlib import ExitStack
from time import perf_counter

import django

django.setup()  # before the models are imported

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from benchmarks import dataset, measures, pointing  # noqa: E402
from benchmarks.report import Line, print_table  # noqa: E402
from benchmarks.servers import GTHREAD, SYNC, serving  # noqa: E402


def main() -> int:
    """Print every measure and return 0 when each bound is kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true", help="fewer requests and rounds")
    parser.add_argument("--appointments", type=int, default=100_000, help="in the full table")
    options = parser.parse_args()

    began = perf_counter()
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise would warn
    call_command("migrate", verbosity=0)
    effort = measures.QUICK if options.quick else measures.FULL
    lines = measure(effort, options.appointments)
    missed = sum(line.kept is False for line in lines)
    print(f"\n{missed} of the bounds missed, in {perf_counter() - began:.0f} s.")
    return 1 if missed else 0


def measure(effort: measures.Effort, appointments: int) -> list[Line]:
    """Return every line, already printed."""
    measured = dataset.open_clinic()
    lines = measures.query_lines(measured)
    print_table("Queries with 0 appointments", lines)
    urls = {0: dataset.copy_database(), appointments: os.environ["DATABASE_URL"]}
    dataset.fill(measured, appointments)
    counted = measures.query_lines(measured)
    print_table(f"Queries with {appointments:,} appointments", counted)
    lines += counted

    for kind in (SYNC, GTHREAD):
        with ExitStack() as servers:
            ports = {
                size: servers.enter_context(
                    serving(kind, url, settings.VAR_DIR / f"{kind.name}-{size}.log")
                )
                for size, url in urls.items()
            }
            found = measures.latency_lines(ports, measured, effort)
            if kind is GTHREAD:  # what the clinic runs; a slot can be booked once alone
                found += measures.booking_lines(ports, measured, effort)
            for size, port in ports.items():
                found += measures.race_lines(size, port, measured, effort)
        print_table(f"{kind.label} workers, by the number of appointments", found)
        lines += found
    drawn = pointing.lines()
    print_table("The measuring screen, in a browser", drawn)
    return lines + drawn


if __name__ == "__main__":
    sys.exit(main())
