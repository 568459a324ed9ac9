"""What is signed stays: by raw SQL, whoever writes, whatever the table."""

import importlib
from threading import Event

import pghistory.models
import pgtrigger
import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from assessments.actions import sign_assessment
from assessments.models import (
    Assessment,
    Frame,
    Landmark,
    Observation,
    Section,
    Step,
    StepValue,
)
from tests.assessments.models.sealed import below, beside, capture_of, clip_of, seal, step_of
from tests.factories import NINE, AssessmentFactory, ClinicianFactory
from tests.races import kinds, race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MIGRATION = importlib.import_module("assessments.migrations.0006_seal_signed")
SEALED, WRITTEN_ONCE, KEPT = MIGRATION.SEALED, MIGRATION.WRITTEN_ONCE, MIGRATION.KEPT
SEAL = "assessment_sealed"


ASKED = ["safetycheck"]  # written before signing, and never changed
# Comes from one, and has a seal of its own: `test_plan_seal.py`, `test_making.py` of reports.
OWN_SEAL = ["programme", "report"]
BESIDE = ["followup"]  # asked after signing too, and kept: `test_follow_ups`


def of_an_assessment():
    """Return every model that hangs on an assessment, but for the history of one."""
    return {
        model._meta.model_name
        for model in apps.get_models()
        if not issubclass(model, pghistory.models.Event)
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Assessment
    }


def model(name):
    return apps.get_model("assessments", name)


def table(name):
    return model(name)._meta.db_table


def run(sql, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


def refusal(sql, *parameters):
    """Return the name of the constraint that refuses the statement."""
    connection.check_constraints()  # what is pending would stand in the way of a TRUNCATE
    with pytest.raises(IntegrityError) as caught:
        run(sql, *parameters)
    return caught.value.__cause__.diag.constraint_name


def copy_of(name):
    """Return the statement that writes a row once more."""
    columns = ", ".join(
        f'"{field.column}"' for field in model(name)._meta.concrete_fields if not field.primary_key
    )
    return (
        f"INSERT INTO {table(name)} ({columns}) SELECT {columns} FROM {table(name)} WHERE id = %s"
    )


@pytest.fixture
def rows():
    """A signed assessment, with one row of each table that is sealed with it."""
    assessment = AssessmentFactory()
    rows = below(assessment)
    seal(assessment)
    return {type(row)._meta.model_name: row for row in rows.values()}


# --- Every table ----------------------------------------------------------------------------------


def test_every_table_of_an_assessment_is_sealed_written_once_or_kept():
    assert of_an_assessment() == {*SEALED, *WRITTEN_ONCE, *KEPT, *ASKED, *OWN_SEAL, *BESIDE}


def test_the_rows_tried_here_are_of_every_table(rows):
    assessment = Assessment.objects.get()

    assert set(rows) == set(SEALED)
    assert {row._meta.model_name for row in beside(assessment)} == {*WRITTEN_ONCE, *KEPT}


@pytest.mark.parametrize("name", SEALED)
def test_a_row_is_written_changed_and_removed_before_signing(name):
    assessment = AssessmentFactory()
    row = next(row for row in below(assessment).values() if row._meta.model_name == name)
    in_the_way = {
        "capture": ["landmark", "stepvalue", "step", "frame"],
        "step": ["landmark", "stepvalue"],
    }
    for child in in_the_way.get(name, []):
        run(f"DELETE FROM {table(child)}")

    assert run(f"UPDATE {table(name)} SET id = id WHERE id = %s", row.pk) == 1
    assert run(f"DELETE FROM {table(name)} WHERE id = %s", row.pk) == 1


@pytest.mark.parametrize("name", SEALED)
def test_a_row_is_neither_written_changed_nor_removed_after_signing(rows, name):
    key = rows[name].pk

    assert refusal(copy_of(name), key) == SEAL
    assert refusal(f"UPDATE {table(name)} SET id = id WHERE id = %s", key) == SEAL
    assert refusal(f"DELETE FROM {table(name)} WHERE id = %s", key) == SEAL
    assert refusal(f"TRUNCATE {table(name)} CASCADE") == SEAL


@pytest.mark.parametrize("name", SEALED)
def test_a_row_moves_neither_out_of_a_signed_assessment_nor_into_one(rows, name):
    signed, another = Assessment.objects.get(), AssessmentFactory()
    below(another)
    loose = model(name).objects.get(assessment=another)
    move = f"UPDATE {table(name)} SET assessment_id = %s WHERE id = %s"

    assert refusal(move, another.pk, rows[name].pk) == SEAL
    assert refusal(move, signed.pk, loose.pk) == SEAL


@pytest.mark.parametrize("name", [*WRITTEN_ONCE, *KEPT])
def test_what_comes_after_signing_is_added_and_never_removed(rows, name):
    added = {row._meta.model_name: row for row in beside(Assessment.objects.get()).values()}
    key = added[name].pk
    change = f"UPDATE {table(name)} SET id = id WHERE id = %s"

    assert refusal(f"DELETE FROM {table(name)} WHERE id = %s", key) == SEAL
    assert refusal(f"TRUNCATE {table(name)}") == SEAL
    if name in WRITTEN_ONCE:
        assert refusal(change, key) == SEAL
    else:
        assert run(change, key) == 1


@pytest.mark.parametrize("name", ASKED)
def test_what_was_asked_is_written_before_signing_and_never_changed(name):
    assessment = AssessmentFactory()
    key = model(name).objects.get(assessment=assessment).pk

    assert refusal(f"UPDATE {table(name)} SET id = id WHERE id = %s", key) == SEAL
    assert refusal(f"DELETE FROM {table(name)} WHERE id = %s", key) == SEAL
    assert refusal(f"TRUNCATE {table(name)}") == SEAL
    seal(assessment)
    assert refusal(copy_of(name), key) == SEAL


# --- The assessment itself ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "notes = 'changed'",
        "signed_at = NULL, status = 'draft'",
        "signed_at = NULL, signed_by_id = NULL, status = 'draft'",
        "status = 'discarded', signed_at = NULL, discarded_at = now()",
        "id = id",
    ],
)
def test_a_signed_assessment_is_neither_changed_nor_reopened(rows, change):
    key = Assessment.objects.get().pk

    assert refusal(f"UPDATE assessments_assessment SET {change} WHERE id = %s", key) == SEAL


