"""What of a plan was sent, logged or decided stays: by raw SQL, whoever writes."""

import importlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assessments.actions import accept_step, decline_step, save_dose, see_alert
from assessments.exercises.doses import Dose
from assessments.models import (
    DoseDefault,
    PlanAlert,
    Programme,
    ProgrammeItem,
    ProgrammeVersion,
    ProgressionStep,
    SessionLog,
)
from tests.factories.programmes import a_clinician, a_draft, a_running_plan, log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
KEPT = importlib.import_module("assessments.migrations.0016_programmes").KEPT
A_DAY = timedelta(days=1)
TABLES = ("programmeversion", "programmeitem", *KEPT)


def run(sql, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


def refusal(sql, *parameters):
    """Return the name of the constraint that refuses the statement."""
    connection.check_constraints()
    with pytest.raises(IntegrityError) as caught:
        run(sql, *parameters)
    return caught.value.__cause__.diag.constraint_name


@pytest.fixture
def programme():
    """A plan that was sent, with two good sessions, a step proposed, and an alert."""
    programme = a_running_plan("E04", "E02")
    log(programme, "E04", days_ago=2)
    log(programme, "E04", days_ago=1)
    log(programme, "E02", pain=8)
    return programme


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("programmeversion", "note = 'x'"),
        ("programmeversion", "sent_at = NULL"),
        ("programmeversion", "load_advice = ''"),
        ("programmeitem", "sets = 9"),
        ("programmeitem", "shown = '{}'"),
        ("sessionlog", "pain = 0"),
        ("sessionlog", "done_on = done_on - 1"),
    ],
)
def test_nothing_of_what_was_sent_or_logged_is_changed(programme, table, change):
    assert refusal(f"UPDATE assessments_{table} SET {change}") == "plan_sealed"


@pytest.mark.parametrize("table", TABLES)
def test_nothing_of_a_plan_is_removed(programme, table):
    assert refusal(f"DELETE FROM assessments_{table}") in ("plan_sealed", "assessment_sealed")
    assert refusal(f"TRUNCATE assessments_{table} CASCADE") == "assessment_sealed"


def test_a_sent_version_takes_no_further_item_and_a_draft_gives_it_none(programme):
    draft = a_draft("E05", practitioner=a_clinician())
    sent = programme.in_force
    columns = ", ".join(
        f'"{field.column}"'
        for field in ProgrammeItem._meta.concrete_fields
        if not field.primary_key
    )
    again = f"INSERT INTO assessments_programmeitem ({columns}) SELECT {columns}"
    move = "UPDATE assessments_programmeitem SET version_id = %s WHERE version_id = %s"

    assert refusal(f"{again} FROM assessments_programmeitem WHERE version_id = %s", sent.pk) == (
        "plan_sealed"
    )
    assert refusal(move, sent.pk, draft.pk) == "plan_sealed"
    assert refusal(move, draft.pk, sent.pk) == "plan_sealed"


def test_a_draft_is_written_changed_and_removed():
    draft = a_draft()

    assert run("UPDATE assessments_programmeitem SET sets = 1") == 2
    assert run("DELETE FROM assessments_programmeitem") == 2
    assert run("DELETE FROM assessments_programmeversion WHERE id = %s", draft.pk) == 1


def test_of_a_log_only_the_next_day_is_answered_once_and_that_it_was_taken_back(programme):
    assert run("UPDATE assessments_sessionlog SET worse_next_day = false") == 3
    assert refusal("UPDATE assessments_sessionlog SET worse_next_day = true") == "plan_sealed"
    assert run("UPDATE assessments_sessionlog SET taken_back_at = now()") == 3
    assert refusal("UPDATE assessments_sessionlog SET taken_back_at = NULL") == "plan_sealed"


