"""Reads for one page or one decision: they load rows and hand plain values to the slot engine."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from bookings import availability, prepared
from bookings.availability import ClinicDays, Diary, Refusal, Slot, Wish
from bookings.diaries import load_diaries
from bookings.holidays import whole_day
from bookings.intervals import Interval
from bookings.models import Appointment, AppointmentStatus, Service
from clinic.models import Message, Patient, Practitioner, StaffRole
from clinic.zones import clinic_zone

ONE_DAY = timedelta(days=1)
PAST_SHOWN = 50
MESSAGES_SHOWN = 30


@dataclass(frozen=True)
class Schedule:
    """All that decides the slots of one service on some days."""

    wish: Wish
    first: date
    last: date
    clinic: ClinicDays
    practitioners: dict[int, Diary]
    equipment: dict[int, Diary] | None

    def slots(self) -> list[Slot]:
        """Return every free slot, by start, then practitioner."""
        return self._ask(availability.free_slots, first=self.first, last=self.last)

    def free_at(self, starts_at: datetime) -> list[int]:
        """Return the practitioners who are free for a whole visit from `starts_at`."""
        return [slot.practitioner for slot in self.slots() if slot.interval.start == starts_at]

    def free_units(self, interval: Interval) -> list[int]:
        """Return the pieces of equipment that are free for the whole of `interval`."""
        return availability.free_equipment(
            wish=self.wish,
            interval=interval,
            zone=clinic_zone(),
            equipment=self.equipment or {},
        )

    def why_not(self, starts_at: datetime) -> Refusal | None:
        """Return why a visit cannot start then; None when it can."""
        return self._ask(availability.why_not, starts_at=starts_at)

    def _ask(self, question, **about):
        return question(
            wish=self.wish,
            zone=clinic_zone(),
            clinic=self.clinic,
            practitioners=self.practitioners,
            equipment=self.equipment,
            **about,
        )


# In SQL as the diaries are: every page of times and every booking begins with these.
SERVICES = f"""
SELECT {prepared.columns(Service, "service")},
       ARRAY(SELECT unit.id FROM bookings_equipment AS unit
             WHERE unit.kind = service.equipment_kind AND unit.is_active
             ORDER BY unit.id)
