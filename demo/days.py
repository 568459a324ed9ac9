"""Fills the working days of the demo's fortnight, so that the desk shows what it is for.

The day on which somebody tries it, and the next working day, are full ones; one of them has a visit
in conflict, and a gap for which three people wait.
"""

import random
from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import cycle

from django.utils import timezone

from bookings.actions import (
    Booker,
    WantedTimes,
    add_exception,
    cancel_appointment,
    confirm_attendance,
    join_waitlist,
)
from bookings.models import Appointment, AppointmentSource, CancellingSide, Service
from bookings.models.schedule import ScheduleEffect, Weekday
from bookings.slots import services
from bookings.slots.holidays import whole_day
from bookings.slots.intervals import Interval, first_instant_at
from bookings.slots.search import Search
from clinic.models import DropReason, Message, MessageState, Patient, Practitioner, User
from clinic.zones import clinic_zone
from demo import logins
from demo.courses import ASSESS, ELISE, FIRST, FOLLOW, KINES, RUN, TOMAS, Fate
from demo.regulars import regulars
from demo.visits import BEFORE, SOURCES, attend, book_as

DICE_SEED = 20_261_130
FORTNIGHT = timedelta(days=14)
ONE_DAY = timedelta(days=1)
FULL_DAYS, OF_A_FULL_DAY, OF_A_QUIET_DAY = 2, (6, 7, 8), (2, 3)
# So that most regulars have been here: one visit each with everybody, before the courses begin.
EARLIER_DAYS, OF_AN_EARLIER_DAY = (timedelta(days=-26), timedelta(days=-15)), (1,)
# What a practitioner gives, as often as it stands here; what they do not offer is left out.
MIX = (FOLLOW, FOLLOW, FIRST, FOLLOW, ASSESS, FOLLOW, RUN, KINES, RUN, KINES)
FATES = [*[Fate.KEPT] * 9, Fate.MISSED, Fate.KEPT, Fate.CANCELLED]
GAP_OF, GAP = ELISE, (time(13), time(14))
THREE_WHO_WAIT = 3
CONFLICT_OF, CONFLICT_WHY = TOMAS, "Called away for an hour"
TRIES = 6
AN_HOUR = timedelta(hours=1)


def fill_days(*, now: datetime, with_past: bool) -> None:
    """Book regulars on the working days from that of `now`, and let the day be one of many."""
    filling = DayFilling(now)
    for day in filling.earlier() if with_past else []:
        filling.fill(day, OF_AN_EARLIER_DAY, with_past=True)
    filled: list[date] = []
    for day in filling.weekdays():
        visits = OF_A_FULL_DAY if len(filled) < FULL_DAYS else OF_A_QUIET_DAY
        if filling.fill(day, visits, with_past=with_past):
            filled.append(day)
    for day in filled[:FULL_DAYS]:
        if filling.wait_for_the_gap(day) and filling.call_somebody_away(day):
            break


