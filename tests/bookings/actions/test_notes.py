"""Notes of the desk: written once, never edited, struck out for good."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from bookings.actions import strike_note, write_note
from bookings.models import DeskNote
from tests.factories import AppointmentFactory, DeskNoteFactory, FrontDeskFactory, PatientFactory

pytestmark = pytest.mark.django_db


def test_a_note_that_is_sent_twice_is_written_once():
    note = {"text": "Rings the back door", "written_by": FrontDeskFactory(), "submission": uuid4()}
    patient = PatientFactory()

    first, second = (write_note(patient=patient, **note) for _ in range(2))

    assert first == second
    assert (first.patient, first.appointment) == (patient, None)


def test_a_note_of_a_visit_stays_in_the_file_of_the_visit():
    visit = AppointmentFactory()

    note = write_note(
        text="Late",
        written_by=FrontDeskFactory(),
        patient=PatientFactory(),
        appointment=visit,
        submission=uuid4(),
    )

    assert (note.patient, note.appointment) == (visit.patient, visit)


def test_a_note_is_struck_out_by_the_first_who_does():
    note, first, second = DeskNoteFactory(), FrontDeskFactory(), FrontDeskFactory()

    struck = strike_note(note=note, struck_by=first)
    again = strike_note(note=note, struck_by=second)

    assert (again.struck_by, again.struck_at, again.text) == (first, struck.struck_at, note.text)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(text="Other words"),
        lambda rows: rows.update(patient=PatientFactory()),
        lambda rows: rows.delete(),
        lambda rows: rows.update(struck_at=None, struck_by=None),
    ],
)
def test_the_database_keeps_a_note_as_it_was(change):
    note = DeskNoteFactory()
    strike_note(note=note, struck_by=FrontDeskFactory())

    with pytest.raises(DatabaseError), transaction.atomic():
        change(DeskNote.objects.filter(pk=note.pk))


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(text="Other words"), lambda rows: rows.delete()]
)
def test_the_database_keeps_a_note_that_nobody_struck_out(change):
    note = DeskNoteFactory()

    with pytest.raises(DatabaseError), transaction.atomic():
        change(DeskNote.objects.filter(pk=note.pk))
