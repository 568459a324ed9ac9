"""Notes of the desk: written once, struck out by whoever finds them wrong."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bookings.locks import retry_deadlocks, wait_for_turn
from bookings.models import Appointment, DeskNote
from clinic.models import Patient, User


@retry_deadlocks
@transaction.atomic
def write_note(
    *,
    text: str,
    written_by: User,
    patient: Patient,
    appointment: Appointment | None = None,
    submission: UUID,
) -> DeskNote:
    """Write a note on a person or, with `appointment`, on one visit of theirs.

    A repeated `submission` returns the note that the first one made.
    """
    wait_for_turn(f"note:{submission}")
    if made := DeskNote.objects.filter(reference=submission).first():
        return made
    return DeskNote.objects.create(
        reference=submission,
        text=text,
        written_by=written_by,
        patient=appointment.patient if appointment else patient,
        appointment=appointment,
    )


@retry_deadlocks
@transaction.atomic
def strike_note(*, note: DeskNote, struck_by: User) -> DeskNote:
    """Strike a note out, for good: what it says stays to be read; again changes nothing."""
    current = DeskNote.objects.select_for_update(no_key=True).get(pk=note.pk)
    if not current.is_struck:
        current.struck_by, current.struck_at = struck_by, timezone.now()
        current.save(update_fields=["struck_by", "struck_at"])
    return current
