"""A time is kept for ten minutes, for one session alone, and becomes the visit that is booked."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from bookings.actions import (
    Booker,
    NewPatient,
    book_appointment,
    hold_slot,
    release_hold,
)
from bookings.exceptions import (
    HoldIsBooked,
    PatientAlreadyBooked,
    PractitionerNotOffered,
    ServiceNotOffered,
    SlotUnavailable,
    TooSoon,
)
from bookings.models import Appointment
from bookings.slots import services
from bookings.slots.search import Search
from bookings.tasks import expire_holds
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AppointmentFactory,
    PatientFactory,
    PractitionerFactory,
    bookable,
)
from tests.instants import FromNowOn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ME, ANOTHER = uuid4(), uuid4()
TEN, ELEVEN, ONE = (NINE + timedelta(hours=hours) for hours in (1, 2, 4))
ADA = NewPatient("Ada Runner", "ada@example.org")


@pytest.fixture
def service():
    return bookable()[0]


def hold(service, starts_at=NINE, holder=ME, **details):
    return hold_slot(service=service, starts_at=starts_at, holder=holder, **details)


def confirm(held, *, hold=..., holder=ME, accepts_policy=False, **changes):
    details = {
        "service": held.service,
        "starts_at": held.starts_at,
        "practitioner": held.practitioner,
        "patient": ADA,
        "booker": Booker(
            holder=holder,
            hold=held.hold_token if hold is ... else hold,
            accepts_policy=accepts_policy,
        ),
    }
    return book_appointment(**details | changes)


def rows():
    return list(Appointment.objects.order_by("pk").values_list("starts_at", "status"))


def test_hold_slot_keeps_a_slot_on_offer_for_ten_minutes(service):
    held = hold(service)

    assert rows() == [(NINE, "held")]
    assert (held.patient, held.held_for, held.ends_at) == (None, ME, TEN)
    left = held.hold_expires_at - MONDAY_MORNING
    assert timedelta(minutes=10) <= left < timedelta(minutes=11)


def test_hold_slot_again_returns_the_same_hold(service):
    held = hold(service)

    again = hold(service, instead_of=held.hold_token)

    assert (again.pk, again.hold_token, again.hold_expires_at) == (
        held.pk,
        held.hold_token,
        held.hold_expires_at,
    )
    assert rows() == [(NINE, "held")]


def test_hold_slot_of_a_time_that_somebody_else_holds_is_refused(service):
    hold(service)

    with pytest.raises(SlotUnavailable):
        hold(service, holder=ANOTHER)

    assert rows() == [(NINE, "held")]


def test_hold_slot_takes_a_time_whose_hold_has_run_out(service, clock):
    hold(service)
    clock.shift(timedelta(minutes=10, seconds=1))

    hold(service, holder=ANOTHER)

    assert rows() == [(NINE, "expired"), (NINE, "held")]


@pytest.mark.parametrize("starts_at", [NINE + timedelta(minutes=30), TEN])
def test_hold_slot_releases_the_sessions_own_hold_in_the_way(starts_at):
    service, _ = bookable(buffer_after_min=15)
    hold(service)

    hold(service, starts_at)

    assert rows() == [(NINE, "expired"), (starts_at, "held")]


def test_hold_slot_instead_of_another_releases_that_one(service):
    first = hold(service)

    hold(service, ONE, instead_of=first.hold_token)

    assert rows() == [(NINE, "expired"), (ONE, "held")]


def test_hold_slot_that_is_refused_gives_nothing_up(service):
    first = hold(service)
    AppointmentFactory(practitioner=first.practitioner, starts_at=ONE)

    with pytest.raises(SlotUnavailable):
        hold(service, ONE, instead_of=first.hold_token)

    assert rows() == [(NINE, "held"), (ONE, "booked")]


def test_hold_slot_releases_nothing_of_another_session(service):
    theirs = hold(service, holder=ANOTHER)

    hold(service, ONE, instead_of=theirs.hold_token)

    assert rows() == [(NINE, "held"), (ONE, "held")]


def test_a_third_hold_releases_the_oldest(service):
    for starts_at in (NINE, ELEVEN, ONE):
        hold(service, starts_at)

    assert rows() == [(NINE, "expired"), (ELEVEN, "held"), (ONE, "held")]


def test_hold_slot_refuses_what_is_not_offered(service, clock):
    with pytest.raises(PractitionerNotOffered):
        hold(service, practitioner=PractitionerFactory())
    with pytest.raises(SlotUnavailable):
        hold(service, NINE + timedelta(minutes=7))
    with pytest.raises(TooSoon):
        hold(service, MONDAY_MORNING - timedelta(hours=1))
    service.is_bookable_online = False
    service.save()
    with pytest.raises(ServiceNotOffered):
        hold(service)

    assert rows() == []


def test_a_time_that_is_held_is_free_to_its_holder_alone(service):
    held = hold(service)
    search = Search(service, services.practitioners_offering(service), MONDAY_MORNING)

    offered = search.around(NINE).free_at(NINE)
    own = replace(search, ignoring=[held.pk]).around(NINE).free_at(NINE)

    assert (offered, own) == ([], [held.practitioner_id])


def test_release_hold_gives_the_time_back_and_again_changes_nothing(service):
    held = hold(service)

    release_hold(token=held.hold_token, holder=ANOTHER)
    assert rows() == [(NINE, "held")]
    for _ in range(2):
        release_hold(token=held.hold_token, holder=ME)

    assert rows() == [(NINE, "expired")]


def test_release_hold_leaves_a_booked_visit_alone(service):
    held = hold(service)
    confirm(held)

    release_hold(token=held.hold_token, holder=ME)

    assert rows() == [(NINE, "booked")]


def test_book_appointment_turns_the_held_row_into_the_visit(service):
    held = hold(service)

    confirming = FromNowOn()
    visit = confirm(held, accepts_policy=True, submission=uuid4())

    assert (visit.pk, visit.reference) == (held.pk, held.reference)
    visit.refresh_from_db()
    assert (visit.status, visit.patient.name) == ("booked", "Ada Runner")
    assert visit.policy_accepted_at == confirming
    assert rows() == [(NINE, "booked")]


def test_book_appointment_finds_the_sessions_hold_without_its_token(service):
    held = hold(service)

    visit = confirm(held, hold=None, practitioner=None)

    assert visit.pk == held.pk


def test_book_appointment_by_a_repeated_submission_returns_the_same_visit(service):
    held, submission = hold(service), uuid4()

    first = confirm(held, submission=submission)
    again = confirm(held, submission=submission)

    assert first == again
    assert rows() == [(NINE, "booked")]


def test_book_appointment_refuses_a_hold_that_was_booked_with_something_changed(service):
    held = hold(service)
    confirm(held, submission=uuid4())

    with pytest.raises(HoldIsBooked):
        confirm(held, submission=uuid4())

    assert rows() == [(NINE, "booked")]


def test_book_appointment_takes_no_time_by_the_token_of_another_session(service):
    held = hold(service)

    with pytest.raises(SlotUnavailable):
        confirm(held, holder=ANOTHER)

    assert rows() == [(NINE, "held")]


@pytest.mark.parametrize("swept", [False, True], ids=["not swept", "swept"])
def test_book_appointment_takes_a_time_that_is_still_free_after_its_hold_ran_out(
    service, clock, swept
):
    held = hold(service)
    clock.shift(timedelta(hours=1))
    if swept:
        expire_holds()

    visit = confirm(held)

    assert visit.pk == held.pk
    assert rows() == [(NINE, "booked")]


def test_book_appointment_is_refused_when_the_hold_ran_out_and_somebody_took_the_time(
    service, clock
):
    held = hold(service)
    clock.shift(timedelta(hours=1))
    hold(service, holder=ANOTHER)

    with pytest.raises(SlotUnavailable):
        confirm(held)

    assert rows() == [(NINE, "expired"), (NINE, "held")]


def test_book_appointment_is_refused_when_the_schedule_changed_under_a_hold(service):
    held = hold(service)
    held.practitioner.working_hours.update(opens="12:00")

    with pytest.raises(SlotUnavailable):
        confirm(held)

    assert rows() == [(NINE, "held")]


def test_book_appointment_keeps_the_hold_when_the_patient_is_elsewhere_then(service):
    held, patient = hold(service), PatientFactory()
    AppointmentFactory(patient=patient, starts_at=NINE)

    with pytest.raises(PatientAlreadyBooked):
        confirm(held, patient=patient)

    held.refresh_from_db()
    assert held.status == "held"


def test_book_appointment_of_another_time_gives_the_held_one_back(service):
    held = hold(service)

    visit = confirm(held, starts_at=ONE)

    assert rows() == [(NINE, "expired"), (ONE, "booked")]
    assert visit.pk != held.pk


def test_the_notice_counts_from_when_the_time_was_held(clock):
    service, _ = bookable(notice_hours=24)
    clock.move_to(NINE - timedelta(hours=24, minutes=5))
    held = hold(service)
    clock.shift(timedelta(minutes=8))

    visit = confirm(held)

    assert visit.status == "booked"


def test_the_notice_counts_from_now_once_a_hold_has_run_out(clock):
    service, _ = bookable(notice_hours=24)
    clock.move_to(NINE - timedelta(hours=24, minutes=5))
    held = hold(service)
    clock.shift(timedelta(hours=5))

    with pytest.raises(TooSoon):
        confirm(held)


def test_the_notice_counts_from_where_the_caller_says(clock):
    service, _ = bookable(notice_hours=24)
    clock.move_to(NINE - timedelta(hours=20))
    offered_at = NINE - timedelta(hours=25)

    visit = book_appointment(
        service=service,
        starts_at=NINE,
        patient=PatientFactory(),
        booker=Booker(notice_from=offered_at),
    )

    assert visit.starts_at == NINE


def test_no_notice_lets_a_visit_begin_in_the_past(clock, service):
    clock.move_to(NINE + timedelta(minutes=1))

    with pytest.raises(TooSoon):
        book_appointment(
            service=service,
            starts_at=NINE,
            patient=PatientFactory(),
            booker=Booker(notice_from=NINE - timedelta(hours=1)),
        )


def test_expire_holds_marks_those_that_have_run_out(service, clock):
    hold(service)
    clock.shift(timedelta(minutes=6))
    hold(service, ONE)
    clock.shift(timedelta(minutes=6))

    expire_holds()

    assert rows() == [(NINE, "expired"), (ONE, "held")]


def test_expire_holds_ends_those_of_a_clock_that_was_put_back(service, clock):
    hold(service)
    clock.shift(timedelta(minutes=-1))
    hold(service, ONE)

    expire_holds()

    assert rows() == [(NINE, "expired"), (ONE, "held")]


def test_a_hold_keeps_a_unit_that_its_visit_then_takes():
    service, _ = bookable(practitioners=3, equipment=2)
    held = [hold(service, holder=holder) for holder in (ME, ANOTHER)]

    with pytest.raises(SlotUnavailable):
        book_appointment(service=service, starts_at=NINE, patient=ADA)
    visit = confirm(held[0])

    assert {row.equipment_id for row in held} == set(service.unit_ids)
    assert visit.equipment_id == held[0].equipment_id
