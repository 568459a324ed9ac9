"""Measures both kinds of web worker, with an empty table and full ones; prints as it goes."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import django

django.setup()  # before the models are imported

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks import dataset, desk, importing, mailing, measures, pointing, printing  # noqa: E402
from benchmarks.report import Line, machine, print_table  # noqa: E402
from benchmarks.servers import GTHREAD, SYNC, serving  # noqa: E402


def main() -> int:
    """Print every measure and return 0 when each bound is kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true", help="fewer requests and rounds")
    parser.add_argument(
        "--appointments", type=int, nargs="*", help="in the fuller tables; 100000 and 1000000"
    )
    parser.add_argument("--reports", action="store_true", help="the reports alone")
    parser.add_argument("--imports", action="store_true", help="lists that are brought in alone")
    parser.add_argument("--mail", action="store_true", help="mail, with killed senders, alone")
    options = parser.parse_args()

    began = perf_counter()
    print(machine())
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their files by it
    call_command("migrate", verbosity=0)
    if options.reports:
        dataset.open_clinic()
        lines = measure_reports()
    elif options.mail:
        lines = measure_mail()
    elif options.imports:
        lines = measure_imports(dataset.open_clinic())
    else:
        effort = measures.QUICK if options.quick else measures.FULL
        full = [100_000] if options.quick else [100_000, 1_000_000]
        lines = measure(effort, sorted({0, *(options.appointments or full)}))
    missed = [line for line in lines if line.kept is False]
    print(f"\n{len(missed)} of the bounds missed, in {perf_counter() - began:.0f} s.")
    for line in missed:
        print(f"MISSED  {line.what}: {line.measured}, {line.bound}")
    return 1 if missed else 0


def measure(effort: measures.Effort, sizes: list[int]) -> list[Line]:
    """Return every line, already printed."""
    measured = dataset.open_clinic()
    urls = dataset.copies(sizes, measured)
    lines = []
    for size in sizes:
        connection.close()
        connection.settings_dict["NAME"] = Path(urlsplit(urls[size]).path).name
        counted = measures.query_lines(measured) + desk.lines(measured.empty_day)
        print_table(f"Queries with {size:,} appointments", counted)
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
    return lines + drawn + measure_reports() + measure_imports(measured) + measure_mail()


def measure_mail() -> list[Line]:
    """Return what becomes of many messages whose senders are killed, already printed."""
    sent = mailing.lines()
    print_table("Mail, with senders that are killed", sent)
    return sent


def measure_imports(measured: dataset.Measured) -> list[Line]:
    """Return how long lists take that are brought in, already printed."""
    brought_in = importing.lines(measured)
    print_table("Lists that are brought in", brought_in)
    return brought_in


def measure_reports() -> list[Line]:
    """Return how long the reports take, already printed."""
    printed = printing.lines()
    print_table("The reports, each in a process that has printed nothing before", printed)
    return printed


if __name__ == "__main__":
    sys.exit(main())
