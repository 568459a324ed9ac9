"""The desk's day as a grid: a column for each practitioner, a lane for each unit, what is shut.

Its times are those of the clinic's clocks, without an offset: a browser elsewhere shows them as is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from bookings import queries
from bookings.models import Appointment, AppointmentStatus, Equipment, Service
from bookings.pages.day_board import BoardRow, DayBoard, rows_of
from bookings.pages.held import held_until
from bookings.slots.availability import Closure
from bookings.slots.holidays import whole_day
from bookings.slots.intervals import Interval, opening, subtract
from bookings.slots.opening_hours import OpeningHours, load_opening_hours
from clinic.models import Discipline, Patient, Practitioner, User
from clinic.zones import clinic_zone

EARLIEST, LATEST = 8, 18  # the hours that are shown in any case
# What a block has room for; the words in full are in its dialog.
SHORT = {
    "conflict": "Conflict",
    "call": "Call first",
    "overbooked": "Overbooked",
    "message": "Mail failed",
    "form": "No form",
    "note": "Unsigned",
    "email": "No email",
    "late": "Not here",
    "unmarked": "Not marked",
    "new": "New",
    "confirmed": "Confirmed",
}


@dataclass(frozen=True)
class Filters:
    """Whose visits of what are shown; empty, all are."""

    discipline: str = ""
    practitioner: str = ""  # by slug
    service: str = ""  # by slug

    def has_column(self, person: Practitioner) -> bool:
        """Say whether a practitioner is shown."""
        is_discipline = self.discipline in ("", person.discipline)
        return is_discipline and self.practitioner in ("", person.slug)

    @property
    def has_lanes(self) -> bool:
        """Say whether units are shown: not where the visits of others on them are left out."""
        return not (self.practitioner or self.discipline)

    def has_place(self, visit: Appointment) -> bool:
        """Say whether a visit, or a time that is held, is in a column that is shown."""
        return self.has_column(visit.practitioner)

    def means(self, visit: Appointment) -> bool:
        """Say whether it is of the service that is asked for: others keep their place."""
        return self.service in ("", visit.service.slug)


@dataclass(frozen=True)
class Days:
    """The clinic's dates that are shown, and the visits and hours of them."""

    first: date
    last: date
    board: DayBoard
    others: list[BoardRow]  # of another service than the one that is asked for
    held: list[Appointment]
    hours: OpeningHours
    people: list[Practitioner]
    units: list[Equipment]
    new: frozenset[int]  # the keys of visits of somebody who was never here before
    to_choose: list[Practitioner]  # whom the day can be filtered by

    @property
    def is_week(self) -> bool:
        return self.last > self.first


def load_days(
    user: User, first: date, last: date, now: datetime, filters: Filters, *, show: str = ""
) -> Days:
    """Return what the grid and the list of these days show; as many queries for many as for one."""
    visits = [each for each in queries.visits_on(user, first, last) if filters.has_place(each)]
    rows = rows_of(user, visits, first if first == last else None, now)
    hours = load_opening_hours(first, last)
    people = list(Practitioner.objects.order_by("name", "pk"))
    return Days(
        first=first,
        last=last,
        board=DayBoard([row for row in rows if filters.means(row.visit)], now, show),
        others=[row for row in rows if not filters.means(row.visit)],
        held=[hold for hold in _held(first, last, now) if filters.has_place(hold)],
        hours=hours,
        people=[
            person
            for person in people
            if filters.has_column(person) and _has_a_day(person, hours, visits, filters)
        ],
        units=[
            unit
            for unit in Equipment.objects.all()
            if filters.has_lanes and (unit.is_active or _is_used(unit, visits))
        ],
        new=_of_newcomers(visits),
        to_choose=[person for person in people if person.is_active],
    )


def as_json(days: Days, now: datetime) -> dict:
    """Return the grid as its script draws it."""
    begins, ends = _hours_shown(days)
    spans = [opening(day, time(begins), time(ends % 24), clinic_zone()) for day in days.hours.days]
    return {
        "view": "timeGridWeek" if days.is_week else "resourceTimeGridDay",
        "date": days.first.isoformat(),
        "now": _wall(now),
        "slotMinTime": f"{begins:02}:00",
        "slotMaxTime": f"{ends:02}:00",
        "resources": [
            *({"id": _column(p), "title": p.name, "slug": p.slug} for p in days.people),
            *({"id": _lane(unit), "title": unit.name} for unit in days.units),
        ],
        "events": [
            *(block for row in days.board.rows for block in _blocks(row, days)),
            *(block for row in days.others for block in _blocks(row, days, is_other=True)),
            *(_held_block(hold, now) for hold in days.held),
        ],
        "shut": [shade for span in spans for shade in _shades(days, span)],
    }


def choices(days: Days) -> dict:
    """Return what the day can be filtered by; one query."""
    return {
        "disciplines": Discipline.choices,
        "practitioners": days.to_choose,
        "services": Service.objects.filter(is_active=True),
    }


