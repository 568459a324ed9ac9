"""The application's role uses the tables and owns none of them."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from clinic.serving import ROLE_COULD_SWITCH_TRIGGERS_OFF
from launch import embedded_postgres
from tests import template
from tests.clinic.starting import serve_with

# Each worker that has one of them would start a server for it.
ROOT = Path(__file__).resolve().parents[2]
APPS = ("clinic", "bookings", "assessments")


@pytest.fixture(scope="module")
def server(django_db_blocker):
    """A server whose database its owner migrates as the README says; all but the grants is done."""
    with (
        tempfile.TemporaryDirectory(prefix="clinic-") as folder,
        embedded_postgres.start(Path(folder) / "postgres", durable=False) as server,
    ):
        with django_db_blocker.unblock():
            template.restore_to(server.url)
        migrate(server, DATABASE_OWNER_URL=server.url)
        yield server


def migrate(server, **variables):
    finished = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": server.application_url} | variables,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr


def ask_as_application(server, question):
    with psycopg.connect(server.application_url) as connection:
        return connection.execute(question).fetchall()


def test_the_application_is_no_superuser_and_owns_nothing(server):
    is_super = ask_as_application(
        server,
        "SELECT rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles"
        " WHERE rolname = current_user",
    )
    owned = ask_as_application(
        server, "SELECT relname FROM pg_class WHERE relowner = current_user::regrole"
    )

    assert (is_super, owned) == ([(False,)], [])


def test_the_application_writes_and_reads(server):
    with psycopg.connect(server.application_url) as connection:
        connection.execute("INSERT INTO clinic_heartbeat (name, seen_at) VALUES ('beat', now())")
        [(name,)] = connection.execute("SELECT name FROM clinic_heartbeat").fetchall()

    assert name == "beat"


def test_the_application_takes_each_lock_of_a_table_that_an_action_takes(server):
    modules = [path.read_text() for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    locks = {lock for module in modules for lock in re.findall(r'"(LOCK TABLE [^"]+)"', module)}

    assert len(locks) >= 2
    for lock in locks:
        with psycopg.connect(server.application_url) as connection:
            connection.execute(lock)


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE clinic_accessevent",
        "ALTER TABLE clinic_accessevent DISABLE TRIGGER ALL",
        "DROP TABLE clinic_accessevent",
        "SET session_replication_role = replica",
        "CREATE TABLE public.own (id int)",
        "DELETE FROM django_migrations",
        "SET ROLE postgres",
        "TRUNCATE assessments_landmark",
        "ALTER TABLE assessments_landmark DISABLE TRIGGER seal_rows",
        "DROP TRIGGER seal_rows ON assessments_assessment",
        "DROP FUNCTION assessments_seal_child() CASCADE",
        "CREATE OR REPLACE FUNCTION public.assessments_seal_child() RETURNS trigger"
        " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "ALTER TABLE assessments_step DROP CONSTRAINT step_of_the_captures_assessment",
    ],
)
def test_the_application_cannot_get_around_a_trigger(server, statement):
    with (
        psycopg.connect(server.application_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_the_application_neither_changes_nor_deletes_what_only_grows(server):
    operations = "(VALUES ('UPDATE', 16), ('DELETE', 8)) AS operations (operation, bit)"
    history = (
        f"SELECT table_name::text, operation FROM information_schema.columns, {operations}"
        " WHERE column_name = 'pgh_id'"
    )
    kept = (  # whatever the row: a condition refuses some rows alone, as of a note struck out
        "SELECT tgrelid::regclass::text, operation FROM pg_trigger"
        f" JOIN pg_proc ON pg_proc.oid = tgfoid JOIN {operations} ON tgtype & bit > 0"
        " WHERE tgqual IS NULL"
        " AND (prosrc LIKE '%Cannot % rows%' OR proname = 'assessments_refuse' AND tgtype & 1 = 1)"
    )
    refused = set(ask_as_application(server, f"{history} UNION {kept}"))
    tables = {table for table, operation in refused if operation == "UPDATE"}
    allowed = ask_as_application(
        server,
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee = current_user AND privilege_type NOT IN ('SELECT', 'INSERT')",
    )

    assert tables > {
        "assessments_addendum",
        "assessments_cosignature",
        "assessments_redflagscreen",
        "assessments_safetycheck",
        "clinic_accessevent",
        "clinic_patientevent",
    }
    assert ("bookings_desknote", "DELETE") in refused
    assert refused & set(allowed) == set()
    assert ("clinic_patient", "UPDATE") in allowed


def test_the_application_ends_a_share_or_a_clip_and_deletes_neither(server):
    allowed = ask_as_application(
        server,
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee = current_user AND privilege_type IN ('UPDATE', 'DELETE')"
        " AND table_name IN ('assessments_share', 'assessments_clipfile', 'assessments_section')"
        " ORDER BY 1, 2",
    )

    assert allowed == [
        ("assessments_clipfile", "UPDATE"),
        ("assessments_section", "DELETE"),
        ("assessments_section", "UPDATE"),
        ("assessments_share", "UPDATE"),
    ]


def test_the_application_cannot_flush_the_tables(server):
    finished = subprocess.run(
        [sys.executable, "manage.py", "flush", "--no-input"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": server.application_url},
        capture_output=True,
        text=True,
    )

    assert finished.returncode != 0
    assert "couldn't be flushed" in finished.stderr
    assert ask_as_application(server, "SELECT count(*) > 0 FROM django_migrations") == [(True,)]


def test_migrating_again_changes_nothing(server):
    migrate(server, DATABASE_OWNER_URL=server.url)


def test_readiness_tells_an_owner_from_a_user(server):
    with psycopg.connect(server.url) as connection:
        [(as_owner,)] = connection.execute(ROLE_COULD_SWITCH_TRIGGERS_OFF).fetchall()
    [(as_application,)] = ask_as_application(server, ROLE_COULD_SWITCH_TRIGGERS_OFF)

    assert (as_owner, as_application) == (True, False)


def test_the_way_from_one_role_to_two_is_as_the_readme_says(server, django_db_blocker, tmp_path):
    [steps] = re.findall(r"```sql\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    as_superuser, alone, owner = (
        re.sub(r"//\w+@:5432/\w+", f"//{role}@:5432/alone", server.url)
        for role in ("postgres", "alone", "alone_owner")
    )
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE alone LOGIN")
        connection.execute("CREATE DATABASE alone OWNER alone")
    with django_db_blocker.unblock():
        template.restore_to(alone)
    migrate(server, DATABASE_URL=alone)
    with psycopg.connect(alone) as connection:
        connection.execute("INSERT INTO clinic_heartbeat (name, seen_at) VALUES ('beat', now())")
    before = serve_with(tmp_path, DATABASE_URL=alone)

    with psycopg.connect(as_superuser) as connection:
        for step in steps.replace("stance", "alone").strip().removesuffix(";").split(";"):
            connection.execute(step)
    migrate(server, DATABASE_URL=alone, DATABASE_OWNER_URL=owner)
    after = serve_with(tmp_path, DATABASE_URL=alone)

    assert (before.returncode != 0, "From one role to two" in before.stderr) == (True, True)
    assert after.returncode == 0, after.stderr
    with psycopg.connect(alone) as connection:
        kept = connection.execute("SELECT name FROM clinic_heartbeat").fetchall()
        connection.execute("UPDATE clinic_heartbeat SET seen_at = now()")
        assert kept == [("beat",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("ALTER TABLE clinic_accessevent DISABLE TRIGGER ALL")
