"""Moving a visit: the same row, one revision later, and never onto another's time."""

from datetime import timedelta

import pytest

from bookings.actions import book_appointment, cancel_appointment, move_appointment
from bookings.exceptions import (
    AppointmentChanged,
    AppointmentHasBegun,
    AppointmentNotBooked,
    SlotUnavailable,
    TooSoon,
)
from bookings.models import Appointment, Service
from tests.factories import AT_THE_DESK, NINE, AppointmentFactory, PatientFactory, bookable
from tests.instants import FromNowOn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ELEVEN = NINE + timedelta(hours=2)


@pytest.fixture
def visit():
    service, _ = bookable()
    return book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)


def test_move_appointment_moves_the_same_row_and_raises_its_revision(visit):
    moved = move_appointment(appointment=visit, starts_at=ELEVEN)

    assert list(Appointment.objects.values_list("pk", "starts_at", "ends_at", "revision")) == [
        (visit.pk, ELEVEN, ELEVEN + timedelta(hours=1), 1)
    ]
    assert moved == visit


def test_move_appointment_keeps_the_length_that_the_desk_gave_unless_another_is_asked_for(visit):
    longer = timedelta(minutes=90)
    visit = move_appointment(appointment=visit, starts_at=NINE, duration=longer, booker=AT_THE_DESK)

    moved = move_appointment(appointment=visit, starts_at=ELEVEN)
    asked = move_appointment(
        appointment=moved, starts_at=ELEVEN, duration=timedelta(hours=1), booker=AT_THE_DESK
    )

    assert (visit.ends_at, moved.ends_at) == (NINE + longer, ELEVEN + longer)
    assert asked.ends_at == ELEVEN + timedelta(hours=1)


def test_move_appointment_may_overlap_the_time_it_leaves(visit):
    moved = move_appointment(appointment=visit, starts_at=NINE + timedelta(minutes=15))

    assert moved.starts_at == NINE + timedelta(minutes=15)


def test_move_appointment_changes_nothing_when_it_is_there_already(visit):
    moved = move_appointment(appointment=visit, starts_at=NINE)

    assert moved.revision == 0


def test_move_appointment_raises_slot_unavailable_when_the_time_is_taken(visit):
    AppointmentFactory(practitioner=visit.practitioner, starts_at=ELEVEN)

    with pytest.raises(SlotUnavailable):
        move_appointment(appointment=visit, starts_at=ELEVEN)

    visit.refresh_from_db()
    assert (visit.starts_at, visit.revision) == (NINE, 0)


def test_move_appointment_keeps_the_buffers_of_the_visits_around_it(visit):
    Service.objects.update(buffer_after_min=30)
    AppointmentFactory(practitioner=visit.practitioner, starts_at=ELEVEN + timedelta(hours=1))

    with pytest.raises(SlotUnavailable):
        move_appointment(appointment=visit, starts_at=ELEVEN)
    moved = move_appointment(appointment=visit, starts_at=ELEVEN - timedelta(minutes=30))

    assert moved.starts_at == ELEVEN - timedelta(minutes=30)


def test_move_appointment_by_staff_is_not_bound_by_the_notice(visit):
    Service.objects.update(notice_hours=24 * 30)

    with pytest.raises(TooSoon):
        move_appointment(appointment=visit, starts_at=ELEVEN)

    assert (
        move_appointment(appointment=visit, starts_at=ELEVEN, booker=AT_THE_DESK).starts_at
        == ELEVEN
    )


def test_move_appointment_raises_appointment_changed_for_a_page_that_is_out_of_date(visit):
    stale = Appointment.objects.get(pk=visit.pk)
    move_appointment(appointment=visit, starts_at=ELEVEN)

    with pytest.raises(AppointmentChanged):
        move_appointment(appointment=stale, starts_at=ELEVEN + timedelta(hours=1))


def test_move_appointment_raises_when_the_visit_is_cancelled_or_has_begun(visit, clock):
    service, _ = bookable()
    other = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    cancelled = cancel_appointment(appointment=other)

    with pytest.raises(AppointmentNotBooked):
        move_appointment(appointment=cancelled, starts_at=ELEVEN)
    clock.move_to(NINE)
    with pytest.raises(AppointmentHasBegun):
        move_appointment(appointment=visit, starts_at=ELEVEN)


def test_cancel_appointment_keeps_the_row_with_who_when_and_why(visit):
    cancelling = FromNowOn()
    cancelled = cancel_appointment(appointment=visit, reason="A cold")

    assert list(Appointment.objects.values_list("status", "cancellation_reason", "revision")) == [
        ("cancelled", "A cold", 1)
    ]
    assert (cancelled.cancelled_at, cancelled.cancelled_late) == (cancelling, False)


def test_cancel_appointment_twice_changes_nothing_more(visit):
    first = cancel_appointment(appointment=visit)
    again = cancel_appointment(appointment=visit)

    assert (again.revision, again.cancelled_at) == (first.revision, first.cancelled_at)


def test_cancel_appointment_inside_the_window_is_late(visit, clock):
    clock.move_to(NINE - timedelta(hours=23))

    assert cancel_appointment(appointment=visit).cancelled_late


def test_cancel_appointment_frees_its_time(visit):
    cancel_appointment(appointment=visit)

    again = book_appointment(service=visit.service, patient=PatientFactory(), starts_at=NINE)

    assert again.starts_at == NINE


def test_staff_make_a_visit_longer_and_the_engine_checks_all_of_it():
    service, (practitioner,) = bookable()
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    AppointmentFactory(practitioner=practitioner, starts_at=NINE + timedelta(minutes=90))
    move = {"appointment": visit, "starts_at": NINE, "booker": AT_THE_DESK}

    longer = move_appointment(**move, duration=timedelta(minutes=90))
    with pytest.raises(SlotUnavailable):
        move_appointment(**move | {"appointment": longer}, duration=timedelta(minutes=105))

    assert (longer.ends_at, longer.revision) == (NINE + timedelta(minutes=90), 1)
    assert Appointment.objects.get(pk=visit.pk).ends_at == longer.ends_at
