"""Booking a visit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from bookings import messages, queries
from bookings.actions.guards import (
    booking_error,
    expire_overlapping_holds,
    lock,
    refused,
    retry_deadlocks,
    wait_for_turn,
)
from bookings.exceptions import (
    PractitionerNotOffered,
    ServiceNotOffered,
    SlotUnavailable,
)
from bookings.intervals import Interval
from bookings.models import Appointment, AppointmentSource, Service
from clinic.models import ClinicProfile, Patient, Practitioner, User


@dataclass(frozen=True)
class NewPatient:
    """Somebody without a file; their email is unproven until they follow its link."""

    name: str
    email: str = ""
    phone: str = ""


@retry_deadlocks
@transaction.atomic
def book_appointment(
    *,
    service: Service,
    starts_at: datetime,
    patient: Patient | NewPatient,
    practitioner: Practitioner | None = None,
    source: AppointmentSource = AppointmentSource.ONLINE,
    booked_by: User | None = None,
    by_staff: bool = False,
    accepts_policy: bool = False,
    notes: str = "",
    submission: UUID | None = None,
) -> Appointment:
    """Book a slot on offer and have its confirmation sent.

    `service` comes with its units, from `queries`. Without a practitioner the one with the fewest
    visits that day is taken. A repeated `submission` returns the visit that the first one made.
    Raises SlotUnavailable, TooSoon, PatientAlreadyBooked, PractitionerNotOffered or
    ServiceNotOffered.
    """
    candidates = _candidates(service, practitioner)
    known = [patient.pk] if isinstance(patient, Patient) else []
    if submission:
        wait_for_turn(f"submission:{submission}")
        if made := Appointment.objects.filter(submission=submission).first():
            return made
    lock(practitioners=candidates, equipment=service.unit_ids, patients=known)
    service, candidates = _as_it_stands(service, candidates, by_staff=by_staff)
    now = timezone.now()
    visit = Interval.lasting(service.duration, starts_at)
    expire_overlapping_holds(
        interval=visit,
        practitioners=candidates,
        equipment=service.unit_ids,
        patients=known,
        now=now,
    )
    free, unit = free_for(service, candidates.values(), visit, now=now, by_staff=by_staff)
    details = {
        "patient": patient if known else _open_file(patient, booked_by),
        "service": service,
        "equipment_id": unit,
        "starts_at": visit.start,
        "ends_at": visit.end,
        "buffer_before_min": service.buffer_before_min,
        "buffer_after_min": service.buffer_after_min,
        "source": source,
        "booked_by": booked_by,
        "notes": notes,
        "submission": submission,
    }
    if accepts_policy:
        details["policy_accepted_at"] = now
        details["policy_text"] = ClinicProfile.objects.current().cancellation_policy
    appointment = _insert(free, details)
    messages.plan_for(appointment, now=now)
    return appointment


def _as_it_stands(service, candidates, *, by_staff):
    """Read again what may have changed while the locks were waited for; take nobody unlocked."""
    service = queries.service_with_units(service.pk)
    if not (by_staff or (service.is_active and service.is_bookable_online)):
        raise ServiceNotOffered
    offering = queries.practitioners_offering(service)
    return service, {person.pk: person for person in offering if person.pk in candidates}


def _candidates(service, practitioner):
    offering = {person.pk: person for person in queries.practitioners_offering(service)}
    if practitioner is None:
        return offering
    if practitioner.pk not in offering:
        raise PractitionerNotOffered
    return {practitioner.pk: practitioner}


def free_for(service, practitioners, visit, *, now, by_staff, ignoring=None):
    """Return who is free for `visit`, the fewest visits that day first, and the unit it takes."""
    day = timezone.localdate(visit.start)
    schedule = queries.load_schedule(
        service,
        list(practitioners),
        first=day,
        last=day,
        now=now,
        by_staff=by_staff,
        ignoring=ignoring,
    )
    free = schedule.free_at(visit.start)
    if not free:
        raise refused(schedule.why_not(visit.start))
    if len(free) > 1:
        visits = queries.visits_that_day(free, day)
        free.sort(key=lambda key: (visits[key], key))
    unit = schedule.free_units(visit)[0] if service.equipment_kind else None
    return free, unit


def _open_file(new, booked_by):
    patient = Patient.objects.create(name=new.name, email=new.email, phone=new.phone)
    if booked_by and not booked_by.is_clinic_staff:
        patient.looked_after_by.add(booked_by)
    return patient


def _insert(practitioner_ids, details):
    """Insert the visit with the first practitioner whom the database accepts."""
    for practitioner_id in practitioner_ids:
        try:
            with transaction.atomic():
                return Appointment.objects.create(practitioner_id=practitioner_id, **details)
        except IntegrityError as error:
            refusal = booking_error(error)
            if not isinstance(refusal, SlotUnavailable):
                raise refusal from error
    raise SlotUnavailable
