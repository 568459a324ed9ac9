"""What the database itself keeps: history, looks at a file, sent mail; by raw SQL, past the ORM."""

import pgtrigger
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from clinic.models import AccessEvent, Patient
from tests.factories import ClinicianFactory, PatientFactory
from tests.factories.messages import MessageFactory

pytestmark = pytest.mark.django_db


def run(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def refusal(statement):
    """Return the constraint that a statement was refused by."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        run(statement)
    return caught.value.__cause__.diag.constraint_name


def test_a_session_cannot_switch_the_guards_off():
    patient = PatientFactory(name="Ada Runner")
    AccessEvent.objects.create(
        user=ClinicianFactory(), patient=patient, what="chart", basis="treating"
    )

    with pgtrigger.ignore():
        run("SET LOCAL pgtrigger.ignore = '{access_event_is_kept,insert_insert,update_update}'")
        Patient.objects.update(name="Somebody else")
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            run("DELETE FROM clinic_accessevent")

    names = run("SELECT name FROM clinic_patientevent ORDER BY pgh_id")
    assert names == [("Ada Runner",), ("Somebody else",)]


def test_a_temporary_table_does_not_swallow_the_history():
    run("CREATE TEMPORARY TABLE clinic_patientevent (LIKE public.clinic_patientevent)")

    PatientFactory(name="Ada Runner")

    assert run("SELECT name FROM public.clinic_patientevent") == [("Ada Runner",)]
    assert run("SELECT count(*) FROM pg_temp.clinic_patientevent") == [(0,)]
    run("DROP TABLE pg_temp.clinic_patientevent")


def test_no_function_looks_for_its_tables_where_a_session_says():
    found = run(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND prorettype = 'trigger'::regtype"
        " AND NOT coalesce(proconfig @> '{\"search_path=pg_catalog, public, pg_temp\"}', FALSE)"
    )

    assert found == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clinic_message SET body_text = 'We never said so.'",
        "UPDATE clinic_message SET recipient_email = 'other@example.org'",
        "UPDATE clinic_message SET state = 'planned'",
        "DELETE FROM clinic_message",
    ],
)
def test_what_was_sent_stays_as_it_was_sent(statement):
    MessageFactory(state="sent")

    assert refusal(statement) == "message_sent_is_kept"


def test_what_was_not_sent_may_still_change():
    MessageFactory(state="planned")

    assert run("UPDATE clinic_message SET recipient_email = 'new@example.org'") == 1
    assert run("DELETE FROM clinic_message") == 1
