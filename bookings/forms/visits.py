"""What is typed about a visit: another time, why it is cancelled, who came."""

from django import forms

from bookings.forms.slots import SlotChoice
from bookings.models import AppointmentStatus
from clinic.forms import BareForm, RevisionField, within_calendar


class MoveForm(SlotChoice):
    revision = RevisionField()


class CancellationForm(BareForm):
    """Why a visit is cancelled; the label speaks to the patient unless staff are asked.

    `late_because` is what a patient has to accept first, inside the cancellation window.
    """

    revision = RevisionField()
    reason = forms.CharField(
        label="Would you tell us why?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    accepts_late = forms.BooleanField(
        error_messages={"required": "Please tick this to cancel the visit."}
    )

    def __init__(self, *args, by_staff=False, late_because="", **kwargs):
        super().__init__(*args, **kwargs)
        if by_staff:
            self.fields["reason"].label = "Why does the patient cancel?"
        if late_because:
            self.fields["accepts_late"].label = f"I understand: {late_because}"
        else:
            del self.fields["accepts_late"]


class DayQuery(forms.Form):
    """Which clinic date a list of visits shows."""

    day = forms.DateField(required=False, validators=[within_calendar])


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
