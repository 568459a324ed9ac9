"""Reads for one page of the record."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from assessments.access import family_of
from assessments.models import Assessment
from bookings.holidays import whole_day
from bookings.models import Appointment, AppointmentStatus
from clinic.models import Patient, Practitioner
from clinic.zones import clinic_zone

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
    """Return the patient's visit of today that has begun; None without one."""
    today = whole_day(timezone.localdate(now), clinic_zone())
    visits = Appointment.objects.taking_place().exclude(status=AppointmentStatus.NOSHOW)
    visits = visits.filter(
        family_of(patient), practitioner=practitioner, starts_at__range=(today.start, now)
    )
    return visits.order_by("-starts_at").first()


def shared_with(user):
    """Return the assessments that were shared with those whom `user` looks after."""
    own = Patient.objects.filter(looked_after_by=user)
    shared = Assessment.objects.shared().select_related("patient", "practitioner")
    return shared.filter(Q(patient__in=own) | Q(patient__merged_into__in=own))
