"""Booking through the action: what is on offer is booked once, and the rest is refused by name."""

from datetime import timedelta

import pytest

from bookings.actions import Booker, NewPatient, book_appointment
from bookings.exceptions import (
    PatientAlreadyBooked,
    PractitionerNotOffered,
    SlotUnavailable,
    TooSoon,
)
from bookings.models import Appointment
from clinic.models import Patient
from tests.factories import (
    AT_THE_DESK,
    NINE,
    AppointmentFactory,
    PatientFactory,
    PractitionerFactory,
    bookable,
)
from tests.instants import FromNowOn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_book_appointment_books_a_slot_on_offer():
    service, [practitioner] = bookable()
    patient = PatientFactory()

    appointment = book_appointment(
        service=service, practitioner=practitioner, patient=patient, starts_at=NINE
    )

    assert list(Appointment.objects.all()) == [appointment]
    assert (appointment.patient, appointment.practitioner) == (patient, practitioner)
    assert (appointment.starts_at, appointment.ends_at) == (NINE, NINE + timedelta(hours=1))


def test_book_appointment_opens_a_file_for_somebody_new():
    service, _ = bookable()

    appointment = book_appointment(
        service=service, patient=NewPatient("Ada Runner", "ada@example.org"), starts_at=NINE
    )

    assert list(Patient.objects.values_list("name", "email", "email_proven_at")) == [
        ("Ada Runner", "ada@example.org", None)
    ]
    assert appointment.patient == Patient.objects.get()


def test_book_appointment_raises_slot_unavailable_when_the_time_is_taken():
    service, [practitioner] = bookable()
    taken = AppointmentFactory(practitioner=practitioner, service=service, starts_at=NINE)

    with pytest.raises(SlotUnavailable):
        book_appointment(
            service=service, practitioner=practitioner, patient=PatientFactory(), starts_at=NINE
        )

    assert list(Appointment.objects.all()) == [taken]


def test_book_appointment_takes_whoever_has_the_fewest_visits_that_day():
    service, [busy, idle] = bookable(practitioners=2)
    AppointmentFactory(practitioner=busy, service=service, starts_at=NINE + timedelta(hours=3))

    appointment = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)

    assert appointment.practitioner == idle


def test_book_appointment_takes_the_unit_that_is_free():
    service, _ = bookable(practitioners=3, equipment=2)

    units = [
        book_appointment(service=service, patient=PatientFactory(), starts_at=NINE).equipment_id
        for _ in range(2)
    ]

    assert sorted(units) == sorted(service.unit_ids)
    with pytest.raises(SlotUnavailable):
        book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)


def test_book_appointment_raises_patient_already_booked_for_two_places_at_once():
    service, [first, second] = bookable(practitioners=2)
    patient = PatientFactory()
    book_appointment(service=service, practitioner=first, patient=patient, starts_at=NINE)

    with pytest.raises(PatientAlreadyBooked):
        book_appointment(service=service, practitioner=second, patient=patient, starts_at=NINE)

    assert Appointment.objects.count() == 1


def test_book_appointment_returns_the_first_visit_for_a_repeated_submission():
    service, _ = bookable(practitioners=2)
    submission = "3f0f6f3e-7c55-4a53-9c0c-0c8f5f1f8f11"
    wish = {"service": service, "starts_at": NINE, "submission": submission}

    first = book_appointment(patient=NewPatient("Ada", "ada@example.org"), **wish)
    again = book_appointment(patient=NewPatient("Ada", "ada@example.org"), **wish)

    assert again == first
    assert Patient.objects.count() == 1


def test_book_appointment_raises_too_soon_inside_the_notice_for_a_patient_alone(clock):
    service, _ = bookable(notice_hours=24)
    clock.move_to(NINE - timedelta(hours=23))

    with pytest.raises(TooSoon):
        book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    booked = book_appointment(
        service=service, patient=PatientFactory(), starts_at=NINE, booker=AT_THE_DESK
    )

    assert booked.starts_at == NINE


@pytest.mark.parametrize(
    "starts_at",
    [
        NINE - timedelta(hours=1),
        NINE + timedelta(hours=7, minutes=15),
        NINE + timedelta(minutes=7),
        NINE + timedelta(days=1),
        NINE + timedelta(days=365),
    ],
    ids=["before opening", "past closing", "off the grid", "another weekday", "past the horizon"],
)
def test_book_appointment_raises_slot_unavailable_for_what_is_not_offered(starts_at):
    service, _ = bookable()

    with pytest.raises(SlotUnavailable):
        book_appointment(service=service, patient=PatientFactory(), starts_at=starts_at)

    assert Appointment.objects.count() == 0


def test_book_appointment_raises_practitioner_not_offered_for_somebody_else():
    service, _ = bookable()

    with pytest.raises(PractitionerNotOffered):
        book_appointment(
            service=service,
            practitioner=PractitionerFactory(),
            patient=PatientFactory(),
            starts_at=NINE,
        )


def test_book_appointment_keeps_the_policy_that_was_accepted():
    service, _ = bookable()

    accepting = FromNowOn()
    appointment = book_appointment(
        service=service,
        patient=PatientFactory(),
        starts_at=NINE,
        booker=Booker(accepts_policy=True),
    )

    assert appointment.policy_accepted_at == accepting
