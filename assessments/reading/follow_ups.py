"""What was asked between visits and answered, with earlier scores, as a clinician reads it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assessments.models import (
    Assessment,
    FollowUp,
    FollowUpAnswer,
    FollowUpKind,
    QuestionnaireCode,
    QuestionnaireResponse,
)
from assessments.questions.asking import same_activities
from assessments.questions.questionnaires import QUESTIONNAIRES, change_in_words
from assessments.sentences.measures import plain
from clinic.models import Patient

OTHER_ACTIVITIES = "Not comparable with the one before: the activities differ."


@dataclass(frozen=True)
class PastScore:
    """One score of one questionnaire, whichever way it was answered."""

    at: datetime
    score: Decimal
    answers: list[int]
    activities: list[str]
    how: str


@dataclass(frozen=True)
class ShownScore:
    """A score with what may be said of it since the one before: beyond error, and important."""

    at: datetime
    how: str
    score: str
    activities: list[tuple[str, int]]
    change: list[str]


@dataclass(frozen=True)
class Course:
    """One questionnaire over time, latest first."""

    name: str
    whole_name: str
    scores: list[ShownScore]


@dataclass(frozen=True)
class ShownFollowUp:
    """One asking, and how it stands: a code that decides its colour, and the words."""

    follow_up: FollowUp
    what: str
    state: str
    words: str

    @property
    def is_open(self) -> bool:
        return not (self.follow_up.answered_at or self.follow_up.withdrawn_at)


def follow_ups_of(patient: Patient, now: datetime) -> list[ShownFollowUp]:
    """Return what was asked of a person, latest first."""
    rows = FollowUp.objects.of_person(patient).select_related("asked_by")
    return [_shown(row, now) for row in rows]


def courses_of(patient: Patient) -> list[Course]:
    """Return each questionnaire's scores; pain a day after a run is a course of its own."""
    scores: dict[tuple[str, bool], list[PastScore]] = {}
    for response in _responses(patient):
        at, how = response.assessment.performed_at, "at an assessment"
        scores.setdefault((response.code, False), []).append(_past(response, at, how))
    for answer in standing_answers(patient):
        how = "typed in by a clinician" if answer.typed_by_id else "between visits"
        is_day_after = answer.follow_up.kind == FollowUpKind.DAY_AFTER
        key = (answer.code, is_day_after)
        scores.setdefault(key, []).append(_past(answer, answer.answered_at, how))
    order = QuestionnaireCode.values
    return [
        _course(code, is_day_after, sorted(found, key=lambda one: one.at))
        for (code, is_day_after), found in sorted(
            scores.items(), key=lambda item: (not item[0][1], order.index(item[0][0]))
        )
    ]


def standing_answers(patient: Patient):
    """Return the person's answers that nothing supersedes."""
    follow_ups = FollowUp.objects.of_person(patient)
    answers = FollowUpAnswer.objects.filter(follow_up__in=follow_ups, superseded_by__isnull=True)
    return answers.select_related("follow_up")


def last_activities(patient: Patient) -> list[str]:
    """Return the activities that a person chose last, so that the next score is of the same."""
    rows = [
        *((row.assessment.performed_at, row.activities) for row in _responses(patient)),
        *((row.answered_at, row.activities) for row in standing_answers(patient)),
    ]
    chosen = [row for row in rows if row[1]]
    return max(chosen, default=(None, []), key=lambda row: row[0])[1]


def _responses(patient):
    responses = QuestionnaireResponse.objects.select_related("assessment")
    return responses.filter(assessment__in=Assessment.objects.kept().of_person(patient))


def _past(row, at, how):
    return PastScore(at, row.score, row.answers, row.activities, how)


def _course(code, is_day_after, scores):
    known = QUESTIONNAIRES[code]
    shown = [
        ShownScore(
            at=one.at,
            how=one.how,
            score=f"{plain(one.score)} of {known.highest_score}",
            activities=list(zip(one.activities, one.answers, strict=False)),
            change=_change(known, before, one),
        )
        for before, one in zip([None, *scores], scores, strict=False)
    ]
    label = QuestionnaireCode(code).label
    return Course(
        name=f"{label}, a day after a run" if is_day_after else label,
        whole_name=f"{known.name}. {known.better.capitalize()} is better.",
        scores=shown[::-1],
    )


def _change(known, before, one):
    if before is None:
        return []
    if not same_activities(before.activities, one.activities):
        return [OTHER_ACTIVITIES]
    return change_in_words(known, before.score, one.score, items=len(one.answers))


def _shown(row, now):
    state, words = _state(row, now)
    labels = ", ".join(QuestionnaireCode(code).label for code in row.codes)
    is_day_after = row.kind == FollowUpKind.DAY_AFTER
    return ShownFollowUp(row, "Pain, a day after a run" if is_day_after else labels, state, words)


def _state(row, now):
    if row.answered_at:
        return "answered", "Answered"
    if row.withdrawn_at:
        return "over", "Taken back"
    if not row.is_mailed:
        return "attention", "No email: ask them, and type the answers in"
    if row.is_over(now):
        return "attention", "Not answered in time"
    return ("planned", "Planned") if row.due_at > now else ("asked", "Asked")
