"""What the pages of a course show: a time for each visit, and the dates that keep its plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from bookings.models import Appointment, AppointmentStatus, Service
from bookings.pages.slots import FortnightOfSlots, SlotPage
from bookings.slots import services
from bookings.slots.holidays import whole_day
from bookings.slots.intervals import Interval
from bookings.slots.search import Schedule, Search
from bookings.slots.spacing import (
    Placed,
    Spacing,
    Window,
    days_to_try,
    instant_on,
    nearest_first,
    planned_day,
    window_between,
)
from clinic.models import Patient, Practitioner
from clinic.zones import clinic_zone

CHOICES_SHOWN = 8


@dataclass(frozen=True)
class CoursePlan:
    """What the desk asks for; without a practitioner whoever is free gives each visit."""

    patient: Patient
    service: Service
    practitioner: Practitioner | None
    first_on: date
    at: time
    visits: int
    spacing: Spacing

    @property
    def last_on(self) -> date:
        return planned_day(self.spacing, self.first_on, self.visits)


@dataclass(frozen=True)
class ProposedVisit:
    """One visit of a course to be: when it is due, the times that keep the plan, the best first."""

    place: int
    due_at: datetime
    chosen: datetime | None  # none: nothing is free, or this visit is left out
    choices: list[datetime]
    why_not_due: str


def propose(
    plan: CoursePlan, *, now: datetime, kept: Mapping[int, datetime | None] | None = None
) -> list[ProposedVisit]:
    """Return a time for each visit; four or five queries, however many visits.

    `kept` are the times chosen before, by place: one that is still free stays chosen, and None
    leaves its visit out.
    """
    kept = kept or {}
    times = _FreeTimes(plan, now)
    proposals, before = [], None
    for place in range(1, plan.visits + 1):
        due = planned_day(plan.spacing, plan.first_on, place)
        window = days_to_try(plan.spacing, plan.first_on, place, before)
        free = times.within(window, due) if window else []
        chosen = free[0] if free else None
        if place in kept:
            keeps = kept[place] is None or times.is_free(kept[place])
            chosen = kept[place] if keeps else chosen
        if chosen:
            before = Placed(place, timezone.localdate(chosen))
        due_at = instant_on(due, plan.at, clinic_zone())
        choices = free[:CHOICES_SHOWN]
        proposals.append(
            ProposedVisit(
                place=place,
                due_at=due_at,
                chosen=chosen,
                choices=choices if chosen is None or chosen in choices else [chosen, *choices],
                why_not_due="" if due_at in free else times.why_not(due_at),
            )
        )
    return proposals


def dates_that_keep_the_plan(appointment: Appointment, now: datetime) -> Window | None:
    """Return the dates ahead to which a visit of a course may move without upsetting its plan."""
    if appointment.course_id is None:
        return None
    visits = Appointment.objects.filter(course=appointment.course_id).order_by("pk")
    return dates_between(appointment, visits.only("pk", "starts_at", "status"), now)


def dates_between(
    appointment: Appointment, of_course: Iterable[Appointment], now: datetime
) -> Window | None:
    """Return the same, where all visits `of_course` are known; in the order they were booked."""
    course = appointment.course
    before = after = own = None
    for place, visit in enumerate(of_course, start=1):
        placed = Placed(place, timezone.localdate(visit.starts_at))
        if visit.pk == appointment.pk:
            own = placed
        elif visit.status != AppointmentStatus.CANCELLED:
            before = placed if own is None else before
            after = after or (placed if own is not None else None)
    spacing = Spacing(course.spacing_days, course.tolerance_days)
    window = window_between(spacing, own.place, before=before, after=after)
    today = timezone.localdate(now)
    if window is None or window.last < today:
        return None
    return Window(max(window.first, today), window.last)


def fortnight_within(
    window: Window, page: SlotPage, wanted: date | None, day: date | None
) -> FortnightOfSlots:
    """Return a page of times without the days that would upset a course's plan."""
    first, day = _kept_within(window, wanted or window.first), day and _kept_within(window, day)
    shown = page.fortnight(first, day)
    days = [each for each in shown.days if window.contains(each.date)]
    free = [each for each in days if each.slots]
    opened = [each for each in days if each.date == day] or free or days
    return replace(
        shown,
        last=min(shown.last, window.last),
        days=days,
        day=opened[0] if opened else replace(shown.day, slots=[]),
        earlier=shown.earlier if shown.first > window.first else "",
        later=shown.later if shown.last < window.last else "",
        soonest=None,
    )


def _kept_within(window, day):
    return min(max(day, window.first), window.last)


class _FreeTimes:
    """The free times of a course's service, less those at which the patient is here already."""

    def __init__(self, plan: CoursePlan, now: datetime):
        self.plan, self.now = plan, now
        search = Search(
            plan.service,
            services.practitioners_offering(plan.service),
            now,
            chosen=plan.practitioner,
            by_staff=True,
        )
        tolerance = timedelta(days=plan.spacing.tolerance)
        self.schedule = search.schedule(
            max(plan.first_on - tolerance, search.today), plan.last_on + tolerance
        )
        self.visits = _visits_of(plan.patient, self.schedule)

    def within(self, window: Window, due: date) -> list[datetime]:
        """Return the free starts of a window, the nearest to the due one first."""
        first, last = max(window.first, self.schedule.first), window.last
        if first > last:
            return []
        slots = replace(self.schedule, first=first, last=last).slots()
        free = {slot.interval.start for slot in slots if self._suits(slot.interval)}
        return nearest_first(free, wanted_on=due, wanted_at=self.plan.at, zone=clinic_zone())

    def is_free(self, starts_at: datetime) -> bool:
        visit = Interval.lasting(self.plan.service.duration, starts_at)
        return self._suits(visit) and self.schedule.why_not(starts_at) is None

    def why_not(self, starts_at: datetime) -> str:
        visit = Interval.lasting(self.plan.service.duration, starts_at)
        if visit.start <= self.now:
            return "That time is past."
        if not self._suits(visit):
            return "The patient has a visit then."
        refusal = self.schedule.why_not(starts_at)
        return refusal.text if refusal else "It does not keep the spacing."

    def _suits(self, visit: Interval) -> bool:
        return visit.start > self.now and not any(visit.overlaps(own) for own in self.visits)


def _visits_of(patient: Patient, schedule: Schedule) -> list[Interval]:
    first = whole_day(schedule.first, clinic_zone()).start
    last = whole_day(schedule.last, clinic_zone()).end
    visits = (
        Appointment.objects.taking_place()
        .overlapping(Interval(first, last))
        .of_person(patient)
        .values_list("starts_at", "ends_at")
    )
    return [Interval.lasting(end - start, start) for start, end in visits]
