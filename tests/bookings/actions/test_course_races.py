"""Two desks at once: a course is booked whole or not at all, and no time is sold twice."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from bookings.actions import (
    book_appointment,
    book_course,
    cancel_course,
    course_mark,
    move_appointment,
)
from bookings.exceptions import BookingError, CourseVisitRefused
from bookings.models import Appointment, CancellingSide, Course
from bookings.slots.spacing import Spacing
from tests.factories import AT_THE_DESK, NINE, FrontDeskFactory, PatientFactory, bookable
from tests.races import ROUND_S, kinds, race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]
WEEK = timedelta(days=7)
ROUNDS = 3


def booking_of(service, starts, practitioner=None, **more):
    wanted = {
        "service": service,
        "practitioner": practitioner,
        "patient": PatientFactory(),
        "starts": starts,
        "spacing": Spacing(days=7, tolerance=2),
        "booker": replace(AT_THE_DESK, user=FrontDeskFactory()),
        **more,
    }
    return lambda: book_course(**wanted)


def weeks(first, count):
    return [NINE + number * WEEK for number in range(first, first + count)]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_two_overlapping_courses_one_is_booked_whole(number):
    service, [practitioner] = bookable()

    outcomes, _, seconds, deadlocks = race(
        booking_of(service, weeks(0, 4), practitioner),
        booking_of(service, weeks(2, 4), practitioner),
    )

    assert kinds(outcomes) == {Course: 1, CourseVisitRefused: 1}
    assert Appointment.objects.count() == 4
    assert Appointment.objects.values("starts_at").distinct().count() == 4
    assert deadlocks == 0
    assert seconds < ROUND_S


def test_courses_with_anybody_fill_each_practitioner_and_equipment_once():
    service, _ = bookable(practitioners=3, equipment=2)

    outcomes, _, seconds, deadlocks = race(*[booking_of(service, weeks(0, 3)) for _ in range(6)])

    assert kinds(outcomes) == {Course: 2, CourseVisitRefused: 4}
    assert Appointment.objects.count() == 6
    assert deadlocks == 0
    assert seconds < ROUND_S


def test_a_course_that_is_submitted_twice_at_once_is_one_course():
    service, _ = bookable()
    twice = booking_of(service, weeks(0, 4), submission=uuid4())

    outcomes, *_ = race(*[twice] * 4)

    assert kinds(outcomes) == {Course: 4}
    assert len({course.pk for course in outcomes}) == 1
    assert Appointment.objects.count() == 4


def test_a_course_and_a_single_visit_at_once_leave_one_of_them():
    service, [practitioner] = bookable()

    def single():
        return book_appointment(
            service=service,
            practitioner=practitioner,
            patient=patient,
            starts_at=NINE + 3 * WEEK,
        )

    patient = PatientFactory()
    outcomes, *_ = race(booking_of(service, weeks(0, 4), practitioner), single)

    assert len([outcome for outcome in outcomes if isinstance(outcome, BookingError)]) == 1
    assert Appointment.objects.count() in (1, 4)


def test_cancelling_a_course_while_its_visits_move_meets_no_deadlock():
    service, people = bookable(practitioners=2)
    course = booking_of(service, weeks(0, 4), people[0])()
    visits = list(course.appointments.all())

    def move(visit):
        return lambda: move_appointment(
            appointment=visit,
            practitioner=people[1],
            starts_at=visit.starts_at + timedelta(hours=2),
        )

    outcomes, _, seconds, deadlocks = race(
        lambda: cancel_course(
            course=course,
            side=CancellingSide.CLINIC,
            reason="Ill",
            cancelled_by=course.booked_by,
            seen=course_mark(visits),
        ),
        *[move(visit) for visit in visits],
    )

    cancelled = course.appointments.filter(status="cancelled").count()
    assert cancelled in (0, 4)
    assert all(isinstance(outcome, Appointment | BookingError | int) for outcome in outcomes)
    assert deadlocks == 0
    assert seconds < ROUND_S
