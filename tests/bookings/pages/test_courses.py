"""Times proposed for a course of visits, and the dates that keep its plan."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from bookings import actions
from bookings.models import ScheduleException
from bookings.pages.courses import CoursePlan, dates_that_keep_the_plan, propose
from bookings.slots.spacing import Spacing, Window
from tests.factories import (
    AT_THE_DESK,
    NINE,
    FrontDeskFactory,
    PatientFactory,
    WorkingHoursFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
TUESDAY = date(2026, 12, 1)


@pytest.fixture
def clinic():
    service, [practitioner] = bookable(slug="physio")
    return service, practitioner


@pytest.fixture
def patient():
    return PatientFactory(name="Ada Runner")


def book(clinic, patient, starts, **more):
    return actions.book_course(
        service=clinic[0],
        patient=patient,
        starts=starts,
        spacing=Spacing(7, 2),
        booker=replace(AT_THE_DESK, user=FrontDeskFactory()),
        **more,
    )


def occupy(clinic, starts_at):
    return actions.book_appointment(
        service=clinic[0], practitioner=clinic[1], patient=PatientFactory(), starts_at=starts_at
    )


def plan_of(clinic, patient, **changed):
    service, practitioner = clinic
    plan = {
        "patient": patient,
        "service": service,
        "practitioner": practitioner,
        "first_on": TUESDAY,
        "at": time(9),
        "visits": 3,
        "spacing": Spacing(7, 2),
    }
    return CoursePlan(**plan | changed)


def proposed(plan, **more):
    return [visit.chosen for visit in propose(plan, now=timezone.now(), **more)]


def test_propose_takes_the_same_weekday_and_time_when_it_is_free(clinic, patient):
    visits = propose(plan_of(clinic, patient), now=timezone.now())

    assert [visit.chosen for visit in visits] == [NINE, NINE + WEEK, NINE + 2 * WEEK]
    assert {visit.why_not_due for visit in visits} == {""}
    assert [len(visit.choices) for visit in visits] == [8, 8, 8]


def test_propose_takes_the_nearest_time_of_the_day_and_says_why(clinic, patient):
    occupy(clinic, NINE + WEEK)

    visits = propose(plan_of(clinic, patient), now=timezone.now())

    assert visits[1].chosen == NINE + WEEK + HOUR
    assert visits[1].why_not_due == "Booked from 09:00 to 10:00 Vancouver time."


def test_propose_takes_the_nearest_day_when_the_day_is_full(clinic, patient):
    WorkingHoursFactory(practitioner=clinic[1], weekday=3)
    ScheduleException.objects.create(
        practitioner=clinic[1],
        starts_at=NINE + WEEK - HOUR,
        ends_at=NINE + WEEK + 9 * HOUR,
        reason="Away",
    )

    visits = propose(plan_of(clinic, patient), now=timezone.now())

    thursday = NINE + WEEK + timedelta(days=2)
    assert [visit.chosen for visit in visits] == [NINE, thursday, NINE + 2 * WEEK]
    assert visits[1].why_not_due == "Away."


def test_propose_has_nothing_when_the_tolerance_is_full_and_goes_on_after_it(clinic, patient):
    ScheduleException.objects.create(
        starts_at=NINE + 5 * timedelta(days=1),
        ends_at=NINE + 10 * timedelta(days=1),
        reason="Renovation",
    )

    visits = propose(plan_of(clinic, patient), now=timezone.now())

    assert [visit.chosen for visit in visits] == [NINE, None, NINE + 2 * WEEK]
    assert (visits[1].choices, visits[1].why_not_due) == ([], "Renovation.")


def test_propose_never_proposes_when_the_patient_is_here_already(clinic, patient):
    elsewhere, _ = bookable()
    actions.book_appointment(service=elsewhere, patient=patient, starts_at=NINE)

    visits = propose(plan_of(clinic, patient), now=timezone.now())

    assert visits[0].chosen == NINE + HOUR
    assert visits[0].why_not_due == "The patient has a visit then."


def test_propose_keeps_what_was_chosen_while_it_is_free(clinic, patient):
    occupy(clinic, NINE + WEEK + 3 * HOUR)
    kept = {1: NINE + 5 * HOUR, 2: NINE + WEEK + 3 * HOUR, 3: None}

    starts = proposed(plan_of(clinic, patient), kept=kept)

    assert starts == [NINE + 5 * HOUR, NINE + WEEK, None]


def test_propose_asks_the_same_few_questions_for_any_length(
    clinic, patient, django_assert_num_queries
):
    for visits in (2, 20):
        with django_assert_num_queries(3):
            propose(plan_of(clinic, patient, visits=visits), now=timezone.now())


def test_dates_that_keep_the_plan_lie_between_the_neighbours_that_take_place(clinic, patient):
    now = timezone.now()
    course = book(clinic, patient, [NINE + number * WEEK for number in range(4)])
    first, second, third, fourth = course.appointments.all()

    assert dates_that_keep_the_plan(first, now) == Window(date(2026, 11, 29), date(2026, 12, 3))
    assert dates_that_keep_the_plan(second, now) == Window(date(2026, 12, 6), date(2026, 12, 10))
    assert dates_that_keep_the_plan(fourth, now) == Window(date(2026, 12, 20), date(2026, 12, 24))

    actions.cancel_appointment(appointment=third)

    assert dates_that_keep_the_plan(second, now) == Window(date(2026, 12, 6), date(2026, 12, 10))
    assert dates_that_keep_the_plan(fourth, now) == Window(date(2026, 12, 18), date(2026, 12, 26))


def test_dates_that_keep_the_plan_are_none_without_a_course_or_in_the_past(clinic, patient, clock):
    alone = occupy(clinic, NINE + 3 * HOUR)
    course = book(clinic, patient, [NINE, NINE + WEEK])
    clock.move_to(NINE + 30 * timedelta(days=1))

    now = timezone.now()
    assert dates_that_keep_the_plan(alone, now) is None
    assert dates_that_keep_the_plan(course.appointments.last(), now) is None
