"""What a clinician copies from the questionnaires that a patient filled in on paper.

The items' words belong to their authors and are not here: an item is known by its number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.utils import timezone

from assessments import queries
from assessments.actions import Values
from assessments.forms.fields import WholeField
from assessments.forms.sections import NO_CHOICE, SectionForm
from assessments.models import FollowUpAnswer, QuestionnaireCode, QuestionnaireResponse
from assessments.questions.asking import same_activities
from assessments.questions.questionnaires import (
    ACTIVITIES_OFFERED,
    NPRS,
    PSFS,
    QUESTIONNAIRES,
    VERSION,
    CannotScore,
    Questionnaire,
    change_in_words,
    score,
)

LONGEST_ACTIVITY = 120
LANGUAGES = [
    ("en", "English"),
    ("fr", "French"),
    ("de", "German"),
    ("es", "Spanish"),
    ("pt", "Portuguese"),
    ("it", "Italian"),
    ("nl", "Dutch"),
    ("pa", "Punjabi"),
    ("tl", "Tagalog"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
    ("other", "Another language"),
]
MISSING = "Every item needs an answer: without it there is no score."


@dataclass(frozen=True)
class Part:
    """One questionnaire as the page lays it out: its items and what they come to."""

    questionnaire: Questionnaire
    items: list[tuple[forms.BoundField | None, forms.BoundField]]  # an activity, or None; an answer
    answered: int
    score: str
    said: list[str]
    last: QuestionnaireResponse | None

    @property
    def short_name(self) -> str:
        return QuestionnaireCode(self.questionnaire.code).label

    @property
    def is_of_activities(self) -> bool:
        return self.questionnaire is PSFS

    @property
    def activities_offered(self) -> tuple[str, ...]:
        """What may be picked instead of typed: the runner's own words do as well."""
        return ACTIVITIES_OFFERED

    @property
    def asked(self) -> int:
        return len([activity for activity, _ in self.items if not activity or activity.value()])

    @property
    def is_open(self) -> bool:
        """Say whether it is to be unfolded: something is in it, or it is short."""
        return self.questionnaire is NPRS or any(
            field.errors or field.value() for pair in self.items for field in pair if field
        )


def names_of(questionnaire: Questionnaire) -> list[str]:
    """Return the names of its items' fields."""
    _, most = questionnaire.items
    return [f"{questionnaire.code}_{item}" for item in range(1, most + 1)]


def item_fields(questionnaire: Questionnaire) -> dict[str, forms.Field]:
    """Return a field for each item, by name; of PSFS also one for its activity."""
    fields = {}
    for number, name in enumerate(names_of(questionnaire), start=1):
        highest = _highest_of(questionnaire, number)
        fields[name] = WholeField(
            label=f"{_label(questionnaire, number)}, 0 to {highest}",
            unit="points",
            lowest=0,
            highest=highest,
        )
        if questionnaire is PSFS:
            fields[f"{name}_activity"] = forms.CharField(
                label=f"Activity {number}", required=False, max_length=LONGEST_ACTIVITY
            )
    return fields


def texts_of(response: QuestionnaireResponse | FollowUpAnswer) -> dict[str, str]:
    """Return what stands in the fields of a questionnaire's answers."""
    names = names_of(QUESTIONNAIRES[response.code])
    answers = zip(names, map(str, response.answers), strict=False)
    return dict(answers) | activity_texts(response.activities)


def activity_texts(activities: Sequence[str]) -> dict[str, str]:
    """Return what stands in the fields of the activities of PSFS."""
    return dict(zip(_activity_names(), activities, strict=False))


