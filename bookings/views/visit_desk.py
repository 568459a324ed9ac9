"""A visit's page for staff: how it stands, who it is, what happened, and what the desk notes."""

from uuid import uuid4

from django.contrib import messages as notices
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings import actions, queries
from bookings.forms.desk import NoteForm
from bookings.links.visits import board_path, desk_path, gap_path
from bookings.models import Appointment
from bookings.pages import day_board, visit_story
from bookings.people.families import family_of
from bookings.views.submissions import submission_of
from clinic.roles import CHANGE_VISITS, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_VISITS)
def visit_desk(request, reference):
    """Show a visit to staff; what is sent is a note on it, or on the person."""
    visits = Appointment.objects.visible_to(request.user).ever_booked().with_people().with_places()
    visit = get_object_or_404(visits.select_related("booked_by"), reference=reference)
    if request.method != "POST":
        actions.look_at_file(
            user=request.user, patient=visit.patient, what="visit", reference=visit.reference
        )
        initial = {"submission": uuid4(), "about": NoteForm.VISIT}
        return _render_visit(request, visit, NoteForm(initial=initial, asks_about=True))
    form = NoteForm(request.POST, asks_about=True)
    if not form.is_valid():
        return _render_visit(request, visit, form, status=422)
    typed = form.cleaned_data
    actions.write_note(
        text=typed["text"],
        written_by=request.user,
        patient=visit.patient.person,
        appointment=visit if typed["about"] == NoteForm.VISIT else None,
        submission=submission_of("note", typed),
    )
    notices.success(request, "The note is kept.")
    return redirect(f"{desk_path('visit', visit)}#notes")


def _render_visit(request, visit, form, *, status=200):
    now, day = timezone.now(), timezone.localdate(visit.starts_at)
    person = visit.patient.person
    [row] = day_board.rows_of(request.user, [visit], day, now)
    context = {
        "row": row,
        "visit": visit,
        "beside": visit,
        "person": person,
        "day": day,
        "gap_url": gap_path(visit) if visit.is_cancelled and visit.starts_at > now else "",
        "board_url": board_path(day, visit),
        "story": visit_story.story_of(visit),
        "mail": visit_story.messages_about(request.user, visit),
        "family": family_of(person),
        "notes": queries.notes_on(person, visit),
        "note_form": form,
    }
    return render(request, "bookings/visits/detail.html", context, status=status)
