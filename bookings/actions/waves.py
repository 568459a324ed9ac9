"""Offering freed times to those who wait, a few people at a time."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bookings.freed_times import close_wishes, starts_before, waiting_as_value, was_free
from bookings.locks import is_free_turn, retry_deadlocks
from bookings.mail.reminder_times import quiet_end
from bookings.models import (
    AppointmentStatus,
    EntryStatus,
    FreedTime,
    OfferStatus,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.slots.intervals import Interval
from bookings.slots.wishes import competes, next_wave
from bookings.waiting import OPEN_FOR, STOP_BEFORE, FreeSlots, Waiters, gap_of, slot_of, who_waits
from clinic import outbox
from clinic.clocks import has_run_out
from clinic.models import ClinicProfile
from clinic.outbox import Plan
from clinic.zones import clinic_zone


@retry_deadlocks
@transaction.atomic
def offer_freed_times(*, now: datetime) -> None:
    """Close what is over, and offer each freed time to the next few who want it.

    May run at any time and twice at once: the second leaves the work to the first. A wish that
    somebody is just changing is left for the next run, so this waits for no lock. A freed time is
    offered to those who waited when it was freed: whoever joined later has seen it on offer. (If
    it was held then, it is freed anew when the hold ends: see `was_missed`.)
    """
    if not is_free_turn("waitlist"):
        return
    waiting = who_waits().select_for_update(of=["self"], no_key=True, skip_locked=True)
    entries = _without_lapsed(list(waiting), now)
    slots = FreeSlots(now)
    live = _live_offers(entries, slots, now)
    profile = ClinicProfile.objects.current()
    if quiet_end(now, profile.quiet_from, profile.quiet_until, clinic_zone()) is None:
        _Waves(entries, slots, live, now).offer()


def _without_lapsed(entries, now):
    """Close the wishes whose dates are over, or whose visit has begun, and return the others."""
    today = timezone.localdate(now)
    lapsed = [
        entry.pk
        for entry in entries
        if entry.latest_on < today or (entry.appointment and _is_over(entry.appointment, now))
    ]
    close_wishes(WaitlistEntry.objects.filter(pk__in=lapsed), EntryStatus.LAPSED, now=now)
    return [entry for entry in entries if entry.pk not in lapsed]


def _is_over(visit, now):
    return visit.status != AppointmentStatus.BOOKED or visit.has_begun(now)


def _live_offers(entries, slots, now):
    """Close the offers that ran out, or whose time has gone, and return the others."""
    offers = WaitlistOffer.objects.filter(entry__in=entries, status=OfferStatus.OFFERED)
    offers.filter(has_run_out("expires_at", lasts=OPEN_FOR, now=now)).update(
        status=OfferStatus.EXPIRED
    )
    gone, live = [], []
    for offer in offers.select_related("entry__appointment", "entry__service"):
        if _has_gone(offer, slots):
            gone.append(offer.pk)
        else:
            live.append(offer)
    offers.filter(pk__in=gone).update(status=OfferStatus.WITHDRAWN, answered_at=now)
    return live


def _has_gone(offer, slots):
    is_possible = offer.entry.can_be_offered and offer.is_earlier
    return not is_possible or slot_of(offer) not in slots.on_day_of(offer)


class _Waves:
    """One run's offers: who waits, what is free, and what has been offered already."""

    def __init__(self, entries, slots, live, now):
        self.patients = Waiters(entries, now)
        self.entries = {entry.pk: entry for entry in entries if self.patients.may_be_offered(entry)}
        self.slots, self.live, self.now = slots, live, now
        self.asked = {offer.entry_id for offer in live}
        self.told = defaultdict(list)  # of what each was offered before
        for offer in WaitlistOffer.objects.filter(entry__in=self.entries, starts_at__gt=now):
            self.told[offer.entry_id].append(offer)
        self.waiting = [
            waiting_as_value(entry, busy=self.patients.busy_times(entry))
            for entry in self.entries.values()
        ]

    def offer(self):
        """Offer each freed time that nobody is thinking about to the next who want it.

        A time that was freed again is offered by its latest freeing, for which all start anew.
        """
        ahead = FreedTime.objects.filter(ends_at__gt=self.now + OPEN_FOR + STOP_BEFORE)
        ahead = ahead.exclude(offers__status=OfferStatus.OFFERED).order_by("-freed_at", "-pk")
        for freed in ahead if self.waiting else []:
            self._offer(freed)

    def _offer(self, freed):
        first, last = timezone.localdate(freed.starts_at), timezone.localdate(freed.ends_at)
        before = starts_before(freed)
        wave = next_wave(
            [
                person
                for person in self.waiting
                if self._is_to_be_asked(person.key, freed) and person.may_want_days(first, last)
            ],
            lambda person: self._slots_for(person, freed, before),
            zone=clinic_zone(),
        )
        self._send(wave, freed)

    def _is_to_be_asked(self, key, freed):
        waited = self.entries[key].created_at <= freed.freed_at and self._missed(key, freed)
        was_asked = any(offer.freed_time_id == freed.pk for offer in self.told[key])
        return waited and not was_asked and key not in self.asked

    def _missed(self, key, freed):
        """Say whether a time that was held came free for this person: see `was_missed`."""
        since = freed.held_since
        if since is None or self.entries[key].created_at >= since:
            return True
        time = Interval(freed.starts_at, freed.ends_at)
        return any(
            offer.status == OfferStatus.WITHDRAWN
            and offer.answered_at >= since
            and slot_of(offer).interval.overlaps(time)
            for offer in self.told[key]
        )

    def _slots_for(self, person, freed, before):
        """Return what this person wants, was not offered since, and nobody is asked about now.

        Of a gap that the desk offers, nothing that they have said no to at any time.
        """
        gap = gap_of(freed)
        known = {
            slot_of(old)
            for old in self.told[person.key]
            if old.offered_at >= freed.freed_at or (gap and old.status == OfferStatus.DECLINED)
        }
        live = [slot_of(offer) for offer in self.live]
        entry = self.entries[person.key]
        return [
            slot
            for slot in self.slots.to_offer(entry, freed, person)
            if person.wants(slot, clinic_zone())  # first, for it leaves few
            and (gap is None or gap.holds(slot))
            and slot not in known
            and not was_free(before, entry, slot)
            and self.patients.is_for(entry, slot)
            and not any(competes(slot, other) for other in live)
        ]

    def _send(self, wave, freed):
        offers = [self._made(self.entries[key], freed, slot) for key, slot in wave.items()]
        self.live += WaitlistOffer.objects.bulk_create(offers)
        self.asked |= wave.keys()
        mail = Plan(kind="waitlist_offer", occasion="offer", send_at=self.now)
        outbox.plan_each((mail, offer, offer.entry.patient) for offer in offers)
        if offers:
            outbox.nudge()

    def _made(self, entry, freed, slot):
        return WaitlistOffer(
            entry=entry,
            freed_time=freed,
            practitioner_id=slot.practitioner,
            starts_at=slot.interval.start,
            ends_at=slot.interval.end,
            offered_at=self.now,
            expires_at=self.now + OPEN_FOR,
        )
