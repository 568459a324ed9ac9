"""Instants that are kept and later compared with now: the clock may have been wrong in between."""

from datetime import datetime, timedelta

from django.db.models import Q

CLOCKS_DIFFER_BY = timedelta(seconds=5)  # of two machines; more is a clock that was wrong


def has_run_out(field: str, *, lasts: timedelta, now: datetime) -> Q:
    """Say whether that which runs until `field`, and `lasts` so long at most, is over.

    What would run for longer was begun by a clock that was ahead, and has been put back since.
    """
    begun_ahead = now + lasts + CLOCKS_DIFFER_BY
    return Q(**{f"{field}__lte": now}) | Q(**{f"{field}__gt": begun_ahead})
