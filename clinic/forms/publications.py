"""What an owner types into the texts that the clinic publishes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.forms import BareForm, DayField
from clinic.publications import markdown, words
from clinic.publications.shipped import LONGEST_TEXT


class PublicationForm(BareForm):
    """A text that the clinic publishes, and from which day on it holds."""

    text = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 24, "class": "typed-text"}),
        error_messages={"required": "Please type the text."},
        help_text="In Markdown: ## begins a heading, - a line of a list, ** makes words bold.",
    )
    in_force_on = DayField(
        label="Holds from",
        error_messages={"required": "Please choose the day from which it holds."},
        help_text="Today, or a day to come: until then what holds now stays.",
    )

    def clean_text(self):
        text = "\n".join(self.cleaned_data["text"].splitlines()).strip() + "\n"
        wrong = [*words.problems(text), *markdown.problems(text)]
        if wrong:
            raise ValidationError(wrong)
        return text

    def clean_in_force_on(self):
        day = self.cleaned_data["in_force_on"]
        if day < timezone.localdate():
            raise ValidationError("This day is past. A text holds from today on, or from later.")
        return day


class PrivacyContactForm(BareForm):
    """Who answers for privacy, as the published texts name them."""

    contact = forms.CharField(
        label="Who answers for privacy",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A name or a role, and how to reach them. Empty: the clinic itself.",
    )
