"""The demo runners' plans: in their third week, logged, moved on, told of, and printed."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from assessments import plans
from assessments.exercises.library import EXERCISES
from assessments.models import (
    Edition,
    ExerciseReview,
    FollowUp,
    PlanAlert,
    Programme,
    ProgressionStep,
    Report,
)
from assessments.programmes.timetable import week_of
from clinic.models import Message, Patient, User
from demo.logins import CLINICIAN, PATIENT
from demo.seeding import seed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The demo of a Wednesday evening in Vancouver, while summer time is just over there."""
    with django_db_blocker.unblock(), transaction.atomic():
        evening = datetime(2026, 11, 5, 1, tzinfo=UTC)
        with override_settings(DEMO=True), time_machine.travel(evening, tick=True):
            seed(now=evening)
            yield
        transaction.set_rollback(True)


def plan_of(name):
    return plans.running_plan(Patient.objects.get(name=name))


@pytest.mark.parametrize("name", ["Juniper Hale", "Imogen Starling"])
def test_a_plan_is_in_its_third_week_and_today_waits_to_be_ticked(name):
    version, today = plan_of(name).in_force, timezone.localdate()

    assert week_of(today, version.starts_on) == 3
    assert {today.weekday() in item.days for item in version.items.all()} == {True}
    logged = set(version.programme.session_logs.values_list("done_on", flat=True))
    assert max(logged) == today - timedelta(days=2)
    assert {day.weekday() for day in logged} <= set(version.items.first().days)


def test_the_demo_patient_follows_a_plan_with_one_step_made_and_one_proposed():
    programme = plan_of("Juniper Hale")

    assert User.objects.get(email=PATIENT.email).patients.contains(programme.patient)
    assert [item.exercise for item in programme.in_force.items.all()] == [
        *("E07", "E01", "E22", "E09", "E24")
    ]
    assert [item.exercise for item in programme.in_force.items.all() if not item.reason] == [
        "E07"  # the step that led to it says why
    ]
    steps = programme.steps.order_by("proposed_at")
    assert list(steps.values_list("direction", "state", "from_exercise", "to_exercise")) == [
        ("up", "made", "E05", "E07"),
        ("up", "proposed", "E09", "E02"),
    ]
    assert programme.session_logs.count() == 29


def test_pain_is_on_the_list_of_the_demos_clinician_with_what_the_rule_asks_for():
    clinician = User.objects.get(email=CLINICIAN.email)
    alert, step = PlanAlert.objects.get(), ProgressionStep.objects.get(direction="down")

    assert list(plans.alerts_for(clinician)) == [alert]
    assert alert.words == "Pelvic drop / hip hike on a step, 2 November: pain 6/10."
    assert alert.programme == step.programme == plan_of("Imogen Starling")
    assert (step.state, step.from_exercise, step.to_exercise) == ("proposed", "E08", "E22")
    assert set(plans.proposals_for(clinician)) == set(
        ProgressionStep.objects.filter(state="proposed")
    )


def test_the_reports_are_made_and_shared_and_say_the_plan():
    made = Report.objects.made().select_related("assessment__patient")

    assert Counter((each.assessment.patient.name, each.edition) for each in made) == {
        ("Juniper Hale", Edition.PATIENT): 2,
        ("Juniper Hale", Edition.TECHNICAL): 1,
        ("Imogen Starling", Edition.PATIENT): 1,
    }
    assert {(each.is_draft, each.assessment.is_shared) for each in made} == {(False, True)}
    assert not Report.objects.open().exists()


def test_the_demos_clinician_stands_by_each_exercise_of_the_library():
    by = User.objects.get(email=CLINICIAN.email).practitioner

    assert list(ExerciseReview.objects.order_by("code").values_list("code", "reviewed_by")) == [
        (code, by.pk) for code in EXERCISES
    ]


def test_no_mail_goes_about_plans_that_were_sent_weeks_ago():
    told = Message.objects.filter(kind="plan_ready")

    assert set(told.values_list("state", "dropped_note")) == {("dropped", "before the demo began")}
    assert not FollowUp.objects.filter(kind="day_after", answered_at=None).exists()


def test_seeding_again_adds_no_plan_log_or_report():
    def counts():
        return [
            model.objects.count() for model in (Programme, ProgressionStep, PlanAlert, Report)
        ] + [plan_of("Juniper Hale").session_logs.count()]

    before = counts()

    seed(now=timezone.now())

    assert counts() == before
