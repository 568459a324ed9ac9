"""Notes of the desk on a person; those on a visit are written on the visit's own page."""

from uuid import uuid4

from django.contrib import messages as notices
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bookings import actions, queries
from bookings.forms.desk import FromVisit, NoteForm
from bookings.models import DeskNote
from bookings.views.submissions import submission_of
from clinic.models import Patient
from clinic.models.people import PERSON_OF_PATIENT
from clinic.roles import CHANGE_PEOPLE, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_PEOPLE)
def person_notes(request, reference):
    people = Patient.objects.visible_to(request.user).with_person()
    person = get_object_or_404(people, reference=reference).person
    if request.method != "POST":
        actions.look_at_file(
            user=request.user, patient=person, what="person", reference=person.reference
        )
        return _render_notes(request, person, NoteForm(initial={"submission": uuid4()}))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _render_notes(request, person, form, status=422)
    typed = form.cleaned_data
    actions.write_note(
        text=typed["text"],
        written_by=request.user,
        patient=person,
        submission=submission_of("note", typed),
    )
    notices.success(request, "The note is kept.")
    return redirect(_of_person(person))


def _render_notes(request, person, form, *, status=200):
    context = {"person": person, "notes": queries.notes_on(person), "note_form": form}
    return render(request, "bookings/people/notes.html", context, status=status)


@require_POST
@needs(CHANGE_PEOPLE)
def note_strike(request, reference):
    """Strike a note out, and go back to the page that it was pressed on."""
    files = Patient.objects.visible_to(request.user)
    notes = DeskNote.objects.filter(patient__in=files).select_related(PERSON_OF_PATIENT)
    note = get_object_or_404(notes, reference=reference)
    form = FromVisit(request.POST)
    actions.strike_note(note=note, struck_by=request.user)
    notices.success(request, "The note is struck out. It can still be read.")
    visit = form.cleaned_data["visit"] if form.is_valid() else None
    if visit:
        return redirect(f"{reverse('bookings:visit-desk', args=[visit])}#notes")
    return redirect(_of_person(note.patient.person))


def _of_person(person):
    return f"{reverse('bookings:person-detail', args=[person.reference])}#notes"
