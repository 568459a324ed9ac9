"""A clinic that runs today's schema upgrades to the latest one, and keeps every row that it had."""

import json
from collections import Counter
from itertools import product

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from assessments.models import Finding
from clinic.models import Message, StaffRole, User
from demo.seeding import seed
from tests.factories import AssessmentFactory, PatientFactory, PractitionerFactory
from tests.factories.messages import MessageFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
BEFORE = [
    ("clinic", "0007_practitioner_supervisor"),
    ("bookings", "0006_appointment_note_unsigned_since"),
    ("assessments", "0006_seal_signed"),
]
APPS = ("clinic_", "bookings_", "assessments_", "account_", "mfa_", "pghistory_")
# What is called otherwise now.
TABLES = {
    "bookings_series": "bookings_course",
    "bookings_seriesevent": "bookings_courseevent",
}
COLUMNS = {
    "bookings_appointment": {"series_id": "course_id"},
    "bookings_appointmentevent": {"series_id": "course_id"},
}
# What is written otherwise now, and is compared value by value below.
REWRITTEN = {
    "clinic_message": {"dropped_reason"},
    "assessments_finding": {"basis"},
    "bookings_service": {"price_text"},
}
NEW = {  # what the old schema has no place for
    *("assessments_safetycheck", "assessments_report", "assessments_disclaimeracceptance"),
    *("assessments_articleversion", "assessments_articlesetting"),
    "assessments_articlesettingevent",
    *("assessments_run", "assessments_runevent"),
    *("assessments_followup", "assessments_followupevent", "assessments_followupanswer"),
    *("assessments_exercisereview", "assessments_exercisereviewevent"),
    *("assessments_programme", "assessments_programmeevent", "assessments_programmeversion"),
    *("assessments_programmeline", "assessments_programmeitem"),
    *("assessments_sessionlog", "assessments_sessionlogevent"),
    *("assessments_progressionstep", "assessments_progressionstepevent"),
    *("assessments_planalert", "assessments_planalertevent"),
    *("bookings_desknote", "bookings_familytie", "bookings_familytieevent"),
}
# What is written otherwise is told in its history, and the history of what is new is not made up.
GROWN = {"assessments_findingevent", "bookings_appointmentevent", "bookings_serviceevent"}
CONDITIONS = {"cancellation_window_hours", "late_fee", "grace_until"}
CONFLICT = {"conflict_since", "conflict_reason", "kept_at"}
NEW_COLUMNS = {  # what the old schema has no column for
    "bookings_appointment": CONDITIONS | CONFLICT,
    "bookings_appointmentevent": {
        "review_levels",
        "cancelled_side",
        "cancellation_note",
        *CONDITIONS,
        *CONFLICT,
    },
    "bookings_freedtime": {"held_since", "free_before"},
    "bookings_service": {"late_fee_percent"},
    "bookings_serviceevent": {"late_fee_percent", "price", "currency"},
}

STATES = ("planned", "sending", "sent", "failed", "dropped")
OCCASIONS = {  # what each says: the visit's revision, and how many hours before it
    "r0": (0, None),
    "r12": (12, None),
    "r0:48h": (0, 48),
    "r3:336h": (3, 336),
    "r1:2026-11-23T09": (1, None),
    "joined": (None, None),
    "offer": (None, None),
    "0b7e5f4fdc0e4b0ab0f1c4c1f1f0a8d2": (None, None),
}
SENTENCES = {
    "The visit was cancelled.": "cancelled",
    "The visit is not cancelled.": "not_cancelled",
    "The visit was moved.": "moved",
    "Superseded by a later change.": "superseded",
    "The visit has begun.": "begun",
    "The patient is here already.": "arrived",
    "The visit begins before the quiet hours end.": "quiet_hours",
    "The reminder rules were changed.": "rules_changed",
    "No reminders are wanted.": "no_reminders",
    "There is no email any more.": "no_email",
    "A clinician has looked already.": "reviewed",
    "The person does not wait any more.": "not_waiting",
    "The offer is not open any more.": "offer_over",
    "The person wants no offers.": "no_offers",
    "It is no longer shared.": "not_shared",
    "before the demo began": "other",
    "A word of the clinic's own": "other",
}


DOUBTS = {  # why a test was not judged, as an open assessment's findings tell it
    "Not judged: pain 3/10 during the test.": {"why": "pain", "pain": 3},
    "Not judged: the test did not count.": {"why": "not_counted"},
    "Not judged: the norm holds for a break test, side-lying.": {"why": "no_such_norm"},
    "Not judged: the norm needs the age.": {"why": "no_age"},
    "Not judged: one was a make test, the other a break test.": {"why": "other_contraction"},
    "Not judged: they were done in different positions.": {"why": "other_position"},
    "Not judged: the loads differ.": {"why": "other_load"},
    "Not judged: the arm of one is not known.": {"why": "arm_unknown"},
    "Not judged: both are 0.": {"why": "both_zero"},
    "": {"why": ""},
}


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def latest():
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