class DayFilling:
    """One run of it: its dice, and what it looks up once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.zone = clinic_zone()
        self.dice = random.Random(DICE_SEED)  # noqa: S311 - the same demo every time
        self.services = {service.slug: service for service in services.bookable_services()}
        self.practitioners = list(Practitioner.objects.filter(is_active=True).order_by("pk"))
        self.patients = regulars()
        self.fates = cycle(FATES)
        self.desk = User.objects.filter(email=logins.FRONT_DESK.email).first()

    def weekdays(self) -> list[date]:
        return self._weekdays(timedelta(0), FORTNIGHT - ONE_DAY)

    def earlier(self) -> list[date]:
        return self._weekdays(*EARLIER_DAYS)

    def _weekdays(self, first: timedelta, last: timedelta) -> list[date]:
        today = timezone.localdate(self.now)
        days = (today + first + number * ONE_DAY for number in range((last - first).days + 1))
        return [day for day in days if day.weekday() <= Weekday.FRIDAY]

    def fill(self, day: date, visits: tuple[int, ...], *, with_past: bool) -> bool:
        """Give whoever works that day as many visits as such a day has; say whether anybody did."""
        booked = Appointment.objects.taking_place().overlapping(whole_day(day, self.zone))
        number_of = Counter(booked.values_list("practitioner", flat=True))
        busy_people = set(booked.values_list("patient", flat=True))
        free_people = [each for each in self.patients if each.pk not in busy_people]
        self.dice.shuffle(free_people)
        made = []
        for practitioner in self.practitioners:
            wanted = self.dice.choice(visits)
            made += self._give(
                practitioner,
                day,
                free_people,
                wanted - number_of[practitioner.pk],
                with_past=with_past,
            )
        attend([pair for pair in made if pair[0].has_begun(self.now)], self.now, is_one_here=False)
        for visit, _fate in made:
            if not visit.has_begun(self.now) and self.dice.random() < 1 / 2:
                confirm_attendance(appointment=visit, revision=visit.revision)
        return bool(made)

    def _give(self, practitioner, day, people, wanted, *, with_past):
        """Book this many visits of a day on slots on offer; return each with its fate."""
        made = []
        mix = [self.services[slug] for slug in MIX if self._offers(practitioner, slug)]
        self.dice.shuffle(mix)
        shortest = min(mix, key=lambda service: service.duration_min)
        for service in mix + [shortest] * TRIES:
            if len(made) >= wanted or not people:
                break
            starts = self._starts(service, practitioner, day, with_past=with_past)
            booked = (self._book(service, practitioner, people[-1], start) for start in starts)
            visit = next(filter(None, booked), None)
            if visit is None:
                continue
            people.pop()
            fate = next(self.fates)
            if fate == Fate.CANCELLED and not visit.has_begun(self.now):
                cancel_appointment(
                    appointment=visit, side=CancellingSide.PATIENT, reason="Something came up."
                )
            else:
                made.append((visit, fate))
        return made

    def _offers(self, practitioner, slug):
        service = self.services.get(slug)
        return service is not None and practitioner in services.practitioners_offering(service)

    def _starts(self, service, practitioner, day, *, with_past):
        """Return the starts on offer from one end of the day, so that the rest stays whole."""
        schedule = Search(service, [practitioner], self.now, by_staff=True).schedule(day, day)
        starts = [
            slot.interval.start
            for slot in schedule.slots()
            if not (practitioner.slug == GAP_OF and slot.interval.overlaps(self._gap(day)))
            and (with_past or slot.interval.start > self.now)
        ]
        return starts if self.dice.random() < 1 / 2 else starts[::-1]

    def _book(self, service: Service, practitioner, patient: Patient, start: datetime):
        visit = book_as(
            self.dice.choice(SOURCES),
            self.desk,
            service=service,
            practitioner=practitioner,
            patient=patient,
            starts_at=start,
        )
        if visit:  # days ago, and it was confirmed then
            confirmation = Message.objects.about(visit).planned().filter(kind="confirmation")
            confirmation.update(
                state=MessageState.DROPPED, dropped_reason=DropReason.OTHER, dropped_note=BEFORE
            )
        return visit

    # --- One gap that three wait for, one visit in conflict ---------------------------------------

    def _gap(self, day: date) -> Interval:
        opens, closes = (first_instant_at(day, at, self.zone) for at in GAP)
        return Interval(opens, closes)

    def wait_for_the_gap(self, day: date) -> bool:
        """Put three on the waitlist for the gap; say whether it still lies ahead."""
        practitioner = next((each for each in self.practitioners if each.slug == GAP_OF), None)
        if practitioner is None or self._gap(day).start <= self.now:
            return False
        for patient in self.patients[:THREE_WHO_WAIT]:
            join_waitlist(
                service=self.services[FOLLOW],
                patient=patient,
                times=WantedTimes(earliest_on=day, latest_on=day, practitioner=practitioner),
                booker=Booker(AppointmentSource.DESK),
            )
        return True

    def call_somebody_away(self, day: date) -> bool:
        """Close one practitioner over a visit to come, so that it is in conflict."""
        visit = (
            Appointment.objects.still_ahead(self.now + AN_HOUR)
            .overlapping(whole_day(day, self.zone))
            .filter(practitioner__slug=CONFLICT_OF)
            .last()
        )
        if visit is None:
            return False
        add_exception(
            effect=ScheduleEffect.CLOSED,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            reason=CONFLICT_WHY,
            practitioner=visit.practitioner,
        )
        return True
