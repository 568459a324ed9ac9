"""Booking a visit."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from bookings.actions.holding import holder_turn, release_hold
from bookings.actions.taking import insert_visit, take_time
from bookings.exceptions import HoldIsBooked
from bookings.freed_times import serve_wishes
from bookings.locks import retry_deadlocks, wait_for_turn
from bookings.mail import planning
from bookings.models import (
    HOLDS,
    Appointment,
    AppointmentSource,
    AppointmentStatus,
    Course,
    Service,
)
from bookings.policies import cancellation_policy
from bookings.rules import (
    booking_error,
    check_is_for,
    check_no_call_first,
    check_not_elsewhere,
    check_visits_ahead,
    wait_for_person,
)
from bookings.slots.intervals import Interval
from clinic.accounts import verified_emails
from clinic.models import ClinicProfile, Patient, Practitioner, User


@dataclass(frozen=True)
class NewPatient:
    """Somebody without a file; their email is unproven until they follow its link."""

    name: str
    email: str = ""
    phone: str = ""
    birth_date: date | None = None
    contact_name: str = ""  # who books for them, if another


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
    hold: UUID | None = None,
    holder: UUID | None = None,
    notice_from: datetime | None = None,
    course: Course | None = None,
) -> Appointment:
    """Book a slot on offer and have its confirmation sent.

    Without a practitioner the one with the fewest visits that day is taken. A repeated `submission`
    returns the visit that the first one made. `hold` is the token of the hold that the session
    `holder` keeps the time by: its row becomes the visit, even after it ran out, if the time is
    still free. The notice is counted from when the time was held, or from `notice_from`.
    Raises SlotUnavailable, TooSoon, PatientAlreadyBooked,
    PractitionerNotOffered, ServiceNotOffered, HoldIsBooked, TooManyVisitsAhead, CallFirst,
    ForReturningPatients or ForNewPatients.
    """
    if submission:
        wait_for_turn(f"submission:{submission}")
        if made := Appointment.objects.filter(submission=submission).first():
            return made
    if holder:
        wait_for_turn(holder_turn(holder))
    if not by_staff:
        wait_for_person(patient)
    held = _hold_of(holder, hold, service, starts_at, practitioner)
    known = [patient.pk] if isinstance(patient, Patient) else []
    free = take_time(
        service=service,
        starts_at=starts_at,
        practitioner=held.practitioner if held else practitioner,
        patients=known,
        by_staff=by_staff,
        notice_from=notice_from or _held_since(held),
        holder=holder,
        held=held,
    )
    service, profile = free.columns["service"], ClinicProfile.objects.current()  # as they stand
    if known:
        check_not_elsewhere(patient, Interval.lasting(service.duration, starts_at))
    if not by_staff:
        check_visits_ahead(patient, free.now, most=profile.most_visits_ahead, booked_by=booked_by)
        if known:
            check_no_call_first(service, patient)
        check_is_for(service=service, patient=patient if known else None, starts_at=starts_at)
    columns = {
        "patient": patient if known else open_file(patient, booked_by),
        "source": source,
        "booked_by": booked_by,
        "notes": notes,
        "submission": submission,
        "course": course,
    }
    if accepts_policy:
        columns["policy_accepted_at"] = free.now
        columns["policy_text"] = cancellation_policy(profile, service)
    appointment = _confirm(held, free, columns) if held else insert_visit(free, **columns)
    if hold and holder:
        release_hold(token=hold, holder=holder)  # one of another time, which this one replaces
    serve_wishes(visit=appointment, now=free.now)
    planning.plan_for(appointment, now=free.now, profile=profile)
    return appointment


def _hold_of(holder, token, service, starts_at, practitioner):
    """Return the hold that keeps this very visit for the session; None if there is none.

    With a token one that ran out counts too, and without one a hold that is still live.
    """
    if holder is None:
        return None
    own = Appointment.objects.filter(held_for=holder, service=service, starts_at=starts_at)
    if practitioner is not None:
        own = own.filter(practitioner=practitioner)
    if token and (held := own.filter(hold_token=token).select_related("practitioner").first()):
        if held.status not in HOLDS:
            raise HoldIsBooked
        return held
    live = own.filter(status=AppointmentStatus.HELD, hold_expires_at__gt=timezone.now())
    return live.select_related("practitioner").first()


def _held_since(held):
    """Return when a hold began, or nothing once it ran out: the notice then counts from now."""
    return held.created_at if held and held.is_kept(timezone.now()) else None


def _confirm(held, free, columns):
    """Let the held row become the visit."""
    for column, value in {**free.columns, **columns}.items():
        setattr(held, column, value)
    held.practitioner_id = free.practitioners[0]
    held.status = AppointmentStatus.BOOKED
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as error:
        raise booking_error(error) from error
    return held


def open_file(new: NewPatient, booked_by: User | None) -> Patient:
    """Open a file for somebody; an account that is a patient's looks after it from now on."""
    patient = Patient(**vars(new))
    is_by_account = booked_by and not booked_by.is_clinic_staff
    if is_by_account and patient.email.lower() in verified_emails(booked_by):
        patient.email_proven_at = timezone.now()
    patient.save()
    if is_by_account:
        patient.looked_after_by.add(booked_by)
    return patient
