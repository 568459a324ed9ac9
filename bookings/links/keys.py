"""Keys that stand in for an account: a signature of what they open. None is ever stored."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from clinic.models import Patient

OPENS_FOR = timedelta(days=31)  # after the visit, or the last day that somebody waits for


def named_for(reference: UUID, patient: Patient | None, withdrawn: int = 0) -> str:
    """Return what a key about one row is made for: the row, and the email that it was mailed to.

    That is told by how often another one came in its place, and `withdrawn` is how often the desk
    took back the links of the visit; as long as neither was done, by nothing, which is what the
    keys of earlier mails say.
    """
    version = patient.email_version if patient else 0
    if withdrawn:
        return f"{reference} {version} {withdrawn}"
    return f"{reference} {version}" if version else str(reference)


def has_ended(over_at: datetime | None) -> bool:
    """Say whether the keys of what is over then open nothing any more."""
    return over_at is not None and over_at + OPENS_FOR <= timezone.now()


def key_for(named: str, *, salt: str) -> str:
    """Return the key that opens what is `named`; each kind of thing has a salt of its own.

    A salt is for good: with another one the links in every mail sent so far stop working.
    """
    return Signer(salt=salt).signature(named)


def is_key_for(named: str, key: str, *, salt: str) -> bool:
    """Say whether a key was made for what is `named`, by this secret or one it replaced."""
    signer = Signer(salt=salt)
    try:
        signer.unsign(f"{named}{signer.sep}{key}")
    except BadSignature:
        return False
    return True
