"""What cancelling one visit costs: said before it is booked, kept with it, and free for an hour."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bookings.actions import (
    book_appointment,
    book_course,
    cancel_appointment,
    move_appointment,
)
from bookings.exceptions import TooLateToMove
from bookings.models import Appointment, Service
from bookings.policies import late_fee, policy_ahead, policy_of, service_policy
from bookings.slots.spacing import Spacing
from clinic.models import ClinicProfile
from tests.factories import (
    AT_THE_DESK,
    NINE,
    AppointmentFactory,
    PatientFactory,
    PractitionerFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOON = NINE - 11 * HOUR  # when the first available time is eleven hours ahead


@pytest.fixture
def service():
    ClinicProfile.objects.create(name="Harbour")
    return bookable(slug="physio", price=Decimal(165), currency="CAD", late_fee_percent=50)[0]


@pytest.fixture
def booked_late(service, clock):
    """A visit that was booked eleven hours ahead, where 24 are free."""
    clock.move_to(SOON, tick=False)
    return book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)


@pytest.mark.parametrize(
    ("price", "currency", "percent", "fee"),
    [
        ("165", "CAD", 50, "$82.50"),
        ("165.00", "CAD", 100, "$165"),
        ("90", "GBP", 33, "£29.70"),
        ("1165.50", "CAD", 50, "$582.75"),
        ("99.99", "USD", 50, "$50"),
        ("0.01", "CAD", 50, "$0.01"),
        ("90", "CHF", 50, "CHF 45"),
        ("2400", "EUR", 50, "€1,200"),
        (None, "", 50, "50% of the price"),
        ("165", "CAD", None, ""),
    ],
)
def test_the_fee_is_a_sum_where_the_price_is_one(price, currency, percent, fee):
    service = Service(price=price and Decimal(price), currency=currency, late_fee_percent=percent)

    assert late_fee(service) == fee


@pytest.mark.parametrize(
    ("price", "text", "shown"),
    [
        ("165", "", "$165"),
        ("165", "plus tax", "$165, plus tax"),
        (None, "Covered by your plan", "Covered by your plan"),
        (None, "", ""),
    ],
)
def test_a_price_is_a_sum_and_words_beside_it(price, text, shown):
    service = Service(
        price=price and Decimal(price), currency="CAD" if price else "", price_text=text
    )

    assert service.price_shown == shown


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (
            48 * HOUR,
            "You can move or cancel this visit freely until Mon 30 Nov at 09:00, Vancouver time. "
            "After that it cannot be moved online, and cancelling costs $82.50.",
        ),
        (
            24.5 * HOUR,
            "You can move or cancel this visit freely until Mon 30 Nov at 09:00, Vancouver time, "
            "and in any case for an hour after you book. After that it cannot be moved online, "
            "and cancelling costs $82.50.",
        ),
        (
            11 * HOUR,
            "This visit begins in less than 24 hours. You can move or cancel it freely for an "
            "hour after you book. After that it cannot be moved online, and cancelling costs "
            "$82.50.",
        ),
        (30 * MINUTE, "You can move or cancel this visit freely until it begins."),
    ],
    ids=str,
)
def test_what_this_very_visit_would_cost_is_said_before_it_is_booked(service, ahead, said):
    profile = ClinicProfile.objects.get()
    now = NINE - ahead

    assert policy_ahead(profile, service, NINE, now).before_booking(now) == said


def test_without_an_hour_of_grace_it_says_so(service):
    profile = ClinicProfile(grace_minutes=0)

    assert policy_ahead(profile, service, NINE, SOON).before_booking(SOON) == (
        "This visit begins in less than 24 hours. Once you book it cannot be moved online, and "
        "cancelling costs $82.50."
    )
    assert service_policy(profile, service) == (
        "You can move or cancel this visit freely until 24 hours before it begins. After that, "
        "cancelling costs $82.50."
    )


def test_a_visit_that_is_booked_late_is_moved_and_cancelled_freely_for_an_hour(booked_late, clock):
    clock.move_to(SOON + HOUR, tick=False)

    moved = move_appointment(appointment=booked_late, starts_at=NINE + 2 * HOUR)
    cancelled = cancel_appointment(appointment=moved, accepts_late=False)

    assert (cancelled.status, cancelled.cancelled_late) == ("cancelled", False)


def test_after_the_hour_it_is_late(booked_late, clock):
    clock.move_to(SOON + HOUR + MINUTE)

    with pytest.raises(TooLateToMove):
        move_appointment(appointment=booked_late, starts_at=NINE + 2 * HOUR)
    assert cancel_appointment(appointment=booked_late).cancelled_late


def test_the_clinic_sets_how_long_the_grace_lasts(service, clock):
    ClinicProfile.objects.update(grace_minutes=15)
    clock.move_to(SOON, tick=False)

    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)

    assert policy_of(visit).free_until == SOON + 15 * MINUTE


def test_the_grace_of_a_time_that_was_held_begins_when_it_is_booked(service, clock):
    held = AppointmentFactory(
        service=service,
        practitioner=service.practitioners.get(),
        status="held",
        patient=None,
        created_at=SOON - 9 * MINUTE,
        hold_expires_at=SOON + MINUTE,
        hold_token="8a6b1b1e-4d0c-4d58-9e4e-111111111111",
        held_for="8a6b1b1e-4d0c-4d58-9e4e-222222222222",
    )
    clock.move_to(SOON, tick=False)
    booker = type(AT_THE_DESK)(holder=held.held_for, hold=held.hold_token)

    visit = book_appointment(
        service=service, patient=PatientFactory(), starts_at=NINE, booker=booker
    )

    assert (visit.pk, policy_of(visit).free_until) == (held.pk, SOON + HOUR)


def test_a_visit_that_is_moved_to_a_near_time_is_free_for_an_hour_more(service, clock):
    visit = book_appointment(
        service=service, patient=PatientFactory(), starts_at=NINE + timedelta(days=7)
    )
    clock.move_to(SOON, tick=False)

    moved = move_appointment(appointment=visit, starts_at=NINE)

    assert policy_of(moved).free_until == SOON + HOUR


def test_whoever_moves_by_the_grace_alone_gains_no_more_of_it(booked_late, clock):
    clock.move_to(SOON + HOUR / 2, tick=False)

    moved = move_appointment(appointment=booked_late, starts_at=NINE + HOUR)
    by_desk = policy_of(moved).free_until
    move_appointment(appointment=moved, starts_at=NINE + 2 * HOUR, booker=AT_THE_DESK)

    assert by_desk == SOON + HOUR
    assert policy_of(Appointment.objects.get()).free_until == SOON + HOUR * 1.5


def test_a_visit_keeps_what_it_was_booked_under(service, clock):
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    Service.objects.update(cancellation_window_hours=72, price="200", late_fee_percent=100)

    terms = policy_of(Appointment.objects.get(pk=visit.pk))

    assert (terms.free_until, terms.late_fee) == (NINE - 24 * HOUR, "$82.50")


def test_a_visit_that_was_booked_before_this_was_kept_follows_its_service(service):
    visit = AppointmentFactory(service=service, practitioner=PractitionerFactory())

    terms = policy_of(visit)

    assert (terms.free_until, terms.late_fee) == (NINE - 24 * HOUR, "$82.50")


def test_each_visit_of_a_course_keeps_its_own(service):
    course = book_course(
        service=service,
        patient=PatientFactory(),
        starts=[NINE, NINE + timedelta(days=7)],
        spacing=Spacing(7, 0),
        booker=AT_THE_DESK,
    )

    assert [policy_of(visit).free_until for visit in course.appointments.all()] == [
        NINE - 24 * HOUR,
        NINE + timedelta(days=6),
    ]
