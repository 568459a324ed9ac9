"""What every page of the record sends along: which page it is, and what it began with."""

from django import forms

from assessments.actions import OpenPage
from clinic.forms import BareForm


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


class BreakGlassForm(BareForm):
    reason = forms.CharField(
        label="Why do you open this file?",
        max_length=500,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"min_length": "Say it in a few words more: it is kept with your name."},
    )
