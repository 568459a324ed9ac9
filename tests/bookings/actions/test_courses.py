"""A course of visits: booked and cancelled as one, moved so that its spacing stays."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from bookings.actions import (
    book_appointment,
    book_course,
    cancel_appointment,
    cancel_course,
    course_mark,
    move_appointment,
)
from bookings.actions.courses import still_to_come
from bookings.exceptions import (
    CourseChanged,
    CourseNotInOrder,
    CourseTooShort,
    CourseVisitRefused,
    NothingToCancel,
)
from bookings.models import Appointment, CancellingSide, Course
from bookings.slots.spacing import Spacing
from clinic.models import Message, MessageState
from tests.factories import AT_THE_DESK, NINE, FrontDeskFactory, PatientFactory, bookable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
WEEK = timedelta(days=7)
WEEKLY = Spacing(days=7, tolerance=2)


@pytest.fixture
def wanted():
    service, [practitioner] = bookable()
    return {
        "service": service,
        "practitioner": practitioner,
        "patient": PatientFactory(),
        "starts": [NINE, NINE + WEEK, NINE + 2 * WEEK],
        "spacing": WEEKLY,
        "booker": replace(AT_THE_DESK, user=FrontDeskFactory()),
    }


def starts_of(course):
    return list(course.appointments.values_list("starts_at", flat=True))


def test_book_course_books_every_visit_and_has_each_confirmed(wanted):
    booker = replace(wanted["booker"], accepts_policy=True)
    course = book_course(**wanted | {"booker": booker})

    assert (course.patient, course.service) == (wanted["patient"], wanted["service"])
    assert (course.spacing_days, course.tolerance_days) == (7, 2)
    visits = list(course.appointments.all())
    assert [visit.starts_at for visit in visits] == wanted["starts"]
    assert {(visit.source, visit.status, visit.booked_by) for visit in visits} == {
        ("desk", "booked", wanted["booker"].user)
    }
    assert all(visit.policy_accepted_at for visit in visits)
    for visit in visits:
        planned = Message.objects.about(visit).order_by("kind", "send_at")
        kinds = list(planned.values_list("kind", flat=True))
        assert kinds == ["confirmation", "reminder", "reminder"]


def test_book_course_books_nothing_when_one_time_is_taken(wanted):
    taken = book_appointment(
        service=wanted["service"], patient=PatientFactory(), starts_at=NINE + WEEK
    )

    with pytest.raises(CourseVisitRefused) as refusal:
        book_course(**wanted)

    assert refusal.value.place == 2
    assert str(refusal.value).startswith("Visit 2: ")
    assert list(Appointment.objects.all()) == [taken]
    assert not Course.objects.exists()


def test_book_course_books_nothing_when_the_patient_has_a_visit_then(wanted):
    elsewhere, _ = bookable()
    book_appointment(service=elsewhere, patient=wanted["patient"], starts_at=NINE + 2 * WEEK)

    with pytest.raises(CourseVisitRefused) as refusal:
        book_course(**wanted)

    assert (refusal.value.place, refusal.value.status) == (3, 409)
    assert Appointment.objects.count() == 1


def test_book_course_returns_the_first_course_when_it_is_submitted_again(wanted):
    submission = uuid4()

    first = book_course(**wanted, submission=submission)
    second = book_course(**wanted, submission=submission)

    assert second == first
    assert Appointment.objects.count() == 3


def test_book_course_is_not_bound_by_notice_horizon_or_the_limit_of_visits(wanted):
    service, [practitioner] = bookable(notice_hours=24 * 30, horizon_days=1)
    starts = [NINE + number * WEEK for number in range(12)]

    course = book_course(
        **wanted | {"service": service, "practitioner": practitioner, "starts": starts}
    )

    assert starts_of(course) == starts


@pytest.mark.parametrize(
    ("starts", "error"),
    [
        ([], CourseTooShort),
        ([NINE], CourseTooShort),
        ([NINE + WEEK, NINE], CourseNotInOrder),
        ([NINE, NINE], CourseNotInOrder),
        ([NINE, NINE + timedelta(hours=2)], CourseNotInOrder),
    ],
)
def test_book_course_refuses_what_is_no_course(wanted, starts, error):
    with pytest.raises(error):
        book_course(**wanted | {"starts": starts})

    assert not Appointment.objects.exists()


def test_visits_of_a_course_know_their_place_and_others_have_none(wanted):
    course = book_course(**wanted)
    visits = list(course.appointments.all())
    cancel_appointment(appointment=visits[0])
    alone = book_appointment(
        service=wanted["service"], patient=PatientFactory(), starts_at=NINE + 3 * WEEK
    )

    places = Appointment.objects.with_places().values_list("pk", "place_in_course", "course_length")

    assert list(places) == [
        (visits[0].pk, 1, 3),
        (visits[1].pk, 2, 3),
        (visits[2].pk, 3, 3),
        (alone.pk, None, None),
    ]


def test_cancel_course_cancels_what_is_ahead_and_mails_about_each(wanted, clock):
    course = book_course(**wanted)
    first, *others = course.appointments.all()
    clock.move_to(NINE + timedelta(hours=1))

    count = cancel_course(
        course=course,
        side=CancellingSide.PATIENT,
        reason="Moves to another town",
        cancelled_by=wanted["booker"].user,
        seen=course_mark(others),
    )

    assert count == 2
    assert list(
        course.appointments.values_list("status", "cancellation_reason", "cancelled_by")
    ) == [
        ("booked", "", None),
        *[("cancelled", "Moves to another town", wanted["booker"].user.pk)] * 2,
    ]
    for visit in others:
        waiting = Message.objects.about(visit).filter(state=MessageState.PLANNED)
        assert sorted(waiting.values_list("kind", flat=True)) == ["cancelled"]
    assert not Message.objects.about(first).filter(kind="cancelled").exists()


def test_cancel_course_changes_nothing_when_a_visit_has_moved_since(wanted):
    course = book_course(**wanted)
    seen = course_mark(still_to_come(course))
    moved = course.appointments.first()
    move_appointment(appointment=moved, starts_at=NINE + timedelta(hours=2))

    with pytest.raises(CourseChanged):
        cancel_course(
            course=course,
            side=CancellingSide.CLINIC,
            reason="",
            cancelled_by=wanted["booker"].user,
            seen=seen,
        )

    assert still_to_come(course).count() == 3


def test_cancel_course_says_so_when_nothing_is_ahead(wanted):
    course = book_course(**wanted)
    by = {
        "side": CancellingSide.CLINIC,
        "reason": "Ill",
        "cancelled_by": wanted["booker"].user,
    }
    cancel_course(course=course, seen=course_mark(still_to_come(course)), **by)

    with pytest.raises(NothingToCancel):
        cancel_course(course=course, seen=course_mark([]), **by)
