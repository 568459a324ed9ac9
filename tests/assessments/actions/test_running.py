"""The log of runs: once per key, corrected and removed with its history, a recording once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assessments.actions.plan_alerts import see_alert
from assessments.actions.running import (
    add_next_morning,
    correct_run,
    log_run,
    remove_run,
)
from assessments.exceptions import RunChanged, RunIsRemoved, RunLoggedAlready, RunSentAlready
from assessments.models import PlanAlert, Run
from bookings.actions.joining import join_files
from tests.assessments.actions.running import RECORDED, SAID
from tests.assessments.watch_files import MORNING
from tests.factories import NINE, PatientFactory, RunFactory, UserFactory
from tests.factories.programmes import a_running_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def log(patient, said=SAID, *, submission=None, recorded=None):
    by = patient.looked_after_by.first() or UserFactory()
    return log_run(
        patient=patient,
        said=said,
        submission=submission or uuid4(),
        by=by,
        now=NINE,
        recorded=recorded,
    )


@pytest.fixture
def patient():
    return PatientFactory()


def test_a_log_that_is_sent_five_times_is_stored_once(patient):
    key = uuid4()

    made = [log(patient, submission=key) for _ in range(5)]

    assert [is_new for _, is_new in made] == [True, False, False, False, False]
    assert {run.pk for run, _ in made} == {Run.objects.get().pk}


def test_a_log_that_comes_again_after_a_correction_is_still_the_same_log(patient):
    key = uuid4()
    run, _ = log(patient, submission=key)
    add_next_morning(run=run, pain=1, now=NINE)

    again, is_new = log(patient, submission=key)

    assert (again.pk, again.nprs_next_morning, is_new) == (run.pk, 1, False)


@pytest.mark.parametrize("other", [{"distance_km": Decimal("10.21")}, {"nprs_during_max": 3}])
def test_something_else_under_the_same_key_is_refused(patient, other):
    key = uuid4()
    log(patient, submission=key)

    with pytest.raises(RunSentAlready):
        log(patient, replace(SAID, **other), submission=key)
    with pytest.raises(RunSentAlready):  # of another person, too
        log(PatientFactory(), submission=key)
    assert Run.objects.count() == 1


def test_a_run_that_was_of_another_day_did_not_start_when_the_watch_said(patient):
    run, _ = log(patient, recorded=RECORDED)

    same_day = correct_run(run=run, said=replace(SAID, nprs_during_max=4), revision=0, now=NINE)
    day_before = replace(SAID, ran_on=SAID.ran_on - timedelta(days=1))
    moved = correct_run(run=run, said=day_before, revision=1, now=NINE)

    assert (same_day.started_at, moved.started_at) == (RECORDED.started_at, None)


def test_a_recording_is_in_the_log_once_by_its_file_and_by_its_start(patient):
    log(patient, recorded=RECORDED)
    same_start = replace(RECORDED, file_sha256="b" * 64, started_at=MORNING + timedelta(seconds=40))

    with pytest.raises(RunLoggedAlready, match="This recording is in the log already"):
        log(patient, recorded=replace(RECORDED, started_at=None))
    with pytest.raises(RunLoggedAlready, match=r"began at the same time.* 22 November 2026, 08:30"):
        log(patient, recorded=same_start)
    assert log(PatientFactory(), recorded=RECORDED)[1]  # of another runner beside


def test_a_recording_is_known_in_a_file_that_was_joined_and_not_once_it_is_removed(patient):
    run, _ = log(patient, recorded=RECORDED)
    kept = PatientFactory()
    join_files(kept=kept, joined=patient)

    with pytest.raises(RunLoggedAlready):
        log(kept, recorded=RECORDED)
    remove_run(run=run, by=run.logged_by, now=NINE)
    assert log(kept, recorded=RECORDED)[1]


def test_a_correction_is_kept_with_what_was_said_before(patient):
    run, _ = log(patient)

    correct_run(run=run, said=replace(SAID, distance_km=Decimal("9.80")), revision=0, now=NINE)
    correct_run(
        run=run, said=replace(SAID, distance_km=Decimal("9.80")), revision=0, now=NINE
    )  # again

    events = run.events.order_by("pgh_id").values_list("distance_km", "revision")
    assert list(events) == [(Decimal("10.20"), 0), (Decimal("9.80"), 1)]


def test_an_older_page_corrects_nothing_and_what_is_removed_stays_so(patient):
    run, _ = log(patient)
    add_next_morning(run=run, pain=1, now=NINE)

    with pytest.raises(RunChanged):
        correct_run(run=run, said=SAID, revision=0, now=NINE)
    with pytest.raises(RunChanged):
        add_next_morning(run=run, pain=2, now=NINE)
    removed = remove_run(run=run, by=run.logged_by, now=NINE)
    assert remove_run(run=run, by=UserFactory(), now=NINE).removed_by == removed.removed_by
    with pytest.raises(RunIsRemoved):
        add_next_morning(run=run, pain=1, now=NINE)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM assessments_run", "TRUNCATE assessments_run CASCADE"]
)
def test_no_run_is_deleted(statement):
    RunFactory()
    connection.check_constraints()

    with (
        pytest.raises(IntegrityError, match="is refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("distance_km", Decimal(0), "run_is_a_distance"),
        ("nprs_during_max", 11, "run_nprs_during_within_range"),
        ("duration_s", 200_000, "run_duration_within_range"),
        ("step_rate_spm", Decimal(170), "run_of_a_file_or_typed"),
        ("source", "watch", "run_of_a_file_or_typed"),
    ],
)
def test_the_database_refuses_what_no_run_is(column, value, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RunFactory(**{column: value})


def test_a_run_that_hurts_beyond_the_plan_is_told_once_a_day_and_one_without_a_plan_to_nobody():
    programme = a_running_plan("E05")
    today = replace(SAID, ran_on=timezone.localdate())

    log(programme.patient, replace(today, nprs_during_max=5))
    run, _ = log(programme.patient, replace(today, nprs_during_max=7))
    add_next_morning(run=run, pain=6, now=NINE)
    log(PatientFactory(), replace(today, nprs_during_max=9))

    assert [(alert.kind, alert.programme, alert.words) for alert in PlanAlert.objects.all()] == [
        (
            "pain",
            programme,
            "A run of 10.2 km: pain 7/10 during. A run of 10.2 km: pain 6/10 the next morning.",
        )
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"duration_s": 3100}, []),
        ({"nprs_during_max": 6}, []),
        ({"nprs_next_morning": 0}, []),
        ({"nprs_next_morning": 6}, ["A run of 10.2 km: pain 6/10 the next morning."]),
        ({"nprs_during_max": 9}, ["A run of 10.2 km: pain 9/10 during."]),
    ],
)
def test_of_a_corrected_run_only_a_worse_pain_is_told_once_the_first_was_seen_to(change, told):
    programme = a_running_plan("E05")
    said = replace(SAID, ran_on=timezone.localdate(), nprs_during_max=7)
    run, _ = log(programme.patient, said)
    alert = PlanAlert.objects.get()
    see_alert(alert=alert, what_was_done="Called.", by=programme.created_by, now=NINE)

    correct_run(run=run, said=replace(said, **change), revision=run.revision, now=NINE)

    assert [each.words for each in PlanAlert.objects.unseen()] == told


def test_a_calm_next_morning_tells_nothing_again():
    programme = a_running_plan("E05")
    said = replace(SAID, ran_on=timezone.localdate(), nprs_during_max=7)
    run, _ = log(programme.patient, said)
    alert = PlanAlert.objects.get()
    see_alert(alert=alert, what_was_done="Called.", by=programme.created_by, now=NINE)

    add_next_morning(run=run, pain=0, now=NINE)

    assert PlanAlert.objects.unseen().count() == 0
