"""What a person is handed of their plans: each version they were sent, what they logged, its steps.

Drafts, alerts and what a clinician noted on them are the clinic's own.
"""

from collections.abc import Callable, Iterator

from django.db.models import Prefetch

from assessments.models import Programme, ProgrammeVersion, SessionLog, StepState
from assessments.reading.plans import moved_in_words, shown_plan


def plans_of_people(keys: list[int], at: Callable) -> Iterator[tuple[int, dict]]:
    """Yield each plan that was ever sent with the key of its file; `at` writes an instant."""
    sent = ProgrammeVersion.objects.filter(sent_at__isnull=False).order_by("number")
    sent = sent.prefetch_related("items__moved_by__decided_by__practitioner")
    logs = SessionLog.objects.select_related("item").order_by("done_on", "pk")
    programmes = (
        Programme.objects.ever_sent()
        .filter(patient__in=keys)
        .select_related("practitioner")
        .prefetch_related(
            Prefetch("versions", sent),
            Prefetch("session_logs", logs),
            "steps__decided_by__practitioner",
        )
    )
    for programme in programmes:
        yield (
            programme.patient_id,
            {
                "practitioner": programme.practitioner.name,
                "status": programme.get_status_display(),
                "ended_at": at(programme.ended_at),
                "versions": [_version(version, at) for version in programme.versions.all()],
                "sessions": [_session(log, at) for log in programme.session_logs.all()],
                "steps": [
                    moved_in_words(step)
                    for step in programme.steps.all()
                    if step.state == StepState.MADE
                ],
            },
        )


def _version(version, at):
    plan = shown_plan(version, with_pages=False)
    return {
        "number": version.number,
        "sent_at": at(version.sent_at),
        "starts_on": version.starts_on.isoformat(),
        "ends_on": version.ends_on.isoformat(),
        "retest_from": version.retest_on and version.retest_on.isoformat(),
        "note": version.note,
        "load_advice": version.load_advice,
        "how_it_moves_on": plan.rules,
        "exercises": [
            {
                "name": shown.name,
                "dose": shown.dose,
                "days": shown.days,
                "side": shown.side,
                "metronome": shown.metronome,
                "note": shown.item.note,
                "steps": shown.shown.get("steps", []),
                "cues": shown.shown.get("cues", []),
                "cautions": shown.shown.get("cautions", []),
            }
            for shown in plan.items
        ],
    }


def _session(log, at):
    return {
        "exercise": log.item.name,
        "done_on": log.done_on.isoformat(),
        "done": log.done,
        "pain": log.pain,
        "effort": log.effort,
        "good_control": log.good_control,
        "worse_next_day": log.worse_next_day,
        "note": log.note,
        "logged_at": at(log.logged_at),
        "taken_back_at": at(log.taken_back_at),
    }
