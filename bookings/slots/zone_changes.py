"""When a zone's clock or name changes, found by asking the zone itself. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

STEP = timedelta(hours=12)  # no zone has changed twice within it for a century
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class ZoneChange:
    """The first instant of another offset or name, and both of before and after."""

    at: datetime
    offset_before: timedelta
    offset_after: timedelta
    name_before: str
    name_after: str

    @property
    def moves_the_clock_by(self) -> timedelta:
        """How far the clock is put: forward is positive; by nothing where the name changes."""
        return self.offset_after - self.offset_before


def first_change(zone: tzinfo, *, after: datetime, until: datetime) -> ZoneChange | None:
    """Return the first change after one instant, up to another; None if there is none."""
    return next(_changes(zone, after, until), None)


def last_change(zone: tzinfo, *, since: datetime, until: datetime) -> ZoneChange | None:
    """Return the last change after one instant, up to another; None if there is none."""
    changes = list(_changes(zone, since, until))
    return changes[-1] if changes else None


def _changes(zone, after, until) -> Iterator[ZoneChange]:
    at = after.astimezone(UTC)
    while at < until:
        later = min(at + STEP, until)
        if _told(zone, at) != _told(zone, later):
            yield _between(zone, at, later)
        at = later


def _between(zone, early, late) -> ZoneChange:
    """Return the change between two instants, by halving, to the second."""
    before = _told(zone, early)
    while late - early > SECOND:
        middle = early + (late - early) // 2
        if _told(zone, middle) == before:
            early = middle
        else:
            late = middle
    at = late.replace(microsecond=0)
    after = _told(zone, at)
    return ZoneChange(at, before[0], after[0], before[1], after[1])


def _told(zone, instant):
    local = instant.astimezone(zone)
    return local.utcoffset(), local.tzname()
