"""What became of a visit, line by line: what changed, when, and who did it, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from bookings.actions.attendance import BEFORE
from bookings.mail.changes import changes_between, length_of
from bookings.models import HOLDS, Appointment, AppointmentStatus, CancellingSide
from bookings.people.households import staff_name
from clinic.clock_face import time_of_day
from clinic.models import Message, User

BY_ITSELF = "By itself"
BY_LINK = "By the link in a mail"
API_PATH = "/api/"
MARKED = {
    AppointmentStatus.ARRIVED: "Arrived",
    AppointmentStatus.FULFILLED: "Done",
    AppointmentStatus.NOSHOW: "Did not come",
}
TAKEN_BACK = {
    AppointmentStatus.ARRIVED: "“Arrived” taken back",
    AppointmentStatus.FULFILLED: "“Done” taken back",
    AppointmentStatus.NOSHOW: "“Did not come” taken back",
    AppointmentStatus.CANCELLED: "The cancellation taken back",
}
TAKEN_BACK_TO = {**BEFORE, AppointmentStatus.CANCELLED: AppointmentStatus.BOOKED}
BEGINS = {  # a time that says since when, and what it is called when it is set and taken away
    "confirmed_at": ("Confirmed", ""),  # a move takes it away, and says so itself
    "under_review_since": ("To be called first", "Need not be called first any more"),
    "form_filled_at": ("Questions before the visit answered", ""),
    "kept_at": ("Kept all the same", ""),
}


@dataclass(frozen=True)
class Line:
    """One thing that happened to a visit."""

    at: datetime
    what: str
    who: str


def story_of(visit: Appointment) -> list[Line]:
    """Return what happened to a visit since somebody booked it, the latest first; two queries."""
    model = Appointment.pgh_event_model
    states = list(
        model.objects.filter(pgh_obj=visit.pk)
        .select_related("practitioner", "equipment", "pgh_context", "booked_by__practitioner")
        .order_by("pgh_id")
    )
    known = {_user_of(state) for state in states} - {None}
    users = User.objects.select_related("practitioner").in_bulk(known)
    lines, before = [], None
    for state in states:
        if state.status not in HOLDS:
            who = _who(state, users, is_first=before is None)
            lines += [Line(state.pgh_created_at, what, who) for what in _changes(before, state)]
            before = state
    return lines[::-1]


def messages_about(user: User, visit: Appointment):
    """Return the messages about a visit, without their bodies, the latest first."""
    messages = Message.objects.visible_to(user).about(visit)
    return messages.defer("body_text", "body_html").order_by("-send_at", "-pk")


def _changes(before, state):
    """Return what a state says that the one before it did not, a sentence's worth each."""
    if before is None:
        return [f"Booked for {_at(state.starts_at)}, with {state.practitioner.name}"]
    said = [_moved(before, state), _marked(before, state), _in_conflict(before, state)]
    for column, (begun, ended) in BEGINS.items():
        was, is_now = getattr(before, column), getattr(state, column)
        if bool(was) != bool(is_now):
            said.append(begun if is_now else ended)
    if state.overbooked and not before.overbooked:
        said.append(f"Overbooked: {state.overbooked_reason}")
    if state.links_withdrawn > before.links_withdrawn:
        said.append("The links in our mails ended")
    return [what for what in said if what]


def _moved(before, state):
    changed = {change.label for change in changes_between(before, state)}
    if "When" in changed:
        whom = f", with {state.practitioner.name}" if "With" in changed else ""
        return f"Moved from {_at(before.starts_at)} to {_at(state.starts_at)}{whom}"
    if "With" in changed:
        return f"Given by {state.practitioner.name} instead of {before.practitioner.name}"
    if "How long" in changed:
        return f"Lasts {length_of(state)} now, not {length_of(before)}"
    if state.equipment_id != before.equipment_id:
        return f"On {state.equipment.name} now" if state.equipment else "Needs no equipment now"
    return ""


def _at(instant):
    local = timezone.localtime(instant)
    return f"{date_format(local, 'D j M Y')}, {time_of_day(local)}"


def _marked(before, state):
    if state.status == before.status:
        return ""
    if state.status == AppointmentStatus.CANCELLED:
        return _cancelled(state)
    if state.status == TAKEN_BACK_TO.get(before.status):
        return TAKEN_BACK[before.status]
    return MARKED.get(state.status, "")


def _cancelled(state):
    by = CancellingSide(state.cancelled_side)
    side = "" if by == CancellingSide.UNKNOWN else f" {by.label.lower()}"
    late = ", late" if state.cancelled_late else ""
    why = f": {state.cancellation_reason}" if state.cancellation_reason else ""
    return f"Cancelled{side}{late}{why}"


def _in_conflict(before, state):
    if state.conflict_since and not before.conflict_since:
        return f"In conflict: {state.conflict_reason}"
    is_over = before.conflict_since and not state.conflict_since
    is_told = state.kept_at or state.status == AppointmentStatus.CANCELLED
    return "Fits again" if is_over and not is_told else ""


def _user_of(state):
    return state.pgh_context.metadata.get("user") if state.pgh_context else None


def _who(state, users, *, is_first):
    """Say who made a state, by the context that was kept with it."""
    user = users.get(_user_of(state))
    if user:
        return _named(user)
    if state.pgh_context is None:
        return _booked_by(state) if is_first else BY_ITSELF
    if state.pgh_context.metadata.get("url", "").startswith(API_PATH):
        return "Through another site"
    return "A guest, online" if is_first else BY_LINK


def _booked_by(state):
    return _named(state.booked_by) if state.booked_by else state.get_source_display()


def _named(user):
    if user.is_clinic_staff:
        return staff_name(user)
    return f"{user.name or user.email}, by their account"
