"""What the desk wrote down of a person: notes, who looks after them, and what they were shown."""

from collections.abc import Callable, Collection, Iterator

from bookings.models import DeskNote, FamilyTie
from bookings.people.households import staff_name
from clinic.models import PublicationShown, User


def notes(keys: Collection[int], at: Callable) -> Iterator[tuple[int, dict]]:
    """Yield the desk's notes of these files, those that were struck out too."""
    rows = DeskNote.objects.filter(patient__in=keys)
    for note in rows.select_related("appointment", "written_by__practitioner"):
        yield (
            note.patient_id,
            {
                "note": note.text,
                "visit": str(note.appointment.reference) if note.appointment else "",
                "written_at": at(note.written_at),
                "written_by": staff_name(note.written_by),
                "struck_out_at": at(note.struck_at),
            },
        )


def carers(keys: Collection[int], at: Callable) -> Iterator[tuple[int, dict]]:
    """Yield who looks after these people, as the desk was told."""
    for tie in FamilyTie.objects.filter(patient__in=keys).select_related("looked_after_by"):
        yield (
            tie.patient_id,
            {"looked_after_by": tie.looked_after_by.name, "told_at": at(tie.made_at)},
        )


def texts_shown(keys: Collection[int], at: Callable) -> Iterator[tuple[int, dict]]:
    """Yield which published texts these people were shown, and where."""
    rows = PublicationShown.objects.filter(patient__in=keys).select_related("version")
    for shown in rows:
        yield shown.patient_id, _shown(shown, at)


def texts_shown_to(user: User, at: Callable) -> list[dict]:
    """Return those that an account was shown for itself alone."""
    rows = PublicationShown.objects.filter(user=user, patient=None).select_related("version")
    return [_shown(shown, at) for shown in rows]


def _shown(shown, at):
    return {
        "text": shown.version.title,
        "version": shown.version.number,
        "in_force_from": shown.version.in_force_on.isoformat(),
        "words": shown.version.text,
        "where": shown.get_at_display(),
        "shown_at": at(shown.shown_at),
    }
