"""What the desk's board shows of one clinic day: each visit, what to press, what needs care."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from bookings.actions.attendance import BEFORE
from bookings.mail.planning import is_of_revision
from bookings.models import Appointment, AppointmentStatus
from clinic.models import Message, MessageState, User

BOOKED, ARRIVED, FULFILLED, NOSHOW, CANCELLED = (
    AppointmentStatus.BOOKED,
    AppointmentStatus.ARRIVED,
    AppointmentStatus.FULFILLED,
    AppointmentStatus.NOSHOW,
    AppointmentStatus.CANCELLED,
)
CALL_FIRST = "Call first"
CARE = "care"  # the counter of all that needs a look
COUNTED = {
    "conflict": "in conflict",
    "call": "to call first",
    "overbooked": "overbooked",
    "form": "without a form",
    "message": "with a message that failed",
    "note": "with a note unsigned",
}
NOTE_UNSIGNED = "Note unsigned"
NOT_SENT = {
    "confirmation": "Confirmation not sent",
    "reminder": "Reminder not sent",
    "changed": "Change not sent",
    "cancelled": "Cancellation not sent",
    "review_needed": "Clinician not told",
}


@dataclass(frozen=True)
class Need:
    """What somebody at the desk should look at; `url` leads to where it is mended."""

    text: str
    url: str = ""
    phone: str = ""  # whom to call
    mark: str = ""  # what kind it is, for a filter

    @property
    def is_conflict(self) -> bool:
        return self.mark == "conflict"


@dataclass(frozen=True)
class BoardRow:
    """One visit on the board."""

    visit: Appointment
    marks: list[str]  # what may be pressed now, the likeliest first
    can_undo: bool
    can_change: bool
    needs: list[Need]
    is_of_another_day: bool
    is_in_conflict: bool
    can_restore: bool

    @property
    def day(self) -> date:
        """The clinic's date of the visit."""
        return timezone.localdate(self.visit.starts_at)

    @property
    def listed(self) -> tuple:
        """Return what the list says of the visit beyond what its block on the grid does."""
        visit = self.visit
        return (
            *(self.marks, self.can_undo, self.can_change, self.can_restore, self.is_in_conflict),
            *(self.needs, visit.kept_at, visit.equipment and visit.equipment.name),
            *(visit.patient.phone, visit.cancelled_in_words, visit.cancellation_note),
        )

    def is_shown_by(self, wanted: str) -> bool:
        """Say whether a counter that is pressed shows the visit: a status, “care”, or a mark."""
        if wanted == CARE:
            return bool(self.needs)
        return not wanted or wanted in (self.visit.status, *(need.mark for need in self.needs))


