"""Dates and times as programs write them; one that may be two days is never guessed. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: 0?0:00(?::00)?)?")
DAY_MONTH = re.compile(r"(\d{1,2})[ .-]+([a-z]{3,9})\.?[ ,-]+(\d{4})", re.IGNORECASE)
MONTH_DAY = re.compile(r"([a-z]{3,9})\.? +(\d{1,2}),? +(\d{4})", re.IGNORECASE)
CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2})(?::00)?)? ?([ap])?\.?(?:m\.?)?", re.IGNORECASE)


class DateOrder(StrEnum):
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True)
class Readings:
    """The days that a text may be, by which number comes first; alike where there is no doubt."""

    day_first: date | None
    month_first: date | None

    @property
    def is_ambiguous(self) -> bool:
        both = self.day_first and self.month_first
        return bool(both) and self.day_first != self.month_first

    def by(self, order: DateOrder | None) -> date | None:
        """Return the day, by the file's order where it needs one; None if it is none."""
        if order == DateOrder.DAY_FIRST:
            return self.day_first
        if order == DateOrder.MONTH_FIRST:
            return self.month_first
        return self.day_first or self.month_first


def readings(text: str) -> Readings:
    """Return which days a text may be."""
    text = " ".join(text.split())
    if found := YEAR_FIRST.fullmatch(text):
        return _certain(found[1], found[2], found[3])
    if found := DAY_MONTH.fullmatch(text):
        return _certain(found[3], _month(found[2]), found[1])
    if found := MONTH_DAY.fullmatch(text):
        return _certain(found[3], _month(found[1]), found[2])
    if found := YEAR_LAST.fullmatch(text):
        first, second, year = found.groups()
        return Readings(_day(year, second, first), _day(year, first, second))
    return Readings(None, None)


def example_of_doubt(texts: Iterable[str]) -> str:
    """Return a date for which somebody has to say how the file writes dates; "" if none is.

    That is one that may be two days, or the first of two that no one order explains.
    """
    needs_day_first = needs_month_first = ""
    for text in texts:
        found = readings(text)
        if found.is_ambiguous:
            return text
        if found.day_first and not found.month_first:
            needs_day_first = needs_day_first or text
        if found.month_first and not found.day_first:
            needs_month_first = needs_month_first or text
    return needs_day_first if needs_day_first and needs_month_first else ""


def clock_time(text: str) -> time | None:
    """Return a time of the day, such as 9:30, 09.30, 9h30, 9 am or 2:15 p.m.; None if it is none.

    A bare number is none: nobody knows whether 3 is in the night.
    """
    found = CLOCK.fullmatch(" ".join(text.split()))
    if not found or not (found[2] or found[3]):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _certain(year, month, day):
    found = _day(year, month, day)
    return Readings(found, found)


def _month(word):
    short = word[:3].lower()
    return MONTHS.index(short) + 1 if short in MONTHS else 0


def _day(year, month, day):
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
