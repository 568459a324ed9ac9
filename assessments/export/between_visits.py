"""What a person is handed of their runs, and of what was asked of them between visits."""

from assessments.export.moments import at
from assessments.models import FollowUp, Run
from assessments.questions.questionnaires import QUESTIONNAIRES
from bookings.people.households import staff_name


def runs(keys):
    """Yield each run of these files, removed ones too, with the key of its file."""
    for run in Run.objects.filter(patient__in=keys):
        yield (
            run.patient_id,
            {
                "ran_on": run.ran_on.isoformat(),
                "distance_km": str(run.distance_km),
                "duration_s": run.duration_s,
                "worst_pain_during_it": run.nprs_during_max,
                "pain_the_next_morning": run.nprs_next_morning,
                "came": run.get_source_display(),
                "started_at": at(run.started_at),
                "moving_s": run.moving_s,
                "steps_a_minute": run.step_rate_spm and str(run.step_rate_spm),
                "logged_at": at(run.logged_at),
                "removed_at": at(run.removed_at),
            },
        )


def follow_ups(keys):
    """Yield what was asked, with every answer, corrected ones too."""
    rows = FollowUp.objects.filter(patient__in=keys).prefetch_related("answers")
    for follow_up in rows.select_related("asked_by__practitioner"):
        yield (
            follow_up.patient_id,
            {
                "what": [QUESTIONNAIRES[code].name for code in follow_up.codes],
                "asked_for_at": at(follow_up.due_at),
                "asked_by": staff_name(follow_up.asked_by),
                "answered_at": at(follow_up.answered_at),
                "taken_back_at": at(follow_up.withdrawn_at),
                "answers": [_answer(answer) for answer in follow_up.answers.all()],
            },
        )


def _answer(answer):
    return {
        "what": QUESTIONNAIRES[answer.code].name,
        "answers": answer.answers,
        "activities": answer.activities,
        "score": str(answer.score),
        "language": answer.language,
        "answered_at": at(answer.answered_at),
        "typed_in_by_the_clinic": answer.typed_by_id is not None,
    }
