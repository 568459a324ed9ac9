"""What is typed when an assessment is signed with, or added to."""

from uuid import uuid4

from django import forms

from clinic.forms import BareForm

LONGEST_ADDENDUM, LONGEST_NOTE = 10_000, 2000


class AddendumForm(BareForm):
    text = forms.CharField(
        label="What is to be added?",
        max_length=LONGEST_ADDENDUM,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Write what is to be added.",
            "max_length": f"An addendum has at most {LONGEST_ADDENDUM} characters.",
        },
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class CoSignForm(BareForm):
    note = forms.CharField(
        label="A note with it",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConsentForm(forms.Form):
    """Goes before a clip, whose bytes are the whole body of its request."""

    consent = forms.ChoiceField(choices=[("on", "Given")])

    def is_given(self) -> bool:
        return self.is_valid()
