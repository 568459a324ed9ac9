"""How many visits one person may have ahead by booking them alone; the desk books more."""

from datetime import datetime
from typing import Protocol

from django.db.models import Q
from django.db.models.functions import Lower

from bookings.actions.guards import wait_for_turn
from bookings.exceptions import TooManyVisitsAhead
from bookings.models import Appointment
from clinic.models import ClinicProfile, Patient


class Reachable(Protocol):
    email: str


def wait_for_person(patient: Reachable) -> None:
    """Let one booking under an email go on at a time, so that two at once cannot pass the limit.

    Comes before any row is locked. Without an email, the person's own file is locked.
    """
    if patient.email:
        wait_for_turn(f"visits ahead: {patient.email.lower()}")


def check_visits_ahead(patient: Reachable, now: datetime) -> None:
    """Raise TooManyVisitsAhead once as many visits as the clinic allows are ahead.

    Those of the person count, in whichever of their files, and all under the same email.
    """
    reached = Q(address=patient.email.lower()) if patient.email else Q(pk=None)
    if isinstance(patient, Patient):
        reached |= Q(pk=patient.pk) | Q(merged_into=patient.pk)
    files = Patient.objects.alias(address=Lower("email")).filter(reached)
    ahead = Appointment.objects.still_ahead(now).filter(patient__in=files)
    if ahead.count() >= ClinicProfile.objects.current().most_visits_ahead:
        raise TooManyVisitsAhead
