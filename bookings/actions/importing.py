"""Bringing in a list: uploaded, looked at until nothing is wrong with it, then imported as a whole.

A look does all that an import does and takes it back, so it finds what an import would; of visits
one day after the other, so that it keeps nobody waiting. Both are a worker's, with a lease. An
import is one transaction that ends with the list's own row: it is there as a whole, once, or not at
all, and a killed worker's is taken up by another. Imports take turns: each finds the people of the
one before it.
"""

import hashlib
from dataclasses import asdict
from datetime import datetime, timedelta
from threading import Thread
from time import monotonic
from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from bookings.actions.booker import Booker
from bookings.actions.importing_people import Look, import_people
from bookings.actions.importing_visits import import_visits
from bookings.exceptions import AlreadyImported, ImportOver, ImportUnderWay
from bookings.imports import columns
from bookings.imports.dates import DateOrder, example_of_doubt
from bookings.imports.files import Table, Unreadable, read_table
from bookings.locks import retry_deadlocks, wait_for_turn
from bookings.models import AppointmentSource, Import, ImportKind, ImportState
from bookings.models.imports import OVER, UNDER_WAY
from clinic import outbox
from clinic.clocks import has_run_out
from clinic.models import User

LEASE = timedelta(minutes=5)  # renewed with each note of how far it is
TRIES = 3
AGAIN_AFTER = timedelta(minutes=1)
KEPT_FOR = timedelta(days=7)
NOTED_EVERY_S = 1.0
AT_ONCE_BYTES = 20_000  # a small list is worked on while its page waits
TASK, TASK_EXPIRES_S = "bookings.tasks.work_on_imports", 55
CHOSEN = (
    *("date_order", "skips_known", "tells_patients"),
    *("state", "tries", "rows_done", "claim", "claimed_until"),
)
COLUMNS = {ImportKind.PEOPLE: columns.PEOPLE_COLUMNS, ImportKind.VISITS: columns.VISIT_COLUMNS}
NEEDED = {ImportKind.PEOPLE: (), ImportKind.VISITS: columns.NEEDED_OF_VISITS}


class ClaimLost(Exception):
    """Another worker has the list by now: what was done here is taken back."""


@transaction.atomic
def upload_list(*, kind: ImportKind, file_name: str, content: bytes, by: User) -> Import:
    """Keep a file to be looked at. Raises AlreadyImported for one that was imported before."""
    sha256 = hashlib.sha256(content).hexdigest()
    if Import.objects.filter(kind=kind, sha256=sha256, state=ImportState.IMPORTED).exists():
        raise AlreadyImported
    return Import.objects.create(
        kind=kind, file_name=file_name[:200], content=content, sha256=sha256, uploaded_by=by
    )


@transaction.atomic
def choose_for_import(
    *, of: Import, date_order: str, skips_known: bool, tells_patients: bool, starts: bool
) -> Import:
    """Note how a list is meant. One that `starts`, and was looked at as it is meant, is imported.

    Otherwise it is looked at again. Raises ImportUnderWay, ImportOver or AlreadyImported.
    """
    row = _open(of)
    is_meant_as_before = (row.date_order, row.skips_known) == (date_order, skips_known)
    row.date_order, row.skips_known, row.tells_patients = date_order, skips_known, tells_patients
    starts = starts and row.may_start and is_meant_as_before
    row.state = ImportState.IMPORTING if starts else ImportState.CHECKING
    row.tries = row.rows_done = 0
    row.claim = row.claimed_until = None
    try:
        with transaction.atomic():
            row.save(update_fields=CHOSEN)
    except IntegrityError as error:
        raise AlreadyImported from error
    return row


@transaction.atomic
def discard_import(*, of: Import) -> Import:
    """Throw a list away, with its file; what was imported stays."""
    row = _open(of)
    row.state, row.content, row.problems, row.date_in_doubt = ImportState.DISCARDED, b"", [], ""
    row.save()
    return row


def work_soon(row: Import) -> None:
    """Work on a small list now, and have a worker take up a large one."""
    if len(row.content) <= AT_ONCE_BYTES:
        work_on_imports(only=row.pk)
    else:
        outbox.call_task(TASK, expires_s=TASK_EXPIRES_S)


def work_on_imports(*, only: int | None = None) -> int:
    """Work on what waits, oldest first, and return how many lists that were."""
    now = timezone.now()
    old = Import.objects.filter(uploaded_at__lt=now - KEPT_FOR).exclude(
        state__in=[*OVER, *UNDER_WAY]
    )
    old.update(state=ImportState.DISCARDED, content=b"", problems=[], date_in_doubt="")
    worked = 0
    while row := _claimed(timezone.now(), only):
        if row.is_under_way:
            _work(row)
            worked += 1
    return worked


def _open(of):
    row = Import.objects.select_for_update().get(pk=of.pk)
    if row.is_under_way:
        raise ImportUnderWay
    if row.is_over:
        raise ImportOver
    return row