def test_a_signed_assessment_is_not_removed(rows):
    assert refusal("DELETE FROM assessments_assessment") == SEAL
    assert refusal("TRUNCATE assessments_assessment CASCADE") == SEAL


def test_an_assessment_that_is_not_signed_is_not_truncated_either():
    AssessmentFactory()

    assert refusal("TRUNCATE assessments_assessment CASCADE") == SEAL


# --- Ways around ----------------------------------------------------------------------------------


def landmark(assessment, capture, step):
    Landmark.objects.create(assessment=assessment, step=step, name="hip", x=1, y=1)


def step_value(assessment, capture, step):
    StepValue.objects.create(
        assessment=assessment, step=step, metric="fppa_run", value=1, method_version=1
    )


def another_step(assessment, capture, step):
    Step.objects.create(
        assessment=assessment,
        capture=capture,
        frame_number=5,
        time_s=1,
        side="L",
        event="midstance",
        point_set="pelvis_leg",
    )


def frame(assessment, capture, step):
    Frame.objects.create(
        assessment=assessment,
        capture=capture,
        number=5,
        picture=b"jpeg",
        width_px=1,
        height_px=1,
    )


def clip_file(assessment, capture, step):
    clip_of(capture, assessment=assessment)


@pytest.mark.parametrize(
    ("write", "constraint"),
    [
        (landmark, "landmark_of_the_steps_assessment"),
        (step_value, "stepvalue_of_the_steps_assessment"),
        (another_step, "step_of_the_captures_assessment"),
        (frame, "frame_of_the_captures_assessment"),
        (clip_file, "clipfile_of_the_captures_assessment"),
    ],
)
def test_a_row_does_not_name_an_open_assessment_and_hang_on_a_signed_one(write, constraint):
    signed, still_open = AssessmentFactory(), AssessmentFactory()
    capture = capture_of(signed)
    step = step_of(capture)
    seal(signed)

    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write(still_open, capture, step)

    assert caught.value.__cause__.diag.constraint_name == constraint


