"""How many visits one person may have ahead by booking them alone; the desk books more."""

from datetime import datetime
from typing import Protocol

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from bookings.actions.guards import wait_for_turn
from bookings.exceptions import TooManyVisitsAhead
from bookings.models import FROM_OUTSIDE, Appointment
from clinic.accounts import verified_emails
from clinic.models import Patient, User


class Reachable(Protocol):
    email: str


def wait_for_person(patient: Reachable) -> None:
    """Let one booking under an email go on at a time, so that two at once cannot pass the limit.

    Comes before any row is locked. Without an email, the person's own file is locked.
    """
    if patient.email:
        wait_for_turn(f"visits ahead: {patient.email.lower()}")


def check_visits_ahead(
    patient: Reachable, now: datetime, *, most: int, booked_by: User | None = None
) -> None:
    """Raise TooManyVisitsAhead once `most` visits, as the clinic allows, are ahead.

    Those of the person count, in whichever of their files, and those under the same email: with one
    that is proven what is proven too, and with a guest's what guests have booked. So strangers use
    up nothing of a patient's, and a refusal tells a stranger of no patient's file.
    """
    counted = Q(patient__in=_under(patient.email, is_proven=_is_proven(patient, booked_by)))
    if isinstance(patient, Patient):
        counted |= Q(patient__in=Patient.objects.of_person(patient))
    ahead = Appointment.objects.still_ahead(now).filter(counted)
    if ahead.count() >= most:
        raise TooManyVisitsAhead


def _is_proven(patient, booked_by):
    if isinstance(patient, Patient):
        return patient.email_proven_at is not None
    return booked_by is not None and patient.email.lower() in verified_emails(booked_by)


def _under(email, *, is_proven):
    """Return the files under an email that count with one that is, or is not, proven."""
    if not email:
        return Patient.objects.none()
    files = Patient.objects.alias(address=Lower("email")).filter(address=email.lower())
    if is_proven:
        return files.filter(email_proven_at__isnull=False)
    booked = Appointment.objects.filter(patient=OuterRef("pk"), source__in=FROM_OUTSIDE)
    return files.filter(Exists(booked), looked_after_by=None, merged_into=None)
