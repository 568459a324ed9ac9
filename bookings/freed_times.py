"""What a change of the diary means for those who wait: where time was freed, who waits no more."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, Max, Min, OuterRef, Q
from django.utils import timezone

from bookings.models import (
    Appointment,
    AppointmentStatus,
    EntryStatus,
    FreedTime,
    OfferStatus,
    Service,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.slots import services
from bookings.slots.availability import Slot
from bookings.slots.intervals import Interval
from bookings.slots.search import Search
from bookings.slots.wishes import Waiting
from clinic import outbox
from clinic.models import Patient

TASK = "bookings.tasks.offer_freed_times"
TASK_EXPIRES_S = 55  # beat's next turn does the same


def record_freed(
    *, starts_at: datetime, ends_at: datetime, now: datetime, held: Appointment | None = None
) -> None:
    """Note, before it is changed, a time that may have more free then; what is past is left out.

    What is free there before the change is kept with it, for it is offered to nobody: they could
    have booked it all along. So is what is held, but for `held`, a hold that is about to end, and
    may have run out already.
    """
    if ends_at <= now:
        return
    time = Interval(max(starts_at, now).astimezone(UTC), ends_at.astimezone(UTC))
    standing = now if held is None else min(now, held.hold_expires_at - timedelta.resolution)
    holds = Appointment.objects.filter(status=AppointmentStatus.HELD).overlapping(time)
    others = list(holds.exclude(pk=held and held.pk).values_list("pk", flat=True))
    FreedTime.objects.create(
        starts_at=time.start,
        ends_at=time.end,
        freed_at=now,
        held_since=held and held.created_at,
        free_before=_free_in(time, standing, ignoring=others),
    )
    offer_soon()


def record_left(visit: Appointment, *, now: datetime, held: bool = False) -> None:
    """Note, before it is changed, the time that a visit, or a hold, is about to leave.

    With it comes what it kept free before and after itself, for its own sake or for another's.
    """
    most = Service.objects.aggregate(before=Max("buffer_before_min"), after=Max("buffer_after_min"))
    before = max(visit.buffer_before_min, most["after"] or 0)
    after = max(visit.buffer_after_min, most["before"] or 0)
    record_freed(
        starts_at=visit.starts_at - timedelta(minutes=before),
        ends_at=visit.ends_at + timedelta(minutes=after),
        now=now,
        held=visit if held else None,
    )


def _free_in(time, now, ignoring):
    """Return the starts that are free in a time for what people wait for, as it is stored.

    By no notice and no horizon: what comes into these later was not freed. Who has yet to begin
    was free for nobody: patients do not see them.
    """
    found = {}
    waiting = WaitlistEntry.objects.waiting().order_by("service").values_list("service")
    for pk, first, last in waiting.annotate(Min("earliest_on"), Max("latest_on")):
        first = max(first, timezone.localdate(time.start))
        last = min(last, timezone.localdate(time.end))
        if first > last:
            continue
        service, people = services.offered(pk)
        if not service.is_active:
            people = []  # nobody could book it, whoever was free
        people = services.started(people, timezone.localdate(now))
        search = Search(service, people, now, by_staff=True, ignoring=ignoring)
        starts = defaultdict(list)
        for slot in search.schedule(first, last).slots() if people else []:
            if slot.interval.overlaps(time):
                starts[str(slot.practitioner)].append(_minute(slot.interval.start))
        found[str(pk)] = dict(starts)
    return found


def _minute(instant):
    return int(instant.timestamp()) // 60


def starts_before(freed: FreedTime) -> dict[tuple[int, int | None], set[int]]:
    """Return the starts that were free before, by service and practitioner; None is anybody."""
    found = defaultdict(set)
    for service, by_practitioner in freed.free_before.items():
        for practitioner, starts in by_practitioner.items():
            found[int(service), int(practitioner)].update(starts)
            found[int(service), None].update(starts)
    return dict(found)


def was_free(before: dict[tuple[int, int | None], set[int]], entry: WaitlistEntry, slot: Slot):
    """Say whether somebody who waits could have had a slot before the time was freed.

    Whoever takes anybody could have come then if anybody at all was free.
    """
    return _minute(slot.interval.start) in before.get((entry.service_id, entry.practitioner_id), ())


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


def serve_wishes(*, visits: Iterable[Appointment], now: datetime) -> None:
    """Close what the patients of visits, just booked, waited for: a time of that service."""
    people = defaultdict(set)
    for visit in visits:
        people[visit.service_id].add(visit.patient.person_id)
    if not people:
        return
    asked = (
        Q(service=service, patient__in=Patient.objects.of_people(keys))
        for service, keys in people.items()
    )
    wishes = WaitlistEntry.objects.filter(reduce(or_, asked), appointment=None)
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
