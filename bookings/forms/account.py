"""What people type on the pages of their account, and in answer to a mail's link."""

from django import forms

from clinic.forms import BareForm, BareModelForm
from clinic.models import DeletionRequest, Patient

LONGEST_WORDS = DeletionRequest._meta.get_field("words").max_length
LONGEST_ANSWER = DeletionRequest._meta.get_field("answer").max_length
ME, SOMEBODY_ELSE, NOBODY = "me", "somebody", "nobody"


class SeenVisit(forms.Form):
    """How often the visit had changed when it was looked at."""

    revision = forms.IntegerField(min_value=0)


class ProofForm(forms.Form):
    """What only the mail to an email carried."""

    proof = forms.CharField(max_length=100)


class GuestFileForm(forms.Form):
    """Whose a file is that was booked for as a guest."""

    who = forms.ChoiceField(choices=[(who, who) for who in (ME, SOMEBODY_ELSE, NOBODY)])


class MessageChoiceForm(BareModelForm):
    """Which mail about one person is wanted, besides what has to be sent.

    An empty box says no; a person who was not on the page when it was opened has said nothing.
    """

    shown = forms.BooleanField(initial=True, widget=forms.HiddenInput)

    class Meta:
        model = Patient
        fields = ["reminders_wanted", "offers_wanted", "questions_wanted"]
        labels = {
            "reminders_wanted": "Reminders before a visit",
            "offers_wanted": "Offers of an earlier time, when one opens",
            "questions_wanted": "Questions between visits, when your clinician asks some",
        }

    def choices(self) -> dict[str, bool]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class DeletionForm(BareForm):
    """What somebody asks: that their account be deleted."""

    words = forms.CharField(
        label="Is there anything we should know?",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    understands = forms.BooleanField(
        label="I understand that health records have to be kept for as long as the law says.",
        error_messages={"required": "Please tick this to send your request."},
    )


class AnswerForm(BareForm):
    """What the clinic deleted, what it keeps, and why."""

    answer = forms.CharField(
        label="Your answer",
        max_length=LONGEST_ANSWER,
        help_text="What was deleted, what is kept, and why. They read it after logging in.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OtherFile(forms.Form):
    """Another file, which may be the same person's."""

    file = forms.UUIDField()
