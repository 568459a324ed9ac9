"""Who waits, what is free for them, and what they may be offered: for waves and for the desk."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min, QuerySet
from django.utils import timezone

from bookings.models import (
    Appointment,
    AppointmentStatus,
    FreedTime,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.slots import services
from bookings.slots.availability import Slot
from bookings.slots.holidays import whole_day
from bookings.slots.intervals import Interval
from bookings.slots.search import Search
from bookings.slots.wishes import Waiting
from clinic.models import Patient
from clinic.models.people import PERSON_OF_PATIENT
from clinic.zones import clinic_zone

OPEN_FOR = timedelta(minutes=15)
STOP_BEFORE = timedelta(hours=2)  # no offer is still open so shortly before its start


@dataclass(frozen=True)
class Gap:
    """A time of one practitioner that the desk would like to fill."""

    practitioner: int
    time: Interval

    def holds(self, slot: Slot) -> bool:
        """Say whether a whole visit lies within it."""
        return slot.practitioner == self.practitioner and self.time.contains(slot.interval)


def gap_of(freed: FreedTime) -> Gap | None:
    """Return the gap that a freed time is, if the desk offers it."""
    if freed.practitioner_id is None:
        return None
    return Gap(freed.practitioner_id, Interval(freed.starts_at, freed.ends_at))


def who_waits() -> QuerySet[WaitlistEntry]:
    """Return who waits, in the order in which they are asked, with what decides about each."""
    waiting = WaitlistEntry.objects.waiting().in_order()
    return waiting.select_related(PERSON_OF_PATIENT, "service", "appointment")


def slot_of(offer: WaitlistOffer) -> Slot:
    return Slot(Interval(offer.starts_at, offer.ends_at), offer.practitioner_id)


class FreeSlots:
    """What is free for wishes on some days, loaded once for all that are as long."""

    def __init__(self, now: datetime, *, by_staff: bool = False) -> None:
        self.now, self.by_staff = now, by_staff
        self.services = {}
        self.loaded = {}

    def on(self, entry: WaitlistEntry, first: date, last: date) -> list[Slot]:
        """Return what is free on these days, with the notice of an offer that is about to end."""
        asked = (entry.service_id, entry.duration, first, last)
        if asked not in self.loaded:
            found, people = self.service_of(entry)
            search = Search(
                found,
                people,
                self.now,
                by_staff=self.by_staff,
                notice_from=self.now - OPEN_FOR,
                duration=entry.duration,
            )
            self.loaded[asked] = search.schedule(first, last).slots() if people else []
        return self.loaded[asked]

    def service_of(self, entry: WaitlistEntry):
        """Return the service that somebody waits for and who gives it, as they stand."""
        if entry.service_id not in self.services:
            self.services[entry.service_id] = services.offered(entry.service_id)
        return self.services[entry.service_id]

    def on_day_of(self, offer: WaitlistOffer) -> list[Slot]:
        day = timezone.localdate(offer.starts_at)
        return self.on(offer.entry, day, day)

    def to_offer(self, entry: WaitlistEntry, freed: FreedTime, person: Waiting) -> list[Slot]:
        """Return what is free in a freed time on a person's days, far enough ahead for an offer."""
        time = Interval(freed.starts_at, freed.ends_at)
        first, last = timezone.localdate(freed.starts_at), timezone.localdate(freed.ends_at)
        slots = self.on(entry, max(first, timezone.localdate(self.now)), last)
        notice = timedelta(hours=self.service_of(entry)[0].notice_hours)
        soonest = self.now + max(OPEN_FOR + STOP_BEFORE, notice)
        begin = max(soonest, whole_day(person.first, clinic_zone()).start)
        end = min(time.end, whole_day(person.last, clinic_zone()).end)
        kept = slice(*(bisect_left(slots, at, key=_start) for at in (begin, end)))
        return [slot for slot in slots[kept] if slot.interval.overlaps(time)]


def _start(slot):
    return slot.interval.start


class Waiters:
    """Who of those who wait may accept what they would be offered, read for all at once.

    A person is who they are in each of their files.
    """

    def __init__(self, entries: Iterable[WaitlistEntry], now: datetime) -> None:
        files = Patient.objects.of_people({entry.patient.person_id for entry in entries})
        visits = Appointment.objects.filter(patient__in=files).with_person_id().order_by()
        came = visits.taking_place().exclude(status=AppointmentStatus.NOSHOW)
        self.first_visits = dict(came.values_list("person_id").annotate(Min("starts_at")))
        self.to_be_called = set(visits.under_review().values_list("person_id", flat=True))
        self.ahead = defaultdict(list)
        for visit in visits.taking_place().filter(ends_at__gt=now):
            self.ahead[visit.person_id].append(visit)

    def busy_times(self, entry: WaitlistEntry) -> list[Interval]:
        """Return when the person is here anyway, but for the visit that they wait to move."""
        return [
            Interval(visit.starts_at, visit.ends_at)
            for visit in self.ahead[entry.patient.person_id]
            if visit.pk != entry.appointment_id
        ]

    def may_be_offered(self, entry: WaitlistEntry) -> bool:
        """Say whether an offer reaches the person, who may take it before anybody calls them."""
        patient = entry.patient
        if not (entry.can_be_offered and patient.offers_wanted and patient.reached_by.email):
            return False
        return not self.is_called_first(entry)

    def is_called_first(self, entry: WaitlistEntry) -> bool:
        """Say whether somebody is to speak with the person before they may take such a time."""
        is_closed = entry.appointment is not None or entry.service.is_for_running
        return is_closed and entry.patient.person_id in self.to_be_called

    def is_for(self, entry: WaitlistEntry, slot: Slot) -> bool:
        """Say whether the service is still for the person: some are for a first visit."""
        if entry.appointment:
            return True
        first = self.first_visits.get(entry.patient.person_id)
        if first is not None and first < slot.interval.start:
            return entry.service.for_returning_patients
        return entry.service.for_new_patients
