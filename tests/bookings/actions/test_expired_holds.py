"""A hold that has run out blocks nobody; its row stays and says that it expired."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bookings.actions import book_appointment, move_appointment
from bookings.exceptions import PatientAlreadyBooked, SlotUnavailable
from bookings.models import Appointment, AppointmentStatus
from bookings.slots import services
from bookings.slots.search import Search
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AppointmentFactory,
    PatientFactory,
    PractitionerFactory,
    ServiceFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
EXPIRED_AT, RUNS_UNTIL = MONDAY_MORNING - timedelta(minutes=1), MONDAY_MORNING + timedelta(hours=1)
TUESDAY = NINE.date()


def hold(expires_at, **details):
    return AppointmentFactory(
        **{"patient": None, **details},
        status=AppointmentStatus.HELD,
        hold_expires_at=expires_at,
        hold_token=uuid4(),
    )


def on_the_practitioner(expires_at):
    """Hold the practitioner's time."""
    service, [practitioner] = bookable()
    held = hold(expires_at, practitioner=practitioner)
    return service, PatientFactory(), held


def on_the_treadmill(expires_at):
    """Hold the one treadmill for a colleague."""
    service, _ = bookable(equipment=1)
    [unit] = service.unit_ids
    return service, PatientFactory(), hold(expires_at, equipment_id=unit)


def for_the_patient(expires_at):
    """Hold a colleague's time for the same patient."""
    service, _ = bookable()
    patient = PatientFactory()
    return service, patient, hold(expires_at, patient=patient)


def offered(service):
    search = Search(service, services.practitioners_offering(service), MONDAY_MORNING)
    return NINE in {slot.interval.start for slot in search.schedule(TUESDAY, TUESDAY).slots()}


def rows():
    return list(Appointment.objects.order_by("pk").values_list("pk", "status"))


HELD = pytest.mark.parametrize(
    "held_where", [on_the_practitioner, on_the_treadmill, for_the_patient]
)


@HELD
def test_book_appointment_takes_a_time_whose_hold_has_run_out(held_where):
    service, patient, held = held_where(EXPIRED_AT)
    was_offered = offered(service)

    visit = book_appointment(service=service, patient=patient, starts_at=NINE)

    assert was_offered
    assert rows() == [(held.pk, "expired"), (visit.pk, "booked")]


@HELD
def test_move_appointment_takes_a_time_whose_hold_has_run_out(held_where):
    service, patient, held = held_where(EXPIRED_AT)
    noon = NINE + timedelta(hours=3)
    visit = book_appointment(service=service, patient=patient, starts_at=noon)

    moved = move_appointment(appointment=visit, starts_at=NINE)

    assert moved.starts_at == NINE
    assert rows() == [(held.pk, "expired"), (visit.pk, "booked")]


@pytest.mark.parametrize(
    ("held_where", "was_offered", "error"),
    [
        (on_the_practitioner, False, SlotUnavailable),
        (on_the_treadmill, False, SlotUnavailable),
        (for_the_patient, True, PatientAlreadyBooked),
    ],
)
def test_book_appointment_refuses_a_time_whose_hold_still_runs(held_where, was_offered, error):
    service, patient, held = held_where(RUNS_UNTIL)

    with pytest.raises(error):
        book_appointment(service=service, patient=patient, starts_at=NINE)

    assert offered(service) is was_offered
    assert rows() == [(held.pk, "held")]


def test_a_hold_that_has_run_out_elsewhere_is_left_as_it_is():
    service, _ = bookable()
    held = hold(EXPIRED_AT, practitioner=PractitionerFactory(), service=ServiceFactory())

    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)

    assert rows() == [(held.pk, "held"), (visit.pk, "booked")]