FROM bookings_service AS service
"""  # noqa: S608 - the model's own column names
ACTIVE_SERVICES = f"{SERVICES} WHERE service.is_active"
BOOKABLE_SERVICES = f"{ACTIVE_SERVICES} AND service.is_bookable_online"
OFFERS = """practitioner.is_active
  AND practitioner.discipline = ANY(service.disciplines)
  AND (practitioner.is_running_specialist OR NOT service.requires_running_specialist)"""
OFFERING = f"""
SELECT {prepared.columns(Practitioner, "practitioner")}
FROM clinic_practitioner AS practitioner
JOIN bookings_service_practitioners AS offering ON offering.practitioner_id = practitioner.id
JOIN bookings_service AS service ON service.id = offering.service_id
WHERE service.id = %(service)s AND {OFFERS}
ORDER BY practitioner.name, practitioner.id
"""  # noqa: S608 - the model's own column names
OFFERING_EACH = f"""
SELECT {prepared.columns(Practitioner, "practitioner")}, service.id
FROM clinic_practitioner AS practitioner
JOIN bookings_service_practitioners AS offering ON offering.practitioner_id = practitioner.id
JOIN bookings_service AS service ON service.id = offering.service_id
WHERE {OFFERS}
ORDER BY practitioner.name, practitioner.id
"""  # noqa: S608 - the model's own column names


def service_with_units(pk: int) -> Service:
    """Return a service with `unit_ids`: the equipment in use that a visit may take."""
    [service] = _services(f"{SERVICES} WHERE service.id = %(pk)s", {"pk": pk})
    return service


def bookable_services(*, by_staff: bool = False) -> list[Service]:
    """Return what can be booked online, or at the desk, each with its `unit_ids`."""
    statement = ACTIVE_SERVICES if by_staff else BOOKABLE_SERVICES
    return _services(f"{statement} ORDER BY position, name", {})


def bookable_service(slug: str, *, by_staff: bool = False) -> Service:
    """Return one of them; raise Service.DoesNotExist."""
    statement = ACTIVE_SERVICES if by_staff else BOOKABLE_SERVICES
    found = _services(f"{statement} AND slug = %(slug)s", {"slug": slug})
    if not found:
        raise Service.DoesNotExist
    return found[0]


def practitioners_offering(service: Service) -> list[Practitioner]:
    """Return who may give this service: of its discipline, and a specialist where it needs one."""
    return prepared.instances(Practitioner, OFFERING, {"service": service.pk})


def possible_supervisors(practitioner: Practitioner | None) -> QuerySet[Practitioner]:
    """Return who may answer for a practitioner, or for somebody new: nobody who is answered for.

    Somebody who supervises is supervised by nobody. Whoever does it now stays on offer.
    """
    able = Q(
        supervisor__isnull=True,
        user__is_active=True,
        user__roles__contains=[StaffRole.CLINICIAN],
    )
    if practitioner is None or practitioner.pk is None:
        return Practitioner.objects.filter(able)
    if practitioner.supervises.exists():
        return Practitioner.objects.none()
    others = Practitioner.objects.exclude(pk=practitioner.pk)
    return others.filter(able | Q(pk=practitioner.supervisor_id))


def practitioners_of_services() -> dict[int, list[Practitioner]]:
    """Return who may give each service, by its key."""
    found = defaultdict(list)
    for person in prepared.instances(Practitioner, OFFERING_EACH, {}, extra=("offers",)):
        found[person.offers].append(person)
    return found


def _services(statement, wanted):
    return prepared.instances(Service, statement, wanted, extra=("unit_ids",))


def wish_for(
    service: Service, *, now: datetime, by_staff: bool, notice_from: datetime | None = None
) -> Wish:
    """Return what a booking of `service` asks for; notice and horizon bind patients alone."""
    notice_ends = (notice_from or now) + timedelta(hours=service.notice_hours)
    last_day = timezone.localdate(now) + timedelta(days=service.horizon_days)
    return Wish(
        duration=service.duration,
        before=timedelta(minutes=service.buffer_before_min),
        after=timedelta(minutes=service.buffer_after_min),
        grid=timedelta(minutes=service.slot_grid_min),
        earliest=None if by_staff else max(now, notice_ends),
        latest=None if by_staff else whole_day(last_day, clinic_zone()).end,
    )


def load_schedule(
    service: Service,
    practitioners: list[Practitioner],
    *,
    first: date,
    last: date,
    now: datetime,
    by_staff: bool = False,
    ignoring: Collection[int] = (),
    notice_from: datetime | None = None,
) -> Schedule:
    """Load what decides the slots of `service` from `first` to `last`; three queries.

    `service` comes with its `unit_ids`; `ignoring` are the keys of visits whose time is free, and
    `notice_from` is when the notice began, if before now.
    """
    diaries = load_diaries(
        service,
        [practitioner.pk for practitioner in practitioners],
        service.unit_ids if service.equipment_kind else [],
        first=first,
        last=last,
        now=now,
        ignoring=ignoring,
    )
    return Schedule(
        wish=wish_for(service, now=now, by_staff=by_staff, notice_from=notice_from),
        first=first,
        last=last,
        clinic=diaries.clinic,
        practitioners=diaries.practitioners,
        equipment=diaries.equipment if service.equipment_kind else None,
    )


def nearest_slots(
    service: Service,
    practitioners: list[Practitioner],
    starts_at: datetime,
    *,
    now: datetime,
    by_staff: bool = False,
    ignoring: Collection[int] = (),
    limit: int = 5,
) -> list[Slot]:
    """Return the free slots nearest to `starts_at` within a week, one a time, earliest first."""
    day = max(timezone.localdate(starts_at), timezone.localdate(now))
    schedule = load_schedule(
        service,
        practitioners,
        first=day - ONE_DAY,
        last=day + timedelta(days=6),
        now=now,
        by_staff=by_staff,
        ignoring=ignoring,
    )
    nearest = sorted(
        one_a_start(schedule.slots()), key=lambda slot: abs(slot.interval.start - starts_at)
    )
    return sorted(nearest[:limit])


def one_a_start(slots: list[Slot]) -> list[Slot]:
    """Return the first slot of each start: what “first available” shows."""
    return list({slot.interval.start: slot for slot in reversed(slots)}.values())[::-1]


def visits_that_day(practitioner_ids: list[int], day: date) -> dict[int, int]:
    """Return how many visits each practitioner has on the clinic's date `day`."""
    today = whole_day(day, clinic_zone())
    counts = (
        Appointment.objects.taking_place()
        .filter(
            practitioner__in=practitioner_ids,
            starts_at__gte=today.start,
            starts_at__lt=today.end,
        )
        .order_by()
        .values_list("practitioner_id")
        .annotate(Count("pk"))
    )
    return dict.fromkeys(practitioner_ids, 0) | dict(counts)


def live_holds(holder: UUID, now: datetime):
    """Return the times that are kept for a session, soonest first."""
    return Appointment.objects.filter(
        held_for=holder, status=AppointmentStatus.HELD, hold_expires_at__gt=now
    ).select_related("service", "practitioner")


def hold_of(holder: UUID | None, token: UUID | None) -> Appointment | None:
    """Return what a session kept by a token, whatever became of it; None if it never did."""
    if holder is None or token is None:
        return None
    kept = Appointment.objects.select_related("service", "practitioner")
    return kept.filter(held_for=holder, hold_token=token).first()


def visits_on(user, day: date):
    """Return the visits of one clinic day that `user` may see, with their people."""
    today = whole_day(day, clinic_zone())
    return (
        Appointment.objects.visible_to(user)
        .with_people()
        .ever_booked()
        .filter(starts_at__gte=today.start, starts_at__lt=today.end)
    )


def visits_of(user, person: Patient, now: datetime) -> dict:
    """Return a person's visits: `ahead`, soonest first, and the latest `behind` or cancelled."""
    visits = (
        Appointment.objects.visible_to(user)
        .with_people()
        .with_places()
        .ever_booked()
        .of_person(person)
    )
    ahead = Q(ends_at__gt=now) & ~Q(status=AppointmentStatus.CANCELLED)
    return {
        "ahead": visits.filter(ahead),
        "behind": visits.exclude(ahead).order_by("-starts_at")[:PAST_SHOWN],
    }


def messages_to(user, person: Patient):
    """Return the latest messages to a person, without their bodies."""
    messages = Message.objects.visible_to(user).defer("body_text", "body_html")
    return messages.filter(recipient__in=Patient.objects.of_person(person))[:MESSAGES_SHOWN]
