"""What a patient answers before a visit, and what a clinician notes about it."""

from collections.abc import Mapping
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
from clinic.forms import (
    BareForm,
    PhoneField,
    SubmissionField,
    day_input,
    may_be_born,
    within_calendar,
)

LONGEST_LINE, LONGEST_WORDS = 200, 5000
EMPTY = ("", "—")
UNANSWERED = "Please answer this question."


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

    @property
    def every_field(self) -> list[forms.BoundField]:
        return [*self.fields, *(field for injury in self.injuries for field in injury.fields)]

    @property
    def has_answers(self) -> bool:
        return any(field.value() for field in self.every_field)

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.every_field)


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


@dataclass(frozen=True)
class AskedGroup:
    """A group of yes-or-no questions, and the tick that says no to each of them."""

    group: red_flags.Group
    questions: list[forms.BoundField]
    none: forms.BoundField


def codes_of(group: str) -> list[str]:
    return [item.code for item in red_flags.ITEMS if item.group == group]


def with_none_told(data: Mapping) -> dict:
    """Return what was sent with the noes that “none of these” gave; a “yes” takes it back."""
    told = {name: data[name] for name in data}
    for group in red_flags.GROUPS:
        none, codes = none_of(group), codes_of(group)
        if not told.get(none):
            continue
        told |= {code: red_flags.NO for code in codes if not told.get(code)}
        if any(told[code] == red_flags.YES for code in codes):
            del told[none]
    return told


def none_of(group: str) -> str:
    return f"none_{group}"


class ScreenForm(forms.Form):
    """The safety questions; every one has to be answered, but what adds to the score alone.

    The score holds for one site, so that its questions are asked for a pain there.
    """

    submission = SubmissionField()

    def __init__(self, data=None, **options):
        super().__init__(None if data is None else with_none_told(data), **options)
        yes_no = [(code, red_flags.ANSWER_WORDS[code]) for code in (red_flags.NO, red_flags.YES)]
        for item in red_flags.ITEMS:
            self._ask(item.code, item.question, yes_no)
        for group in red_flags.GROUPS:
            self.fields[none_of(group)] = forms.BooleanField(
                label="None of these",
                required=False,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
        self._ask(red_flags.SITE, red_flags.SITE_QUESTION, red_flags.SITES.items())
        unsure = (red_flags.UNSURE, red_flags.ANSWER_WORDS[red_flags.UNSURE])
        for item in red_flags.SCORE_ITEMS:
            self._ask(item.code, item.question, [*yes_no, unsure], required=False)
        self.initial.setdefault("submission", uuid4())

    def _ask(self, code, question, choices, *, required=True):
        self.fields[code] = forms.ChoiceField(
            label=question,
            choices=list(choices),
            required=required,
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            error_messages={"required": UNANSWERED},
        )

    @property
    def groups(self) -> list[AskedGroup]:
        return [
            AskedGroup(
                group, [self[name] for name in codes_of(group.code)], self[none_of(group.code)]
            )
            for group in red_flags.GROUPS.values()
        ]

    @property
    def site(self) -> forms.BoundField:
        return self[red_flags.SITE]

    @property
    def score_questions(self) -> list[forms.BoundField]:
        return [self[item.code] for item in red_flags.SCORE_ITEMS]

    def clean(self):
        if self.cleaned_data.get(red_flags.SITE) != red_flags.SITE_OF_SCORE:
            return
        for item in red_flags.SCORE_ITEMS:
            if self.cleaned_data.get(item.code) == "":
                self.add_error(item.code, UNANSWERED)

    def answers(self) -> dict[str, str]:
        """Return the answer to each question by its code; the form is valid."""
        asked = [
            *(item.code for item in (*red_flags.ITEMS, *red_flags.SCORE_ITEMS)),
            red_flags.SITE,
        ]
        return {code: text for code in asked if (text := self.cleaned_data[code])}

    def typed(self) -> dict[str, str]:
        """Return what was answered so far, as the page sends it, without what is no answer."""
        self.is_valid()
        return {
            name: field.data
            for name in self.fields
            if name != "submission" and (field := self[name]).data and not field.errors
        }

    def parts_answered(self) -> tuple[int, int]:
        """Return how many parts are answered, and of how many."""
        typed = self.typed() if self.is_bound else self.initial
        parts = [codes_of(group) for group in red_flags.GROUPS] + [[red_flags.SITE]]
        return sum(all(typed.get(code) for code in part) for part in parts), len(parts)


class PhoneForm(BareForm):
    """By which number a patient can be called whose file has none; it may stay empty."""

    phone = PhoneField(
        autocomplete="tel", help_text="So that a clinician can call you. You may leave it empty."
    )


class ReviewForm(BareForm):
    """What a clinician did about the answers, and which they read."""

    screen = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="What did you do?",
        help_text="For example: called, what was agreed, why the visit may go ahead.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
