"""What is another by now of a visit than whoever has it was told."""

from dataclasses import dataclass

from bookings.mail.times import clinic_time
from bookings.models import Appointment
from clinic.models import Message, MessageState

TELLS_THE_TIME = ("confirmation", "changed", "reminder")


@dataclass(frozen=True)
class Change:
    """One thing that changed, as a person reads it: its name, what it is now and what it was."""

    label: str
    now: str
    before: str


def changes_since_told(visit: Appointment) -> list[Change]:
    """Return what has changed since the last mail that told it, or else since it was booked."""
    told = Message.objects.about(visit).filter(
        kind__in=TELLS_THE_TIME, state=MessageState.SENT, revision__lt=visit.revision
    )
    revision = max(told.values_list("revision", flat=True), default=0)
    states = Appointment.pgh_event_model.objects.filter(pgh_obj=visit.pk, revision=revision)
    before = states.select_related("practitioner").order_by("pgh_id").last()
    return changes_between(before or visit, visit)


def last_told(visit: Appointment) -> Message | None:
    """Return the last mail that said how the visit stands, before it stood as it does now.

    One that is being sent counts: it may have gone out.
    """
    return (
        Message.objects.about(visit)
        .filter(
            kind__in=("confirmation", "changed", "cancelled"),
            state__in=(MessageState.SENT, MessageState.SENDING),
            revision__lt=visit.revision,
        )
        .order_by("revision", "pk")
        .last()
    )


def was_told_cancelled(visit: Appointment) -> bool:
    """Say whether its patient believes that the visit is cancelled."""
    told = last_told(visit)
    return told is not None and told.kind == "cancelled"


def changes_between(before, visit: Appointment) -> list[Change]:
    """Return what differs from one state of a visit to another; a history's row will do too."""
    told = [
        ("When", clinic_time(visit.starts_at), clinic_time(before.starts_at)),
        ("How long", length_of(visit), length_of(before)),
        ("With", visit.practitioner.name, before.practitioner.name),
    ]
    return [Change(*facts) for facts in told if facts[1] != facts[2]]


def length_of(visit) -> str:
    return f"{round((visit.ends_at - visit.starts_at).total_seconds() / 60)} minutes"


def change_in_words(
    changes: list[Change], visit: Appointment, *, stands_again: bool = False
) -> str:
    """Return the change as the end of a sentence that begins with the visit: “is moved to …”."""
    if stands_again:
        return f"stands again: {clinic_time(visit.starts_at)}, with {visit.practitioner.name}"
    changed = {change.label for change in changes}
    if "When" in changed:
        whom = f", with {visit.practitioner.name}" if "With" in changed else ""
        return f"is moved to {clinic_time(visit.starts_at)}{whom}"
    if "With" in changed:
        return f"is with {visit.practitioner.name} now"
    if "How long" in changed:
        return f"lasts {length_of(visit)} now"
    return f"is on {clinic_time(visit.starts_at)}, with {visit.practitioner.name}"
