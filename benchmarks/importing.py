"""Lists of five thousand people and of as many visits, brought in: how long, and how much memory.

Each is worked on in a process of its own, whose largest size is what a worker needs.
"""

import resource
from collections.abc import Iterator
from datetime import date, timedelta
from multiprocessing import get_context
from time import perf_counter

import psutil
from django.db import connections

from benchmarks.dataset import CLOSES, MEASURED, OPENS, SERVICE, VISIT_MIN, Measured
from benchmarks.report import Line, at_most
from bookings.actions import choose_for_import, upload_list, work_on_imports
from bookings.models import Import, ImportKind, ImportState
from clinic import csv_cells
from clinic.models import User
from clinic.roles import StaffRole

ROWS = 5_000
MOST_S = {ImportKind.PEOPLE: 15, ImportKind.VISITS: 100}  # two for a hundred, as the page says
MOST_MB = 300
MB = 2**20


def lines(measured: Measured) -> list[Line]:
    """Return seconds and memory of each kind of list, looked at and imported."""
    by = User.objects.create(email="importer@bench.example", roles=[StaffRole.ADMINISTRATOR])
    people = csv_cells.header(("name", "email", "dob")) + "".join(map(csv_cells.line, _people()))
    head = ("name", "email", "date", "time", "practitioner", "service")
    visits = csv_cells.header(head) + "".join(map(csv_cells.line, _visits(measured.first)))
    return [
        *_of(ImportKind.PEOPLE, people.encode(), by),
        *_of(ImportKind.VISITS, visits.encode(), by),
    ]


def _of(kind: ImportKind, content: bytes, by: User) -> list[Line]:
    row = upload_list(kind=kind, file_name="list.csv", content=content, by=by)
    what = f"{ROWS:,} {kind.label.lower()}"
    looked_s, *_ = _worked()
    chosen = {"date_order": "", "skips_known": False, "tells_patients": False, "starts": True}
    choose_for_import(of=row, **chosen)
    imported_s, before, most = _worked()
    row = Import.objects.get(pk=row.pk)
    if (row.state, row.imported) != (ImportState.IMPORTED, ROWS):
        raise RuntimeError(f"{what}: {row.state}, {row.unreadable} {row.problems[:3]}")
    return [
        at_most(f"{what}: looked at", looked_s, MOST_S[kind], " s"),
        at_most(f"{what}: imported", imported_s, MOST_S[kind], " s"),
        at_most(
            f"{what}: memory at most", most / MB, MOST_MB, " MB", f", {before / MB:.0f} before"
        ),
    ]


def _worked():
    connections.close_all()  # a forked process must not talk on it
    with get_context("fork").Pool(1) as process:
        return process.apply(_work)


def _work():
    """Work on the list, and return how long it took, memory before and at most."""
    before = psutil.Process().memory_info().rss
    began = perf_counter()
    work_on_imports()
    took = perf_counter() - began
    return took, before, max(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


def _people() -> Iterator[tuple]:
    for number in range(ROWS):
        born = date(1950, 1, 1) + timedelta(days=number)
        yield f"Imported {number}", f"imported{number}@bench.example", born


def _visits(first: date) -> Iterator[tuple]:
    """Yield visits that fit: from a month on, each half hour with each of the ten, one each."""
    places = (CLOSES.hour - OPENS.hour) * 60 // VISIT_MIN
    for number in range(ROWS):
        turn, who = divmod(number, MEASURED)
        days, place = divmod(turn, places)
        minutes = OPENS.hour * 60 + place * VISIT_MIN
        yield (
            f"Imported {number}",
            f"imported{number}@bench.example",
            first + timedelta(days=30 + days),
            f"{minutes // 60}:{minutes % 60:02}",
            f"practitioner-{who + 1}",
            SERVICE,
        )
