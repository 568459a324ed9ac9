"""What a patient answers before a visit, and what a clinician notes about it."""

from dataclasses import dataclass
from uuid import uuid4

from django import forms
from django.utils.datastructures import MultiValueDict

from assessments.actions import Answers
from assessments.forms.fields import CommaDecimalField, TypedTextField, texts_typed
from assessments.questions import before_visit, red_flags
from assessments.questions.before_visit import (
    DAY,
    INJURY_OVER,
    INJURY_SIDES,
    LONGEST_WEEKS,
    NUMBER,
    SEVERAL,
    WEEKS,
    Question,
    Section,
)
from clinic.forms import BareForm, SubmissionField, day_input, may_be_born, within_calendar

LONGEST_LINE, LONGEST_WORDS = 200, 5000
EMPTY = ("", "—")


@dataclass(frozen=True)
class InjuryRow:
    """One past injury; open where there is something to see."""

    fields: list[forms.BoundField]
    is_open: bool


@dataclass(frozen=True)
class ShownSection:
    """A section with its fields as the page lays them out; each injury is a row of its own."""

    section: Section
    fields: list[forms.BoundField]
    injuries: list[InjuryRow]


def field_for(question: Question) -> forms.Field:
    """Return the field of a question; none is required."""
    common = {"label": question.label, "help_text": question.hint, "required": False}
    match question.kind:
        case "number":
            label = f"{question.label} ({question.unit})"
            return CommaDecimalField(
                label=label,
                help_text=question.hint,
                unit=question.unit,
                lowest=question.lowest,
                highest=question.highest,
                digits=question.digits,
            )
        case "day":
            check = may_be_born if question.name == "birth_date" else within_calendar
            return forms.DateField(widget=day_input(), validators=[check], **common)
        case "choice":
            return forms.ChoiceField(choices=[EMPTY, *question.choices], **common)
        case "several":
            return forms.MultipleChoiceField(
                choices=question.choices, widget=forms.CheckboxSelectMultiple, **common
            )
        case "words":
            widget = forms.Textarea(attrs={"rows": 3})
            return TypedTextField(max_length=LONGEST_WORDS, widget=widget, **common)
        case _:
            return forms.CharField(max_length=LONGEST_LINE, **common)


def injury_fields(names: dict[str, str]) -> dict[str, forms.Field]:
    """Return the fields of one past injury, by name."""
    return {
        names["site"]: forms.CharField(label="Where?", required=False, max_length=100),
        names["side"]: forms.ChoiceField(
            label="Side", required=False, choices=[EMPTY, *INJURY_SIDES]
        ),
        names["when"]: forms.CharField(label="When?", required=False, max_length=60),
        names["weeks"]: CommaDecimalField(
            label="Weeks without running", unit="weeks", lowest=0, highest=LONGEST_WEEKS
        ),
        names["over"]: forms.ChoiceField(
            label="Is it over?", required=False, choices=[EMPTY, *INJURY_OVER]
        ),
    }


class VisitQuestionsForm(BareForm):
    """The questions of one kind of form; `data` may be what was typed before."""

    def __init__(self, data=None, *, form: str):
        super().__init__(data)
        self.sections = before_visit.sections_of(form)
        for section in self.sections:
            for question in section.questions:
                self.fields[question.name] = field_for(question)
            for names in before_visit.injury_names()[: section.rows]:
                self.fields.update(injury_fields(names))

    @property
    def shown_sections(self) -> list[ShownSection]:
        return [
            ShownSection(
                section,
                [self[question.name] for question in section.questions],
                [self._injury_row(names) for names in before_visit.injury_names()[: section.rows]],
            )
            for section in self.sections
        ]

    def _injury_row(self, names):
        fields = [self[name] for name in names.values()]
        is_first = names == before_visit.injury_names()[0]
        return InjuryRow(fields, is_first or any(field.value() for field in fields))

    def clean(self):
        for names in before_visit.injury_names():
            typed = {part: self.cleaned_data.get(name) for part, name in names.items()}
            told = any(value not in (None, "") for value in typed.values())
            if names["site"] in self.fields and told and not typed["site"]:
                self.add_error(names["site"], "Where was it?")

    def answers(self) -> Answers:
        """Return what was typed, and what of it could be read."""
        are_complete = self.is_valid()
        return Answers(typed=self.typed(), columns=self._columns(), are_complete=are_complete)

    def typed(self) -> dict[str, str | list[str]]:
        """Return each known field's text as it stands, without those left empty."""
        return texts_typed(self)

    def _columns(self):
        columns = {}
        for section in self.sections:
            for question in section.questions:
                if question.name not in WEEKS:
                    value = self.cleaned_data.get(question.name)
                    columns[question.name] = _empty(question) if value is None else value
            if section.rows:
                columns["injury_history"] = self._injuries(section.rows)
            if section.code == "weeks":
                weeks = [self.cleaned_data.get(name) for name in WEEKS]
                columns["weekly_km_last4"] = weeks if any(w is not None for w in weeks) else []
        return columns

    def _injuries(self, rows):
        told = []
        for names in before_visit.injury_names()[:rows]:
            row = {part: self.cleaned_data.get(name) for part, name in names.items()}
            row["weeks"] = None if row["weeks"] is None else str(row["weeks"])
            if row["site"]:
                told.append(row)
        return told


def _empty(question):
    if question.kind in (NUMBER, DAY):
        return None
    return [] if question.kind == SEVERAL else ""


def as_submitted(typed: dict) -> MultiValueDict:
    """Return saved answers as a browser would send them, so that a form shows them as typed."""
    return MultiValueDict(
        {name: one if isinstance(one, list) else [one] for name, one in typed.items()}
    )


class ScreenForm(forms.Form):
    """The safety questions; every one has to be answered."""

    submission = SubmissionField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        yes_no = [(code, red_flags.ANSWER_WORDS[code]) for code in (red_flags.NO, red_flags.YES)]
        for item in red_flags.ITEMS:
            self._ask(item.code, item.question, yes_no)
        self._ask(red_flags.SITE, red_flags.SITE_QUESTION, red_flags.SITES.items())
        unsure = (red_flags.UNSURE, red_flags.ANSWER_WORDS[red_flags.UNSURE])
        for item in red_flags.SCORE_ITEMS:
            self._ask(item.code, item.question, [*yes_no, unsure])
        self.initial.setdefault("submission", uuid4())

    def _ask(self, code, question, choices):
        self.fields[code] = forms.ChoiceField(
            label=question,
            choices=list(choices),
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            error_messages={"required": "Please answer this question."},
        )

    @property
    def groups(self) -> list[tuple[red_flags.Group, list[forms.BoundField]]]:
        return [
            (group, [self[item.code] for item in red_flags.ITEMS if item.group == group.code])
            for group in red_flags.GROUPS.values()
        ]

    @property
    def score_questions(self) -> list[forms.BoundField]:
        return [self[red_flags.SITE], *(self[item.code] for item in red_flags.SCORE_ITEMS)]

    def answers(self) -> dict[str, str]:
        """Return the answer to each question by its code; the form is valid."""
        return {name: text for name, text in self.cleaned_data.items() if name != "submission"}


class ReviewForm(BareForm):
    """What a clinician did about the answers, and which they read."""

    screen = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="What did you do?",
        help_text="For example: called, what was agreed, why the visit may go ahead.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
