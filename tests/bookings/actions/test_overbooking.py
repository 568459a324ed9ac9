"""Booking over another visit: by staff, for a reason, and never over equipment or the patient."""

from datetime import timedelta
from functools import partial

import pytest

from bookings.actions import (
    NewPatient,
    book_appointment,
    book_course,
    cancel_appointment,
    find_conflicts,
    hold_slot,
    move_appointment,
)
from bookings.exceptions import PatientAlreadyBooked, SlotUnavailable, TooSoon
from bookings.models import Appointment
from bookings.slots.spacing import Spacing
from tests.conftest import MONDAY_MORNING
from tests.factories import AT_THE_DESK, NINE, PatientFactory, bookable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
HOUR = timedelta(hours=1)
WHY = "A child in pain"


@pytest.fixture
def service():
    return bookable(buffer_after_min=15)[0]


@pytest.fixture
def book(service):
    return partial(
        book_appointment,
        service=service,
        practitioner=service.practitioners.get(),
        booker=AT_THE_DESK,
        starts_at=NINE,
    )


def over(visit):
    now = Appointment.objects.get(pk=visit.pk)
    return now.overbooked, now.overbooked_reason


@pytest.mark.parametrize("later", [timedelta(0), HOUR], ids=["busy", "buffer"])
def test_staff_book_over_a_visit_or_its_buffer_for_a_reason(book, later):
    first = book(patient=PatientFactory())
    with pytest.raises(SlotUnavailable):
        book(patient=PatientFactory(), starts_at=NINE + later)

    second = book(patient=PatientFactory(), starts_at=NINE + later, overbook=WHY)

    assert (over(first), over(second)) == ((False, ""), (True, WHY))


def test_a_reason_is_not_kept_where_nothing_was_booked_over(book):
    assert over(book(patient=PatientFactory(), overbook=WHY)) == (False, "")


def test_nobody_else_books_over_a_visit(book, service):
    book(patient=PatientFactory())
    guest = {"service": service, "patient": NewPatient("Guest"), "starts_at": NINE, "overbook": WHY}

    with pytest.raises(SlotUnavailable):
        book_appointment(**guest, practitioner=service.practitioners.get())


def test_hours_equipment_and_the_patient_bind_staff_whatever_the_reason():
    service, [one, other] = bookable(practitioners=2, equipment=1)
    ada, bo = PatientFactory(), PatientFactory()
    book = partial(book_appointment, service=service, booker=AT_THE_DESK, overbook=WHY)
    book(practitioner=one, patient=ada, starts_at=NINE)

    with pytest.raises(SlotUnavailable, match="equipment"):
        book(practitioner=one, patient=bo, starts_at=NINE)
    with pytest.raises(SlotUnavailable, match="Outside working hours"):
        book(practitioner=other, patient=bo, starts_at=NINE - HOUR)
    plain, _ = bookable()
    plain.practitioners.add(one)
    with pytest.raises(PatientAlreadyBooked):
        book(service=plain, practitioner=one, patient=ada, starts_at=NINE)
    assert Appointment.objects.count() == 1


def test_a_visit_is_an_ordinary_one_once_none_stands_in_its_way(book):
    first = book(patient=PatientFactory())
    second = book(patient=PatientFactory(), overbook=WHY)
    third = book(patient=PatientFactory(), overbook=WHY)

    cancel_appointment(appointment=first)
    once = over(second), over(third)
    move_appointment(
        appointment=Appointment.objects.get(pk=second.pk),
        starts_at=NINE + 3 * HOUR,
        booker=AT_THE_DESK,
    )

    assert once == ((False, ""), (True, WHY))
    assert over(third) == (False, "")
    with pytest.raises(SlotUnavailable):
        book(patient=PatientFactory())


def test_a_move_may_overbook_and_ends_it_where_the_time_is_free(book):
    book(patient=PatientFactory())
    visit = book(patient=PatientFactory(), starts_at=NINE + 3 * HOUR)

    there = move_appointment(appointment=visit, starts_at=NINE, booker=AT_THE_DESK, overbook=WHY)
    at_nine = over(there)
    move_appointment(appointment=there, starts_at=NINE + 3 * HOUR, booker=AT_THE_DESK)

    assert (at_nine, over(visit)) == ((True, WHY), (False, ""))


def test_what_was_booked_over_a_hold_is_looked_at_once_the_hold_ran_out(book, service, clock):
    hold_slot(service=service, starts_at=NINE, holder=PatientFactory().reference)
    visit = book(patient=PatientFactory(), overbook=WHY)
    before = over(visit)
    clock.move_to(MONDAY_MORNING + HOUR)
    Appointment.objects.filter(status="held").update(status="expired")

    find_conflicts()

    assert (before, over(visit)) == ((True, WHY), (False, ""))


def test_notice_and_horizon_bind_no_staff():
    service, _ = bookable(notice_hours=24 * 14, horizon_days=1)
    with pytest.raises(TooSoon):
        book_appointment(service=service, patient=NewPatient("Guest"), starts_at=NINE)

    visit = book_appointment(
        service=service, patient=PatientFactory(), starts_at=NINE, booker=AT_THE_DESK
    )
    far = NINE + timedelta(days=7 * 50)
    moved = move_appointment(appointment=visit, starts_at=far, booker=AT_THE_DESK)
    course = book_course(
        service=service,
        patient=PatientFactory(),
        starts=[NINE, far + HOUR],
        spacing=Spacing(7, 2),
        booker=AT_THE_DESK,
    )

    assert moved.starts_at == far
    assert [one.starts_at for one in course.appointments.all()] == [NINE, far + HOUR]
