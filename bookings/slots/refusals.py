"""Why a time is not on offer, and which units are free at one: functions of plain values. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bookings.slots.availability import (
    Busy,
    ClinicDays,
    Closure,
    Diary,
    Terms,
    days_visited,
    gaps,
    hours_of,
    shut_by_holidays,
)
from bookings.slots.intervals import Interval, subtract
from clinic.identity.times_of_day import written


class RefusalKind(StrEnum):
    """Why a time is not on offer; the later in this list, the nearer it came to being offered."""

    PAST_NOTICE = "past_notice"
    BEYOND_HORIZON = "beyond_horizon"
    NOT_WORKING = "not_working"
    HOLIDAY = "holiday"
    CLINIC_CLOSED = "clinic_closed"
    TIME_OFF = "time_off"
    BUSY = "busy"
    BUFFER = "buffer"
    EQUIPMENT_CLOSED = "equipment_closed"
    EQUIPMENT_BUSY = "equipment_busy"
    OFF_GRID = "off_grid"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a time is not on offer, and one line about it that a person may read."""

    kind: RefusalKind
    text: str


def free_equipment(
    *, terms: Terms, interval: Interval, zone: ZoneInfo, equipment: Mapping[int, Diary]
) -> list[int]:
    """Return the keys of the units free for a visit in `interval`, in order.

    Only a unit's own diary counts: holidays and the clinic's closures bind practitioners.
    """
    return [
        key
        for key, unit in sorted(equipment.items())
        if _unit_refusal(unit, interval, terms, zone) is None
    ]


def why_not(
    *,
    terms: Terms,
    starts_at: datetime,
    zone: ZoneInfo,
    clinic: ClinicDays,
    practitioners: Mapping[int, Diary],
    equipment: Mapping[int, Diary] | None,
) -> Refusal | None:
    """Return why nobody is on offer at `starts_at`; None if `free_slots` has a slot then.

    Of several practitioners, or units, the one nearest to being free gives the reason.
    """
    visit = Interval.lasting(terms.duration, starts_at)
    people = [diary for _, diary in sorted(practitioners.items())]
    refusal = _refusal_by_terms(visit.start, terms, zone) or _nearest(
        [_practitioner_refusal(diary, visit, terms, zone, clinic) for diary in people],
        if_none=Refusal(RefusalKind.NOT_WORKING, "Nobody offers this service."),
    )
    if refusal is None and equipment is not None:
        units = [unit for _, unit in sorted(equipment.items())]
        refusal = _nearest(
            [_unit_refusal(unit, visit, terms, zone) for unit in units],
            if_none=Refusal(RefusalKind.EQUIPMENT_CLOSED, "The equipment is not in use."),
        )
    return refusal or _refusal_by_grid(visit.start, terms, zone)


def why_closed(closures: Iterable[Closure], visit: Interval, zone: ZoneInfo) -> list[str]:
    """Return why the closures are there that lie over a visit, as sentences, each once.

    A reason that stands against a part of the visit alone says which.
    """
    by_reason: dict[str, list[Interval]] = {}
    for closure in closures:
        by_reason.setdefault(_sentence(closure), []).append(closure.interval)
    return [
        in_part(reason, left, visit, zone)
        for reason, intervals in by_reason.items()
        if (left := subtract([visit], intervals)) != [visit]
    ]


def in_part(reason: str, left: list[Interval], visit: Interval, zone: ZoneInfo) -> str:
    """Return a reason with the part of a visit that it stands against, unless nothing is `left`."""
    if not left:
        return reason
    parts = (
        " to ".join(f"{at.astimezone(zone):%H:%M}" for at in (part.start, part.end))
        for part in subtract([visit], left)
    )
    return f"{reason.rstrip('.')}, {' and '.join(parts)}."


def kept_free(busy: Busy, terms: Terms) -> Interval:
    """Return the time around `busy` that the wished visit may not overlap."""
    before, after = gaps(busy.before, busy.after, terms)
    return Interval(busy.interval.start - before, busy.interval.end + after)


def _nearest(refusals: list[Refusal | None], if_none: Refusal) -> Refusal | None:
    """Return the refusal nearest to an offer, None if one candidate has none."""
    if None in refusals:
        return None
    nearness = list(RefusalKind).index
    return max(refusals, key=lambda refusal: nearness(refusal.kind), default=if_none)


def _refusal_by_terms(start: datetime, terms: Terms, zone: ZoneInfo) -> Refusal | None:
    if terms.is_too_soon(start):
        text = f"Too soon: visits can start from {_shown_with_date(terms.earliest, zone, terms)}."
        return Refusal(RefusalKind.PAST_NOTICE, text)
    if terms.is_too_far(start):
        text = (
            f"Too far ahead: visits can start before {_shown_with_date(terms.latest, zone, terms)}."
        )
        return Refusal(RefusalKind.BEYOND_HORIZON, text)
    return None


