"""The safety questions at an assessment: earlier answers that still hold, and what was done."""

from uuid import uuid4

from django import forms

from assessments.exceptions import ScreenSuperseded
from assessments.forms.intake import ScreenForm
from clinic.forms import BareForm, SubmissionField


class AskForm(ScreenForm):
    """The questions themselves, and which answers stood beside them; none where nobody had."""

    read = forms.UUIDField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": ScreenSuperseded.message},
    )


class ConfirmForm(BareForm):
    """Which answers were read, and that they were asked again and still hold."""

    answers = forms.UUIDField(widget=forms.HiddenInput)
    submission = SubmissionField(initial=uuid4)


class SafetyNoteForm(ConfirmForm):
    note = forms.CharField(
        label="What did you do?",
        help_text="For example: whom you called, what was agreed, why the run may take place.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
