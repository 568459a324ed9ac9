"""Who of those who wait fits into a gap of the diary, in the order in which waves ask them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from bookings.freed_times import waiting_as_value
from bookings.mail.waitlist import words_of
from bookings.models import OfferStatus, WaitlistEntry, WaitlistOffer
from bookings.slots.availability import Slot
from bookings.waiting import OPEN_FOR, STOP_BEFORE, FreeSlots, Gap, Waiters, slot_of, who_waits
from clinic.models import User
from clinic.zones import clinic_zone


@dataclass(frozen=True)
class Candidate:
    """Somebody who waits and would fit: from when to when, and what the desk knows before it asks.

    `doubts` are why no mail asks them, or why to think twice before somebody calls.
    """

    entry: WaitlistEntry
    words: str
    starts_at: datetime
    ends_at: datetime
    doubts: list[str]
    is_mailed: bool  # a mail may ask them
    asked_until: datetime | None  # about this gap

    @property
    def value(self) -> str:
        """Return the start as a form sends it."""
        return timezone.localtime(self.starts_at).isoformat()


@dataclass(frozen=True)
class GapPage:
    """Who fits, in order, and whether a mail can still ask them."""

    candidates: list[Candidate]
    is_past: bool
    is_too_soon_for_mail: bool

    @cached_property
    def mailed_next(self) -> list[str]:
        """Return whom a press of the button asks, as far as a look can tell."""
        return [one.entry.patient.name for one in self.candidates if one.is_mailed][:3]

    @property
    def is_on_offer(self) -> bool:
        return any(one.asked_until for one in self.candidates)


def load_gap(user: User, gap: Gap, now: datetime) -> GapPage:
    """Return who fits into a gap; as many queries for one who waits as for many."""
    is_past = gap.time.start <= now
    candidates = [] if is_past else _Fitting(user, gap, now).candidates()
    return GapPage(candidates, is_past, gap.time.start < now + OPEN_FOR + STOP_BEFORE)


class _Fitting:
    """Who waits, what is free within the gap for the desk, and what they were offered before."""

    def __init__(self, user, gap, now):
        self.gap, self.now = gap, now
        visible = WaitlistEntry.objects.visible_to(user).values("pk")
        self.entries = list(who_waits().filter(pk__in=visible).select_related("practitioner"))
        self.waiters = Waiters(self.entries, now)
        self.slots = FreeSlots(now, by_staff=True)
        self.offers = {}
        told = WaitlistOffer.objects.filter(entry__in=self.entries, starts_at__gt=now)
        for offer in told.order_by("pk"):
            self.offers.setdefault(offer.entry_id, []).append(offer)

    def candidates(self) -> list[Candidate]:
        return [
            self._candidate(entry, slot)
            for entry in self.entries
            for slot in [self._slot_for(entry)]
            if slot
        ]

    def _slot_for(self, entry) -> Slot | None:
        """Return the first visit within the gap that this person wants and could have."""
        wish = waiting_as_value(entry, busy=self.waiters.busy_times(entry))
        first, last = (timezone.localdate(at) for at in (self.gap.time.start, self.gap.time.end))
        if not entry.service.is_active or not wish.may_want_days(first, last):
            return None
        fitting = (
            slot
            for slot in self.slots.on(entry, first, last)
            if self.gap.holds(slot)
            and wish.wants(slot, clinic_zone())
            and self.waiters.is_for(entry, slot)
        )
        return next(fitting, None)

    def _candidate(self, entry, slot):
        told = self.offers.get(entry.pk, [])
        live = [one for one in told if one.status == OfferStatus.OFFERED]
        live = [one for one in live if one.expires_at > self.now]
        here = next((one for one in live if self.gap.holds(slot_of(one))), None)
        doubts = self._doubts(entry, slot, told)
        if live and not here:
            doubts.append("Is asked about another time just now")
        return Candidate(
            entry,
            words_of(entry),
            slot.interval.start,
            slot.interval.end,
            doubts,
            is_mailed=not doubts and not live,
            asked_until=here.expires_at if here else None,
        )

    def _doubts(self, entry, slot, told):
        patient, doubts = entry.patient, []
        if self.waiters.is_called_first(entry):
            doubts.append("To be called first")
        if any(one.status == OfferStatus.DECLINED and slot_of(one) == slot for one in told):
            doubts.append("Said no to this time")
        if not patient.reached_by.email:
            doubts.append("No email")
        elif not patient.offers_wanted:
            doubts.append("Wants no mail about times that open")
        elif not entry.can_be_offered:
            doubts.append("Booked at the desk only")
        return doubts
