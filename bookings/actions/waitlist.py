"""Joining the waitlist, leaving it, and the desk's word on who comes first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bookings.actions.booker import GUEST, Booker
from bookings.actions.booking import NewPatient, begin_file
from bookings.exceptions import (
    AlreadyWaiting,
    DatesPast,
    NoLongerWaiting,
    PractitionerNotOffered,
    ServiceNotOffered,
    TooManyWishes,
)
from bookings.freed_times import close_wishes, offer_soon
from bookings.locks import lock, retry_deadlocks, wait_for_turn
from bookings.models import Appointment, EntryStatus, PartOfDay, Service, WaitlistEntry
from bookings.rules import check_is_for, check_may_change
from bookings.slots import services
from bookings.slots.holidays import whole_day
from clinic import outbox
from clinic.models import Patient, Practitioner
from clinic.zones import clinic_zone

MOST_WISHES = 5  # that one person waits for at once


@dataclass(frozen=True)
class WantedTimes:
    """Which times suit somebody, from one clinic date to another.

    Without a practitioner anybody will do; no weekdays, or parts of the day, are all of them.
    """

    earliest_on: date
    latest_on: date
    practitioner: Practitioner | None = None
    weekdays: Collection[int] = ()
    parts_of_day: Collection[PartOfDay] = ()

    @property
    def columns(self) -> dict:
        """Return what a row of the list says of them."""
        return {
            "earliest_on": self.earliest_on,
            "latest_on": self.latest_on,
            "practitioner": self.practitioner,
            "weekdays": sorted(set(self.weekdays)),
            "parts_of_day": sorted(set(self.parts_of_day)),
        }


@retry_deadlocks
@transaction.atomic
def join_waitlist(
    *,
    service: Service,
    patient: Patient | NewPatient,
    times: WantedTimes,
    booker: Booker = GUEST,
    submission: UUID | None = None,
) -> WaitlistEntry:
    """Put somebody on the list for a time of `service`; a mail tells them so.

    A repeated `submission` returns the wish that the first one made. Raises ServiceNotOffered,
    PractitionerNotOffered, DatesPast, TooManyWishes, ForReturningPatients or ForNewPatients.
    """
    if submission:
        wait_for_turn(f"waitlist:{submission}")
        if made := WaitlistEntry.objects.filter(submission=submission).first():
            return made
    now = timezone.now()
    _check_offered(service, times.practitioner, by_staff=booker.by_staff)
    if times.latest_on < timezone.localdate(now):
        raise DatesPast
    if not booker.by_staff:
        known = patient if isinstance(patient, Patient) else None
        over_at = whole_day(times.latest_on, clinic_zone()).end
        check_is_for(service=service, patient=known, starts_at=over_at)
    _check_number(patient)
    return _add(
        now,
        patient=patient if isinstance(patient, Patient) else begin_file(patient, booker.user),
        service=service,
        submission=submission,
        **times.columns,
    )


@retry_deadlocks
@transaction.atomic
def wait_for_earlier(
    *,
    appointment: Appointment,
    times: WantedTimes,
    submission: UUID | None = None,
) -> WaitlistEntry:
    """Put the patient of a booked visit on the list for an earlier time; accepting one moves it.

    Raises AlreadyWaiting, TooManyWishes, DatesPast, and what forbids to move the visit.
    """
    if submission:
        wait_for_turn(f"waitlist:{submission}")
        if made := WaitlistEntry.objects.filter(submission=submission).first():
            return made
    lock(practitioners=[appointment.practitioner_id], equipment=[])
    now = timezone.now()
    current = Appointment.objects.select_related("patient", "service").get(pk=appointment.pk)
    check_may_change(current, now)
    _check_offered(current.service, times.practitioner, by_staff=True)
    visit_on = timezone.localdate(current.starts_at)
    if times.latest_on < timezone.localdate(now) or times.earliest_on > visit_on:
        raise DatesPast("Please choose days from today until the visit.")
    _check_number(current.patient)
    if current.waitlist_entries.waiting().exists():
        raise AlreadyWaiting
    return _add(
        now,
        patient=current.patient,
        service=current.service,
        appointment=current,
        submission=submission,
        **times.columns,
    )


@retry_deadlocks
@transaction.atomic
def leave_waitlist(*, entry: WaitlistEntry) -> WaitlistEntry:
    """Take somebody off the list, with whatever they were offered; again changes nothing."""
    if close_wishes(
        WaitlistEntry.objects.filter(pk=entry.pk), EntryStatus.LEFT, now=timezone.now()
    ):
        offer_soon()  # whoever comes next need not wait for an answer
    return WaitlistEntry.objects.get(pk=entry.pk)


@retry_deadlocks
@transaction.atomic
def put_first(*, entry: WaitlistEntry, at: datetime | None = None) -> WaitlistEntry:
    """Let somebody be asked before all who have not been put first. Raises NoLongerWaiting."""
    return _place(entry, at or timezone.now())


@retry_deadlocks
@transaction.atomic
def put_back(*, entry: WaitlistEntry) -> WaitlistEntry:
    """Let somebody be asked when it is their turn again. Raises NoLongerWaiting."""
    return _place(entry, None)


def _place(entry, put_first_at):
    current = WaitlistEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if current.status != EntryStatus.WAITING:
        raise NoLongerWaiting("This person does not wait any more.")
    if (current.put_first_at is None) != (put_first_at is None):
        current.put_first_at = put_first_at
        current.save(update_fields=["put_first_at"])
    return current


def _check_offered(service, practitioner, *, by_staff):
    if not (service.is_active and (by_staff or service.is_bookable_online)):
        raise ServiceNotOffered
    if practitioner and practitioner not in services.practitioners_offering(service):
        raise PractitionerNotOffered


def _check_number(patient):
    """Raise when somebody waits for enough already: a person by their file, a guest by email."""
    waiting = WaitlistEntry.objects.waiting()
    if isinstance(patient, Patient):
        lock(practitioners=[], equipment=[], patients=[patient.pk])
        own = waiting.filter(patient=patient)
    else:
        wait_for_turn(f"waitlist email:{patient.email.lower()}")
        own = waiting.filter(patient__email__iexact=patient.email) if patient.email else []
    if len(own) >= MOST_WISHES:
        raise TooManyWishes


def _add(now, **columns):
    entry = WaitlistEntry.objects.create(created_at=now, **columns)
    outbox.plan(
        kind="waitlist_joined",
        about=entry,
        occasion="joined",
        recipient=entry.patient,
        send_at=now,
    )
    outbox.nudge()
    return entry
