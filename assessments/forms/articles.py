"""What administrators type about an article."""

from uuid import uuid4

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError

from assessments.learning.articles import (
    LONGEST_BODY,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    ArticleText,
    Books,
)
from assessments.learning.markdown import problems
from assessments.models.articles import LONGEST_NOTE
from clinic.forms import BareForm, SubmissionField, one_line

BOOKS = {
    "": "Nothing",
    Books.RUNNING: "A service with the runner’s questions, such as a running assessment",
    Books.PAIN_WHEN_RUNNING: "A service for pain when running",
    Books.BETTER_TECHNIQUE: "A service for better technique",
    Books.OTHER_INJURY: "A service for another injury",
}


class FoldedExercises(Div):
    """The whole library, behind a line to press."""

    template = "components/_folded.html"
    summary = "Exercises that fit"
    is_open = False


class ArticleForm(BareForm):
    """An article's words.

    `articles` are the titles of the others by slug, `exercises` those of the clinic by code.
    """

    title = forms.CharField(label="Title", max_length=LONGEST_TITLE, validators=[one_line])
    summary = forms.CharField(
        label="Summary",
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[one_line],
        help_text="One or two sentences: the list, the page’s head and search engines show it.",
    )
    body = forms.CharField(
        label="Text",
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "true"}),
        help_text="In Markdown. What stands before the first heading is shown as “In brief”.",
    )
    books = forms.ChoiceField(
        label="What readers can book from it",
        required=False,
        choices=[(str(kind), words) for kind, words in BOOKS.items()],
        help_text="The first bookable service of this kind is linked, whatever you call it.",
    )
    related = forms.MultipleChoiceField(
        label="Read next", required=False, widget=forms.CheckboxSelectMultiple
    )
    exercises = forms.MultipleChoiceField(
        label="Exercises that fit",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label="What you changed",
        required=False,
        max_length=LONGEST_NOTE,
        validators=[one_line],
        help_text="For your colleagues: it stands in the list of versions.",
    )

    submission = SubmissionField(initial=uuid4)

    def __init__(self, *args, articles, exercises, is_new=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = frozenset(
            [*(f"learn:{slug}" for slug in articles), *(f"exercise:{code}" for code in exercises)]
        )
        self.fields["related"].choices = list(articles.items())
        self.fields["exercises"].choices = [(code, each.name) for code, each in exercises.items()]
        del self.fields["note" if is_new else "submission"]
        self.lay_out(
            Fieldset("What it says", "title", "summary", "body"),
            Fieldset("What it leads to", "books", "related"),
            FoldedExercises("exercises"),
            "submission" if is_new else "note",
        )

    def clean_body(self):
        body = self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"
        if wrong := problems(body, self.known):
            raise ValidationError(wrong)
        return body

    def text(self) -> ArticleText:
        """Return what was typed, once it is sound."""
        typed = self.cleaned_data
        return ArticleText(
            title=typed["title"],
            summary=typed["summary"],
            body=typed["body"],
            related=self._in_order("related"),
            exercises=self._in_order("exercises"),
            books=typed["books"],
        )

    def _in_order(self, name):
        """Return what is ticked: first what was before, in its order, for boxes have another."""
        before, ticked = self.initial.get(name, []), self.cleaned_data[name]
        kept = [each for each in before if each in ticked]
        return (*kept, *(each for each in ticked if each not in before))


def as_typed(text: ArticleText) -> dict:
    """Return what a form about a text begins with."""
    return {
        "title": text.title,
        "summary": text.summary,
        "body": text.body,
        "related": list(text.related),
        "exercises": list(text.exercises),
        "books": str(text.books),
    }
