"""Which free time suits whom of those who wait: functions of plain values. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bookings.slots.availability import Slot
from bookings.slots.intervals import Interval

AFTERNOON_FROM, EVENING_FROM = time(12), time(17)
MORNING, AFTERNOON, EVENING = "morning", "afternoon", "evening"
ASKED_AT_ONCE = 3
WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What somebody waits for: starts on clinic dates, both included; what is empty binds nobody.

    `before` is the start of the visit that they have, when they wait for an earlier one, and `busy`
    is when they are here anyway.
    """

    key: int
    first: date
    last: date
    practitioner: int | None = None
    weekdays: frozenset[int] = frozenset()
    parts_of_day: frozenset[str] = frozenset()
    before: datetime | None = None
    busy: tuple[Interval, ...] = ()

    def may_want_days(self, first: date, last: date) -> bool:
        """Say whether any of these days, both included, lies within the dates."""
        return self.first <= last and first <= self.last

    def wants(self, slot: Slot, zone: ZoneInfo) -> bool:
        start = slot.interval.start
        if self.practitioner not in (None, slot.practitioner):
            return False
        if self.before is not None and start >= self.before:
            return False
        if any(slot.interval.overlaps(visit) for visit in self.busy):
            return False
        local = start.astimezone(zone)
        return (
            self.first <= local.date() <= self.last
            and (not self.weekdays or local.weekday() in self.weekdays)
            and (not self.parts_of_day or part_of_day(local.time()) in self.parts_of_day)
        )


def part_of_day(clock: time) -> str:
    """Return the part of the day that begins at noon, at five, or in the night."""
    if clock >= EVENING_FROM:
        return EVENING
    return AFTERNOON if clock >= AFTERNOON_FROM else MORNING


def next_wave(
    waiting: Iterable[Waiting],
    slots_for: Callable[[Waiting], Iterable[Slot]],
    *,
    zone: ZoneInfo,
    most: int = ASKED_AT_ONCE,
) -> dict[int, Slot]:
    """Return the slot to offer to each of the first `most` in order who find one they want.

    While there is one, each gets a slot that no other of the wave takes away: one that does not
    overlap theirs, or at least is not the same; of several, the earliest.
    """
    wave: dict[int, Slot] = {}
    for person in waiting:
        if len(wave) == most:
            break
        wanted = [slot for slot in slots_for(person) if person.wants(slot, zone)]
        if wanted:
            given = list(wave.values())
            wave[person.key] = min(wanted, key=lambda slot: _rivalry(slot, given))
    return wave


def _rivalry(slot, given):
    overlaps = any(competes(slot, other) for other in given)
    return overlaps, slot in given, slot.interval.start, slot.practitioner


def competes(slot: Slot, other: Slot) -> bool:
    """Say whether one person cannot give both."""
    return slot.practitioner == other.practitioner and slot.interval.overlaps(other.interval)


def wish_in_words(
    *, first: date, last: date, weekdays: Iterable[int], parts_of_day: Iterable[str]
) -> str:
    """Return a wish as a person says it: “Mondays or Fridays, morning, 1 to 14 December 2026”."""
    days = _either(WEEKDAYS[day] for day in sorted(set(weekdays))) or "any day"
    order = (MORNING, AFTERNOON, EVENING)
    parts = _either(sorted(set(parts_of_day), key=order.index)) or "any time of day"
    return f"{days}, {parts}, {dates_in_words(first, last)}"


def dates_in_words(first: date, last: date) -> str:
    """Return two dates, both included, without what they share."""
    end = f"{last.day} {last:%B %Y}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{first.day} {first:%B %Y} to {end}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {end}"
    return f"{first.day} to {end}"


def _either(words):
    *others, last = [*words] or [""]
    return f"{', '.join(others)} or {last}" if others else last
