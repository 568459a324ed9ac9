"""The desk's looks at a file: contact and visits, never clinical content."""

from uuid import UUID

from clinic.models import AccessBasis, AccessEvent, Patient, User


def look_at_file(*, user: User, patient: Patient, what: str, reference: UUID) -> AccessEvent:
    """Keep that somebody at the desk opened the page of a file, or of one of its visits."""
    return AccessEvent.objects.create(
        user=user,
        patient=patient.person,
        what=what,
        reference=reference,
        basis=AccessBasis.DESK,
    )
