"""Races about holds, with threads and separate connections: a time is kept for one, or booked."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from bookings.actions import (
    Booker,
    NewPatient,
    book_appointment,
    expire_holds,
    hold_slot,
    release_hold,
)
from bookings.exceptions import SlotUnavailable
from bookings.models import Appointment
from tests.factories import NINE, bookable
from tests.races import RIVALS, ROUND_S, kinds, race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]


def holding(service, holder=None, starts_at=NINE, **details):
    return lambda: hold_slot(
        service=service, starts_at=starts_at, holder=holder or uuid4(), **details
    )


def booking(service, starts_at=NINE, submission=None, **kept):
    return lambda: book_appointment(
        service=service,
        starts_at=starts_at,
        patient=NewPatient("Rival"),
        booker=Booker(**kept),
        submission=submission,
    )


def statuses():
    return Counter(Appointment.objects.values_list("status", flat=True))


def test_fifty_sessions_at_one_slot_leave_one_hold():
    service, _ = bookable()

    outcomes, backends, seconds, deadlocks = race(*[holding(service)] * RIVALS)

    assert len(backends) == RIVALS
    assert kinds(outcomes) == {Appointment: 1, SlotUnavailable: RIVALS - 1}
    assert statuses() == {"held": 1}
    assert deadlocks == 0
    assert seconds < ROUND_S


def test_sessions_at_any_practitioner_hold_each_of_them_once():
    service, people = bookable(practitioners=4)

    outcomes, *_ = race(*[holding(service)] * 20)

    assert kinds(outcomes) == {Appointment: 4, SlotUnavailable: 16}
    assert sorted(Appointment.objects.values_list("practitioner", flat=True)) == sorted(
        person.pk for person in people
    )


def test_a_double_click_leaves_one_hold():
    service, _ = bookable(practitioners=4)

    outcomes, *_ = race(*[holding(service, uuid4())] * 10)

    assert len({held.hold_token for held in outcomes}) == 1
    assert statuses() == {"held": 1}


def test_one_session_that_asks_for_many_times_at_once_keeps_two():
    service, _ = bookable()
    me = uuid4()

    outcomes, _, _, deadlocks = race(
        *[holding(service, me, NINE + timedelta(hours=hours)) for hours in range(8)]
    )

    assert kinds(outcomes) == {Appointment: 8}
    assert statuses() == {"held": 2, "expired": 6}
    assert deadlocks == 0


def test_holds_and_bookings_of_one_slot_leave_one_of_them():
    service, _ = bookable()

    outcomes, _, seconds, deadlocks = race(*[holding(service), booking(service)] * 10)

    assert kinds(outcomes) == {Appointment: 1, SlotUnavailable: 19}
    assert Appointment.objects.count() == 1
    assert deadlocks == 0
    assert seconds < ROUND_S


def test_holds_too_near_to_each_other_leave_one_of_them():
    """No constraint knows the buffers: only the locks keep two neighbours apart."""
    service, _ = bookable(buffer_after_min=15)
    ten = NINE + timedelta(hours=1)

    outcomes, *_ = race(*[holding(service), holding(service, starts_at=ten)] * 10)

    assert kinds(outcomes) == {Appointment: 1, SlotUnavailable: 19}


def test_a_hold_that_is_confirmed_many_times_at_once_is_one_visit():
    service, _ = bookable()
    me, submission = uuid4(), uuid4()
    held = holding(service, me)()
    mine = {"hold": held.hold_token, "holder": me, "submission": submission}

    outcomes, *_ = race(*[booking(service, **mine)] * 10)

    assert {visit.pk for visit in outcomes} == {held.pk}
    assert statuses() == {"booked": 1}


def test_a_hold_that_ran_out_is_confirmed_or_its_time_is_taken(clock):
    service, _ = bookable()
    me = uuid4()
    held = holding(service, me)()
    clock.shift(timedelta(minutes=11))
    confirm = booking(service, hold=held.hold_token, holder=me)
    rivals = [holding(service), booking(service)] * 5
    sweeps = [lambda: expire_holds(now=timezone.now())] * 3

    outcomes, _, seconds, deadlocks = race(confirm, *rivals, *sweeps)

    assert kinds(outcomes)[Appointment] == 1
    assert kinds(outcomes)[SlotUnavailable] == len(rivals)
    taken = Appointment.objects.exclude(status="expired")
    assert taken.count() == 1
    assert deadlocks == 0
    assert seconds < ROUND_S


def test_a_hold_that_is_released_while_it_is_confirmed_is_booked_all_the_same():
    service, _ = bookable()
    me = uuid4()
    held = holding(service, me)()
    mine = {"hold": held.hold_token, "holder": me}

    outcomes, *_ = race(
        booking(service, **mine), lambda: release_hold(token=held.hold_token, holder=me)
    )

    assert kinds(outcomes)[Appointment] == 1
    assert statuses() == {"booked": 1}


def test_two_sessions_that_swap_their_times_meet_without_a_deadlock():
    service, _ = bookable(practitioners=2)
    me, other = uuid4(), uuid4()
    ten = NINE + timedelta(hours=1)
    first = hold_slot(service=service, starts_at=NINE, holder=me)
    second = hold_slot(service=service, starts_at=ten, holder=other)

    outcomes, _, seconds, deadlocks = race(
        holding(service, me, ten, instead_of=first.hold_token),
        holding(service, other, NINE, instead_of=second.hold_token),
    )

    assert kinds(outcomes) == {Appointment: 2}
    assert statuses() == {"held": 2, "expired": 2}
    assert deadlocks == 0
    assert seconds < ROUND_S