@dataclass(frozen=True)
class DayBoard:
    """The rows of what is shown, as they stood at `seen_at`; what is not counted is not shown."""

    rows: list[BoardRow]
    seen_at: datetime
    show: str = ""

    @property
    def shown(self) -> list[BoardRow]:
        return [row for row in self.rows if row.is_shown_by(self.show)]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Return how many visits stand how, as (status, word, number)."""
        found = Counter(row.visit.status for row in self.rows)
        return [
            (status.value, status.label, found[status])
            for status in (BOOKED, ARRIVED, FULFILLED, NOSHOW, CANCELLED)
        ]

    @property
    def mark_counts(self) -> list[tuple[str, str, int]]:
        """Return how many visits have each mark that somebody sees to, as (mark, words, number)."""
        found = Counter(mark for row in self.rows for mark in {need.mark for need in row.needs})
        return [(mark, words, found[mark]) for mark, words in COUNTED.items() if found[mark]]

    @property
    def needing_care(self) -> int:
        return sum(bool(row.needs) for row in self.rows)


def rows_of(
    user: User, visits: list[Appointment], day: date | None, now: datetime
) -> list[BoardRow]:
    """Return the rows of these visits on the board of `day`; without one, each is of its own."""
    unsent = _unsent(user, visits)
    return [
        BoardRow(
            visit=visit,
            marks=_marks(visit, now),
            can_undo=visit.status in BEFORE,
            can_change=visit.status == BOOKED and not visit.has_begun(now),
            needs=_needs(visit, unsent.get(visit.pk, []), now),
            is_of_another_day=day not in (None, timezone.localdate(visit.starts_at)),
            is_in_conflict=_is_in_conflict(visit, now),
            can_restore=visit.is_cancelled and not visit.has_begun(now),
        )
        for visit in visits
    ]


def load_conflicts(user: User, now: datetime) -> list[tuple[date, list[BoardRow]]]:
    """Return the visits in conflict with the schedule, by day, until they are settled."""
    visits = Appointment.objects.visible_to(user).in_conflict(now).with_people()
    rows = rows_of(user, list(visits), None, now)
    by_day = groupby(rows, key=lambda row: timezone.localdate(row.visit.starts_at))
    return [(day, list(of_day)) for day, of_day in by_day]


def _is_in_conflict(visit, now):
    return bool(visit.conflict_since) and visit.status == BOOKED and visit.ends_at > now


def _marks(visit, now):
    """Return what the actions would accept now, less what nobody would press."""
    if timezone.localdate(visit.starts_at) > timezone.localdate(now):
        return []
    begun, over = visit.has_begun(now), visit.ends_at <= now
    match visit.status:
        case AppointmentStatus.BOOKED if over:
            return [FULFILLED.value, NOSHOW.value]
        case AppointmentStatus.BOOKED:
            return [ARRIVED.value, NOSHOW.value] if begun else [ARRIVED.value]
        case AppointmentStatus.ARRIVED:
            return [FULFILLED.value] if begun else []
        case AppointmentStatus.NOSHOW:
            return [] if over else [ARRIVED.value]
    return []


def _needs(visit, unsent, now):
    """Return what is still worth doing something about."""
    needs = []
    if visit.status == BOOKED and visit.ends_at <= now:
        needs.append(Need("Not marked yet", mark="unmarked"))
    elif visit.status == BOOKED and visit.has_begun(now):
        needs.append(Need("Not here yet", mark="late"))
    if visit.overbooked:
        needs.append(Need(f"Overbooked: {visit.overbooked_reason}", mark="overbooked"))
    if visit.under_review_since and visit.status in (BOOKED, ARRIVED):
        needs.insert(0, _call_first(visit))
    if _is_in_conflict(visit, now):
        needs.insert(0, Need(f"Conflict: {visit.conflict_reason}", mark="conflict"))
    if visit.lacks_form and visit.status in (BOOKED, ARRIVED) and not visit.has_begun(now):
        needs.append(Need("Form missing", mark="form"))
    if visit.note_unsigned_since and visit.ends_at <= now:
        needs.append(Need(NOTE_UNSIGNED, mark="note"))
    if visit.ends_at <= now or visit.status not in (BOOKED, CANCELLED):
        return needs
    needs += [
        Need(
            NOT_SENT.get(message.kind, "Message not sent"),
            message.get_absolute_url(),
            mark="message",
        )
        for message in unsent
    ]
    if not visit.patient.reached_by.email and visit.status == BOOKED:
        text = "No email: phone them" if visit.patient.phone else "No email or phone"
        needs.append(Need(text, mark="email"))
    return needs


def _call_first(visit):
    """Say how soon, and by which number: why is for clinicians alone."""
    phone = visit.patient.phone
    text = f"{CALL_FIRST}: {visit.levels[0].label}"
    return Need(text if phone else f"{text}, no phone known", phone=phone, mark="call")


def _unsent(user, visits):
    """Return the messages that failed and were not sent again since, by visit."""
    by_key = {visit.pk: visit for visit in visits}
    messages = Message.objects.visible_to(user).about_any(visits).order_by("pk")
    latest = {}
    for message in messages.only("reference", "kind", "state", "revision", "copy_of", "about_id"):
        if is_of_revision(message, by_key[message.about_id]):
            latest[message.original_id] = message
    unsent = {}
    for message in latest.values():
        if message.state == MessageState.FAILED:
            unsent.setdefault(message.about_id, []).append(message)
    return unsent
