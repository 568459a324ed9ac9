"""Statutory holidays of the clinic's province, as closures of whole clinic days. Pure."""

from datetime import date, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from bookings.slots.availability import Closure
from bookings.slots.intervals import Interval, first_instant_at


@lru_cache(maxsize=32)
def holidays_of(province: str, year: int) -> dict[date, str]:
    """Return the name of each statutory holiday in a Canadian province; {} if it is unknown."""
    try:
        found = country_holidays("CA", subdiv=province, years=year, language="en_CA")
    except NotImplementedError:
        return {}
    return dict(found)


def statutory_holidays(
    *, first: date, last: date, province: str, zone: ZoneInfo
) -> tuple[Closure, ...]:
    """Return the holidays on the clinic's dates from `first` to `last`, both included."""
    named = {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in holidays_of(province, year).items()
        if first <= day <= last
    }
    return tuple(Closure(whole_day(day, zone), name) for day, name in sorted(named.items()))


def whole_day(day: date, zone: ZoneInfo) -> Interval:
    """Return the clinic's day from midnight to midnight, 23 to 25 hours long."""
    return Interval(
        first_instant_at(day, time.min, zone),
        first_instant_at(day + timedelta(days=1), time.min, zone),
    )
