"""What stands at the head and the foot of every report."""

from datetime import datetime

from assessments.models import Assessment
from assessments.reading.disclaimer import disclaimer
from bookings.mail.times import clinic_time
from clinic.models import ClinicProfile

LETTER_IN = ("CA", "US")  # where paper is not A4
DRAFT = "DRAFT"


def head_of(assessment: Assessment, title: str, now: datetime, *, version: int) -> dict:
    """Return what all editions show of clinic, runner and day; `draft` is "" once it is signed."""
    profile = ClinicProfile.objects.current()
    reach = " · ".join(filter(None, (profile.phone, profile.email)))
    signed = "signed" if assessment.is_signed else "not signed: a draft"
    return {
        "title": title,
        "clinic": {"name": profile.name, "reach": reach},
        "paper": "us-letter" if profile.country in LETTER_IN else "a4",
        "draft": "" if assessment.is_signed else DRAFT,
        "foot": f"{assessment.patient.name} · {signed} · made {clinic_time(now)} · "
        f"layout {version} · {assessment.reference}",
        "disclaimer": disclaimer(),
        "facts": facts_of(assessment),
    }


def facts_of(assessment: Assessment) -> list[list[str]]:
    facts = [
        ["Runner", assessment.patient.name],
        ["Date", clinic_time(assessment.performed_at)],
        ["Assessed by", assessment.practitioner.name],
    ]
    if assessment.speed_kmh is not None:
        facts.append(["Speed", f"{assessment.speed_kmh} km/h"])
    return facts
