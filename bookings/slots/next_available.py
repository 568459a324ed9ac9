"""When the third visit of a service could be, a measure of how long people wait. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from bookings.slots.intervals import Interval

THIRD = 3  # the first two may be there by chance: somebody has just cancelled


class Place(NamedTuple):
    """Where a visit could be: when, with whom, and on which unit if it needs one."""

    interval: Interval
    practitioner: int
    unit: int | None


def next_available(
    places: Iterable[Place], *, gap: timedelta, number: int = THIRD
) -> datetime | None:
    """Return when the visit of that number would begin, if all before it were booked as well.

    They are booked one after another, the earliest first: no two at once with one practitioner or
    on one unit, and `gap` lies between two of them. None if there are not so many.
    """
    practitioners, units = defaultdict(list), defaultdict(list)
    taken = 0
    for place in sorted(places, key=_earliest_first):
        busy = [*practitioners[place.practitioner], *(units[place.unit] if place.unit else [])]
        if any(_too_near(place.interval, other, gap) for other in busy):
            continue
        taken += 1
        if taken == number:
            return place.interval.start
        practitioners[place.practitioner].append(place.interval)
        if place.unit:
            units[place.unit].append(place.interval)
    return None


def _too_near(one, other, gap):
    return one.start < other.end + gap and other.start < one.end + gap


def _earliest_first(place):
    return place.interval.start, place.practitioner, place.unit or 0
