"""What is typed about a visit: another time, why it is cancelled, who came."""

from urllib.parse import urlencode

from django import forms

from bookings.forms.slots import OverbookField, SlotChoice
from bookings.models import AppointmentStatus, CancellingSide
from bookings.reasons import OTHER, REASONS, in_words
from clinic.forms import BareForm, RevisionField, within_calendar
from clinic.models import Discipline

LONGEST_REASON = 500
LONGEST_WORDS = 400  # beside a reason of the list


class MoveForm(SlotChoice):
    revision = RevisionField()
    overbook = OverbookField()


class CancellationForm(BareForm):
    """Why a patient cancels their visit.

    `late_because` is what they have to accept first, once it is too late to cancel freely.
    """

    revision = RevisionField()
    reason = forms.CharField(
        label="Would you tell us why?",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    accepts_late = forms.BooleanField(
        error_messages={"required": "Please tick this to cancel the visit."}
    )

    def __init__(self, *args, late_because="", **kwargs):
        super().__init__(*args, **kwargs)
        if late_because:
            self.fields["accepts_late"].label = f"I understand: {late_because}"
        else:
            del self.fields["accepts_late"]


class CancelledAtTheDesk(BareForm):
    """Who cancels and why, as the desk writes it down: what may be read, and what is its own."""

    side = forms.ChoiceField(
        label="Who cancels?",
        choices=[(CancellingSide.PATIENT, "The patient"), (CancellingSide.CLINIC, "The clinic")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say who cancels: it decides what the patient is told."},
        help_text="What the clinic cancels never costs the patient anything.",
    )
    why = forms.ChoiceField(
        label="If the clinic cancels: why?",
        required=False,
        choices=[("", "Choose a reason"), *REASONS.items(), (OTHER, "Another reason, in words")],
        help_text="The patient reads it.",
    )
    reason = forms.CharField(
        label="In words, as the patient may read them",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="On the visit’s page and, if the clinic cancels, in the email about it. Leave "
        "out anything about health.",
    )
    note = forms.CharField(
        label="A note for the desk alone",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self):
        """Put the reason of the list and the words together; the clinic says why it cancels."""
        typed = super().clean()
        why, words = typed.pop("why", ""), typed.get("reason", "")
        if typed.get("side") != CancellingSide.CLINIC:
            return typed
        if not why and "why" not in self.errors:
            self.add_error("why", "Choose why the clinic cancels: the patient is told.")
        elif why == OTHER and not words and "reason" not in self.errors:
            self.add_error("reason", "Say why, in words that the patient may read.")
        typed["reason"] = in_words(why, words)
        return typed


class DeskCancellationForm(CancelledAtTheDesk):
    revision = RevisionField()


class KeepForm(forms.Form):
    """A visit in conflict that takes place all the same, and where that was pressed."""

    BOARD, CONFLICTS, VISIT = "board", "conflicts", "visit"

    revision = RevisionField()
    back = forms.ChoiceField(choices=[(place, place) for place in (BOARD, CONFLICTS, VISIT)])


class DayQuery(forms.Form):
    """Which clinic date a list of visits shows."""

    day = forms.DateField(required=False, validators=[within_calendar])


class GridQuery(DayQuery):
    """Which days the desk looks at, and whose visits of what."""

    WEEK, LIST = "week", "list"

    span = forms.ChoiceField(required=False, choices=[("", "A day"), (WEEK, "A week")])
    view = forms.ChoiceField(required=False, choices=[("", "Grid"), (LIST, "List")])
    discipline = forms.ChoiceField(required=False, choices=[("", "All"), *Discipline.choices])
    practitioner = forms.SlugField(required=False, max_length=60)
    service = forms.SlugField(required=False, max_length=60)
    show = forms.SlugField(required=False, max_length=20)

    def carried(self, *without: str, **instead: str) -> str:
        """Return the query that leads to the same page, but for some of it."""
        asked = {name: self.data.get(name, "") for name in self.fields if name not in without}
        return urlencode({name: value for name, value in (asked | instead).items() if value})


class AttendanceForm(forms.Form):
    """One press of the desk's buttons, and how the visit stood when it was shown."""

    UNDO = "undo"
    MARKS = (
        AppointmentStatus.ARRIVED.value,
        AppointmentStatus.FULFILLED.value,
        AppointmentStatus.NOSHOW.value,
        UNDO,
    )

    mark = forms.ChoiceField(choices=[(mark, mark) for mark in MARKS])
    seen = forms.ChoiceField(choices=AppointmentStatus)
    revision = forms.IntegerField(min_value=0)
    day = forms.DateField(required=False, validators=[within_calendar])
    back = forms.ChoiceField(required=False, choices=[("visit", "visit")])  # else the board
