"""Empties the tables after a test that commits."""

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

# What the migrations wrote and Django itself would at once write again.
KEPT = {"auth_permission", "django_content_type"}


def empty_tables() -> None:
    """Delete all rows, signed ones too, which the tables' owner may; most tables hold none.

    The application's own role cannot: `tests/assessments/models/test_seal.py`. TRUNCATE would make
    every table and index a new file, which takes twenty times as long. It waits for whoever still
    writes, and so does this: a page sends what was typed as it is left, when a test may be over.
    """
    while not _emptied():
        pass


def _emptied():
    """Delete all rows; say that it is to be done again where somebody who writes was in the way."""
    try:
        _empty()
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected):
            return False
        raise
    return True


def _empty():
    names = set(connection.introspection.django_table_names(only_existing=True)) - KEPT
    tables = [connection.ops.quote_name(name) for name in sorted(names)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        rows = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables]
        cursor.execute(" UNION ALL ".join(rows))
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table}")
