"""A change of the schedule and a booking wait for each other: neither acts on what has gone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from queue import Queue
from time import sleep

import pytest
from django.db import connection, transaction

from bookings.actions import (
    add_exception,
    book_appointment,
    move_appointment,
    save_equipment,
    save_practitioner,
    save_service,
    set_weekly_hours,
    weigh,
)
from bookings.exceptions import PractitionerNotOffered, SlotUnavailable
from bookings.models import Appointment, Equipment, ScheduleException
from bookings.models.schedule import ScheduleEffect
from bookings.slots.weekly_hours import Dates
from tests.factories import AT_THE_DESK, NINE, PatientFactory, bookable

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]
TUESDAY = date(2026, 12, 1)
WAITS = "SELECT cardinality(pg_blocking_pids(%s)) > 0"


def answer(query, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]


def on_a_connection_of_its_own(act, pids):
    try:
        pids.put(answer("SELECT pg_backend_pid()"))
        return act()
    finally:
        connection.close()


def started_and_waiting(pool, act):
    """Start `act` in a thread; return its future once it waits for a lock."""
    pids = Queue()
    future = pool.submit(on_a_connection_of_its_own, act, pids)
    pid = pids.get(timeout=10)
    for _ in range(500):
        if answer(WAITS, pid):
            return future
        if future.done():
            break
        sleep(0.01)
    pytest.fail(f"It did not wait: {future.exception() if future.done() else 'still running'}")


def close_the_day(practitioner):
    return add_exception(
        effect=ScheduleEffect.CLOSED,
        starts_at=NINE,
        ends_at=NINE + timedelta(hours=8),
        reason="Away",
        practitioner=practitioner,
    )


def end_all_hours(practitioner):
    set_weekly_hours(practitioner=practitioner, periods=[], dates=Dates(TUESDAY))


def give_nothing(practitioner):
    save_practitioner(
        practitioner=practitioner,
        name=practitioner.name,
        discipline=practitioner.discipline,
        is_running_specialist=False,
        is_active=True,
        bio="",
        services=[],
    )


def stop_the_service(practitioner):
    service = practitioner.services.get()
    save_service(
        service=service,
        name=service.name,
        disciplines=service.disciplines,
        practitioners=[],
        is_active=False,
    )


@pytest.mark.parametrize("change", [close_the_day, end_all_hours, give_nothing, stop_the_service])
def test_a_booking_that_waits_for_a_change_finds_the_time_gone(change):
    service, [practitioner] = bookable()
    book = partial(
        book_appointment,
        service=service,
        patient=PatientFactory(),
        starts_at=NINE,
        practitioner=practitioner,
        booker=AT_THE_DESK,
    )

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            change(practitioner)
            booking = started_and_waiting(pool, book)
        with pytest.raises(SlotUnavailable):
            booking.result(timeout=10)

    assert Appointment.objects.count() == 0


@pytest.mark.parametrize("change", [close_the_day, give_nothing, stop_the_service])
def test_a_move_that_waits_for_a_change_leaves_the_visit_where_it_is(change):
    service, [practitioner] = bookable()
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    move = partial(move_appointment, appointment=visit, starts_at=NINE + timedelta(hours=2))

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            change(practitioner)
            moving = started_and_waiting(pool, move)
        with pytest.raises((SlotUnavailable, PractitionerNotOffered)):
            moving.result(timeout=10)

    visit.refresh_from_db()
    assert (visit.starts_at, visit.revision) == (NINE, 0)


def test_a_booking_that_waits_for_the_last_unit_to_go_is_refused():
    service, _ = bookable(equipment=1)
    unit = Equipment.objects.get()
    book = partial(book_appointment, service=service, patient=PatientFactory(), starts_at=NINE)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            save_equipment(equipment=unit, name=unit.name, kind=unit.kind, is_active=False)
            booking = started_and_waiting(pool, book)
        with pytest.raises(SlotUnavailable):
            booking.result(timeout=10)

    assert Appointment.objects.count() == 0


def test_a_closure_that_waits_for_a_booking_shows_it_instead_of_being_saved():
    service, [practitioner] = bookable()
    close = {
        "change": partial(close_the_day, practitioner),
        "practitioner": practitioner,
        "since": TUESDAY,
    }
    seen = weigh(**close).impact

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
            closure = started_and_waiting(pool, partial(weigh, **close, confirmed=seen.mark))
        weighed = closure.result(timeout=10)

    assert seen.visits == ()
    assert [hit.appointment for hit in weighed.impact.visits] == [visit]
    assert not weighed.is_saved
    assert ScheduleException.objects.count() == 0


def close_the_unit(_):
    unit = Equipment.objects.get()
    save_equipment(equipment=unit, name=unit.name, kind=unit.kind, is_active=False)


@pytest.mark.parametrize(
    "change", [close_the_day, end_all_hours, give_nothing, stop_the_service, close_the_unit]
)
def test_two_changes_of_the_schedule_happen_one_after_the_other(change):
    _, [one, other] = bookable(practitioners=2, equipment=1)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            close_the_day(one)
            second = started_and_waiting(pool, partial(change, other))
        second.result(timeout=10)

    assert ScheduleException.objects.filter(practitioner=one).count() == 1
