"""A list is looked at line by line, and then it is there as a whole, once, or not at all."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings import actions
from bookings.actions import importing
from bookings.exceptions import AlreadyImported, ImportOver, ImportUnderWay
from bookings.models import Appointment, EntryStatus, Import, ImportState, WaitlistEntry
from clinic.models import Message, Patient
from clinic.typed_values import NOT_IN_A_NAME
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    PatientFactory,
    PractitionerFactory,
    WaitlistEntryFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
TOLD = {"date_order": "", "skips_known": False, "tells_patients": False}


def upload(text, kind="people"):
    row = actions.upload_list(
        kind=kind, file_name="list.csv", content=text.encode(), by=AdministratorFactory()
    )
    actions.work_soon(row)
    row.refresh_from_db()
    return row


def choose(row, *, starts=True, **meant):
    row = actions.choose_for_import(of=row, **TOLD | meant, starts=starts)
    actions.work_soon(row)
    row.refresh_from_db()
    return row


def objections(row):
    return [(found["line"], found["column"], found["text"]) for found in row.problems]


# --- People ---------------------------------------------------------------------------------------


def test_people_are_looked_at_and_then_imported_once():
    text = (
        "Name;E-mail;Phone;DOB;Shoe size\nZoë Ångström;zoe@example.org;+1 604-555;1980-12-31;42\n"
    )

    looked = upload(text)
    before = Patient.objects.count()
    imported = choose(looked)

    assert (looked.state, looked.rows, looked.left_out, before) == ("checked", 1, ["Shoe size"], 0)
    assert (imported.state, imported.imported, bytes(imported.content)) == ("imported", 1, b"")
    (person,) = Patient.objects.all()
    assert (person.name, person.email, person.phone, person.birth_date, person.email_proven_at) == (
        *("Zoë Ångström", "zoe@example.org", "+1 604-555", date(1980, 12, 31), None),
    )
    with pytest.raises(AlreadyImported):
        upload(text)
    with pytest.raises(ImportOver):
        choose(imported)


def test_each_line_that_is_wrong_is_told_and_nothing_is_imported():
    row = upload(
        "name,email,phone,birth date\n"
        "Ana Torres,ana@example.org,,1980-12-31\n"
        ",x@example.org,,\n"
        "=SUM(A1),,@SUM,\n"
        "Rob www.evil.example,rob@,,31/02/1980\n"
        '"Ida\nMoss",ida@example.org,,1880-01-01\n'
        "ana  TORRES,,,31.12.1980\n"
        "Ana Torres,ana@example.org,,\n"
        "Ana Torres,,,\n"
        "Ana Torres,other@example.org,,1990-12-31\n"
    )

    assert objections(row) == [
        (3, "name", "There is no name."),
        (4, "name", "This begins like a formula of a spreadsheet. Please write it out."),
        (4, "phone", "This begins like a formula of a spreadsheet. Please write it out."),
        (5, "name", NOT_IN_A_NAME),
        (5, "email", "Enter a valid email address."),
        (5, "date of birth", "“31/02/1980” is no date."),
        (6, "name", "Please leave out line breaks and control characters."),
        (6, "date of birth", "Please check the date of birth."),
        (8, "name", "The same person is in line 2."),
        (9, "name", "The same person is in line 2."),
        (
            *(10, "name"),
            "This may be somebody of the same name in line 2. A date of birth, or an email, in "
            "both places would tell.",
        ),
    ]  # fmt: skip
    assert (row.may_start, row.problem_count) == (False, 11)
    assert choose(row).state == ImportState.CHECKED
    assert not Patient.objects.exists()


def test_whoever_is_here_already_is_left_out_once_somebody_says_so():
    PatientFactory(name="Ana Torres", email="ana@example.org")
    row = upload("name,email\nANA TORRES,Ana@example.org\nRob Vale,rob@example.org\n")

    asked = choose(row, skips_known=True)
    imported = choose(asked, skips_known=True)

    assert objections(row) == [(2, "name", "This person has a file already.")]
    assert (asked.state, asked.known, asked.to_import) == ("checked", 1, 1)
    assert (imported.state, imported.imported) == ("imported", 1)
    assert sorted(Patient.objects.values_list("name", flat=True)) == ["Ana Torres", "Rob Vale"]


@pytest.mark.parametrize(
    ("order", "born"),
    [("day_first", date(1980, 6, 5)), ("month_first", date(1980, 5, 6))],
)
def test_how_dates_are_written_is_asked_and_never_guessed(order, born):
    row = upload("name,dob\nAna Torres,31/12/1980\nRob Vale,05/06/1980\n")

    meant = choose(row, date_order=order)

    assert (row.date_in_doubt, row.may_start) == ("05/06/1980", False)
    if order == "month_first":
        assert objections(meant) == [(2, "date of birth", "“31/12/1980” is no date, month first.")]
        return
    choose(meant, date_order=order)
    assert Patient.objects.get(name="Rob Vale").birth_date == born


def test_a_file_that_is_no_list_says_so():
    row = upload("%PDF-1.7")

    assert row.unreadable.startswith("This is a PDF.")
    assert (row.state, row.may_start) == ("checked", False)


# --- Visits ---------------------------------------------------------------------------------------


def visits(*lines):
    header = "patient,email,date,time,practitioner,service\n"
    return upload(header + "".join(f"{line}\n" for line in lines), kind="visits")


@pytest.fixture
def mia():
    _, (mia,) = bookable(name="First visit", slug="first")
    mia.name = "Mia Chen"
    mia.save()
    PractitionerFactory(name="Ed Away")
    return mia


def test_visits_are_booked_as_the_desk_would_with_reminders_and_no_confirmation(mia):
    known = PatientFactory(name="Ana Torres", email="ana@example.org")
    row = visits(
        "Ana Torres,ana@example.org,2026-12-01,9:00,mia chen,First Visit",
        "Rob Vale,rob@example.org,2026-12-01,10 am,Mia Chen,first",
        "Rob Vale,rob@example.org,2026-12-08,10:00,Mia Chen,first",
    )
    tried = (Patient.objects.count(), Appointment.objects.count(), Message.objects.count())

    imported = choose(row)

    rob = Patient.objects.get(name="Rob Vale")
    assert tried == (1, 0, 0)
    assert (row.rows, imported.state, imported.imported) == (3, "imported", 3)
    assert list(Appointment.objects.values_list("patient", "starts_at", "source", "booked_by")) == [
        (known.pk, NINE, "desk", row.uploaded_by_id),
        (rob.pk, NINE + timedelta(hours=1), "desk", row.uploaded_by_id),
        (rob.pk, NINE + timedelta(days=7, hours=1), "desk", row.uploaded_by_id),
    ]
    assert set(Message.objects.values_list("kind", flat=True)) == {"reminder"}


def test_a_confirmation_is_mailed_where_somebody_ticks_it(mia):
    row = visits("Rob Vale,rob@example.org,2026-12-01,10:00,Mia Chen,first")

    choose(row, tells_patients=True)

    assert Message.objects.filter(kind="confirmation").count() == 1


def test_each_visit_that_cannot_be_booked_is_told_and_none_is(mia):
    AppointmentFactory(practitioner=mia, starts_at=NINE + timedelta(hours=5))
    AppointmentFactory(
        patient=PatientFactory(name="Ana Torres", email="ana@example.org"),
        starts_at=NINE + timedelta(days=7),
    )

    row = visits(
        "Rob Vale,rob@example.org,2026-12-01,9:00,Mia Chen,first",
        "Ida Moss,ida@example.org,2026-12-01,9:30,Mia Chen,first",
        "Ida Moss,ida@example.org,2026-12-02,9:00,Mia Chen,first",
        "Ida Moss,ida@example.org,2026-12-01,14:00,Mia Chen,first",
        "Ana Torres,ana@example.org,2026-12-08,9:00,Mia Chen,first",
        "Ida Moss,ida@example.org,2026-12-01,11,Nobody,massage",
        "Ida Moss,ida@example.org,2026-11-03,11:00,Mia Chen,first",
        "Ida Moss,ida@example.org,2036-11-03,11:00,Mia Chen,first",
        "Ida Moss,ida@example.org,,,,",
        "Ida Moss,ida@example.org,2026-12-01,11:00,Ed Away,first",
        "rob vale,rob@example.org,2026-12-01,9:00,Mia Chen,first",
    )  # fmt: skip

    told = objections(row)
    assert [(line, column) for line, column, _ in told] == [
        *((3, "time"), (4, "time"), (5, "time"), (6, "time")),
        *((7, "practitioner"), (7, "service"), (7, "time"), (8, "date"), (9, "date")),
        *((10, "practitioner"), (10, "service"), (10, "date"), (10, "time")),
        *((11, "practitioner"), (12, "time")),
    ]
    texts = {text for _, _, text in told}
    assert {
        "This person has another visit then.",
        "There is no practitioner “Nobody” on offer.",
        "“11” is no time such as 14:30.",
        "This is more than two years ahead.",
        "The same visit is in line 2.",
    } <= texts
    assert not any("Please choose" in text for text in texts)
    assert Appointment.objects.count() == 2
    assert not Patient.objects.filter(name="Ida Moss").exists()


def test_a_visit_that_is_booked_already_is_left_out_once_somebody_says_so(mia):
    line = "Rob Vale,rob@example.org,2026-12-01,9:00,Mia Chen,first"
    choose(visits(line))
    row = visits(line, "Rob Vale,rob@example.org,2026-12-08,9:00,Mia Chen,first")

    imported = choose(choose(row, skips_known=True), skips_known=True)

    assert objections(row) == [(2, "time", "This visit is booked already.")]
    assert (imported.state, imported.imported, Appointment.objects.count()) == ("imported", 1, 2)


def test_a_time_that_was_taken_since_it_was_looked_at_leaves_all_as_it_was(mia):
    row = visits(
        "Ida Moss,ida@example.org,2026-12-08,9:00,Mia Chen,first",
        "Rob Vale,rob@example.org,2026-12-01,9:00,Mia Chen,first",
    )
    AppointmentFactory(practitioner=mia, starts_at=NINE)

    again = choose(row)

    assert (row.may_start, again.state, [line for line, *_ in objections(again)]) == (
        *(True, "checked", [3]),
    )
    assert Appointment.objects.count() == 1


def test_whoever_waited_for_a_visit_of_the_list_waits_no_more_and_is_in_one_place(mia):
    known = PatientFactory(name="Ana Torres", email="ana@example.org")
    joined = PatientFactory(merged_into=known)
    service = mia.services.get()
    WaitlistEntryFactory(patient=joined, service=service)
    WaitlistEntryFactory(patient=joined)
    AppointmentFactory(patient=joined, starts_at=NINE + timedelta(days=7))
    line = "Ana Torres,ana@example.org,2026-12-01,9:00,Mia Chen,first"

    row = visits(line, "Ana Torres,ana@example.org,2026-12-08,9:00,Mia Chen,first")
    choose(visits(line))

    assert objections(row) == [(3, "time", "This person has another visit then.")]
    states = WaitlistEntry.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == [EntryStatus.SERVED, EntryStatus.WAITING]


def test_each_visit_of_a_list_costs_four_statements(mia):
    def cost(count):
        lines = [
            f"Ana Torres,ana@example.org,2026-12-01,{hour}:00,Mia Chen,first"
            for hour in range(9, 9 + count)
        ]
        row = actions.choose_for_import(of=visits(*lines), **mailed, starts=True)
        with CaptureQueriesContext(connection) as asked:
            actions.work_on_imports()
        Appointment.objects.all().delete()
        return row.reference, len(asked)

    PatientFactory(name="Ana Torres", email="ana@example.org")
    mailed = TOLD | {"tells_patients": True}
    (two, few), (six, many) = cost(2), cost(6)

    imported = Import.objects.filter(reference__in=[two, six]).values_list("imported", flat=True)
    assert (sorted(imported), many - few) == ([2, 6], 4 * 4)  # its savepoint, the diary, the row


# --- Workers --------------------------------------------------------------------------------------


def test_a_list_that_a_killed_worker_left_is_taken_up_and_imported_once(monkeypatch):
    row = upload("name,email\nAna Torres,ana@example.org\n")
    row = actions.choose_for_import(of=row, **TOLD, starts=True)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "_finish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            actions.work_on_imports()
    left = (Patient.objects.count(), actions.work_on_imports())
    with pytest.raises(ImportUnderWay):
        choose(row)
    Import.objects.update(claimed_until=timezone.now())

    worked = (actions.work_on_imports(), actions.work_on_imports())

    row.refresh_from_db()
    assert (left, worked) == ((0, 0), (1, 0))
    assert (row.state, row.tries, Patient.objects.count()) == ("imported", 2, 1)


@pytest.mark.parametrize("lost", [{"claim": uuid4()}, {"claimed_until": NINE - timedelta(days=30)}])
def test_whoever_lost_the_list_to_another_worker_takes_back_what_it_did(monkeypatch, lost):
    row = upload("name,email\nAna Torres,ana@example.org\n")
    row = actions.choose_for_import(of=row, **TOLD, starts=True)

    def slow(*arguments, **named):
        importing_people(*arguments, **named)
        Import.objects.update(**lost)  # meanwhile

    importing_people = importing.import_people
    monkeypatch.setattr(importing, "import_people", slow)
    actions.work_on_imports(only=row.pk)

    assert (Patient.objects.count(), Import.objects.get().state) == (0, "importing")


def test_a_list_is_given_up_after_three_tries(monkeypatch):
    row = upload("name,email\nAna Torres,ana@example.org\n")
    row = actions.choose_for_import(of=row, **TOLD, starts=True)
    monkeypatch.setattr(importing, "import_people", None)

    for _ in range(4):
        Import.objects.update(claimed_until=None)
        try:
            actions.work_on_imports()
        except TypeError:
            continue

    assert Import.objects.get().state == ImportState.FAILED


def test_a_file_that_nobody_imported_is_gone_after_a_week():
    row = upload("name,email\nAna Torres,rob@\n")

    Import.objects.update(uploaded_at=timezone.now() - timedelta(days=8))
    actions.work_on_imports()

    row.refresh_from_db()
    assert (row.state, bytes(row.content), row.problems) == ("discarded", b"", [])


def test_of_a_file_that_was_uploaded_twice_one_is_imported():
    text = "name,email\nAna Torres,ana@example.org\n"
    first, second = upload(text), upload(text)
    actions.choose_for_import(of=first, **TOLD, starts=True)

    with pytest.raises(AlreadyImported):
        actions.choose_for_import(of=second, **TOLD, starts=True)

    assert actions.work_on_imports() == 1
    assert Patient.objects.count() == 1


def test_a_list_waits_until_another_is_imported_and_finds_its_people():
    people = upload("name,email\nAna Torres,ana@example.org\n")
    other = upload("name,email,phone\nAna Torres,ana@example.org,604-555-0101\n")
    looked_at = upload("name,email\nRob Vale,rob@example.org\n")
    people, other = (
        actions.choose_for_import(of=row, **TOLD, starts=True) for row in (people, other)
    )
    Import.objects.filter(pk=people.pk).update(claimed_until=timezone.now() + importing.LEASE)

    waits = (actions.work_on_imports(only=other.pk), choose(looked_at, starts=False).state)
    Import.objects.filter(pk=people.pk).update(claimed_until=None)
    worked = actions.work_on_imports()

    other.refresh_from_db()
    assert (waits, worked) == ((0, "checked"), 2)
    assert objections(other) == [(2, "name", "This person has a file already.")]
    assert Patient.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_while_visits_are_looked_at_nobody_is_locked_from_one_day_to_the_next(mia, monkeypatch):
    seen = []
    monkeypatch.setattr(
        importing._Notes,
        "__call__",
        lambda _, done: seen.append((done, connection.in_atomic_block)),
    )

    row = visits(
        "Rob Vale,rob@example.org,2026-12-01,9:00,Mia Chen,first",
        "Rob Vale,rob@example.org,2026-12-08,9:00,Mia Chen,first",
        "Ida Moss,ida@example.org,2026-12-01,9:00,Mia Chen,first",
    )

    assert (row.rows, [line for line, *_ in objections(row)]) == (3, [4])
    assert seen == [(2, False), (3, False)]


@pytest.mark.django_db(transaction=True)
def test_how_far_a_list_is_is_seen_before_any_of_it_is(monkeypatch):
    seen = []

    def look(rows, *arguments, **named):
        importing_people(rows, *arguments, **named)
        row = Import.objects.get()
        seen.append((row.rows_done, row.rows, row.claimed_until > begun + importing.LEASE))

    importing_people = importing.import_people
    monkeypatch.setattr(importing, "import_people", look)
    monkeypatch.setattr(importing, "NOTED_EVERY_S", 0)
    begun = timezone.now()

    upload("name,email\nAna Torres,ana@example.org\nRob Vale,rob@example.org\n")

    assert seen == [(2, 2, True)]
