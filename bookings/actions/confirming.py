"""A patient says that they will come, and that an email is theirs: each once, by a button."""

from django.db import transaction
from django.utils import timezone

from bookings.exceptions import EmailHasChanged
from bookings.locks import retry_deadlocks
from bookings.models import Appointment
from bookings.rules import locked_for_change
from clinic.models import Patient


@retry_deadlocks
@transaction.atomic
def confirm_attendance(*, appointment: Appointment, revision: int) -> Appointment:
    """Record that the patient will come, at the time that was looked at; again changes nothing.

    Raises AppointmentHasBegun, AppointmentNotBooked or AppointmentChanged.
    """
    now = timezone.now()
    current = locked_for_change(appointment, revision=revision, now=now)
    if current.confirmed_at is None:
        current.confirmed_at = now
        current.save(update_fields=["confirmed_at"])
    return current


@retry_deadlocks
@transaction.atomic
def prove_email(*, patient: Patient, email: str) -> Patient:
    """Record that mail to `email` reaches this person; again changes nothing.

    Raises EmailHasChanged when they are reached elsewhere by now.
    """
    current = Patient.objects.select_for_update(no_key=True).get(pk=patient.reached_by.pk)
    if not email or current.email.lower() != email.lower():
        raise EmailHasChanged
    if current.email_proven_at is None:
        current.email_proven_at = timezone.now()
        current.save(update_fields=["email_proven_at"])
    return current