@pytest.fixture
def _latest_afterwards():
    yield
    migrate(latest())


def everything():
    """Return the rows of every table as they are stored, by table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = {}
        for table in tables:
            if table.startswith(APPS):
                cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
                rows[table] = [json.loads(text) for (text,) in cursor.fetchall()]
    return rows


def named(table):
    return TABLES.get(table, table)


def as_it_is_called_now(table, row):
    """Return a row by today's names, without what is written otherwise."""
    names, rewritten = COLUMNS.get(table, {}), REWRITTEN.get(table, set())
    return {names.get(name, name): value for name, value in row.items() if name not in rewritten}


def without_new(table, rows):
    new = NEW_COLUMNS.get(table, set())
    return [{name: value for name, value in row.items() if name not in new} for row in rows]


def lost(before, after):
    """Return the rows that are not there any more as they were."""
    before, after = (
        Counter(json.dumps(row, sort_keys=True) for row in rows) for rows in (before, after)
    )
    return list((before - after).elements())


def write_messages():
    """Write messages of every shape and in every state; return each as it stood in words."""
    about, person = PractitionerFactory(), PatientFactory()
    told = {}

    def write(occasion, known, original=None, state="planned", sentence=""):
        code = SENTENCES.get(sentence, "")
        revision, hours_before = known
        message = MessageFactory(
            kind=f"probe {len(told)}" if original is None else original.kind,
            recipient=person,
            about=about,
            occasion=occasion,
            revision=revision,
            hours_before=hours_before,
            copy_of=original,
            state=state,
            dropped_reason=code,
            dropped_note=sentence if code == "other" else "",
        )
        told[message.pk] = (occasion, state, sentence)
        return message

    for state, (occasion, known) in product(STATES, OCCASIONS.items()):
        sentence = "The visit was moved." if state == "dropped" else ""
        original = write(occasion, known, state=state, sentence=sentence)
        for number in range(1, 3):
            write(f"{occasion}:again:{number}", known, original, "sent")
    for sentence in SENTENCES:
        write("r0:3h", (0, 3), state="dropped", sentence=sentence)
    return told


def write_findings():
    """Write findings of an open assessment; return what each judged in words."""
    assessment = AssessmentFactory()
    told = {}
    for sentence, doubt in DOUBTS.items():
        finding = Finding.objects.create(
            assessment=assessment,
            rule=f"G{len(told)}",
            rule_version=2,
            about="lsi_pct",
            state="fresh",
            basis={"value": "84.5", "weaker": "L"} | doubt,
            why_no_grade=sentence or "Shown, not graded: there is no threshold.",
        )
        told[finding.pk] = {"value": "84.5", "weaker": "L", "why": sentence}
    return told


@pytest.mark.usefixtures("_latest_afterwards")
def test_an_upgrade_keeps_every_row_of_every_table_and_can_be_undone():
    """Down to the old schema, where a message is told in words alone, and up again."""
    seed(now=timezone.now())
    # A role and a reason that the old schema has no place for.
    User.objects.filter(roles=[StaffRole.PRIVACY_OFFICER]).update(roles=[])
    Message.objects.filter(dropped_reason="conflict").update(dropped_reason="rules_changed")
    told, judged = write_messages(), write_findings()
    today = everything()
    held = MessageFactory(state="dropped", dropped_reason="conflict")  # which has no way back

    migrate(BEFORE)
    old = everything()
    migrate(latest())
    upgraded = everything()

    messages = {row["id"]: row for row in old["clinic_message"]}
    assert told == {
        pk: tuple(messages[pk][name] for name in ("occasion", "state", "dropped_reason"))
        for pk in told
    }
    bases = {row["id"]: row["basis"] for row in old["assessments_finding"]}
    assert judged == {pk: bases[pk] for pk in judged}
    assert "copy_of_id" not in old["clinic_message"][0]
    assert sum(map(len, old.values())) > 1000
    for table, rows in old.items():
        kept = [as_it_is_called_now(table, row) for row in rows]
        names = set(kept[0]) if kept else set()
        found = [{name: row[name] for name in names} for row in upgraded[named(table)]]
        assert lost(kept, found) == [], table
        assert len(found) == len(rows) or table in GROWN, table
    found = {
        table: lost(without_new(table, rows), without_new(table, upgraded[table]))
        for table, rows in today.items()
        if table not in NEW
    }
    assert found == {table: [] for table in upgraded if table not in NEW}
    for message in Message.objects.filter(pk__in=told):
        assert message.dropped_because == told[message.pk][2]
    held.refresh_from_db()
    assert held.dropped_reason == "rules_changed"
