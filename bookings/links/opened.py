"""What mailed links have opened in a browser session; no key is kept, and no address needs one.

What stands there is what a key was made for: it ends when the key does.
"""

from collections.abc import MutableMapping
from typing import Protocol
from uuid import UUID

from bookings.links.keys import named_for
from bookings.links.visits import email_proof, email_proof_is_valid, visit_links_ended, visit_named
from bookings.links.waitlist import waitlist_links_ended, waitlist_named
from bookings.models import Appointment, WaitlistEntry, WaitlistOffer
from clinic.models import Patient

OPENED, READ = "opened_by_link", "read_in_mail"
MOST = 50  # in one session, the latest ones


class Linked(Protocol):
    """A row of another app that mailed links open; it knows what their keys are made for."""

    reference: UUID
    link_name: str
    link_has_ended: bool


Row = Appointment | WaitlistEntry | WaitlistOffer | Linked


def open_for(session: MutableMapping, row: Row) -> None:
    """Let a session open a row's pages from now on, without a key."""
    if not is_open_for(session, row):
        _keep(session, OPENED, str(row.reference), _named(row))


def is_open_for(session: MutableMapping, row: Row) -> bool:
    """Say whether a session has opened a row, by a key that would open it now."""
    return session.get(OPENED, {}).get(str(row.reference)) == _named(row) and not _has_ended(row)


def keep_proof(session: MutableMapping, patient: Patient, proof: str) -> None:
    """Keep that a mail to the email that a person has now was read here, if the proof says so."""
    if email_proof_is_valid(patient, proof):
        _keep(session, READ, str(patient.reference), _reached(patient))


def proof_of(session: MutableMapping, patient: Patient) -> str:
    """Return the proof that was read here, of the email that a person has now; "" without one."""
    if session.get(READ, {}).get(str(patient.reference)) != _reached(patient):
        return ""
    email = patient.reached_by.email
    return email and email_proof(patient, email)


def _keep(session, name, reference, value):
    others = [item for item in session.get(name, {}).items() if item[0] != reference]
    session[name] = dict([*others, (reference, value)][-MOST:])


def _reached(patient):
    return named_for(patient.reached_by.reference, patient.reached_by)


def _named(row):
    if isinstance(row, Appointment):
        return visit_named(row)
    if isinstance(row, WaitlistEntry | WaitlistOffer):
        return waitlist_named(row)
    return row.link_name


def _has_ended(row):
    if isinstance(row, Appointment):
        return visit_links_ended(row)
    if isinstance(row, WaitlistEntry | WaitlistOffer):
        return waitlist_links_ended(row)
    return row.link_has_ended
