"""Settling several visits in conflict by one press: each for itself, all of them once."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bookings.actions.booker import Booker
from bookings.actions.cancelling import cancel_appointment
from bookings.actions.moving import move_appointment
from bookings.actions.offering_times import offer_times
from bookings.actions.reseating import change_unit
from bookings.exceptions import (
    AppointmentChanged,
    AppointmentHasBegun,
    AppointmentNotBooked,
    BookingError,
    PractitionerNotOffered,
)
from bookings.locks import lock, retry_deadlocks, wait_for_turn
from bookings.models import (
    Appointment,
    AppointmentSource,
    CancellingSide,
    MendedVisit,
    Mending,
    MendingState,
    Settling,
)
from bookings.slots.proposals import Place
from clinic.models import Practitioner, User

SETTLED_ELSEWHERE = (AppointmentChanged, AppointmentNotBooked, AppointmentHasBegun)


@dataclass(frozen=True)
class Wanted:
    """What is to become of a visit, as it was looked at; `places` are tokens."""

    appointment: Appointment
    revision: int
    choice: Settling
    places: tuple[str, ...] = ()


@transaction.atomic
def start_mending(
    *, wanted: Sequence[Wanted], submission: UUID, started_by: User, reason: str = ""
) -> Mending:
    """Write down what is to become of each visit; sent again, it returns what was written."""
    wait_for_turn(f"submission:{submission}")
    if found := Mending.objects.filter(submission=submission).first():
        return found
    mending = Mending.objects.create(submission=submission, started_by=started_by, reason=reason)
    MendedVisit.objects.bulk_create(
        MendedVisit(
            mending=mending,
            appointment=each.appointment,
            revision=each.revision,
            choice=each.choice,
            places=list(each.places),
            was_at=each.appointment.starts_at,
            was_with_id=each.appointment.practitioner_id,
        )
        for each in wanted
    )
    return mending


def go_on_mending(*, mending: Mending, seconds: float) -> None:
    """Settle what waits, for about so long; what is left then waits for the next call.

    Each visit is settled and marked in one transaction: a process that ends in between has done
    it whole or not at all, and two that go on at once do each visit once.
    """
    ends = monotonic() + seconds
    for row in MendedVisit.objects.filter(mending=mending).waiting():
        settle_visit(row=row)
        if monotonic() > ends:
            break


@retry_deadlocks
@transaction.atomic
def settle_visit(*, row: MendedVisit) -> MendedVisit:
    """Do with a visit what was pressed, once; what forbids it is kept beside it."""
    wait_for_turn(f"mended visit:{row.reference}")
    found = MendedVisit.objects.select_related("mending__started_by", "appointment__patient")
    current = found.get(pk=row.pk)
    if current.state != MendingState.WAITING:
        return current
    current.done_at = timezone.now()
    try:
        with transaction.atomic():
            if current.choice != Settling.LEAVE:
                _check_in_conflict(current)
            SETTLE[current.choice](current)
        current.state = MendingState.DONE
    except BookingError as error:
        is_elsewhere = isinstance(error, SETTLED_ELSEWHERE)
        current.state = MendingState.CHANGED if is_elsewhere else MendingState.REFUSED
        current.error = str(error)[:300]
        current.open_until = None
    current.save()
    return current


def _check_in_conflict(row):
    """Raise if the visit is settled, by whatever its revision need not know: kept, or fit again.

    Nothing that settles it comes between, nor its cancellation: whoever does has its practitioner.
    """
    people = {place.practitioner for place in _places(row)}
    lock(practitioners={row.appointment.practitioner_id, *people}, equipment=[])
    if not Appointment.objects.in_conflict(row.done_at).filter(pk=row.appointment_id).exists():
        raise AppointmentChanged


def _places(row):
    visit = row.appointment
    return [Place.of_token(token, visit.duration) for token in row.places]


def _move(row):
    visit, [place] = row.appointment, _places(row)
    if (place.interval.start, place.practitioner) == (visit.starts_at, visit.practitioner_id):
        change_unit(appointment=visit, unit=place.unit, revision=row.revision)
        return
    practitioner = Practitioner.objects.filter(pk=place.practitioner).first()
    if practitioner is None:
        raise PractitionerNotOffered
    move_appointment(
        appointment=visit,
        starts_at=place.interval.start,
        practitioner=practitioner,
        duration=place.interval.duration,
        revision=row.revision,
        booker=Booker(AppointmentSource.DESK, user=row.mending.started_by),
        unit=place.unit,
    )


def _offer(row):
    row.open_until = offer_times(row, now=row.done_at)


def _cancel(row):
    cancel_appointment(
        appointment=row.appointment,
        side=CancellingSide.CLINIC,
        reason=row.mending.reason,
        cancelled_by=row.mending.started_by,
        revision=row.revision,
    )


def _leave(_row):
    """Somebody will call: it stays in conflict."""


SETTLE = {
    Settling.MOVE: _move,
    Settling.OFFER: _offer,
    Settling.CANCEL: _cancel,
    Settling.LEAVE: _leave,
}
