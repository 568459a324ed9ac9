"""What a change of the schedule does: the booked visits it hits, the times it adds and removes."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from bookings.models import Appointment, AppointmentStatus, Equipment, Service
from bookings.slots import refusals, services
from bookings.slots.availability import Terms, days_visited, hours_of, shut_by_holidays
from bookings.slots.diaries import Diaries, load_diaries
from bookings.slots.intervals import Interval
from bookings.slots.open_hours import parts_within
from bookings.slots.search import Search
from clinic.marks import mark_of
from clinic.models import Practitioner
from clinic.zones import clinic_zone

DAYS_COUNTED = timedelta(days=28)
ONE_DAY = timedelta(days=1)
NOTHING = timedelta(0)


@dataclass(frozen=True)
class HitVisit:
    """A booked visit that no longer fits, and all that stands against it."""

    appointment: Appointment
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        return " ".join(self.reasons)


@dataclass(frozen=True)
class TimesChanged:
    """How many starts of one service with one practitioner patients gain and lose."""

    service: str
    practitioner: str
    added: int
    removed: int


@dataclass(frozen=True)
class Impact:
    """What a change does: the visits that it hits, and the times it changes on `first` to `last`.

    The visits are those of all days to come.
    """

    first: date
    last: date
    visits: tuple[HitVisit, ...]
    times: tuple[TimesChanged, ...]

    @property
    def added(self) -> int:
        return sum(row.added for row in self.times)

    @property
    def removed(self) -> int:
        return sum(row.removed for row in self.times)

    @property
    def mark(self) -> str:
        """Return what tells this impact from another: the one that was shown, from today's."""
        visits = [
            (str(hit.appointment.reference), hit.appointment.revision, hit.why)
            for hit in self.visits
        ]
        times = [(row.service, row.practitioner, row.added, row.removed) for row in self.times]
        return mark_of(visits, times)


@dataclass(frozen=True)
class Snapshot:
    """The times on offer, by service and practitioner, and the visits that do not fit, by key."""

    first: date
    last: date
    starts: dict[tuple[int, int], set[datetime]]
    names: dict[tuple[int, int], tuple[str, str]]
    hits: dict[int, HitVisit]


def snapshot(*, practitioner: int | None, since: date, now: datetime) -> Snapshot:
    """Return how things stand for one practitioner, or for everybody, from the date `since`."""
    first = max(since, timezone.localdate(now))
    last = first + DAYS_COUNTED - ONE_DAY
    starts, names = defaultdict(set), {}
    for service in services.bookable_services():
        people = [
            person
            for person in services.practitioners_offering(service)
            if practitioner in (None, person.pk)
        ]
        if not people:
            continue
        for slot in Search(service, people, now, with_new=True).schedule(first, last).slots():
            starts[service.pk, slot.practitioner].add(slot.interval.start)
        names |= {(service.pk, person.pk): (service.name, person.name) for person in people}
    return Snapshot(first, last, dict(starts), names, hits_ahead(practitioner, now))


def impact_between(before: Snapshot, after: Snapshot) -> Impact:
    """Return what changed from one moment to the next."""
    names = before.names | after.names
    added, removed = Counter(), Counter()
    for key in names:
        old, new = before.starts.get(key, set()), after.starts.get(key, set())
        added[key], removed[key] = len(new - old), len(old - new)
    return Impact(
        first=after.first,
        last=after.last,
        visits=tuple(hit for pk, hit in after.hits.items() if _is_new(hit, before.hits)),
        times=tuple(
            TimesChanged(*names[key], added[key], removed[key])
            for key in sorted(names, key=names.get)
            if added[key] or removed[key]
        ),
    )


def _is_new(hit: HitVisit, known: dict[int, HitVisit]) -> bool:
    """Say whether something stands against a visit that did not before."""
    before = known.get(hit.appointment.pk)
    return before is None or not set(hit.reasons) <= set(before.reasons)


def hits_ahead(practitioner: int | None, now: datetime) -> dict[int, HitVisit]:
    """Return the booked visits to come that do not fit the schedule as it stands, soonest first."""
    visits = Appointment.objects.with_people().filter(
        status=AppointmentStatus.BOOKED, ends_at__gt=now
    )
    if practitioner is not None:
        visits = visits.filter(practitioner=practitioner)
    by_service = defaultdict(list)
    for visit in visits:
        by_service[visit.service_id].append(visit)
    found = [
        hit
        for of_service in by_service.values()
        for hit in _hits_of_service(of_service[0].service, of_service, now)
    ]
    found.sort(key=lambda hit: (hit.appointment.starts_at, hit.appointment.pk))
    return {hit.appointment.pk: hit for hit in found}


def _hits_of_service(service: Service, visits: list[Appointment], now: datetime):
    offering = {person.pk for person in services.practitioners_offering(service)}
    diaries = load_diaries(
        service,
        list({visit.practitioner_id for visit in visits}),
        list({visit.equipment_id for visit in visits if visit.equipment_id}),
        first=timezone.localdate(min(visit.starts_at for visit in visits)),
        last=timezone.localdate(max(visit.ends_at for visit in visits)),
        now=now,
    )
    for visit in visits:
        against = (
            _why_not_offered(service, visit.practitioner, offering),
            _why_not_on(visit.equipment, service),
            *_why_not_then(visit, diaries),
        )
        if reasons := tuple(dict.fromkeys(reason for reason in against if reason)):
            yield HitVisit(visit, reasons)


def _why_not_offered(service: Service, practitioner: Practitioner, offering: set[int]) -> str:
    if not service.is_active:
        return f"{service.name} is no longer offered."
    if not practitioner.is_active:
        return f"{practitioner.name} takes no bookings."
    if practitioner.pk not in offering:
        return f"{practitioner.name} does not offer this service."
    return ""


def _why_not_on(unit: Equipment | None, service: Service) -> str:
    if unit is not None and not unit.is_active:
        return f"{unit.name} is out of use."
    if service.equipment_kind and (unit is None or unit.kind != service.equipment_kind):
        return f"It needs a {service.get_equipment_kind_display().lower()}, which it has not."
    return ""


def _why_not_then(visit: Appointment, diaries: Diaries) -> list[str]:
    """Return all that keeps the practitioner, or the unit, from a visit, as if no other were."""
    interval = Interval.lasting(visit.duration, visit.starts_at)
    person, clinic = diaries.practitioners[visit.practitioner_id], diaries.clinic
    zone = clinic_zone()
    outside_hours = refusals.why_not(
        terms=Terms(
            duration=interval.duration,
            before=NOTHING,
            after=NOTHING,
            grid=timedelta.resolution,  # a visit that staff put between two starts fits as well
        ),
        starts_at=interval.start,
        zone=zone,
        clinic=replace(clinic, closed=()),
        practitioners={0: replace(person, closed=(), busy=())},
        equipment=None,
    )
    closures = [*clinic.closed, *person.closed]
    if visit.equipment_id:
        closures += diaries.equipment[visit.equipment_id].closed
    reasons = refusals.why_closed(closures, interval, zone)
    if outside_hours:
        day = timezone.localdate(interval.start)
        hours = hours_of(
            person, days_visited(day, day, interval.duration), zone, shut_by_holidays(clinic)
        )
        within = parts_within(hours, interval)
        reasons.insert(0, refusals.in_part(outside_hours.text, within, interval, zone))
    return reasons