def test_what_was_decided_or_seen_to_is_kept_as_it_was(programme):
    by = programme.practitioner.user
    step, alert = ProgressionStep.objects.get(direction="up"), PlanAlert.objects.get()
    decline_step(step=step, by=by, now=timezone.now())
    see_alert(alert=alert, what_was_done="Called.", by=by, now=timezone.now())
    decided = "UPDATE assessments_progressionstep SET state = 'proposed' WHERE id = %s"

    assert refusal(decided, step.pk) == "plan_sealed"
    assert refusal("UPDATE assessments_planalert SET what_was_done = 'x'") == "plan_sealed"


def test_the_database_itself_refuses_two_levels_one_way_within_the_days_between(programme):
    step = ProgressionStep.objects.get(direction="up")
    accept_step(step=step, by=programme.practitioner.user, now=timezone.now())
    step.refresh_from_db()
    step.pk, step.reference = None, uuid4()
    step.made_on = step.made_on + timedelta(days=6)
    step.until_on = step.until_on + timedelta(days=6)

    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        step.save(force_insert=True)

    assert caught.value.__cause__.diag.constraint_name == "step_up_once_in_a_while"
    step.made_on, step.until_on = step.made_on + A_DAY, step.until_on + A_DAY
    step.save(force_insert=True)


def test_no_row_hangs_on_another_plan_than_it_names(programme):
    other = a_draft("E05", practitioner=a_clinician()).programme
    item = programme.in_force.items.first()
    log_of_another = SessionLog(programme=other, item=item, done_on=timezone.localdate())

    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        log_of_another.save()

    name = "sessionlog_item_of_the_programme"
    assert caught.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("weeks = 0", "version_weeks_within_range"),
        ("weeks = 99", "version_weeks_within_range"),
        ("cautions = '{flu}'", "version_cautions_known"),
        ("sent_at = now()", "version_sent_by_somebody_or_the_rule"),
        (
            "sent_at = now(), is_by_rule = true, load_advice = ''",
            "version_sent_with_load_advice_and_rules",
        ),
    ],
)
def test_the_database_refuses_what_a_version_cannot_be(change, constraint):
    a_draft()

    assert refusal(f"UPDATE assessments_programmeversion SET {change}") == constraint


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("sets = 0", "item_sets_within_range"),
        ("sets_most = 11", "item_sets_most_within_range"),
        ("most = 999", "item_most_within_range"),
        ("most = 1", "item_most_within_range"),
        ("least = NULL", "item_dose_whole_or_none"),
        ("rest_s = 0", "item_rest_within_range"),
        ("days = '{7}'", "item_days_known"),
        ("extra_set = true", "item_extra_set_of_a_side"),
        ("own_spm = 12", "item_step_rate_within_range"),
    ],
)
def test_the_database_refuses_a_dose_that_nobody_could_do(change, constraint):
    a_draft("E04")

    assert refusal(f"UPDATE assessments_programmeitem SET {change}") == constraint


def test_a_patient_has_one_plan_that_runs_and_one_version_that_is_written():
    draft = a_draft()
    row = Programme.objects.filter(pk=draft.programme_id)
    another = {name: getattr(row.get(), name) for name in ("patient", "practitioner")}
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Programme.objects.create(**another, created_by=draft.created_by)
    assert caught.value.__cause__.diag.constraint_name == "programme_draft_once"

    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        ProgrammeVersion.objects.create(
            programme=draft.programme, number=2, starts_on=draft.starts_on, weeks=6
        )
    assert caught.value.__cause__.diag.constraint_name == "version_draft_once"


def test_a_default_dose_is_kept_once_an_exercise_and_changes_with_its_history():
    by = a_clinician().user
    for most in (12, 15):
        dose = Dose(sets=3, least=8, most=most)
        save_dose(exercise="E05", dose=dose, words="", by=by, now=timezone.now())

    assert DoseDefault.objects.get().dose == Dose(sets=3, least=8, most=15)
    events = DoseDefault._meta.get_field("events").related_model.objects
    assert [event.most for event in events.order_by("pgh_id")] == [12, 15]
