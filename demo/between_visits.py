"""What the demo patient does between visits: runs, and answers to what was asked of them."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from assessments.actions import answer_follow_up, ask_questions, log_run
from assessments.actions.running import RunSaid
from assessments.models import FollowUp, FollowUpAnswer, FollowUpKind, QuestionnaireCode
from assessments.questions.questionnaires import QUESTIONNAIRES, VERSION, score
from clinic.models import Patient, Practitioner
from demo.identity import demo_reference
from demo.people import CLINICIAN_SLUG
from demo.recorded import HER_ACTIVITIES, IMOGEN, JUNIPER

RUNS = (  # days ago, kilometres, minutes, worst pain, pain the next morning
    (54, "5", 31, 3, 1),
    (51, "4.2", 26, 3, 1),
    (47, "6", 37, 4, 2),
    (44, "5", 31, 2, 0),
    (40, "6.5", 40, 3, 1),
    (37, "5", 30, 2, 0),
    (33, "7", 43, 3, 0),
    (30, "5.2", 31, 2, 0),
    (28, "4", 24, 1, 0),
    (26, "7.5", 45, 2, 0),
    (23, "5.5", 33, 1, 0),
    (21, "5", 29, 1, 0),
    (19, "8", 48, 2, 0),
    (16, "5.5", 32, 1, 0),
    (14, "6", 35, 1, 0),
    (12, "10.5", 64, 4, 2),
    (9, "5", 29, 2, 0),
    (7, "6", 35, 1, 0),
    (4, "8.6", 51, 1, 0),
    (1, "6.2", 36, 1, None),
)
PAIN_AFTER_TESTS = {JUNIPER: (3, 1), IMOGEN: (4,)}  # a day after each test, the earliest first
ASKED_DAYS_AGO, ANSWERED = 24, [5, 7, 8]


def add_between_visits(*, now: datetime) -> None:
    """Log the demo patient's runs and answer what was asked; one mail with questions goes out."""
    for key, pains in PAIN_AFTER_TESTS.items():
        _tell_of_the_day_after(Patient.objects.get(reference=demo_reference("patient", key)), pains)
    patient = Patient.objects.get(reference=demo_reference("patient", JUNIPER))
    clinician = Practitioner.objects.get(slug=CLINICIAN_SLUG).user
    _log_runs(patient, now)
    for days_ago in (ASKED_DAYS_AGO, 0):
        asked = ask_questions(
            patient=patient,
            codes=[QuestionnaireCode.PSFS],
            due_at=now - timedelta(days=days_ago),
            submission=demo_reference("follow-up", f"{JUNIPER}-{days_ago}"),
            by=clinician,
        )
        if days_ago:
            _answer(asked, QuestionnaireCode.PSFS, ANSWERED, list(HER_ACTIVITIES))


def _tell_of_the_day_after(patient, pains):
    tests = FollowUp.objects.of_person(patient).filter(kind=FollowUpKind.DAY_AFTER)
    for follow_up, pain in zip(tests.order_by("due_at"), pains, strict=False):
        _answer(follow_up, QuestionnaireCode.NPRS, [pain], [])


def _log_runs(patient, now):
    for days_ago, km, minutes, pain, morning in RUNS:
        at = now - timedelta(days=days_ago)
        log_run(
            patient=patient,
            said=RunSaid(
                ran_on=timezone.localdate(at),
                distance_km=Decimal(km),
                duration_s=60 * minutes,
                nprs_during_max=pain,
                nprs_next_morning=morning,
            ),
            submission=demo_reference("run", f"{JUNIPER}-{days_ago}"),
            by=patient.looked_after_by.get(),
            now=at,
        )


def _answer(follow_up, code, given, activities):
    answer = FollowUpAnswer(
        code=code,
        answers=given,
        activities=activities,
        score=score(QUESTIONNAIRES[code], given),
        scorer_version=VERSION,
        language="en",
    )
    at = follow_up.due_at + timedelta(hours=3)
    answer_follow_up(follow_up=follow_up, answers=[answer], typed_by=None, now=at)
