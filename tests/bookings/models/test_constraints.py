"""What the database itself refuses, whatever the code above it does."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bookings.models import Appointment, AppointmentStatus
from tests.factories import (
    NINE,
    AppointmentFactory,
    EquipmentFactory,
    PatientFactory,
    PractitionerFactory,
)

pytestmark = pytest.mark.django_db
HALF_PAST = NINE + timedelta(minutes=30)


def refused_by(**visit):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        AppointmentFactory(**visit)
    return refusal.value.__cause__.diag.constraint_name


def test_a_practitioner_is_in_one_visit_at_a_time():
    practitioner = AppointmentFactory().practitioner

    assert refused_by(practitioner=practitioner, starts_at=HALF_PAST) == (
        "appointment_practitioner_once"
    )


def test_a_patient_is_in_one_visit_at_a_time():
    patient = AppointmentFactory().patient

    assert refused_by(patient=patient, starts_at=HALF_PAST) == "appointment_patient_once"


def test_a_unit_is_in_one_visit_at_a_time():
    unit = AppointmentFactory(equipment=EquipmentFactory()).equipment

    assert refused_by(equipment=unit, starts_at=HALF_PAST) == "appointment_equipment_once"


def test_two_visits_without_equipment_may_overlap():
    AppointmentFactory(equipment=None)
    AppointmentFactory(equipment=None)

    assert Appointment.objects.count() == 2


def test_two_holds_without_a_patient_may_overlap():
    for _ in range(2):
        AppointmentFactory(
            patient=None,
            status=AppointmentStatus.HELD,
            hold_expires_at=NINE,
            hold_token=PractitionerFactory().reference,
        )

    assert Appointment.objects.count() == 2


def test_touching_visits_do_not_overlap():
    first = AppointmentFactory()
    AppointmentFactory(practitioner=first.practitioner, starts_at=first.ends_at)

    assert Appointment.objects.count() == 2


@pytest.mark.parametrize("status", [AppointmentStatus.CANCELLED, AppointmentStatus.EXPIRED])
def test_a_visit_that_was_given_up_frees_its_time(status):
    first = AppointmentFactory(status=status, cancelled_at=NINE)
    AppointmentFactory(practitioner=first.practitioner, patient=first.patient)

    assert Appointment.objects.count() == 2


def test_an_overbooked_visit_needs_a_reason_and_frees_the_practitioner_alone():
    first = AppointmentFactory()
    twice = {"practitioner": first.practitioner, "overbooked": True}

    assert refused_by(**twice) == "appointment_overbooked_for_a_reason"
    AppointmentFactory(**twice, overbooked_reason="Asked for by the practitioner")
    assert refused_by(patient=first.patient, **twice, overbooked_reason="Again") == (
        "appointment_patient_once"
    )


def test_full_clean_says_it_in_words_for_a_person():
    first = AppointmentFactory()
    second = Appointment(
        practitioner=first.practitioner,
        patient=PatientFactory(),
        service=first.service,
        starts_at=HALF_PAST,
        ends_at=HALF_PAST + timedelta(hours=1),
    )

    with pytest.raises(ValidationError) as refusal:
        second.full_clean()

    assert refusal.value.messages == ["That time is no longer free."]
