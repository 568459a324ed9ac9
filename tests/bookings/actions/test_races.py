"""Races with threads and separate connections: a slot is sold once, and nobody waits for long."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from time import monotonic, sleep
from typing import NamedTuple

import pytest
from django.db import connection

from bookings.actions import NewPatient, book_appointment, cancel_appointment, move_appointment
from bookings.exceptions import AppointmentChanged, PatientAlreadyBooked, SlotUnavailable
from bookings.models import Appointment
from tests.factories import NINE, PatientFactory, bookable

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]
RIVALS = 50
ROUND_S = 10  # generous: with the constraint alone the losers deadlock, one a second


class Round(NamedTuple):
    outcomes: list
    backends: set
    seconds: float
    deadlocks: int


def race(*attempts):
    """Run the attempts at once, each on a connection of its own."""
    start, lock = Barrier(len(attempts)), Lock()
    outcomes, backends = [], set()

    def run(attempt):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid = cursor.fetchone()[0]
            start.wait(timeout=30)
            try:
                outcome = attempt()
            except Exception as error:
                outcome = error
            with lock:
                backends.add(pid)
                outcomes.append(outcome)
        finally:
            connection.close()

    deadlocks = deadlocks_so_far()
    began = monotonic()
    with ThreadPoolExecutor(len(attempts)) as pool:
        list(pool.map(run, attempts))
    seconds = monotonic() - began
    wait_until_gone(backends)
    return Round(outcomes, backends, seconds, deadlocks_so_far() - deadlocks)


def wait_until_gone(backends):
    """Wait until the backends have ended: the last they do is to hand in their statistics."""
    for _ in range(500):
        if answer("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)", [*backends]) == 0:
            return
        sleep(0.01)
    pytest.fail("The backends of the race did not end.")


def deadlocks_so_far():
    return answer("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


def answer(query, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]


def kinds(outcomes):
    return Counter(type(outcome) for outcome in outcomes)


def test_fifty_rivals_for_one_slot_leave_one_visit():
    service, [practitioner] = bookable()

    def attempt():
        return book_appointment(
            service=service,
            practitioner=practitioner,
            patient=NewPatient("Rival"),
            starts_at=NINE,
        )

    outcomes, backends, seconds, deadlocks = race(*[attempt] * RIVALS)

    assert len(backends) == RIVALS
    assert kinds(outcomes) == {Appointment: 1, SlotUnavailable: RIVALS - 1}
    assert Appointment.objects.count() == 1
    assert deadlocks == 0
    assert seconds < ROUND_S


def test_rivals_for_any_practitioner_fill_each_of_them_once():
    service, people = bookable(practitioners=4)

    def attempt():
        return book_appointment(service=service, patient=NewPatient("Rival"), starts_at=NINE)

    outcomes, backends, seconds, deadlocks = race(*[attempt] * RIVALS)

    assert len(backends) == RIVALS
    assert kinds(outcomes) == {Appointment: 4, SlotUnavailable: RIVALS - 4}
    assert sorted(Appointment.objects.values_list("practitioner", flat=True)) == sorted(
        person.pk for person in people
    )
    assert deadlocks == 0
    assert seconds < ROUND_S


def test_one_patient_with_two_practitioners_is_booked_once():
    service, people = bookable(practitioners=2)
    patient = PatientFactory()

    def with_one(practitioner):
        return lambda: book_appointment(
            service=service, practitioner=practitioner, patient=patient, starts_at=NINE
        )

    outcomes, *_ = race(*[with_one(person) for person in people * 10])

    assert kinds(outcomes) == {Appointment: 1, SlotUnavailable: 9, PatientAlreadyBooked: 10}
    assert Appointment.objects.count() == 1


def test_one_treadmill_is_taken_once():
    service, people = bookable(practitioners=2, equipment=1)

    def with_one(practitioner):
        return lambda: book_appointment(
            service=service,
            practitioner=practitioner,
            patient=NewPatient("Rival"),
            starts_at=NINE,
        )

    outcomes, *_ = race(*[with_one(person) for person in people * 10])

    assert kinds(outcomes) == {Appointment: 1, SlotUnavailable: 19}
    assert Appointment.objects.count() == 1


def booked_at_nine(service, people):
    return [
        book_appointment(
            service=service, practitioner=who, patient=PatientFactory(), starts_at=NINE
        )
        for who in people
    ]


def test_ten_visits_moved_onto_one_slot_leave_one_there():
    service, people = bookable(practitioners=10)
    wanted = NINE.replace(hour=20)

    def move(visit):
        return lambda: move_appointment(appointment=visit, practitioner=people[0], starts_at=wanted)

    outcomes, *_ = race(*[move(visit) for visit in booked_at_nine(service, people)])

    assert kinds(outcomes) == {Appointment: 1, SlotUnavailable: 9}
    assert dict(Counter(Appointment.objects.values_list("starts_at", "revision"))) == {
        (NINE, 0): 9,
        (wanted, 1): 1,
    }


def test_swapped_visits_and_cancellations_meet_without_a_deadlock():
    service, [first, second] = bookable(practitioners=2)
    visits = booked_at_nine(service, [first, second])
    eleven, noon = NINE.replace(hour=18), NINE.replace(hour=19)

    outcomes, _, seconds, deadlocks = race(
        lambda: move_appointment(appointment=visits[0], practitioner=second, starts_at=eleven),
        lambda: move_appointment(appointment=visits[1], practitioner=first, starts_at=noon),
        *[lambda: cancel_appointment(appointment=visits[0])] * 2,
    )

    cancelled, moved = Appointment.objects.order_by("pk").values_list(
        "practitioner", "starts_at", "ends_at", "status", "revision"
    )
    assert moved == (first.pk, noon, noon + service.duration, "booked", 1)
    if kinds(outcomes) == {Appointment: 4}:
        assert cancelled == (second.pk, eleven, eleven + service.duration, "cancelled", 2)
    else:  # a cancellation came before the move
        assert kinds(outcomes) == {Appointment: 3, AppointmentChanged: 1}
        assert cancelled == (first.pk, NINE, NINE + service.duration, "cancelled", 1)
    assert deadlocks == 0
    assert seconds < ROUND_S


def test_one_person_in_two_joined_files_books_one_time_once():
    kept = PatientFactory()
    joined = PatientFactory(merged_into=kept)
    (first, _), (second, _) = bookable(), bookable()

    def book(service, patient):
        return lambda: book_appointment(service=service, patient=patient, starts_at=NINE)

    for _ in range(5):
        outcomes = race(book(first, kept), book(second, joined)).outcomes

        [visit] = [outcome for outcome in outcomes if isinstance(outcome, Appointment)]
        [refusal] = [outcome for outcome in outcomes if outcome != visit]
        assert isinstance(refusal, PatientAlreadyBooked)
        cancel_appointment(appointment=visit)
