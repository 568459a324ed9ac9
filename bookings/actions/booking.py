"""Booking a visit."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from bookings.actions.booker import GUEST, Booker
from bookings.actions.holding import holder_turn, release_hold
from bookings.actions.taking import FreeVisit, insert_visit, take_time
from bookings.exceptions import HoldIsBooked
from bookings.freed_times import serve_wishes
from bookings.locks import retry_deadlocks, wait_for_turn
from bookings.mail import planning
from bookings.models import (
    HOLDS,
    Appointment,
    AppointmentStatus,
    Course,
    Service,
)
from bookings.policies import cancellation_policy, conditions_from
from bookings.rules import (
    booking_error,
    check_is_for,
    check_no_call_first,
    check_not_elsewhere,
    check_visits_ahead,
    wait_for_person,
)
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
    booker: Booker = GUEST,
    submission: UUID | None = None,
    course: Course | None = None,
    overbook: str = "",
) -> Appointment:
    """Book a slot on offer and have its confirmation sent.

    Without a practitioner the one with the fewest visits that day is taken. A repeated `submission`
    returns the visit that the first one made. The row of the hold that the booker keeps the time by
    becomes the visit, even after it ran out, if the time is still free. Staff may `overbook` a
    practitioner whom they name, for that reason: what they are booked for does not bind then, their
    hours, the equipment and the patient do. Raises SlotUnavailable,
    TooSoon, PatientAlreadyBooked, PractitionerNotOffered, ServiceNotOffered, HoldIsBooked,
    TooManyVisitsAhead, CallFirst, ForReturningPatients or ForNewPatients.
    """
    if submission:
        wait_for_turn(f"submission:{submission}")
        if made := Appointment.objects.filter(submission=submission).first():
            return made
    if booker.holder:
        wait_for_turn(holder_turn(booker.holder))
    if not booker.by_staff:
        wait_for_person(patient)
    held = _hold_of(booker, service, starts_at, practitioner)
    known = patient if isinstance(patient, Patient) else None
    free = take_time(
        service=service,
        starts_at=starts_at,
        practitioner=held.practitioner if held else practitioner,
        booker=replace(booker, notice_from=booker.notice_from or _held_since(held)),
        patients=[known.pk] if known else [],
        held=held,
        overbook=overbook,
    )
    rules = planning.mail_rules()
    if known:
        check_not_elsewhere(known, free.visit)
    if not booker.by_staff:
        _check_may_book(patient, free, booker, most=rules.profile.most_visits_ahead)
    columns = {
        **columns_of(free, patient=patient, booker=booker, profile=rules.profile),
        "submission": submission,
        "course": course,
    }
    appointment = _confirm(held, free, columns) if held else insert_visit(free, **columns)
    if booker.hold and booker.holder:  # one of another time, which this one replaces
        release_hold(token=booker.hold, holder=booker.holder)
    if known:
        serve_wishes(visits=[appointment], now=free.now)
    planning.plan_for(appointment, now=free.now, rules=rules, is_told=booker.tells_patient)
    return appointment


def columns_of(
    free: FreeVisit, *, patient: Patient | NewPatient, booker: Booker, profile: ClinicProfile
) -> dict:
    """Return what the row of a visit says beside its time; whoever has no file gets one."""
    columns = {
        "patient": patient if isinstance(patient, Patient) else begin_file(patient, booker.user),
        "source": booker.source,
        "booked_by": booker.user,
        **conditions_from(free.service, profile, free.now),
    }
    if booker.accepts_policy:
        columns["policy_accepted_at"] = free.now
        columns["policy_text"] = cancellation_policy(profile, free.service)
    return columns


def _check_may_book(patient, free, booker, *, most):
    """Raise what keeps somebody from booking alone; a guest counts as new."""
    known = patient if isinstance(patient, Patient) else None
    check_visits_ahead(patient, free.now, most=most, booked_by=booker.user)
    if known:
        check_no_call_first(free.service, known)
    check_is_for(service=free.service, patient=known, starts_at=free.visit.start)


def _hold_of(booker, service, starts_at, practitioner):
    """Return the hold that keeps this very visit for the session; None if there is none.

    With a token one that ran out counts too, and without one a hold that is still live.
    """
    if booker.holder is None:
        return None
    own = Appointment.objects.select_related("practitioner").filter(
        held_for=booker.holder, service=service, starts_at=starts_at
    )
    if practitioner is not None:
        own = own.filter(practitioner=practitioner)
    if booker.hold and (held := own.filter(hold_token=booker.hold).first()):
        if held.status not in HOLDS:
            raise HoldIsBooked
        return held
    return own.filter(status=AppointmentStatus.HELD, hold_expires_at__gt=timezone.now()).first()


def _held_since(held):
    """Return when a hold began, or nothing once it ran out: the notice then counts from now."""
    return held.created_at if held and held.is_kept(timezone.now()) else None


def _confirm(held, free, columns):
    """Let the held row become the visit."""
    for column, value in {**free.columns, **columns}.items():
        setattr(held, column, value)
    held.practitioner = free.practitioners[0]
    held.status = AppointmentStatus.BOOKED
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as error:
        raise booking_error(error) from error
    return held


def begin_file(new: NewPatient, booked_by: User | None) -> Patient:
    """Begin a file for somebody; an account that is a patient's looks after it from now on."""
    patient = Patient(**vars(new))
    is_by_account = booked_by and not booked_by.is_clinic_staff
    if is_by_account and patient.email.lower() in verified_emails(booked_by):
        patient.email_proven_at = timezone.now()
    patient.save()
    if is_by_account:
        patient.looked_after_by.add(booked_by)
    return patient
