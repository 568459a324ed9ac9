"""Races with threads and separate connections: a slot is sold once, and nobody waits for long."""

from collections import Counter

import pytest

from bookings.actions import NewPatient, book_appointment, cancel_appointment, move_appointment
from bookings.exceptions import AppointmentChanged, PatientAlreadyBooked, SlotUnavailable
from bookings.models import Appointment
from tests.factories import NINE, PatientFactory, bookable
from tests.races import RIVALS, ROUND_S, kinds, race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]


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
