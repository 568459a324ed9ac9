"""An assessment to measure on: somebody with a visit, asked and seen, with nothing that stops."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from assessments.actions import ask_safety
from assessments.models import Assessment
from bookings.models import Appointment, Service
from clinic.models import Discipline, Patient, Practitioner, User
from clinic.roles import StaffRole
from demo.answers import calm


def an_assessment(slug: str) -> Assessment:
    """Return one that is ready to be measured, of a clinician of its own."""
    now = timezone.now()
    user = User.objects.create(email=f"{slug}@bench.example", roles=[StaffRole.CLINICIAN])
    practitioner = Practitioner.objects.create(
        name=slug.title(), slug=slug, discipline=Discipline.PHYSIOTHERAPY, user=user
    )
    patient = Patient.objects.create(name="Measured At")
    Appointment.objects.create(
        patient=patient,
        practitioner=practitioner,
        service=Service.objects.first(),
        starts_at=now,
        ends_at=now + timedelta(hours=1),
    )
    assessment = Assessment.objects.create(
        patient=patient,
        practitioner=practitioner,
        performed_at=now,
        seen_at=now,
        seen_by=user,
    )
    ask_safety(
        assessment=assessment, answers=calm(), read=None, submission=uuid4(), by=user, now=now
    )
    return assessment
