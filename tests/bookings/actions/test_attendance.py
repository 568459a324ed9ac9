"""Attendance: a visit is marked at its time, can be put right until it is over, then stays."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from bookings.actions import mark_arrived, mark_fulfilled, mark_noshow, undo_attendance
from bookings.exceptions import (
    AppointmentChanged,
    AppointmentFulfilled,
    AppointmentNotBooked,
    AppointmentNotYet,
    BookingError,
    NothingToUndo,
)
from bookings.models import Appointment
from bookings.models.appointments import AppointmentStatus
from tests.factories import NINE, AppointmentFactory

ARRIVED, FULFILLED, NOSHOW = (
    AppointmentStatus.ARRIVED,
    AppointmentStatus.FULFILLED,
    AppointmentStatus.NOSHOW,
)
ACTIONS = {ARRIVED: mark_arrived, FULFILLED: mark_fulfilled, NOSHOW: mark_noshow}
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (before, after)
        for before in (AppointmentStatus.BOOKED, ARRIVED, NOSHOW)
        for after in (ARRIVED, FULFILLED, NOSHOW)
    ],
)
def test_a_mark_is_recorded_and_put_right_until_the_visit_is_over(clock, before, after):
    visit = AppointmentFactory(status=before)
    clock.move_to(NINE + HALF_AN_HOUR)

    marked = ACTIONS[after](appointment=visit)

    assert (marked.pk, marked.status) == (visit.pk, after)
    assert Appointment.objects.values_list("status", "revision").get() == (after, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("mark", [mark_arrived, mark_noshow])
def test_a_mark_raises_appointment_fulfilled_once_the_visit_is_over(clock, mark):
    visit = AppointmentFactory(status=FULFILLED)
    clock.move_to(NINE + HALF_AN_HOUR)

    with pytest.raises(AppointmentFulfilled):
        mark(appointment=visit)

    assert Appointment.objects.get().status == FULFILLED


@pytest.mark.django_db
@pytest.mark.parametrize("mark", ACTIONS.values())
@pytest.mark.parametrize("status", [AppointmentStatus.CANCELLED, AppointmentStatus.EXPIRED])
def test_a_mark_raises_appointment_not_booked_for_a_released_time(clock, mark, status):
    visit = AppointmentFactory(status=status, cancelled_at=timezone.now())
    clock.move_to(NINE + HALF_AN_HOUR)

    with pytest.raises(AppointmentNotBooked):
        mark(appointment=visit)

    assert Appointment.objects.get().status == status


@pytest.mark.django_db
@pytest.mark.parametrize("mark", [mark_fulfilled, mark_noshow])
def test_a_mark_raises_appointment_not_yet_before_the_visit_begins(clock, mark):
    visit = AppointmentFactory()
    clock.move_to(NINE - HALF_AN_HOUR)

    with pytest.raises(AppointmentNotYet):
        mark(appointment=visit)

    assert Appointment.objects.get().status == AppointmentStatus.BOOKED


@pytest.mark.django_db
def test_mark_arrived_takes_who_is_early_on_the_day_and_nobody_the_day_before(clock):
    visit = AppointmentFactory()

    clock.move_to(NINE - timedelta(hours=10))
    with pytest.raises(AppointmentNotYet):
        mark_arrived(appointment=visit)
    clock.move_to(NINE - HALF_AN_HOUR)

    assert mark_arrived(appointment=visit).status == ARRIVED


@pytest.mark.django_db
@pytest.mark.parametrize("status", ACTIONS)
def test_a_mark_changes_nothing_when_it_is_already_there(status):
    visit = AppointmentFactory(status=status)

    assert ACTIONS[status](appointment=visit).status == status


@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_marks_counts_when_one_of_them_is_final(clock):
    visit = AppointmentFactory()
    clock.move_to(NINE + HALF_AN_HOUR)
    together = Barrier(2)
    refused = []

    def run(mark):
        together.wait()
        try:
            mark(appointment=visit)
        except BookingError as error:
            refused.append((mark, type(error)))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[mark]) for mark in (mark_fulfilled, mark_noshow)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused in ([], [(mark_noshow, AppointmentFulfilled)])
    assert Appointment.objects.get().status == FULFILLED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ARRIVED, AppointmentStatus.BOOKED),
        (FULFILLED, ARRIVED),
        (NOSHOW, AppointmentStatus.BOOKED),
    ],
)
def test_undo_attendance_takes_a_mark_back_one_step(before, after):
    visit = AppointmentFactory(status=before)

    undone = undo_attendance(appointment=visit)

    assert (undone.status, Appointment.objects.get().status) == (after, after)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "status", [AppointmentStatus.BOOKED, AppointmentStatus.CANCELLED, AppointmentStatus.EXPIRED]
)
def test_undo_attendance_raises_nothing_to_undo_without_a_mark(status):
    visit = AppointmentFactory(status=status, cancelled_at=timezone.now())

    with pytest.raises(NothingToUndo):
        undo_attendance(appointment=visit)

    assert Appointment.objects.get().status == status


@pytest.mark.django_db
def test_undo_attendance_undoes_one_step_when_it_is_pressed_twice():
    visit = AppointmentFactory(status=FULFILLED)

    for _ in range(2):
        undo_attendance(appointment=visit, seen=FULFILLED, revision=0)

    assert Appointment.objects.get().status == ARRIVED


@pytest.mark.django_db
@pytest.mark.parametrize("change", [*ACTIONS.values(), undo_attendance])
def test_a_mark_raises_appointment_changed_when_another_status_was_seen(clock, change):
    visit = AppointmentFactory(status=AppointmentStatus.CANCELLED, cancelled_at=timezone.now())
    clock.move_to(NINE + HALF_AN_HOUR)

    with pytest.raises(AppointmentChanged):
        change(appointment=visit, seen=ARRIVED if change == undo_attendance else "booked")

    assert Appointment.objects.get().status == AppointmentStatus.CANCELLED


@pytest.mark.django_db
@pytest.mark.parametrize("change", [*ACTIONS.values(), undo_attendance])
def test_a_mark_raises_appointment_changed_when_the_visit_was_moved_since(clock, change):
    before = ARRIVED if change in (undo_attendance, mark_fulfilled) else NOSHOW
    before = "booked" if change == mark_noshow else before
    visit = AppointmentFactory(revision=1, status=before)
    clock.move_to(NINE + HALF_AN_HOUR)

    with pytest.raises(AppointmentChanged):
        change(appointment=visit, seen=before, revision=0)

    assert Appointment.objects.get().status == before


@pytest.mark.django_db
def test_a_mark_on_a_later_day_says_so(clock):
    visit = AppointmentFactory()

    with pytest.raises(AppointmentNotYet, match="on a later day"):
        mark_arrived(appointment=visit)
