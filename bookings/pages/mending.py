"""What the page that mends conflicts shows: for each visit a new place, and what else can be."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format

from bookings.actions.offering_times import SOONEST_OFFERED
from bookings.models import Appointment, Equipment, MendedVisit, MendingState, Settling
from bookings.pages.courses import dates_between
from bookings.slots import services
from bookings.slots.holidays import whole_day
from bookings.slots.intervals import Interval
from bookings.slots.proposals import (
    Candidate,
    Displaced,
    Place,
    Proposal,
    cost_of,
    propose,
)
from bookings.slots.search import Search
from clinic.clock_face import time_of_day
from clinic.models import Practitioner
from clinic.zones import clinic_zone

MOST_VISITS = 30  # on one page; the rest come after them
DAYS_BEFORE, DAYS_AFTER = timedelta(days=7), timedelta(days=14)
SOONEST = timedelta(hours=2)  # from now: nobody can come at once
SOONEST_EARLIER = timedelta(hours=24)  # nor reads in time that they are to come sooner
A_DAY_EACH = 5  # candidates with one practitioner
MOST_CANDIDATES = 40
OTHERS_SHOWN = 8
ONE_DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Told:
    """How the patient of a `visit` is told of it."""

    @property
    def is_mailed(self) -> bool:
        return bool(self.visit.patient.reached_by.email)

    @property
    def phone(self) -> str:
        return self.visit.patient.phone or self.visit.patient.person.phone


@dataclass(frozen=True)
class MendRow(Told):
    """One visit in conflict, where it could go, and why there."""

    visit: Appointment
    proposal: Proposal
    practitioners: dict[int, Practitioner]
    units: dict[int, str]
    offered_until: datetime | None = None  # times that were offered before, and are open

    @property
    def place_in_words(self) -> str:
        return self.words_of(self.proposal.place) if self.proposal.place else ""

    @property
    def why(self) -> str:
        """Return why this place and no other, in a line."""
        place = self.proposal.place
        return why_there(self.visit, place, self.practitioners, self.units) if place else ""

    @property
    def times_offered(self) -> str:
        offered = self.proposal.offered
        if len({place.practitioner for place in offered}) != 1:
            return "; ".join(map(self.words_of, offered))
        times = "; ".join(map(when_in_words, offered))
        return f"{times}, with {self.practitioners[offered[0].practitioner].name}"

    def words_of(self, place: Place) -> str:
        """Return a place as the desk reads it."""
        return f"{when_in_words(place)} with {self.practitioners[place.practitioner].name}"


def when_in_words(place: Place) -> str:
    starts = timezone.localtime(place.interval.start)
    return f"{date_format(starts, 'D j M')}, {time_of_day(starts)}"


def conflicts_to_mend(user, now: datetime, **about) -> list[Appointment]:
    """Return the visits in conflict, soonest first, of those that are asked for and can change."""
    visits = Appointment.objects.visible_to(user).in_conflict(now).still_ahead(now).filter(**about)
    return list(visits.with_people().with_person_id().select_related("course")[: MOST_VISITS + 1])


def load_rows(
    visits: Sequence[Appointment], now: datetime, offers: dict[int, datetime] | None = None
) -> list[MendRow]:
    """Return a row for each visit, their places found together.

    Those of one service that are as long as each other are looked for in one query.
    """
    visits = list(visits)
    displaced, practitioners, units = _displaced(visits, now)
    proposals = propose(displaced, clinic_zone(), offer_from=now + SOONEST_OFFERED)
    return [
        MendRow(visit, proposals[visit.pk], practitioners, units, (offers or {}).get(visit.pk))
        for visit in visits
    ]


def value_of(visit: Appointment) -> Displaced:
    """Return a visit with its buffers as the pure functions need it, without candidates."""
    interval = Interval.lasting(visit.duration, visit.starts_at)
    return Displaced(
        key=visit.pk,
        person=visit.person_id,
        at=Place(interval, visit.practitioner_id, visit.equipment_id),
        before=timedelta(minutes=visit.buffer_before_min),
        after=timedelta(minutes=visit.buffer_after_min),
    )


def _displaced(visits, now):
    busy, courses = _busy_times(visits, now), _courses(visits)
    found, practitioners, units = {}, {}, {}
    for (service_pk, duration), of_it in groupby(sorted(visits, key=_asked), key=_asked):
        alike = list(of_it)
        service, people = services.offered(service_pk)
        practitioners |= {person.pk: person for person in people}
        days = [timezone.localdate(visit.starts_at) for visit in alike]
        today = timezone.localdate(now)
        search = Search(
            service,
            people,
            now,
            by_staff=True,
            ignoring=[visit.pk for visit in visits],
            duration=duration,
        )
        schedule = search.schedule(
            max(today, min(days) - DAYS_BEFORE), max(today, *days) + DAYS_AFTER
        )
        starts = schedule.starts() if people else []
        for visit in alike:
            window = (
                dates_between(visit, courses[visit.course_id], now) if visit.course_id else None
            )
            own = replace(
                value_of(visit),
                before=timedelta(minutes=service.buffer_before_min),
                after=timedelta(minutes=service.buffer_after_min),
            )
            free = _free_for(visit, starts, practitioners, busy[visit.person_id], now)
            nearest = _nearest(own, free, window)
            found[visit.pk] = replace(own, candidates=tuple(_with_units(own, nearest, schedule)))
    practitioners |= {visit.practitioner_id: visit.practitioner for visit in visits}
    units = {unit.pk: unit.name for unit in Equipment.objects.all()}
    return [found[visit.pk] for visit in visits], practitioners, units


def _asked(visit):
    """Return what is looked for: a visit that was drawn longer or shorter stays as long."""
    return visit.service_id, visit.duration


def _free_for(visit, starts, practitioners, busy, now):
    """Yield the places that suit a visit: far enough ahead, in its discipline, its patient free."""
    if visit.has_begun(now):
        return
    day = timezone.localdate(visit.starts_at)
    first = whole_day(day - DAYS_BEFORE, clinic_zone()).start
    last = whole_day(max(day, timezone.localdate(now)) + DAYS_AFTER, clinic_zone()).end
    for interval, free in starts:
        if not first <= interval.start < last or _is_too_soon(interval.start, visit, now):
            continue
        if any(interval.overlaps(taken) for key, taken in busy if key != visit.pk):
            continue
        for key in free:
            if practitioners[key].discipline == visit.practitioner.discipline:
                yield Place(interval, key)


def _is_too_soon(start, visit, now):
    """Say whether the patient could hear of it too late; they come when it was booked anyway."""
    if start == visit.starts_at:
        return False
    return start < now + (SOONEST_EARLIER if start < visit.starts_at else SOONEST)


def _nearest(own, places, window):
    """Return the nearest candidates, a few with each practitioner on each day."""
    by_day, zone = defaultdict(list), clinic_zone()
    for place in places:
        day = _day_of(place.interval.start, zone)
        off_plan = window is not None and not window.contains(day)
        cost = cost_of(place, own, zone, off_plan=off_plan)
        by_day[place.practitioner, day].append(Candidate(place, cost))
    few = [each for of_day in by_day.values() for each in sorted(of_day, key=_cost)[:A_DAY_EACH]]
    return sorted(few, key=_cost)[:MOST_CANDIDATES]


@lru_cache(maxsize=16_384)  # each start is looked at for every visit
def _day_of(start, zone):
    return start.astimezone(zone).date()


def _cost(candidate):
    return candidate.cost, candidate.place.interval, candidate.place.practitioner


def _with_units(own, candidates, schedule):
    """Yield each candidate on each unit that is free then, its own before others."""
    if schedule.equipment is None:
        yield from candidates
        return
    for candidate in candidates:
        units = schedule.free_units(candidate.place.interval)
        for unit in sorted(units, key=lambda unit: (unit != own.at.unit, unit)):
            yield replace(candidate, place=replace(candidate.place, unit=unit))


def _busy_times(visits, now):
    """Return when each person is here already, with the key of each visit."""
    found = defaultdict(list)
    people = {visit.person_id for visit in visits}
    others = Appointment.objects.taking_place().with_person_id().filter(ends_at__gt=now)
    for visit in others.filter(person_id__in=people):
        interval = Interval.lasting(visit.duration, visit.starts_at)
        found[visit.person_id].append((visit.pk, interval))
    return found


def _courses(visits):
    """Return the visits of each course that one of these is of, in the order they were booked."""
    found = defaultdict(list)
    courses = {visit.course_id for visit in visits if visit.course_id}
    for visit in Appointment.objects.filter(course__in=courses).order_by("pk") if courses else ():
        found[visit.course_id].append(visit)
    return found


def why_there(
    visit: Appointment, place: Place, practitioners: dict[int, Practitioner], units: dict[int, str]
) -> str:
    """Return in a line what changes for the patient, and what stays."""
    same = place.practitioner == visit.practitioner_id
    who = practitioners[place.practitioner]
    whom = (
        "the same practitioner"
        if same
        else f"{who.name}, {who.get_discipline_display().lower()} too"
    )
    far = _far_in_words(visit.starts_at, place.interval.start)
    on = f", on {units[place.unit]}" if place.unit and place.unit != visit.equipment_id else ""
    return f"{whom}, {far}{on}"


def _far_in_words(old, new):
    was, becomes = timezone.localtime(old), timezone.localtime(new)
    days = (becomes.date() - was.date()).days
    clock = timedelta(hours=becomes.hour - was.hour, minutes=becomes.minute - was.minute)
    hours = f"{_length(abs(clock))} {'later' if clock > timedelta(0) else 'earlier'}"
    if not days:
        return hours if clock else "same time"
    ways = {1: "the next day", -1: "the day before"}
    day = ways.get(days) or f"{abs(days)} days {'later' if days > 0 else 'earlier'}"
    return f"{day}, {hours if clock else 'same time'}"


def _length(time):
    hours, minutes = divmod(time // MINUTE, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes))


@dataclass(frozen=True)
class Outcome(Told):
    """What became of one visit that was mended."""

    row: MendedVisit

    @property
    def visit(self) -> Appointment:
        return self.row.appointment

    @property
    def is_silent(self) -> bool:
        """Whether nothing changed that the patient was told: the same time, on another unit."""
        return self.visit.revision == self.row.revision


GROUPS = (
    ("Not possible: call them", (MendingState.REFUSED,), tuple(Settling)),
    ("Changed meanwhile, so left as they are", (MendingState.CHANGED,), tuple(Settling)),
    ("Moved", (MendingState.DONE,), (Settling.MOVE,)),
    ("Times offered by mail", (MendingState.DONE,), (Settling.OFFER,)),
    ("Cancelled with our apology", (MendingState.DONE,), (Settling.CANCEL,)),
    ("Left in conflict: call them", (MendingState.DONE,), (Settling.LEAVE,)),
    ("Still waiting", (MendingState.WAITING,), tuple(Settling)),
)


def outcome_of(rows: Sequence[MendedVisit]) -> dict:
    """Return what became of the visits of a mending, those to be called first."""
    groups = [
        (title, [Outcome(row) for row in rows if row.state in states and row.choice in choices])
        for title, states, choices in GROUPS
    ]
    waiting = sum(row.state == MendingState.WAITING for row in rows)
    to_call = [
        Outcome(row)
        for row in rows
        if row.state in (MendingState.DONE, MendingState.REFUSED)
        and row.choice != Settling.LEAVE
        and not Outcome(row).is_mailed
        and not (row.state == MendingState.DONE and Outcome(row).is_silent)
    ]
    return {
        "groups": [(title, found) for title, found in groups if found],
        "waiting": waiting,
        "done": len(rows) - waiting,
        "total": len(rows),
        "to_call": to_call,
    }