class QuestionnairesForm(SectionForm):
    """UWRI, LEFS, PSFS, NPRS and VISA-A: answers by their items' numbers."""

    class Media:
        css = {"all": ["css/tests.css"]}

    language = forms.ChoiceField(
        label="Language of the forms", required=False, choices=[*NO_CHOICE, *LANGUAGES]
    )

    def add_fields(self):
        for questionnaire in QUESTIONNAIRES.values():
            self.fields |= item_fields(questionnaire)
        for name in _activity_names():
            self.fields[name].widget.attrs["list"] = "activities-offered"

    @cached_property
    def last(self) -> dict[str, QuestionnaireResponse]:
        return queries.last_responses(self.assessment)

    # --- What must fit together -------------------------------------------------------------------

    def clean(self):
        for questionnaire in QUESTIONNAIRES.values():
            if questionnaire is PSFS:
                self._check_activities()
            elif any(self.has_text(name) for name in names_of(questionnaire)):
                for name in names_of(questionnaire):
                    if not self.has_text(name):
                        self.refuse(name, MISSING)

    def _check_activities(self):
        """Ask for the activity of each answer; once one is answered, also for each answer."""
        names = names_of(PSFS)
        is_answered = any(self.has_text(name) for name in names)
        for name in names:
            if self.has_text(name) and not self.has_text(f"{name}_activity"):
                self.refuse(f"{name}_activity", "Write the activity that this answer is about.")
            if is_answered and self.has_text(f"{name}_activity") and not self.has_text(name):
                self.refuse(name, "Every activity needs its answer; clear one not asked today.")

    # --- What is stored ---------------------------------------------------------------------------

    def values(self) -> Values:
        return Values(rows=self.responses())

    def responses(self) -> list[QuestionnaireResponse]:
        """Return each questionnaire that is answered whole, with its score, not saved yet."""
        found = [self._response(questionnaire) for questionnaire in QUESTIONNAIRES.values()]
        return [response for response in found if response]

    def _response(self, questionnaire):
        names = names_of(questionnaire)
        if questionnaire is PSFS:
            names = [name for name in names if self.cleaned_data.get(f"{name}_activity")]
        answers = [self.cleaned_data.get(name) for name in names]
        try:
            points = score(questionnaire, answers)
        except CannotScore:
            return None
        activities = [self.cleaned_data[f"{name}_activity"] for name in names if _is_psfs(name)]
        return QuestionnaireResponse(
            code=questionnaire.code,
            answers=answers,
            activities=activities,
            score=points,
            scorer_version=VERSION,
            language=self.cleaned_data.get("language") or "",
        )

    # --- What the page begins with ----------------------------------------------------------------

    def texts(self):
        responses = {row.code: row for row in self.assessment.questionnaire_responses.all()}
        texts = {}
        if PSFS.code not in responses and PSFS.code in self.last:
            texts |= activity_texts(self.last[PSFS.code].activities)
        for response in responses.values():
            texts |= texts_of(response) | {"language": response.language}
        return texts

    # --- As the page lays it out ------------------------------------------------------------------

    @cached_property
    def parts(self) -> list[Part]:
        responses = {response.code: response for response in self.as_sent.responses()}
        return [
            self._part(questionnaire, responses.get(code))
            for code, questionnaire in QUESTIONNAIRES.items()
        ]

    def _part(self, questionnaire, response):
        last = self.last.get(questionnaire.code) if self.shows_record else None
        names = names_of(questionnaire)
        return Part(
            questionnaire=questionnaire,
            items=[
                (self[f"{name}_activity"] if _is_psfs(name) else None, self[name]) for name in names
            ],
            answered=sum(self.as_sent.cleaned_data.get(name) is not None for name in names),
            score=f"{response.score.normalize():f}" if response else "",
            said=_change(questionnaire, last, response) if last and response else [],
            last=last,
        )


def _highest_of(questionnaire, number):
    highest = questionnaire.highest_of_item
    return highest[0] if len(highest) == 1 else highest[number - 1]


def _activity_names():
    return [f"{name}_activity" for name in names_of(PSFS)]


def _label(questionnaire, number):
    return {PSFS.code: "Today", NPRS.code: "Pain"}.get(questionnaire.code, f"Item {number}")


def _is_psfs(name):
    return name.startswith(f"{PSFS.code}_")


def _change(questionnaire, last, response):
    """Return what may be said of two scores; other activities make another scale."""
    if not same_activities(last.activities, response.activities):
        return ["Not comparable: the activities differ."]
    since = f"Since {timezone.localtime(last.assessment.performed_at):%-d %b %Y}:"
    words = change_in_words(questionnaire, last.score, response.score, items=len(response.answers))
    return [f"{since} {words[0]}", *words[1:]]
