"""Reads that PostgreSQL plans once a connection: for these, planning outweighs running.

The setting that binds on the server everywhere cannot be used: pghistory puts two commands into one
statement when it writes.
"""

from collections.abc import Sequence
from typing import TypeVar

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model

SomeModel = TypeVar("SomeModel", bound=Model)


def rows(statement: str, wanted: dict) -> list[tuple]:
    """Return the rows of a statement."""
    connection.close_if_health_check_failed()  # as Django does for a cursor of its own
    connection.ensure_connection()
    prepared = ServerBindingCursor(connection.connection)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(prepared) as cursor:
        cursor.execute(statement, wanted)
        return cursor.fetchall()


def columns(model: type[Model], alias: str) -> str:
    """Return the model's columns by name: `*` breaks a planned statement when one is added."""
    return ", ".join(f"{alias}.{field.column}" for field in model._meta.concrete_fields)


def instance(model: type[SomeModel], values: Sequence) -> SomeModel:
    """Return the instance of a model whose `columns` these values are.

    As `raw()` does, at a fraction of its cost.
    """
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(connection.alias, names, values)


def instances(
    model: type[SomeModel], statement: str, wanted: dict, *, extra: tuple[str, ...] = ()
) -> list[SomeModel]:
    """Return instances of a model from a statement that selects its `columns`, then `extra`."""
    width = len(model._meta.concrete_fields)
    found = []
    for row in rows(statement, wanted):
        made = instance(model, row[:width])
        for name, value in zip(extra, row[width:], strict=True):
            setattr(made, name, value)
        found.append(made)
    return found
