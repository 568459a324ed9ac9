"""Why a time is not on offer, for the desk: the engine's one line, and what stands in the way."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from bookings.actions.overbooking import LONGEST_BUFFER, OVERBOOKABLE, may_overbook
from bookings.models import BLOCKING, FROM_OUTSIDE, Appointment, AppointmentStatus, Service
from bookings.pages.held import held_until
from bookings.slots.availability import Busy
from bookings.slots.intervals import Interval
from bookings.slots.refusals import Refusal, RefusalKind, kept_free
from bookings.slots.search import Schedule, Search
from bookings.slots.services import ANY
from clinic.models import Practitioner

OF_EQUIPMENT = {RefusalKind.EQUIPMENT_BUSY}
CLOSURES = {RefusalKind.CLINIC_CLOSED, RefusalKind.TIME_OFF, RefusalKind.EQUIPMENT_CLOSED}


@dataclass(frozen=True)
class InTheWay:
    """A visit, or a time that is held for somebody, which the wished visit would meet."""

    appointment: Appointment
    gap_min: int  # so long stays free beside it; 0 where the two overlap
    held_until: str = ""

    @property
    def is_online(self) -> bool:
        return self.appointment.source in FROM_OUTSIDE


@dataclass(frozen=True)
class Answer:
    """What the engine says of one practitioner at a time: to staff, and to patients.

    `for_patients` is one line, or "" where they could book it.
    """

    practitioner: Practitioner | None
    refusal: Refusal | None
    for_patients: str
    in_the_way: tuple[InTheWay, ...] = ()
    may_overbook: bool = False  # staff may: their other visits alone stand in the way

    @property
    def slug(self) -> str:
        return self.practitioner.slug if self.practitioner else ANY

    @property
    def is_holiday(self) -> bool:
        return self.refusal is not None and self.refusal.kind == RefusalKind.HOLIDAY

    @property
    def is_outside_hours(self) -> bool:
        return self.refusal is not None and self.refusal.kind == RefusalKind.NOT_WORKING

    @property
    def is_closed(self) -> bool:
        return self.refusal is not None and self.refusal.kind in CLOSURES


def answers(search: Search, starts_at: datetime) -> list[Answer]:
    """Return an answer for each practitioner who is asked; the same queries however many."""
    asked = replace(search, by_staff=True)
    schedule = asked.around(starts_at)
    if not asked.asked:
        refusal = schedule.why_not(starts_at)
        return [Answer(None, refusal, refusal.text if refusal else "")]
    rivals = _rivals(schedule, starts_at)
    to_patients = replace(search, by_staff=False)
    found = []
    for person in asked.asked:
        alone = replace(schedule, practitioners={person.pk: schedule.practitioners[person.pk]})
        refusal = alone.why_not(starts_at)
        found.append(
            Answer(
                person,
                refusal,
                _to_patients(search.service, person, to_patients, alone, starts_at),
                tuple(_in_the_way(rivals, person, refusal, schedule, starts_at, search.now)),
                may_overbook(refusal, alone, starts_at),
            )
        )
    return found


def _to_patients(
    service: Service, person: Practitioner, search: Search, alone: Schedule, starts_at: datetime
) -> str:
    if not service.is_bookable_online:
        return "This service is not booked online."
    if not person.has_started(search.today):
        return f"{person.name} is not shown before their first day."
    refusal = replace(alone, terms=search.terms).why_not(starts_at)
    return refusal.text if refusal else ""


def _rivals(schedule: Schedule, starts_at: datetime) -> list[Appointment]:
    """Return all that takes time near the wished visit, of these people and units."""
    near = Interval(
        starts_at - LONGEST_BUFFER, starts_at + schedule.terms.duration + LONGEST_BUFFER
    )
    now = timezone.now()
    rows = (
        Appointment.objects.with_people()
        .overlapping(near)
        .filter(
            Q(practitioner__in=schedule.practitioners) | Q(equipment__in=schedule.equipment or {}),
            Q(status=AppointmentStatus.HELD, hold_expires_at__gt=now)
            | Q(status__in=set(BLOCKING) - {AppointmentStatus.HELD}),
        )
    )
    return list(rows.order_by("starts_at", "pk"))


def _in_the_way(rivals, person, refusal, schedule, starts_at, now):
    """Yield what the refusal is about, each with how long stays free beside it."""
    if refusal is None or refusal.kind not in {*OVERBOOKABLE, *OF_EQUIPMENT}:
        return
    wished = Interval.lasting(schedule.terms.duration, starts_at)
    for rival in rivals:
        if refusal.kind in OVERBOOKABLE:
            concerns = rival.practitioner_id == person.pk
        else:
            concerns = rival.equipment_id is not None
        busy = Busy(
            Interval(rival.starts_at, rival.ends_at),
            timedelta(minutes=rival.buffer_before_min),
            timedelta(minutes=rival.buffer_after_min),
        )
        kept = kept_free(busy, schedule.terms)
        if concerns and kept.overlaps(wished):
            is_held = rival.status == AppointmentStatus.HELD
            until = held_until(rival, now) if is_held else ""
            yield InTheWay(rival, _gap_min(busy, kept, wished), until)


def _gap_min(busy, kept, wished):
    if busy.interval.overlaps(wished):
        return 0
    is_before = busy.interval.end <= wished.start
    gap = kept.end - busy.interval.end if is_before else busy.interval.start - kept.start
    return int(gap.total_seconds()) // 60
