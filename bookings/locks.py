"""Locks in one order, turns to wait for, and a retry after a deadlock."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

from bookings.models import Equipment, Service
from bookings.slots import prepared, services
from clinic.models import Patient, Practitioner

ATTEMPTS = 3


def retry_deadlocks(use_case: Callable) -> Callable:
    """Run the use case again when PostgreSQL chose it to end a deadlock.

    Only the outermost action can: inside a transaction there is nothing left to run again.
    """

    @wraps(use_case)
    def attempt(**arguments):
        for _ in range(ATTEMPTS - 1):
            try:
                return use_case(**arguments)
            except OperationalError as error:
                deadlocked = isinstance(error.__cause__, DeadlockDetected)
                if connection.in_atomic_block or not deadlocked:
                    raise
        return use_case(**arguments)

    return attempt


def lock(
    *, practitioners: Iterable[int], equipment: Iterable[int], patients: Iterable[int] = ()
) -> None:
    """Lock practitioners, then equipment, then patients, each by key: the one order there is.

    Of a patient all files are locked that are the same person's. Whoever waits here finds the
    winner's visit in the diary, instead of a constraint after a deadlock's second.
    """
    if practitioners:
        _lock_rows(Practitioner.objects.filter(pk__in=practitioners))
    if equipment:
        _lock_rows(Equipment.objects.filter(pk__in=equipment))
    if patients:
        _lock_rows(Patient.objects.of_those_in(patients))


def lock_givers(service: Service, practitioner: Practitioner | None) -> list[int]:
    """Lock whoever may give the visit, one or all who offer the service, and return their keys.

    Offered is what was when this was asked: what changed while it waited is for the caller to read.
    """
    wanted = {"service": service.pk, "practitioner": practitioner and practitioner.pk}
    return [key for (key,) in prepared.rows(services.LOCKED_OFFERING, wanted)]


def _lock_rows(rows):
    # `no_key` leaves rows that only refer to these unhindered.
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def wait_for_turn(key: str) -> None:
    """Hold `key` until the transaction ends; there is no row to lock yet."""
    prepared.rows("SELECT pg_advisory_xact_lock(hashtextextended(%(key)s, 0))", {"key": key})


def wait_for_joins() -> None:
    """Let no file be joined, or separated, until the transaction ends; before any row is locked.

    Whose files are whose would otherwise change between the reading and the locking of them.
    """
    wait_for_turn("joined files")


def is_free_turn(key: str) -> bool:
    """Say whether nobody holds `key`, and hold it until the transaction ends if so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        return cursor.fetchone()[0]
