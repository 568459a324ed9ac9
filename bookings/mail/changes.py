"""What is another by now of a visit than whoever has it was told."""

from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True)
class Told:
    """What whoever has a visit was told of it last, and when; `at` None: no mail has left yet."""

    state: Appointment  # or a row of its history, which has the same facts
    at: datetime | None
    is_cancelled: bool  # whether the very last they heard is that it is cancelled

    def is_still_so(self, visit: Appointment) -> bool:
        """Say whether they were told, and all that a mail would tell is as it was then."""
        is_told = self.at is not None and not self.is_cancelled
        return is_told and not changes_between(self.state, visit)


def last_told(visit: Appointment) -> Told:
    """Return the visit as the last mail before this revision told it, or else as it was booked."""
    sent = Message.objects.about(visit).filter(
        kind__in=TELLS_THE_TIME, state=MessageState.SENT, revision__lt=visit.revision
    )
    last = sent.order_by("-revision", "-sent_at").values_list("revision", "sent_at").first()
    revision, at = last or (0, None)
    states = Appointment.pgh_event_model.objects.filter(pgh_obj=visit.pk, revision=revision)
    state = states.select_related("practitioner").order_by("pgh_id").last()
    return Told(state or visit, at, is_cancelled=was_told_cancelled(visit))


def changes_since_told(visit: Appointment) -> list[Change]:
    """Return what has changed since the last mail that told it, or else since it was booked."""
    return changes_between(last_told(visit).state, visit)


def last_news(visit: Appointment) -> Message | None:
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
    news = last_news(visit)
    return news is not None and news.kind == "cancelled"


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
