"""What every page of the record sends along: which page it is, and what it began with."""

from django import forms
from django.core.exceptions import ValidationError

from assessments.actions import OpenPage
from clinic.forms import BareForm
from clinic.typed_values import says_something


class RevisionForm(forms.Form):
    """How often the assessment had changed when its page was opened."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def seen(self) -> int:
        """Return the revision that was looked at, or one that nothing has."""
        return self.cleaned_data["revision"] if self.is_valid() else -1


class PageForm(RevisionForm):
    """Which page saves, and what it began with; `replace` is what it was told is stored now."""

    page = forms.UUIDField(widget=forms.HiddenInput)
    replace = forms.IntegerField(required=False, min_value=0)

    def page_that_saves(self) -> OpenPage:
        """Return the page; one that cannot be read is older than anything stored."""
        if not self.is_valid():
            return OpenPage(revision=-1)
        replace = self.cleaned_data["replace"]
        revision = self.cleaned_data["revision"] if replace is None else replace
        return OpenPage(revision, self.cleaned_data["page"])


def in_own_words(value):
    if not says_something(value):
        raise ValidationError("Say it in a few words of your own: it is kept with your name.")


class BreakGlassForm(BareForm):
    """Why a clinician opens the file of somebody they do not treat: a choice, and their words."""

    ground = forms.ChoiceField(
        label="Why do you open this file?",
        choices=[
            ("covering", "I cover for the clinician who treats them"),
            ("here", "They are here, or on the phone, without a visit with me"),
            ("advice", "A colleague asked me for advice"),
            ("emergency", "It is an emergency"),
            ("inquiry", "I look into a complaint or an incident"),
            ("other", "Another reason"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose what comes nearest."},
    )
    reason = forms.CharField(
        label="In your own words",
        max_length=400,
        min_length=10,
        validators=[in_own_words],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say it in a few words: it is kept with your name.",
            "min_length": "Say it in a few words more: it is kept with your name.",
        },
    )

    def in_words(self) -> str:
        """Return what is kept: the choice, as it was read, and the words."""
        ground = dict(self.fields["ground"].choices)[self.cleaned_data["ground"]]
        return f"{ground}: {self.cleaned_data['reason']}"
