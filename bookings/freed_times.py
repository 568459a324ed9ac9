"""What a change of the diary means for those who wait: where time was freed, who waits no more."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, Q

from bookings.models import (
    Appointment,
    EntryStatus,
    FreedTime,
    OfferStatus,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.slots.intervals import Interval
from bookings.slots.wishes import Waiting
from clinic import outbox
from clinic.models import Patient

TASK = "bookings.tasks.offer_freed_times"
TASK_EXPIRES_S = 55  # beat's next turn does the same


def record_freed(*, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Note, with what freed it, that a time may have something free; what is past is left out."""
    if ends_at > now:
        FreedTime.objects.create(
            starts_at=max(starts_at, now).astimezone(UTC),
            ends_at=ends_at.astimezone(UTC),
            freed_at=now,
        )
        offer_soon()


def was_missed() -> Q:
    """Return whether somebody could not see the time of a hold on offer, for the hold was there.

    They began to wait while it was held, or an offer of it to them was withdrawn. Whoever waited
    before has had it on offer, so that they are not written to whenever somebody looks at a time
    and leaves it.
    """
    joined = WaitlistEntry.objects.waiting().filter(
        created_at__gte=OuterRef("created_at"), created_at__lt=OuterRef("hold_expires_at")
    )
    lost = WaitlistOffer.objects.filter(
        entry__status=EntryStatus.WAITING,
        status=OfferStatus.WITHDRAWN,
        answered_at__gte=OuterRef("created_at"),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    return Exists(joined) | Exists(lost)


def offer_soon() -> None:
    """Have freed times offered once this transaction is committed."""
    outbox.call_task(TASK, expires_s=TASK_EXPIRES_S)


def serve_wishes(*, visit: Appointment, now: datetime) -> None:
    """Close what the patient of a visit, just booked, waited for: a time of that service."""
    files = Patient.objects.of_person(visit.patient)
    wishes = WaitlistEntry.objects.filter(
        patient__in=files, service=visit.service_id, appointment=None
    )
    close_wishes(wishes, EntryStatus.SERVED, now=now)


def end_wishes_of(visit: Appointment, *, now: datetime) -> None:
    """Close the wish for an earlier time than a visit's: it was cancelled."""
    wishes = WaitlistEntry.objects.filter(appointment=visit.pk)
    close_wishes(wishes, EntryStatus.LAPSED, now=now)


def close_wishes(wishes, status: EntryStatus, *, now: datetime) -> int:
    """Close those of `wishes` that are waiting and withdraw their offers; return how many.

    An offer changes under its wish's lock alone, and the wish is locked after the people and units.
    """
    waiting = wishes.waiting().order_by("pk").select_for_update(no_key=True)
    keys = list(waiting.values_list("pk", flat=True))
    if keys:
        WaitlistOffer.objects.filter(entry__in=keys, status=OfferStatus.OFFERED).update(
            status=OfferStatus.WITHDRAWN, answered_at=now
        )
        WaitlistEntry.objects.filter(pk__in=keys).update(status=status, closed_at=now)
    return len(keys)


def waiting_as_value(entry: WaitlistEntry, *, busy: Iterable[Interval] = ()) -> Waiting:
    """Return what the pure functions need to know of a wish, which comes with its visit."""
    return Waiting(
        key=entry.pk,
        first=entry.earliest_on,
        last=entry.latest_on,
        practitioner=entry.practitioner_id,
        weekdays=frozenset(entry.weekdays),
        parts_of_day=frozenset(entry.parts_of_day),
        before=entry.appointment.starts_at if entry.appointment else None,
        busy=tuple(busy),
    )
