"""What stands at the head and the foot of every report."""

from datetime import datetime

from assessments.models import Assessment
from assessments.reading.disclaimer import disclaimer
from bookings.mail.times import clinic_time
from clinic.models import ClinicPicture, ClinicProfile

LETTER_IN = ("CA", "US")  # where paper is not A4
DRAFT = "DRAFT"
LOGO = "logo.png"


def head_of(assessment: Assessment, title: str, now: datetime, *, version: int) -> dict:
    """Return what all editions show of clinic, runner and day; `draft` is "" once it is signed."""
    profile = ClinicProfile.objects.current()
    reach = " · ".join(filter(None, (profile.phone, profile.email)))
    signed = "signed" if assessment.is_signed else "not signed: a draft"
    return {
        "title": title,
        "clinic": {
            "name": profile.name,
            "reach": reach,
            "logo": LOGO if profile.logo else "",
            "colour": profile.palette.day.action_text,
            "wash": profile.palette.day.wash,
        },
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


def logo_of(profile: ClinicProfile) -> dict[str, bytes]:
    """Return the clinic's logo by the name that the head of a report has for it; none is fine."""
    shown = ClinicPicture.objects.filter(digest=profile.logo, kind="logo").first()
    return {LOGO: bytes(shown.content)} if shown else {}