@transaction.atomic
def _claimed(now: datetime, only: int | None) -> Import | None:
    """Take a list that nobody works on; one that has failed too often is given up.

    None is imported while another is: both would begin a file for whoever is in both.
    """
    wait_for_turn("lists")
    is_free = Q(claimed_until__isnull=True) | has_run_out("claimed_until", lasts=LEASE, now=now)
    waiting = Import.objects.filter(is_free, state__in=UNDER_WAY).order_by("uploaded_at", "pk")
    if Import.objects.filter(~is_free, state=ImportState.IMPORTING).exists():
        waiting = waiting.filter(state=ImportState.CHECKING)
    if only:
        waiting = waiting.filter(pk=only)
    row = waiting.select_for_update(skip_locked=True).first()
    if row is None:
        return None
    if row.tries >= TRIES:
        row.state = ImportState.FAILED
    row.tries += 1
    row.claim, row.claimed_until, row.rows_done = uuid4(), now + LEASE, 0
    row.save(update_fields=["state", "tries", "claim", "claimed_until", "rows_done"])
    return row


def _work(row):
    """Work on one list; whatever goes wrong, it is free again a little later."""
    try:
        table = read_table(bytes(row.content), COLUMNS[row.kind], NEEDED[row.kind])
        if row.state == ImportState.IMPORTING:
            look = _import(row=row, table=table)
        else:
            look = _go_through(row, table, keep=False)
        _note_findings(row, look, table)
    except Unreadable as error:
        told = {"unreadable": str(error), "state": ImportState.CHECKED, "claimed_until": None}
        _still(row).update(**_nothing_found() | told)
    except ClaimLost:
        return
    except Exception:
        _still(row).update(claimed_until=timezone.now() + AGAIN_AFTER)
        raise


@retry_deadlocks
@transaction.atomic
def _import(*, row: Import, table: Table) -> Look:
    """Do what the list asks for, and keep it if nothing is wrong with it."""
    look = _go_through(row, table, keep=True)
    if look.problems or _date_in_doubt(row, table):
        transaction.set_rollback(True)
    else:
        _finish(row, look, table)
    return look


def _go_through(row, table, *, keep):
    """Return what is found in a list, whose rows are brought in to `keep`, or on trial."""
    look = Look(
        order=DateOrder(row.date_order) if row.date_order else None,
        skips_known=row.skips_known,
        problems=list(table.problems),
    )
    if _date_in_doubt(row, table):
        return look
    note = _Notes(row, len(table.rows))
    if row.kind == ImportKind.PEOPLE:
        import_people(table.rows, look, keep=keep, note=note)
    else:
        booker = Booker(
            AppointmentSource.DESK, user=row.uploaded_by, tells_patient=row.tells_patients
        )
        import_visits(table.rows, look, booker=booker, keep=keep, note=note)
    return look


def _finish(row, look, table):
    """Note in the same transaction that all of it is imported; the file goes."""
    told = _nothing_found() | {
        "state": ImportState.IMPORTED,
        "imported": look.added,
        "imported_at": timezone.now(),
        "rows": len(table.rows),
        "rows_done": len(table.rows),
        "known": look.known,
        "content": b"",
        "claimed_until": None,
    }
    kept = _still(row).filter(state=ImportState.IMPORTING, claimed_until__gt=timezone.now())
    done = kept.update(**told)  # a claim that has run out lets another list begin
    if not done:
        raise ClaimLost


def _note_findings(row, look, table):
    """Store what was found, of a list that was not imported."""
    problems = sorted(look.problems, key=lambda problem: problem.line)
    kept = [asdict(problem) for problem in problems[: Import.MOST_PROBLEMS]]
    _still(row).filter(state__in=UNDER_WAY).update(
        **_nothing_found()
        | {
            "state": ImportState.CHECKED,
            "rows": len(table.rows) + len(table.problems),
            "known": look.known,
            "problems": kept,
            "problem_count": len(problems),
            "left_out": [word[:60] for word in table.left_out[:30]],
            "date_in_doubt": _date_in_doubt(row, table)[:40],
            "claimed_until": None,
        }
    )


def _nothing_found():
    empty = {"problems": [], "left_out": [], "problem_count": 0, "known": 0}
    return empty | {"unreadable": "", "date_in_doubt": ""}


def _date_in_doubt(row, table):
    """Return a date for which nobody has said yet how this list writes dates."""
    if row.date_order:
        return ""
    names = (columns.BIRTH_DATE.name, columns.DATE.name)
    return example_of_doubt(row.cells.get(name, "") for row in table.rows for name in names)


def _still(row):
    return Import.objects.filter(pk=row.pk, claim=row.claim)


class _Notes:
    """Notes how far a list is, now and then, and renews the lease.

    By a thread, which has a connection of its own: the transaction here is not committed yet.
    """

    def __init__(self, row, rows):
        self.row, self.rows, self.noted_at = row, rows, monotonic()

    def __call__(self, done: int) -> None:
        if monotonic() - self.noted_at < NOTED_EVERY_S:
            return
        self.noted_at = monotonic()
        thread = Thread(target=self._store, args=(done,), name="import")
        thread.start()
        thread.join()

    def _store(self, done):
        try:
            _still(self.row).update(
                rows=self.rows, rows_done=done, claimed_until=timezone.now() + LEASE
            )
        finally:
            connection.close()
