"""Paths to a visit's pages; a signed key stands in for an account."""

from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bookings.links.keys import has_ended, is_key_for, key_for, named_for
from bookings.models import Appointment
from clinic.models import Patient

DESK_PAGES = ("board", "conflicts", "person", "visit")  # where the desk changes a visit from
VISIT, EMAIL_PROOF = "bookings.visit", "bookings.email_proof"  # salts


def visit_named(appointment: Appointment) -> str:
    """Return what this visit's keys are made for."""
    return named_for(appointment.reference, appointment.patient, appointment.links_withdrawn)


def visit_links_ended(appointment: Appointment) -> bool:
    return has_ended(appointment.ends_at)


def visit_key(appointment: Appointment) -> str:
    """Return the key that opens this visit's pages without an account."""
    return key_for(visit_named(appointment), salt=VISIT)


def visit_key_is_valid(appointment: Appointment, key: str) -> bool:
    """Say whether `key` was made for this visit and the email of now, and has not ended."""
    is_its_key = is_key_for(visit_named(appointment), key, salt=VISIT)
    return is_its_key and not visit_links_ended(appointment)


def email_proof(patient: Patient, email: str) -> str:
    """Return what only a mail to `email` carries: whoever sends it back has read that mail."""
    return key_for(_mailed(patient, email), salt=EMAIL_PROOF)


def email_proof_is_valid(patient: Patient, proof: str) -> bool:
    """Say whether `proof` was mailed to the email that this person has now."""
    email = patient.reached_by.email
    return bool(email) and is_key_for(_mailed(patient, email), proof, salt=EMAIL_PROOF)


def _mailed(patient, email):
    return f"{patient.reference} {email.lower()}"


def visit_path(appointment: Appointment, page: str = "detail", **query: str) -> str:
    """Return the path of one of a visit's pages; mails alone put a key into it."""
    path = reverse(f"bookings:appointment-{page}", args=[appointment.reference])
    query = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(query)}" if query else path


def board_path(day: date, appointment: Appointment) -> str:
    """Return the path of a visit's row on the desk's board of a day."""
    return f"{reverse('bookings:desk')}?day={day.isoformat()}#visit-{appointment.reference}"


def desk_path(page: str, appointment: Appointment) -> str:
    """Return the path of one of `DESK_PAGES`."""
    match page:
        case "board":
            return board_path(timezone.localdate(appointment.starts_at), appointment)
        case "conflicts":
            return reverse("bookings:conflict-list")
        case "person":
            return reverse("bookings:person-detail", args=[appointment.patient.reference])
    return reverse("bookings:visit-desk", args=[appointment.reference])


def gap_path(appointment: Appointment) -> str:
    """Return the path where the time of a visit is filled with somebody who waits."""
    minutes = round((appointment.ends_at - appointment.starts_at).total_seconds() / 60)
    gap = {
        "practitioner": appointment.practitioner.slug,
        "starts_at": timezone.localtime(appointment.starts_at).isoformat(),
        "minutes": minutes,
    }
    return f"{reverse('bookings:gap-detail')}?{urlencode(gap)}"


def visit_url(appointment: Appointment, *, mailed_to: str, page: str = "detail") -> str:
    """Return the signed link that an email carries, with the proof that it was read there."""
    proof, key = email_proof(appointment.patient, mailed_to), visit_key(appointment)
    return settings.SITE_URL + visit_path(appointment, page, key=key, proof=proof)
