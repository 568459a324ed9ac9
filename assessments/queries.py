"""Reads for one page of the record."""

from dataclasses import dataclass
from datetime import datetime

from assessments.access import family_of
from assessments.models import Assessment
from bookings.models import Appointment
from clinic.models import Patient, Practitioner

VISITS_SHOWN = 100


@dataclass(frozen=True)
class Chart:
    """What a clinician sees of one patient."""

    patient: Patient
    visits: list[Appointment]
    assessments: list[Assessment]


def chart_of(patient: Patient) -> Chart:
    """Return the visits and assessments of a patient, latest first."""
    visits = Appointment.objects.ever_booked().with_people().filter(family_of(patient))
    assessments = Assessment.objects.with_values().filter(family_of(patient))
    return Chart(
        patient=patient,
        visits=list(visits.order_by("-starts_at")[:VISITS_SHOWN]),
        assessments=list(assessments),
    )


def practitioner_of(user) -> Practitioner | None:
    return Practitioner.objects.filter(user=user).first()


def visit_to_assess(patient: Patient, practitioner: Practitioner, now: datetime):
    """Return the visit that an assessment begun now is most likely about; None without one."""
    visits = Appointment.objects.taking_place().filter(
        family_of(patient), practitioner=practitioner, starts_at__lte=now
    )
    return visits.order_by("-starts_at").first()


def shared_with(user):
    """Return the assessments that were shared with those whom `user` looks after."""
    return (
        Assessment.objects.shared()
        .filter(patient__in=Patient.objects.filter(looked_after_by=user))
        .select_related("patient", "practitioner")
    )
