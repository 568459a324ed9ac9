"""Who cancelled a visit, why, and whether late are three facts, and the clinic's cost nobody."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from bookings.actions import book_appointment, cancel_appointment
from bookings.models import Appointment, CancellingSide
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile
from tests.factories import NINE, AppointmentFactory, FrontDeskFactory, PatientFactory, bookable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TOO_LATE = NINE - timedelta(hours=3)


@pytest.fixture
def visit():
    ClinicProfile.objects.create(name="Harbour")
    service, _ = bookable()
    return book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)


@pytest.mark.parametrize(
    ("side", "late"), [(CancellingSide.PATIENT, True), (CancellingSide.CLINIC, False)]
)
def test_what_the_clinic_cancels_is_never_late(visit, clock, side, late):
    clock.move_to(TOO_LATE)

    cancel_appointment(
        appointment=visit,
        side=side,
        reason="The treadmill is broken",
        note="Rang twice",
        cancelled_by=FrontDeskFactory(),
        accepts_late=side == CancellingSide.PATIENT,
    )

    facts = Appointment.objects.values_list(
        "cancelled_side", "cancellation_reason", "cancellation_note", "cancelled_late"
    )
    assert facts.get() == (side, "The treadmill is broken", "Rang twice", late)


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"cancelled_side": ""}, "appointment_cancelled_by_a_side"),
        ({"cancelled_side": "us"}, "appointment_cancelled_by_a_side"),
        (
            {"cancelled_side": "clinic", "cancelled_late": True},
            "appointment_cancelled_late_by_no_clinic",
        ),
        ({"status": "booked", "cancelled_side": "clinic"}, "appointment_cancelled_by_a_side"),
        (
            {"status": "booked", "cancellation_note": "Rang"},
            "appointment_reason_of_a_cancellation",
        ),
        (
            {"status": "booked", "cancelled_late": True},
            "appointment_cancelled_late_by_no_clinic",
        ),
    ],
)
def test_the_table_refuses_facts_that_contradict_each_other(facts, constraint):
    cancelled = {"status": "cancelled", "cancelled_at": NINE}

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        AppointmentFactory(**cancelled | facts)

    assert refusal.value.__cause__.diag.constraint_name == constraint


def test_the_mail_tells_what_the_clinic_cancelled_and_why_and_not_the_desks_note(visit, clock):
    deliver_due()
    clock.move_to(TOO_LATE)
    cancel_appointment(
        appointment=visit,
        side=CancellingSide.CLINIC,
        reason="The treadmill is broken",
        note="Asked for Mia again",
    )

    deliver_due()

    sent = mail.outbox[-1]
    for body in (sent.body, sent.alternatives[0][0]):
        words = " ".join(body.split())
        assert "we have to cancel your visit on Tuesday 1 December" in words
        assert "It costs you nothing." in words
        assert "The treadmill is broken" in words
        assert "Mia" not in words


def test_the_mail_does_not_repeat_what_the_patient_told(visit):
    deliver_due()
    cancel_appointment(appointment=visit, reason="My knee is swollen")

    deliver_due()

    sent = mail.outbox[-1]
    assert "is cancelled, as you asked." in " ".join(sent.body.split())
    assert "knee" not in sent.body + sent.alternatives[0][0]
