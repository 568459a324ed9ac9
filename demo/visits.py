"""Books the demo patients' visits, and lets each become what its course says."""

import random
from datetime import date, datetime, timedelta

from django.utils import timezone

from bookings.actions import (
    Booker,
    book_appointment,
    cancel_appointment,
    mark_arrived,
    mark_fulfilled,
    mark_noshow,
    move_appointment,
)
from bookings.exceptions import BookingError
from bookings.models import Appointment, AppointmentSource, Service
from bookings.slots import services
from bookings.slots.availability import Slot
from bookings.slots.search import Search
from clinic import outbox
from clinic.models import DropReason, Patient, Practitioner, User
from demo import logins
from demo.courses import COURSES, Fate, PlannedVisit
from demo.identity import demo_reference

DICE_SEED = 20_260_914
FIRST_DAY, LAST_DAY = timedelta(days=-14), timedelta(days=14)
SEARCHED = timedelta(days=4)  # to either side of the day that a visit is wished for
SHOWN = timedelta(days=7)
CHANGED = (Fate.MOVED, Fate.CANCELLED)  # which nobody can do once a visit has begun
BEFORE = "before the demo began"
SOURCES = [AppointmentSource.ONLINE, AppointmentSource.ONLINE, AppointmentSource.DESK]


def have_run_dry(now: datetime) -> bool:
    """Say whether nobody is expected in the coming week, so that there is little to show."""
    return (
        not Appointment.objects.taking_place()
        .filter(ends_at__gt=now, starts_at__lt=now + SHOWN)
        .exists()
    )


def add_visits(*, now: datetime, with_past: bool) -> None:
    """Book every course around the clinic's day of `now`, or only what of it lies ahead."""
    booking = CourseBooking(now, with_past=with_past)
    made = [
        (visit, planned)
        for key, course in COURSES.items()
        for planned in course
        if (visit := booking.book(key, planned)) is not None
    ]
    attend([(visit, planned.fate) for visit, planned in made if visit.has_begun(now)], now)
    for visit, planned in made:
        if visit.has_begun(now):
            continue
        if planned.fate == Fate.CANCELLED:
            cancel_appointment(appointment=visit, reason=planned.reason)
        elif planned.fate == Fate.MOVED:
            booking.move(visit)


def book_as(source: AppointmentSource, desk: User | None, **visit) -> Appointment | None:
    """Book a visit as staff, who alone book what is past, or so soon; None if it cannot be."""
    booker = Booker(
        AppointmentSource.DESK,
        desk if source == AppointmentSource.DESK else None,
        accepts_policy=source == AppointmentSource.ONLINE,
    )
    try:
        booked = book_appointment(booker=booker, **visit)
    except BookingError:
        return None
    booked.source = source
    booked.save(update_fields=["source"])
    return booked


def attend(
    begun: list[tuple[Appointment, Fate]], now: datetime, *, is_one_here: bool = True
) -> None:
    """Record who came. Who is still here has arrived, and whoever came last if `is_one_here`."""
    begun.sort(key=lambda pair: (pair[0].starts_at, pair[0].pk))
    kept = [visit for visit, fate in begun if fate != Fate.MISSED]
    for visit, fate in begun:
        outbox.drop_planned(about=visit, reason=DropReason.OTHER, note=BEFORE)
        if fate == Fate.MISSED:
            mark_noshow(appointment=visit)
        elif visit.ends_at > now or (is_one_here and visit == kept[-1]):
            mark_arrived(appointment=visit)
        else:
            mark_fulfilled(appointment=visit)


class CourseBooking:
    """One run of the seed: the day it counts from, its dice, and the rows it looks up once."""

    def __init__(self, now: datetime, *, with_past: bool) -> None:
        self.now = now
        self.today = timezone.localdate(now)
        self.with_past = with_past
        self.dice = random.Random(DICE_SEED)  # noqa: S311 - the same demo every time
        self.services = {service.slug: service for service in services.bookable_services()}
        self.practitioners = {person.slug: person for person in Practitioner.objects.all()}
        self.patients = {patient.reference: patient for patient in Patient.objects.all()}
        self.desk = User.objects.filter(email=logins.FRONT_DESK.email).first()

    def book(self, key: str, planned: PlannedVisit) -> Appointment | None:
        """Book the slot nearest to the plan; None if there is none, or people changed too much."""
        if planned.day < 0 and not self.with_past:
            return None
        service = self.services.get(planned.service)
        practitioner = self.practitioners.get(planned.practitioner)
        patient = self.patients.get(demo_reference("patient", key))
        if not (service and practitioner and patient):
            return None
        source = self.dice.choice(SOURCES)
        wished = self.today + timedelta(days=planned.day)
        for slot in self._slots(service, practitioner, wished, ahead=planned.fate in CHANGED):
            visit = book_as(
                source,
                self.desk,
                service=service,
                practitioner=practitioner,
                patient=patient,
                starts_at=slot.interval.start,
            )
            if visit:
                return visit
        return None

    def move(self, visit: Appointment) -> None:
        """Move a visit to a slot on the day after, or the nearest one to that."""
        service = self.services[visit.service.slug]
        wished = timezone.localdate(visit.starts_at) + timedelta(days=1)
        for slot in self._slots(service, visit.practitioner, wished, ahead=True):
            if slot.interval.start == visit.starts_at:
                continue
            try:
                move_appointment(
                    appointment=visit,
                    starts_at=slot.interval.start,
                    booker=Booker(AppointmentSource.DESK),
                )
            except BookingError:
                continue
            return

    def _slots(
        self, service: Service, practitioner: Practitioner, wished: date, *, ahead: bool
    ) -> list[Slot]:
        """Return what is free around a day: the nearest days first, in each by the dice."""
        schedule = Search(service, [practitioner], self.now, by_staff=True).schedule(
            max(wished - SEARCHED, self.today + FIRST_DAY),
            min(wished + SEARCHED, self.today + LAST_DAY),
        )
        slots = schedule.slots()
        if ahead or not self.with_past:
            slots = [slot for slot in slots if slot.interval.start > self.now]
        self.dice.shuffle(slots)
        slots.sort(key=lambda slot: abs(timezone.localdate(slot.interval.start) - wished))
        return slots
