"""Keeping a time for somebody while they type: ten minutes, for one browser session alone."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bookings import queries
from bookings.actions.booker import Booker
from bookings.actions.releasing import let_go
from bookings.actions.taking import insert_visit, take_time
from bookings.locks import retry_deadlocks, wait_for_turn
from bookings.models import (
    Appointment,
    AppointmentSource,
    AppointmentStatus,
    MendedVisit,
    Service,
)
from clinic.clocks import has_run_out
from clinic.models import Practitioner

HELD_FOR = timedelta(minutes=10)
OFFERED_FOR = timedelta(hours=24)  # times by mail, to somebody whose visit we cannot give
MOST_HOLDS = 2  # of one session: one time to book, and one in another tab


@retry_deadlocks
@transaction.atomic
def hold_slot(
    *,
    service: Service,
    starts_at: datetime,
    holder: UUID,
    practitioner: Practitioner | None = None,
    instead_of: UUID | None = None,
    by_staff: bool = False,
) -> Appointment:
    """Keep a slot on offer for the session `holder`; the same slot again returns the same hold.

    For a caller it is kept `by_staff`, whom neither notice nor horizon binds. `instead_of` is the
    token of a hold that is given up for this one. Raises SlotUnavailable, TooSoon,
    PractitionerNotOffered or ServiceNotOffered, and then gives nothing up.
    """
    wait_for_turn(holder_turn(holder))
    if kept := _kept_already(service, starts_at, practitioner, holder):
        return kept
    free = take_time(
        service=service,
        starts_at=starts_at,
        practitioner=practitioner,
        booker=Booker(_source_of(by_staff), holder=holder),
    )
    _give_up(holder, free.now, hold_token=instead_of)
    live = queries.live_holds(holder, free.now).order_by("-hold_expires_at", "-pk")
    _give_up(holder, free.now, pk__in=[hold.pk for hold in live[MOST_HOLDS - 1 :]])
    return insert_visit(
        free,
        source=_source_of(by_staff),
        status=AppointmentStatus.HELD,
        held_for=holder,
        hold_token=uuid4(),
        hold_expires_at=free.now + HELD_FOR,
    )


@retry_deadlocks
@transaction.atomic
def release_hold(*, token: UUID, holder: UUID) -> None:
    """Give a time back; again, or with somebody else's token, changes nothing."""
    wait_for_turn(holder_turn(holder))
    _give_up(holder, timezone.now(), hold_token=token)


@transaction.atomic
def expire_holds(*, now: datetime) -> int:
    """Mark the holds that have run out, but for those that somebody is working on right now.

    The rows stay, as all do that ever took a time, and name nobody: a page that was left open may
    still book by its token.
    """
    offers = MendedVisit.objects.offered().values("reference")
    of_a_session = has_run_out("hold_expires_at", lasts=HELD_FOR, now=now)
    offered = has_run_out("hold_expires_at", lasts=OFFERED_FOR, now=now)
    run_out = Appointment.objects.filter(
        of_a_session & ~Q(held_for__in=offers) | offered & Q(held_for__in=offers),
        status=AppointmentStatus.HELD,
    )
    return let_go(run_out.select_for_update(skip_locked=True, no_key=True), now=now)


def holder_turn(holder: UUID) -> str:
    """Return the key that lets one session do one thing with its holds at a time."""
    return f"holder:{holder}"


def _source_of(by_staff):
    return AppointmentSource.DESK if by_staff else AppointmentSource.ONLINE


def _kept_already(service, starts_at, practitioner, holder):
    kept = queries.live_holds(holder, timezone.now()).filter(service=service, starts_at=starts_at)
    if practitioner is not None:
        kept = kept.filter(practitioner=practitioner)
    return kept.first()


def _give_up(holder, now, **which):
    let_go(Appointment.objects.filter(held_for=holder, **which), now=now)