def test_a_temporary_table_of_the_same_name_does_not_stand_in(rows):
    run("CREATE TEMPORARY TABLE assessments_assessment (id bigint, signed_at timestamptz)")
    try:
        run(
            "INSERT INTO pg_temp.assessments_assessment"
            " SELECT id, NULL FROM public.assessments_assessment"
        )
        run("SET search_path = pg_temp, public")

        assert refusal("DELETE FROM public.assessments_section") == SEAL
        assert refusal("UPDATE public.assessments_assessment SET notes = 'x'") == SEAL
    finally:
        run("RESET search_path")
        run("DROP TABLE pg_temp.assessments_assessment")


def test_the_seals_know_no_switch(rows):
    with pgtrigger.ignore(), pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.update(typed={"notes": "x"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.all().delete()


# --- At the same time -----------------------------------------------------------------------------


class TestRaces:
    pytestmark = [pytest.mark.django_db(transaction=True)]

    def written(self, assessment):
        return Observation.objects.create(
            assessment=assessment, item="knee_valgus", side="L", grade="mild"
        )

    def signing(self, assessment, by):
        return lambda: sign_assessment(assessment=assessment, revision=0, by=by, now=NINE)

    @pytest.fixture
    def assessment(self, clock):
        assessment = AssessmentFactory()
        Observation.objects.create(
            assessment=assessment, item="pelvic_drop", side="R", grade="marked"
        )
        return assessment

    def test_signing_waits_for_a_row_that_is_being_written(self, assessment):
        is_written, by = Event(), ClinicianFactory()
        order = []

        def write():
            with transaction.atomic():
                self.written(assessment)
                is_written.set()
                connection.cursor().execute("SELECT pg_sleep(0.6)")
                order.append("written")

        def sign():
            is_written.wait(timeout=30)
            self.signing(assessment, by)()
            order.append("signed")

        found = race(write, sign)

        assert order == ["written", "signed"]
        assert kinds(found.outcomes) == {type(None): 2}
        assert Observation.objects.count() == 2

    def test_a_row_waits_for_signing_and_is_then_refused(self, assessment):
        is_signed, by = Event(), ClinicianFactory()

        def sign():
            with transaction.atomic():
                self.signing(assessment, by)()
                is_signed.set()
                connection.cursor().execute("SELECT pg_sleep(0.6)")

        def write():
            is_signed.wait(timeout=30)
            self.written(assessment)

        found = race(sign, write)

        assert kinds(found.outcomes) == {type(None): 1, IntegrityError: 1}
        assert Observation.objects.count() == 1

    def test_rows_and_signatures_meet_without_a_deadlock(self, assessment):
        by = ClinicianFactory()

        def write(item):
            return lambda: Observation.objects.create(
                assessment=assessment, item=item, side="L", grade="mild"
            )

        found = race(
            *[write(item) for item in ("knee_valgus", "trunk_lean", "heel_whip")],
            *[self.signing(assessment, by)] * 3,
        )

        assert found.deadlocks == 0
        assert kinds(found.outcomes)[Assessment] == 3
        late = kinds(found.outcomes).get(IntegrityError, 0)
        assert Observation.objects.count() == 1 + 3 - late
        assert Assessment.objects.get().is_signed


def test_a_refusal_is_a_database_error_like_any_other(rows):
    """It comes with the class of a broken constraint, so that no page takes it for a fault."""
    with pytest.raises(DatabaseError) as caught:
        run("DELETE FROM assessments_section")

    assert caught.value.__cause__.sqlstate == "23000"
