"""The retest of a plan: of which service, with whom, and the free times nearest to its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from assessments.models import Programme
from bookings.models import Appointment, AppointmentStatus, IntakeForm, Service
from bookings.slots import services
from bookings.slots.availability import Slot
from bookings.slots.holidays import whole_day
from bookings.slots.search import Search, one_a_start
from clinic.models import Practitioner
from clinic.zones import clinic_zone

LOOKED_AHEAD = timedelta(days=20)
EARLY = timedelta(days=7)  # a visit so long before the retest is due still is one
A_DAY, OWN, MOST = 2, 4, 8  # times of a day, of the clinician of the plan, in all


@dataclass(frozen=True, kw_only=True)
class RetestTime:
    """One free time with who gives it."""

    starts_at: datetime
    practitioner: Practitioner

    @property
    def value(self) -> str:
        return f"{self.starts_at.isoformat()}|{self.practitioner.slug}"


@dataclass(frozen=True, kw_only=True)
class Retest:
    """Where a plan's retest stands: booked or done, or the times on offer, or why there is none."""

    due_on: date | None = None
    service: Service | None = None
    booked: Appointment | None = None
    is_done: bool = False  # what was booked has begun
    times: Sequence[RetestTime] = ()
    why_not: str = ""

    @property
    def first(self) -> RetestTime | None:
        return self.times[0] if self.times else None

    @property
    def others(self) -> list[RetestTime]:
        return list(self.times[1:])


def retest_of(programme: Programme, now: datetime) -> Retest:
    """Return the retest of the version in force: nothing where none is planned."""
    version = programme.in_force
    if version is None or version.retest_on is None:
        return Retest()
    if booked := _visit_of(programme, version):
        return Retest(
            due_on=version.retest_on,
            service=booked.service,
            booked=booked,
            is_done=booked.starts_at <= now,
        )
    service = service_of(programme)
    if service is None:
        return Retest(due_on=version.retest_on, why_not=NO_SERVICE)
    times = free_times(programme, service, now)
    return Retest(
        due_on=version.retest_on, service=service, times=times, why_not="" if times else FULL
    )


def _visit_of(programme, version):
    """Return the visit that is the retest, whenever it is; None where there is none to come to."""
    first_sent = min(each.sent_at for each in programme.versions.all() if each.is_sent)
    soonest = whole_day(version.retest_on - EARLY, clinic_zone()).start
    visits = Appointment.objects.of_person(programme.patient).taking_place().with_people()
    return (
        visits.exclude(status=AppointmentStatus.NOSHOW)
        .filter(service__intake_form=IntakeForm.RUNNING, starts_at__gte=max(soonest, first_sent))
        .order_by("starts_at")
        .first()
    )


NO_SERVICE = "The clinic offers no running assessment just now, so no retest can be booked here."
FULL = "Nothing is free in the three weeks from then. Ask the desk, or choose another week."


def service_of(programme: Programme) -> Service | None:
    """Return the running assessment: as the plan's own was, or the first that is offered."""
    visit = programme.assessment and programme.assessment.appointment
    if visit and visit.service.is_for_running and visit.service.is_active:
        return visit.service
    offered = services.bookable_services(by_staff=True)
    return next((each for each in offered if each.is_for_running), None)


def free_times(programme: Programme, service: Service, now: datetime) -> list[RetestTime]:
    """Return free times from the retest's day on: the first of the plan's own clinician, if any.

    The others are the nearest, theirs and whoever's.
    """
    people = services.practitioners_offering(service)
    search = Search(service, people, now, by_staff=True)
    first = max(programme.in_force.retest_on, search.today + timedelta(days=1))
    slots = search.schedule(first, first + LOOKED_AHEAD).slots()
    own = [slot for slot in slots if slot.practitioner == programme.practitioner_id]
    by_key = {person.pk: person for person in people}
    times: dict[datetime, RetestTime] = {}
    for slot in (*_spread(own)[:OWN], *_spread(one_a_start(slots))):
        time = RetestTime(starts_at=slot.interval.start, practitioner=by_key[slot.practitioner])
        times.setdefault(time.starts_at, time)
    return list(times.values())[:MOST]


def _spread(slots: list[Slot]) -> list[Slot]:
    """Return a few slots of each day, earliest first, so that there is a choice of days."""
    by_day: dict[date, list[Slot]] = {}
    for slot in slots:
        of_day = by_day.setdefault(timezone.localdate(slot.interval.start), [])
        if len(of_day) < A_DAY:
            of_day.append(slot)
    return [slot for of_day in by_day.values() for slot in of_day]
