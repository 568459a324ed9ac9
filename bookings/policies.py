"""The cancellation policy, in the one wording that is shown, accepted and kept."""

from datetime import datetime

from bookings.models import Appointment, Service
from clinic.models import ClinicProfile


def has_no_fee(appointment: Appointment) -> bool:
    """Say whether cancelling never costs: while a clinician has yet to speak with the patient."""
    return appointment.under_review_since is not None


def cancels_late(appointment: Appointment, now: datetime) -> bool:
    """Say whether cancelling now counts as late, and may cost."""
    return not has_no_fee(appointment) and now > appointment.free_until


def late_cancellation(service: Service) -> str:
    """Return what a patient accepts who cancels inside the service's cancellation window."""
    hours = service.cancellation_window_hours
    less = f"it is less than {hours} {'hour' if hours == 1 else 'hours'} before the visit."
    return f"{less} {service.cancellation_fee_text or 'It counts as a late cancellation.'}"


def cancellation_policy(profile: ClinicProfile, service: Service) -> str:
    """Return the clinic's policy and what it means for one service, in paragraphs."""
    hours = service.cancellation_window_hours
    before = f"{hours} {'hour' if hours == 1 else 'hours'} before " if hours else ""
    of_service = f"You can move or cancel this visit freely until {before}it begins."
    paragraphs = [
        profile.cancellation_policy.strip(),
        f"{of_service} {service.cancellation_fee_text}".strip(),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
