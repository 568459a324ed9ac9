"""Races with threads and separate connections: a slot is sold once, and nobody waits for long."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from time import monotonic

import pytest
from django.db import connection

from bookings.actions import NewPatient, book_appointment, cancel_appointment, move_appointment
from bookings.exceptions import PatientAlreadyBooked, SlotUnavailable
from bookings.models import Appointment
from tests.factories import NINE, PatientFactory, bookable

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]
RIVALS = 50
ROUND_S = 10  # generous: with the constraint alone the losers deadlock, one a second


def race(*attempts):
    """Run the attempts at once, each on a connection of its own; return outcomes and backends."""
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

    began = monotonic()
    with ThreadPoolExecutor(len(attempts)) as pool:
        list(pool.map(run, attempts))
    return outcomes, backends, monotonic() - began


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

    outcomes, backends, seconds = race(*[attempt] * RIVALS)

    assert len(backends) == RIVALS
    assert kinds(outcomes) == {Appointment: 1, SlotUnavailable: RIVALS - 1}
    assert Appointment.objects.count() == 1
    assert seconds < ROUND_S


def test_rivals_for_any_practitioner_fill_each_of_them_once():
    service, people = bookable(practitioners=4)

    def attempt():
        return book_appointment(service=service, patient=NewPatient("Rival"), starts_at=NINE)

    outcomes, _, seconds = race(*[attempt] * RIVALS)

    assert kinds(outcomes) == {Appointment: 4, SlotUnavailable: RIVALS - 4}
    assert set(Appointment.objects.values_list("practitioner", flat=True)) == {
        person.pk for person in people
    }
    assert seconds < ROUND_S


def test_one_patient_with_two_practitioners_is_booked_once():
    service, [first, second] = bookable(practitioners=2)
    patient = PatientFactory()

    def with_one(practitioner):
        return lambda: book_appointment(
            service=service, practitioner=practitioner, patient=patient, starts_at=NINE
        )

    outcomes, _, _ = race(with_one(first), with_one(second))

    assert kinds(outcomes) == {Appointment: 1, PatientAlreadyBooked: 1}


def test_one_treadmill_is_taken_once():
    service, people = bookable(practitioners=2, equipment=1)

    def with_one(practitioner):
        return lambda: book_appointment(
            service=service,
            practitioner=practitioner,
            patient=NewPatient("Rival"),
            starts_at=NINE,
        )

    outcomes, _, _ = race(*[with_one(person) for person in people * 10])

    assert kinds(outcomes) == {Appointment: 1, SlotUnavailable: 19}


def test_two_visits_moved_onto_one_slot_leave_one_there():
    service, [first, second] = bookable(practitioners=2)
    wanted = NINE.replace(hour=20)
    visits = [
        book_appointment(
            service=service, practitioner=who, patient=PatientFactory(), starts_at=NINE
        )
        for who in (first, second)
    ]

    def move(visit):
        return lambda: move_appointment(appointment=visit, practitioner=second, starts_at=wanted)

    outcomes, _, _ = race(*[move(visit) for visit in visits])

    assert kinds(outcomes) == {Appointment: 1, SlotUnavailable: 1}


def test_swapped_visits_and_cancellations_meet_without_a_deadlock():
    service, [first, second] = bookable(practitioners=2)
    visits = [
        book_appointment(
            service=service, practitioner=who, patient=PatientFactory(), starts_at=NINE
        )
        for who in (first, second)
    ]

    outcomes, _, seconds = race(
        lambda: move_appointment(
            appointment=visits[0], practitioner=second, starts_at=NINE.replace(hour=18)
        ),
        lambda: move_appointment(
            appointment=visits[1], practitioner=first, starts_at=NINE.replace(hour=19)
        ),
        *[lambda: cancel_appointment(appointment=visits[0])] * 2,
    )

    assert {kind.__name__ for kind in kinds(outcomes)} <= {
        "Appointment",
        "AppointmentChanged",
        "AppointmentNotBooked",
    }
    assert seconds < ROUND_S
