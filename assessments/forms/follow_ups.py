"""What a clinician asks between visits, and what is answered there.

The items of others' questionnaires are not here: an item is known by its number.
"""

from dataclasses import dataclass
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.forms.fields import ScoreField
from assessments.forms.questionnaires import (
    LANGUAGES,
    activity_texts,
    item_fields,
    names_of,
    texts_of,
)
from assessments.models import FollowUp, FollowUpAnswer, FollowUpKind, QuestionnaireCode
from assessments.questions import asking
from assessments.questions.questionnaires import (
    LEFS,
    NPRS,
    PSFS,
    UWRI,
    VERSION,
    VISA_A,
    Questionnaire,
    score,
)
from clinic.forms import BareForm, DayField, SubmissionField

OURS = "en"  # the language of the words that are our own
LATEST_ASK_DAYS = 180
USUAL_ACTIVITIES = 3
ANSWER_IT = "Answer this item: without it there is no score."


CHOICES = [
    (PSFS, "PSFS: one to five activities of their own"),
    (NPRS, "NPRS: pain now, one number"),
    (UWRI, "UWRI: 9 items, with the printed form"),
    (LEFS, "LEFS: 20 items, with the printed form"),
    (VISA_A, "VISA-A: 8 items, with the printed form"),
]


class AskForm(BareForm):
    """Which questionnaires, and from when; to whom, the page says."""

    codes = forms.MultipleChoiceField(
        label="What should they answer?",
        choices=[(known.code, words) for known, words in CHOICES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose one or more."},
    )
    due_on = DayField(
        label="When should it be sent?",
        help_text="Today: at once. Another day: in the morning.",
        error_messages={"required": "Choose the day."},
    )
    submission = SubmissionField(initial=uuid4)

    def clean_due_on(self):
        day, today = self.cleaned_data["due_on"], timezone.localdate()
        if day < today:
            raise ValidationError("This day is over.")
        if (day - today).days > LATEST_ASK_DAYS:
            raise ValidationError(f"At most {LATEST_ASK_DAYS} days ahead.")
        return day


@dataclass(frozen=True)
class AskedPart:
    """One questionnaire as the page lays it out: its items, each with its activity or None."""

    questionnaire: Questionnaire
    question: str
    items: list[tuple[forms.BoundField | None, forms.BoundField]]

    @property
    def short_name(self) -> str:
        return QuestionnaireCode(self.questionnaire.code).label

    @property
    def further(self) -> list[tuple[forms.BoundField | None, forms.BoundField]]:
        """The activities beyond three, which most people leave empty."""
        return self.items[USUAL_ACTIVITIES:] if self.is_of_activities else []

    @property
    def shows_further(self) -> bool:
        return any(field.value() or field.errors for pair in self.further for field in pair)

    @property
    def is_pain(self) -> bool:
        return self.questionnaire is NPRS

    @property
    def is_of_activities(self) -> bool:
        return self.questionnaire is PSFS

    @property
    def needs_the_form(self) -> bool:
        return self.questionnaire in asking.NEEDS_THE_FORM


class FollowUpForm(BareForm):
    """The questions of one follow-up; `activities` are those of the last time, of PSFS."""

    def __init__(self, data=None, *, follow_up: FollowUp, activities=(), answers=None):
        super().__init__(data, initial=_initial(activities, answers or {}))
        self.follow_up = follow_up
        self.questionnaires = asking.in_order(follow_up.codes)
        for questionnaire in self.questionnaires:
            self._add(questionnaire)
        if asking.needs_the_form(follow_up.codes):
            self.fields["language"] = forms.ChoiceField(
                label="Language of your printed form", choices=LANGUAGES
            )

    def _add(self, questionnaire):
        if questionnaire is NPRS:
            self.fields[NPRS.code] = ScoreField(label=self._question_of(NPRS))
        else:
            self.fields |= item_fields(questionnaire)

    def _question_of(self, questionnaire):
        if questionnaire is PSFS:
            return asking.PSFS_QUESTION
        if questionnaire is NPRS:
            is_day_after = self.follow_up.kind == FollowUpKind.DAY_AFTER
            return asking.DAY_AFTER_QUESTION if is_day_after else asking.NPRS_QUESTION
        return ""

    @property
    def parts(self) -> list[AskedPart]:
        return [
            AskedPart(each, self._question_of(each), self._items_of(each))
            for each in self.questionnaires
        ]

    def _items_of(self, questionnaire):
        if questionnaire is NPRS:
            return [(None, self[NPRS.code])]
        of_activities = questionnaire is PSFS
        return [
            (self[f"{name}_activity"] if of_activities else None, self[name])
            for name in names_of(questionnaire)
        ]

    def clean(self):
        for questionnaire in self.questionnaires:
            if questionnaire is PSFS:
                self._check_activities()
            elif questionnaire is not NPRS:
                for name in names_of(questionnaire):
                    self._refuse(name, ANSWER_IT, self._is_empty(name))

    def _check_activities(self):
        names = names_of(PSFS)
        told = [name for name in names if not self._is_empty(f"{name}_activity")]
        first = f"{names[0]}_activity"
        self._refuse(first, "Write one activity or more.", not told)
        for name in names:
            lacks = self._is_empty(f"{name}_activity")
            is_unanswered = name in told and self._is_empty(name)
            self._refuse(name, "Answer each activity, from 0 to 10.", is_unanswered)
            self._refuse(
                f"{name}_activity",
                "Write the activity that this answer is about.",
                lacks and not self._is_empty(name) and bool(told),
            )

    def _is_empty(self, name):
        return self.cleaned_data.get(name) in (None, "") and name not in self.errors

    def _refuse(self, name, words, is_refused):
        if is_refused:
            self.add_error(name, words)

    def answers(self) -> list[FollowUpAnswer]:
        """Return the answers to each questionnaire with their score, not saved yet."""
        return [self._answer(questionnaire) for questionnaire in self.questionnaires]

    def _answer(self, questionnaire):
        names = [NPRS.code] if questionnaire is NPRS else names_of(questionnaire)
        activities = []
        if questionnaire is PSFS:
            names = [name for name in names if self.cleaned_data[f"{name}_activity"]]
            activities = [self.cleaned_data[f"{name}_activity"] for name in names]
        given = [self.cleaned_data[name] for name in names]
        is_ours = questionnaire in asking.OUR_WORDS
        return FollowUpAnswer(
            code=questionnaire.code,
            answers=given,
            activities=activities,
            score=score(questionnaire, given),
            scorer_version=VERSION,
            language=OURS if is_ours else self.cleaned_data["language"],
        )


def _initial(activities, answers):
    """Return what the page begins with: what stands, or else the activities of the last time."""
    initial = activity_texts(activities)
    for code, answer in answers.items():
        if code == NPRS.code:
            initial[code] = answer.answers[0]
            continue
        initial |= texts_of(answer)
        if code != PSFS.code:
            initial["language"] = answer.language
    return initial
