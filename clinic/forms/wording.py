"""What an administrator types into the words of messages."""

from django import forms

from clinic.forms import BareForm, RevisionField
from clinic.models import AlarmTime
from clinic.wording.catalogue import Words
from clinic.wording.language import LONGEST_SUBJECT, UnsoundWords


class WordsForm(BareForm):
    """The words of a kind of message; what is wrong is said beside its field, with its line."""

    subject = forms.CharField(
        label="Subject",
        required=False,
        widget=forms.TextInput(attrs={"data-words": "", "spellcheck": "true"}),
        help_text=f"One line of up to {LONGEST_SUBJECT} letters. It shows on a locked phone.",
    )
    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20, "data-words": "", "spellcheck": "true"}),
        help_text="An empty line begins a new paragraph, “- ” a line of a list. A web address "
        "becomes a link. What is empty in a mail leaves no gap.",
    )
    seen = RevisionField()

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_subject(self):
        return self.cleaned_data["subject"].strip()

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n") + "\n"

    def clean(self):
        if {"subject", "text"} <= self.cleaned_data.keys():
            try:
                self.words().understood(self.kind)
            except UnsoundWords as error:
                for problem in error.problems:
                    self.add_error(problem.field, str(problem))
        return self.cleaned_data

    def words(self) -> Words:
        return Words(self.cleaned_data["subject"], self.cleaned_data["text"])


class CalendarAlarmForm(BareForm):
    """Whether a calendar rings before a visit."""

    alarm_minutes = forms.TypedChoiceField(
        label="A visit’s calendar entry rings",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Not at all: each calendar does as its owner likes"), *AlarmTime.choices],
    )