def _blocks(row: BoardRow, days: Days, *, is_other: bool = False):
    """Yield a visit's block in its practitioner's column, and one in its unit's lane."""
    visit = row.visit
    of_visit = {
        "start": _wall(visit.starts_at),
        "end": _wall(visit.ends_at),
        "title": visit.patient.name,
        "extendedProps": {
            "reference": str(visit.reference),
            "revision": visit.revision,
            "service": visit.service.name,
            "who": visit.practitioner.name,
            "status": visit.status,
            "word": visit.get_status_display(),
            "marks": _marks(row, visit.pk in days.new),
            "isDimmed": is_other or not row.is_shown_by(days.board.show),
        },
    }
    key = {"id": str(visit.reference), "resourceIds": [_column(visit.practitioner)]}
    yield of_visit | key | {"editable": row.can_change}
    if visit.equipment and not days.is_week:
        lane = {"id": f"lane-{visit.reference}", "resourceIds": [_lane(visit.equipment)]}
        yield of_visit | lane | {"editable": False}


def _marks(row, is_new):
    """Return what a block says beside its state, as (code, words), the gravest first."""
    visit, codes = row.visit, {need.mark for need in row.needs}
    if is_new and not visit.is_cancelled:
        codes.add("new")
    if visit.confirmed_at and visit.status == AppointmentStatus.BOOKED:
        codes.add("confirmed")
    return [(code, words) for code, words in SHORT.items() if code in codes]


def _held_block(hold, now):
    return {
        "id": f"held-{hold.pk}",
        "resourceIds": [
            _column(hold.practitioner),
            *([_lane(hold.equipment)] if hold.equipment else []),
        ],
        "start": _wall(hold.starts_at),
        "end": _wall(hold.ends_at),
        "title": "Held",
        "editable": False,
        "extendedProps": {
            "status": "held",
            "word": f"Held until {held_until(hold, now)}",
            "service": hold.service.name,
            "who": hold.practitioner.name,
            "marks": [],
        },
    }


def _shades(days, span: Interval):
    """Yield what is shut of one day's hours that are shown, in each column and lane."""
    for person in days.people:
        shut = subtract([span], days.hours.open_times(person.pk))
        closures = days.hours.closures(person.pk)
        yield from _shaded(shut, closures, _column(person))
    for unit in days.units:
        closures = days.hours.units.get(unit.pk, ())
        shut = [closure.interval for closure in closures if closure.interval.overlaps(span)]
        shut = shut if unit.is_active else [span]
        yield from _shaded(shut, closures, _lane(unit))


def _shaded(shut: Iterable[Interval], closures: Iterable[Closure], column: str):
    for interval in shut:
        why = next((each.why for each in closures if each.interval.overlaps(interval)), "")
        yield {
            "start": _wall(interval.start),
            "end": _wall(interval.end),
            "resourceIds": [column],
            "title": why,
            "display": "background",
        }


def _hours_shown(days) -> tuple[int, int]:
    """Return from which hour to which the grid is drawn: all that is open, and all that is on."""
    times = [
        *((row.visit.starts_at, row.visit.ends_at) for row in (*days.board.rows, *days.others)),
        *(
            (hours.start, hours.end)
            for person in days.people
            for hours in days.hours.open_times(person.pk)
        ),
    ]
    local = [(timezone.localtime(start), timezone.localtime(end)) for start, end in times]
    begins = min([EARLIEST, *(start.hour for start, _ in local)])
    return begins, max([LATEST, *(_hour_after(start, end) for start, end in local)])


def _hour_after(start: datetime, end: datetime) -> int:
    """Return the first full hour of the start's day that is not before the end."""
    return 24 if end.date() > start.date() else end.hour + bool(end.minute)


def _held(first, last, now):
    zone = clinic_zone()
    held = Appointment.objects.filter(status=AppointmentStatus.HELD, hold_expires_at__gt=now)
    return held.filter(
        starts_at__gte=whole_day(first, zone).start, starts_at__lt=whole_day(last, zone).end
    ).select_related("practitioner", "equipment", "service")


def _of_newcomers(visits) -> frozenset[int]:
    """Return the visits that are their person's first, in whichever of their files; one query."""
    people = {visit.patient.person_id for visit in visits}
    earlier = Appointment.objects.taking_place().filter(
        patient__in=Patient.objects.of_people(people),
        starts_at__lt=max((visit.starts_at for visit in visits), default=timezone.now()),
    )
    came = earlier.exclude(status=AppointmentStatus.NOSHOW).with_person_id()
    first = {}
    for person, starts_at in came.order_by("starts_at").values_list("person_id", "starts_at"):
        first.setdefault(person, starts_at)
    return frozenset(
        visit.pk
        for visit in visits
        if first.get(visit.patient.person_id, visit.starts_at) >= visit.starts_at
    )


def _has_a_day(person, hours, visits, filters) -> bool:
    """Say whether somebody works, has a visit, has their hours closed, or was asked for."""
    return (
        bool(filters.practitioner)
        or any(visit.practitioner_id == person.pk for visit in visits)
        or (person.is_active and person.pk in hours.practitioners and _works(person, hours))
    )


def _works(person, hours):
    diary = hours.practitioners[person.pk]
    return bool(diary.opened) or any(
        period.applies_on(day) for period in diary.weekly for day in hours.days
    )


def _is_used(unit, visits):
    return any(visit.equipment_id == unit.pk for visit in visits)


def _column(person: Practitioner) -> str:
    return f"p-{person.slug}"


def _lane(unit: Equipment) -> str:
    return f"u-{unit.reference}"


def _wall(at: datetime) -> str:
    return f"{timezone.localtime(at, clinic_zone()):%Y-%m-%dT%H:%M}"
