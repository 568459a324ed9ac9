"""Two who mend at once, and somebody who books what was proposed: each visit is settled once."""

from functools import partial
from uuid import uuid4

import pytest

from bookings.actions import (
    add_exception,
    book_appointment,
    go_on_mending,
    start_mending,
    take_offered_time,
)
from bookings.actions.mending import Wanted
from bookings.models import Appointment, MendedVisit, Settling
from bookings.models.schedule import ScheduleEffect
from bookings.slots.intervals import Interval
from bookings.slots.proposals import Place
from clinic.models import Message
from tests.factories import NINE, FrontDeskFactory, PatientFactory, bookable
from tests.races import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]


def mending(choice, *halves):
    """Return a mending of three visits that waits; each is to go to Ben, at these half hours."""
    service, [ada, ben] = bookable(practitioners=2, duration_min=30)
    half = service.duration
    visits = [
        book_appointment(
            service=service,
            practitioner=ada,
            patient=PatientFactory(),
            starts_at=NINE + number * half,
        )
        for number in range(3)
    ]
    add_exception(
        effect=ScheduleEffect.CLOSED,
        starts_at=NINE,
        ends_at=NINE + 6 * half,
        reason="Away",
        practitioner=ada,
    )
    wanted = [
        Wanted(
            Appointment.objects.get(pk=visit.pk),
            visit.revision,
            choice,
            tuple(
                Place(Interval.lasting(half, visit.starts_at + more * half), ben.pk).token
                for more in halves
            ),
        )
        for visit in visits
    ]
    return start_mending(wanted=wanted, submission=uuid4(), started_by=FrontDeskFactory()), ben


def test_two_that_go_on_at_once_move_each_visit_once_and_tell_each_patient_once():
    wanted, _ = mending(Settling.MOVE, 0)

    outcomes, _, _, deadlocks = race(*[partial(go_on_mending, mending=wanted, seconds=60)] * 2)

    assert outcomes == [None, None]
    assert deadlocks == 0
    assert {row.state for row in wanted.visits.all()} == {"done"}
    assert {visit.revision for visit in Appointment.objects.all()} == {1}
    assert Message.objects.filter(kind="changed").count() == 3


def test_a_patient_who_presses_twice_takes_one_time():
    wanted, ben = mending(Settling.OFFER, 4, 8)
    go_on_mending(mending=wanted, seconds=60)
    offer = MendedVisit.objects.filter(state="done").first()
    held = Appointment.objects.filter(held_for=offer.reference).order_by("starts_at")
    takes = [
        partial(take_offered_time, offer=offer, starts_at=hold.starts_at, practitioner=ben)
        for hold in held
    ]

    outcomes, *_ = race(*takes)

    assert sum(isinstance(each, Appointment) for each in outcomes) == 1
    assert Appointment.objects.get(pk=offer.appointment_id).revision == 1
    assert not Appointment.objects.filter(held_for=offer.reference, status="held").exists()
