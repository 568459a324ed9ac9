"""New places for visits that cannot stay where they are, found together. Pure.

The nearest first: by days, then by the time of day on the clinic's clock, for a patient who comes
at nine comes at nine. Another practitioner counts like days more, a place that upsets the plan of a
course like many. What is proposed stands on its own: no place needs that another visit, which may
be left where it is, has gone.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import combinations
from operator import attrgetter
from typing import Self
from zoneinfo import ZoneInfo

from bookings.slots.choosing import Options, choose
from bookings.slots.intervals import Interval
from bookings.slots.prices import Claim

OTHER_PRACTITIONER = timedelta(days=3)
OFF_PLAN = timedelta(days=14)
MINUTE, ONE_DAY = timedelta(minutes=1), timedelta(days=1)
TIMES_OFFERED = 3
SHOWN_A_DAY = 2
LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a visit is, or could be: when, with whom and on which unit, if it needs one."""

    interval: Interval
    practitioner: int
    unit: int | None = None

    @property
    def token(self) -> str:
        """Return the place as a form carries it: when, with whom, on which unit."""
        return f"{self.interval.start.isoformat()}|{self.practitioner}|{self.unit or ''}"

    @classmethod
    def of_token(cls, token: str, duration: timedelta) -> Self:
        """Return what a token says of a visit that lasts so long; ValueError if it says nothing."""
        start, practitioner, unit = token.split("|")
        interval = Interval.lasting(duration, datetime.fromisoformat(start))
        return cls(interval, int(practitioner), int(unit) if unit else None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that is free for a visit, and what it costs, in minutes."""

    place: Place
    cost: int


@dataclass(frozen=True, slots=True)
class Displaced:
    """A visit that needs another place: whose, where it is booked, and where it could be."""

    key: int
    person: int
    at: Place
    before: timedelta
    after: timedelta
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a visit should go, and the times to offer if somebody else is to choose."""

    place: Place | None
    others: tuple[Place, ...]  # nearest first, none of them proposed to anybody else
    offered: tuple[Place, ...]  # at most three, which nobody else is proposed or offered


def distance(old: datetime, new: datetime, zone: ZoneInfo) -> timedelta:
    """Return how far a visit goes: whole days, and how much the time of day differs."""
    (day, clock), (new_day, new_clock) = _shown(old, zone), _shown(new, zone)
    return abs(new_day - day) * ONE_DAY + abs(new_clock - clock)


@lru_cache(maxsize=16_384)  # each place is measured from every visit
def _shown(instant, zone):
    """Return the number of the day and the time of day that the clocks show."""
    local = instant.astimezone(zone).replace(tzinfo=None)
    return local.toordinal(), (local - local.min) % ONE_DAY


def cost_of(place: Place, visit: Displaced, zone: ZoneInfo, *, off_plan: bool = False) -> int:
    """Return what it costs to send a visit to a place, in minutes."""
    cost = distance(visit.at.interval.start, place.interval.start, zone)
    if place.practitioner != visit.at.practitioner:
        cost += OTHER_PRACTITIONER
    if off_plan:
        cost += OFF_PLAN
    return cost // MINUTE


def clash(one: tuple[Displaced, Place], other: tuple[Displaced, Place]) -> bool:
    """Say whether two visits cannot both be there: one person, one practitioner, one unit.

    The buffers bind practitioners and units, not who comes.
    """
    (visit, place), (rival, theirs) = one, other
    if visit.person == rival.person and place.interval.overlaps(theirs.interval):
        return True
    shares_unit = place.unit is not None and place.unit == theirs.unit
    if place.practitioner != theirs.practitioner and not shares_unit:
        return False
    first, second = sorted([one, other], key=lambda each: each[1].interval)
    gap = max(first[0].after, second[0].before)
    return second[1].interval.start < first[1].interval.end + gap


def propose(
    visits: Sequence[Displaced], zone: ZoneInfo, *, offer_from: datetime | None = None
) -> dict[int, Proposal]:
    """Return for each visit, by its key, the place that suits all of them together.

    Days are those of `zone`. Times before `offer_from` are offered to nobody: who reads their mail
    late could not answer.
    """
    candidates = [_standing_alone(visit, visits) for visit in visits]
    owners = [
        (visit, candidate)
        for visit, own in zip(visits, candidates, strict=True)
        for candidate in own
    ]
    chosen = choose(_options(visits, candidates, owners))
    taken = [
        (visit, None if number is None else owners[number][1].place)
        for visit, number in zip(visits, chosen, strict=True)
    ]
    kept = {visit.key: (place,) if place else () for visit, place in taken}
    proposals = {}
    for (visit, place), own in zip(taken, candidates, strict=True):
        elsewhere = [
            (rival, theirs)
            for rival, _ in taken
            if rival is not visit
            for theirs in kept[rival.key]
        ]
        free = [
            candidate.place
            for candidate in own
            if candidate.place != place
            and not any(clash((visit, candidate.place), other) for other in elsewhere)
        ]
        offered = _three_of(visit, [*kept[visit.key], *free], zone, offer_from)
        kept[visit.key] += offered
        proposals[visit.key] = Proposal(place, tuple(_a_few(free, zone)), offered)
    return proposals


def _standing_alone(visit, visits):
    """Return the candidates that need no other visit to have gone, cheapest first."""
    others = [(other, other.at) for other in visits if other is not visit]
    return sorted(
        (
            candidate
            for candidate in visit.candidates
            if not any(clash((visit, candidate.place), other) for other in others)
        ),
        key=attrgetter("cost"),
    )


def _options(visits, candidates, owners):
    number, of_each = 0, []
    for own in candidates:
        of_each.append(range(number, number + len(own)))
        number += len(own)
    return Options(
        of_each=of_each,
        costs=[candidate.cost for _, candidate in owners],
        clashes=_clashes(owners),
        claims=[list(_claims(visit, candidate.place)) for visit, candidate in owners],
    )


def _clashes(owners):
    """Return for each candidate the mask of the others', those that it cannot be beside.

    Only what shares a person, a practitioner or a unit, and lies near, is compared.
    """
    masks, sharing = [0] * len(owners), defaultdict(list)
    for number, (visit, candidate) in enumerate(owners):
        place = candidate.place
        for shared in _resources(visit, place):
            sharing[shared].append((place.interval.start, number))
    for numbers in sharing.values():
        numbers.sort()
        starts = [start for start, _ in numbers]
        for at, (_, number) in enumerate(numbers):
            visit, candidate = owners[number]
            reach = candidate.place.interval.end + max(visit.after, LONGEST)
            for _, other in numbers[at + 1 : bisect_left(starts, reach)]:
                rival, theirs = owners[other]
                if rival is not visit and clash((visit, candidate.place), (rival, theirs.place)):
                    masks[number] |= 1 << other
                    masks[other] |= 1 << number
    return masks


def _resources(visit, place):
    yield "person", visit.person
    yield "practitioner", place.practitioner
    if place.unit is not None:
        yield "unit", place.unit


def _claims(visit, place):
    """Yield what a place takes; a gap is counted after it, as a price need not be exact."""
    start, end = (round(at.timestamp()) for at in (place.interval.start, place.interval.end))
    gap = round(max(visit.before, visit.after).total_seconds())
    for kind, key in _resources(visit, place):
        yield Claim((kind, key), start, end if kind == "person" else end + gap)


def _three_of(visit, places, zone, offer_from):
    """Return at most three: the nearest, each on another day where there are such.

    They are held, each beside the others and beside where the visit is until it moves.
    """
    possible = [
        place
        for place in places
        if (offer_from is None or place.interval.start >= offer_from)
        and not clash((visit, place), (visit, visit.at))
    ]
    chosen = []
    for on_another_day in (True, False):
        for place in possible:
            if len(chosen) < TIMES_OFFERED and not any(
                clash((visit, place), (visit, other))
                or (on_another_day and _day(place, zone) == _day(other, zone))
                for other in chosen
            ):
                chosen.append(place)
    return tuple(sorted(chosen, key=lambda place: place.interval))


def _day(place, zone):
    return _shown(place.interval.start, zone)[0]


def _a_few(places, zone):
    """Return the nearest, a few with each practitioner on each day.

    Of each start there is one: which unit it is on interests nobody.
    """
    found = {}
    for place in places:
        found.setdefault((place.interval.start, place.practitioner), place)
    seen = Counter()
    few = []
    for place in found.values():
        day = place.practitioner, _day(place, zone)
        seen[day] += 1
        if seen[day] <= SHOWN_A_DAY:
            few.append(place)
    return few


def first_clash(chosen: Sequence[tuple[Displaced, Place]]) -> tuple[int, int] | None:
    """Return the keys of the first two visits that were sent to where they cannot both be."""
    for one, other in combinations(chosen, 2):
        if clash(one, other):
            return one[0].key, other[0].key
    return None