def _refusal_by_grid(start: datetime, terms: Terms, zone: ZoneInfo) -> Refusal | None:
    local = start.astimezone(zone).replace(tzinfo=None)
    if (local - datetime.combine(local, time.min)) % terms.grid:
        minutes = terms.grid / timedelta(minutes=1)
        text = f"Visits start every {minutes:g} minutes, counted from midnight."
        return Refusal(RefusalKind.OFF_GRID, text)
    return None


def _practitioner_refusal(
    diary: Diary, visit: Interval, terms: Terms, zone: ZoneInfo, clinic: ClinicDays
) -> Refusal | None:
    days = _days_of(visit, zone)
    if not _covers(hours_of(diary, days, zone), visit):
        return Refusal(RefusalKind.NOT_WORKING, "Outside working hours.")
    if not _covers(hours_of(diary, days, zone, shut_by_holidays(clinic)), visit):
        return _closure_refusal(RefusalKind.HOLIDAY, clinic.holidays, visit)
    refusal = _closure_refusal(RefusalKind.CLINIC_CLOSED, clinic.closed, visit)
    refusal = refusal or _closure_refusal(RefusalKind.TIME_OFF, diary.closed, visit)
    if refusal is None and (rival := _rival(diary, visit, terms)):
        overlaps = rival.interval.overlaps(visit)
        kind = RefusalKind.BUSY if overlaps else RefusalKind.BUFFER
        return Refusal(kind, _taken(rival, visit, zone, terms))
    return refusal


def _unit_refusal(unit: Diary, visit: Interval, terms: Terms, zone: ZoneInfo) -> Refusal | None:
    if not _covers(hours_of(unit, _days_of(visit, zone), zone), visit):
        text = "The equipment is not available then."
        return Refusal(RefusalKind.EQUIPMENT_CLOSED, text)
    refusal = _closure_refusal(RefusalKind.EQUIPMENT_CLOSED, unit.closed, visit)
    if refusal is None and (rival := _rival(unit, visit, terms)):
        text = _taken(rival, visit, zone, terms, "The equipment is ")
        return Refusal(RefusalKind.EQUIPMENT_BUSY, text)
    return refusal


def _closure_refusal(
    kind: RefusalKind, closures: Iterable[Closure], visit: Interval
) -> Refusal | None:
    over = (closure for closure in closures if closure.interval.overlaps(visit))
    return next((Refusal(kind, _sentence(closure)) for closure in over), None)


def _sentence(closure: Closure) -> str:
    return f"{closure.why.rstrip('.')}."


def _rival(diary: Diary, visit: Interval, terms: Terms) -> Busy | None:
    """Return what stands in the visit's way: rather what it overlaps, and rather what is booked."""
    rivals = [busy for busy in diary.busy if kept_free(busy, terms).overlaps(visit)]
    return max(
        rivals, default=None, key=lambda busy: (busy.interval.overlaps(visit), not busy.held_until)
    )


def _covers(hours: Iterable[Interval], visit: Interval) -> bool:
    return any(interval.contains(visit) for interval in hours)


def _days_of(visit: Interval, zone: ZoneInfo) -> list[date]:
    day = visit.start.astimezone(zone).date()
    return days_visited(day, day, visit.duration)


def _taken(rival: Busy, visit: Interval, zone: ZoneInfo, terms: Terms, whose: str = "") -> str:
    """Say how and when the rival's time is taken, and that it is too near if it only is that."""
    how = f"{whose}booked" if rival.held_until is None else f"{whose}held"
    until = ""
    if rival.held_until:
        end = rival.held_until.astimezone(zone)
        until = f" until {written(end, terms.hours_format)} on {end:%A, %B %-d},"
    start, end = (
        written(at.astimezone(zone), terms.hours_format)
        for at in (rival.interval.start, rival.interval.end)
    )
    too_near = "" if rival.interval.overlaps(visit) else ", which leaves too short a break"
    said = f"{how[0].upper()}{how[1:]}{until}"
    return f"{said} from {start} to {end} {_name_of(zone)}{too_near}."


def _shown_with_date(at: datetime, zone: ZoneInfo, terms: Terms) -> str:
    local = at.astimezone(zone)
    return f"{written(local, terms.hours_format)} {_name_of(zone)} on {local:%A, %B %-d, %Y}"


def _name_of(zone: ZoneInfo) -> str:
    return f"{zone.key.rpartition('/')[2].replace('_', ' ')} time"
