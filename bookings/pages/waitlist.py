"""What the waitlist's pages show: what is free already, who waits, and what they were offered."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from bookings.links.waitlist import waitlist_path
from bookings.mail.waitlist import words_of
from bookings.models import (
    Appointment,
    EntryStatus,
    OfferStatus,
    Service,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.slots import services
from bookings.slots.availability import Slot
from bookings.slots.search import Search, one_a_start
from bookings.slots.wishes import Waiting
from clinic.marks import mark_of
from clinic.models import Patient, User
from clinic.zones import clinic_zone

MOST_TIMES = 6
SEARCHED = timedelta(days=62)
OFFERS_SHOWN = 20


@dataclass(frozen=True)
class FreeTime:
    """A time that suits a wish and is free already; `url` books it, where it is not a move."""

    starts_at: datetime
    practitioner_name: str
    url: str


@dataclass(frozen=True)
class FreeTimes:
    """What is free already; the mark tells these from any other."""

    times: list[FreeTime]
    mark: str


def free_already(
    search: Search, wish: Waiting, *, carried: dict[str, str] | None = None
) -> FreeTimes:
    """Return a few free times that suit a wish: the first of each day, then the second."""
    names = {person.pk: person for person in search.practitioners}
    first = max(wish.first, search.today)
    last = min(wish.last, first + SEARCHED)
    slots: list[Slot] = []
    if first <= last:
        slots = [
            slot
            for slot in search.schedule(first, last).slots()
            if slot.interval.start > search.now and wish.wants(slot, clinic_zone())
        ]
    times = [
        _free_time(search.service, slot, names[slot.practitioner], carried or {})
        for slot in _a_few(one_a_start(slots))
    ]
    return FreeTimes(
        times, mark_of(*(time.starts_at.isoformat() for time in times)) if times else ""
    )


def _a_few(slots):
    """Return some slots, spread over the days: a row of quarter hours is no choice."""
    place, places = Counter(), {}
    for slot in slots:
        day = timezone.localdate(slot.interval.start)
        places[slot] = place[day]
        place[day] += 1
    return sorted(sorted(slots, key=lambda slot: (places[slot], slot))[:MOST_TIMES])


def _free_time(service, slot, practitioner, carried):
    starts_at = timezone.localtime(slot.interval.start)
    path = reverse("bookings:booking-details", args=[service.slug])
    chosen = {**carried, "practitioner": practitioner.slug, "starts_at": starts_at.isoformat()}
    return FreeTime(starts_at, practitioner.name, f"{path}?{urlencode(chosen)}")


@dataclass(frozen=True)
class WishRow:
    """One wish as a page shows it, with the offer that is open, if any."""

    entry: WaitlistEntry
    words: str
    offer: WaitlistOffer | None
    url: str
    offer_url: str

    @property
    def is_put_first(self):
        return self.entry.put_first_at is not None


def rows_of(entries: Iterable[WaitlistEntry], now: datetime) -> list[WishRow]:
    """Return wishes with their open offers; one query however many there are."""
    entries = list(entries)
    live = WaitlistOffer.objects.filter(
        entry__in=entries, status=OfferStatus.OFFERED, expires_at__gt=now
    ).select_related("practitioner")
    offers = {offer.entry_id: offer for offer in live}
    return [
        WishRow(
            entry,
            words_of(entry),
            offer,
            waitlist_path(entry),
            waitlist_path(offer) if offer else "",
        )
        for entry in entries
        for offer in [offers.get(entry.pk)]
    ]


def wishes_for(person: Patient, now: datetime) -> list[WishRow]:
    """Return what a person waits for, in a file that was joined into theirs too."""
    files = Patient.objects.of_person(person)
    wishes = WaitlistEntry.objects.filter(patient__in=files).waiting()
    return rows_of(_with_people(wishes), now)


def wishes_of(user: User, now: datetime) -> list[WishRow]:
    """Return what those whom an account looks after wait for."""
    return rows_of(_with_people(WaitlistEntry.objects.visible_to(user).waiting()), now)


@dataclass(frozen=True)
class ServiceQueue:
    """Who waits for one service, in the order in which they are asked."""

    service: Service
    rows: list[WishRow] = field(default_factory=list)


@dataclass(frozen=True)
class WaitlistBoard:
    queues: list[ServiceQueue]
    services: list[Service]  # that somebody waits for
    recent: list[WaitlistOffer]


def load_board(user: User, now: datetime, service: str = "") -> WaitlistBoard:
    """Return who waits, by service, and the latest offers; of one service, by its slug, or all."""
    visible = WaitlistEntry.objects.visible_to(user)
    waiting = _with_people(visible.waiting()).annotate(offers_so_far=Count("offers")).in_order()
    rows = rows_of(waiting, now)
    queues = {}
    for row in rows:
        queues.setdefault(row.entry.service_id, ServiceQueue(row.entry.service)).rows.append(row)
    by_place = sorted(queues.values(), key=lambda queue: (queue.service.position, queue.service.pk))
    recent = WaitlistOffer.objects.filter(entry__in=visible)
    if service:
        recent = recent.filter(entry__service__slug=service)
    return WaitlistBoard(
        queues=[queue for queue in by_place if service in ("", queue.service.slug)],
        services=[queue.service for queue in by_place],
        recent=list(recent.select_related("entry__patient", "practitioner")[:OFFERS_SHOWN]),
    )


def _with_people(entries):
    return entries.select_related("patient", "service", "practitioner", "appointment")


def is_still_free(offer: WaitlistOffer, now: datetime) -> bool:
    """Say whether the time of an offer can still be taken, as far as a look can tell."""
    service, practitioners = services.offered(offer.entry.service_id)
    people = [person for person in practitioners if person.pk == offer.practitioner_id]
    visit = offer.entry.appointment
    search = Search(
        service,
        people,
        now,
        ignoring=[visit.pk] if visit else [],
        notice_from=offer.offered_at,
        duration=offer.entry.duration,
    )
    return bool(people) and bool(search.around(offer.starts_at).free_at(offer.starts_at))


def visit_of(offer: WaitlistOffer) -> Appointment | None:
    """Return the visit that an accepted offer led to."""
    if offer.status != OfferStatus.ACCEPTED:
        return None
    if offer.entry.appointment:
        return offer.entry.appointment
    return Appointment.objects.filter(submission=offer.reference).first()


def state_of(offer: WaitlistOffer, now: datetime) -> str:
    """Return how an offer stands: open, over, declined, taken, left or accepted."""
    if offer.status == OfferStatus.ACCEPTED:
        return "accepted"
    if offer.entry.status != EntryStatus.WAITING:
        return "left"
    if offer.status == OfferStatus.DECLINED:
        return "declined"
    if offer.status == OfferStatus.EXPIRED or (
        offer.status == OfferStatus.OFFERED and offer.expires_at <= now
    ):
        return "over"
    if (
        offer.status == OfferStatus.WITHDRAWN
        or not offer.is_earlier
        or not is_still_free(offer, now)
    ):
        return "taken"
    return "open"
