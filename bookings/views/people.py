"""The people of the clinic's files, for the desk: find one, look, write down, book for them."""

from uuid import uuid4

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import actions, queries
from bookings.exceptions import BookingError, PersonMayBeKnown
from bookings.forms.account import OtherFile
from bookings.forms.desk import NoteForm
from bookings.forms.people import ContactForm, NewPersonForm, PersonSearch
from bookings.pages import day_board
from bookings.pages.waitlist import wishes_for
from bookings.people.families import family_of
from bookings.people.person_search import people_matching, people_named, perhaps_same
from bookings.views.contact import answer_contact
from bookings.views.submissions import submission_of
from clinic import failing_emails
from clinic.models import Patient
from clinic.published import shown_to
from clinic.roles import ADD_PEOPLE, CHANGE_PEOPLE, SEE_PEOPLE, needs

MOST_SHOWN = 50


@require_safe
@needs(SEE_PEOPLE)
def person_list(request):
    form = PersonSearch(request.GET)
    people, status = [], 200
    if not form.is_valid():
        status = 422
    elif wanted := form.cleaned_data["q"]:
        people = list(people_matching(request.user, wanted)[: MOST_SHOWN + 1])
    context = {
        "form": form,
        "typed": request.GET.get("q", ""),
        "people": people[:MOST_SHOWN],
        "most_shown": MOST_SHOWN,
        "there_are_more": len(people) > MOST_SHOWN,
    }
    return render(request, "bookings/people/list.html", context, status=status)


@require_safe
@needs(SEE_PEOPLE)
def person_detail(request, reference):
    person = _find(request, reference)
    _look_at(request, person)
    now = timezone.now()
    visits = queries.visits_of(request.user, person, now)
    ahead = day_board.rows_of(request.user, list(visits["ahead"]), timezone.localdate(now), now)
    context = {
        "person": person,
        "ahead": ahead,
        "behind": visits["behind"],
        "mail": queries.messages_to(request.user, person),
        "failing": failing_emails.found_failing([person.reached_by.email]).values(),
        "wishes": wishes_for(person, now),
        "joined": person.merged_from.all(),
        "family": family_of(person.person),
        "beside": max((row.visit for row in ahead), key=lambda one: one.created_at, default=None),
        "notes": queries.notes_on(person.person),
        "note_form": NoteForm(initial={"submission": uuid4()}),
        "texts_shown": shown_to(Patient.objects.of_person(person)),
        "perhaps_same": [] if person.is_joined else perhaps_same(person),
    }
    return render(request, "bookings/people/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ADD_PEOPLE)
def person_create(request):
    if request.method != "POST":
        initial = {"submission": uuid4(), "name": request.GET.get("name", "")}
        return _render_new(request, NewPersonForm(initial=initial))
    form = NewPersonForm(request.POST)
    if not form.is_valid():
        return _render_new(request, form, status=422)
    typed = form.cleaned_data
    try:
        person = actions.add_patient(**typed | {"submission": submission_of("patient", typed)})
    except PersonMayBeKnown as error:
        form.ask_whether_somebody_else()
        known = people_named(typed["name"])
        return _render_new(request, form, known=known, error=str(error), status=error.status)
    notices.success(request, f"There is a file for {person.name} now.")
    return redirect("bookings:person-detail", person.reference)


def _render_new(request, form, *, known=(), error="", status=200):
    context = {"form": form, "known": known, "error": error}
    return render(request, "bookings/people/new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_PEOPLE)
def person_edit(request, reference):
    person = _find(request, reference)
    _look_at(request, person)
    return answer_contact(
        request,
        person,
        ContactForm,
        template="bookings/people/edit.html",
        context={},
        saved="The contact details are saved.",
        leads_to=reverse("bookings:person-detail", args=[person.reference]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_PEOPLE)
def person_join(request, reference):
    """Show this file beside the one that was chosen, then join that one into it."""
    is_sent = request.method == "POST"
    person, form = _find(request, reference), OtherFile(request.POST if is_sent else request.GET)
    if not form.is_valid():
        raise BadRequest("There is no such file.")
    other = _find(request, form.cleaned_data["file"])
    if not is_sent:
        for file in (person, other):
            _look_at(request, file)
        context = {"person": person, "other": other, "files": [person, other]}
        return render(request, "bookings/people/join.html", context)
    try:
        kept = actions.join_files(kept=person, joined=other)
    except BookingError as error:
        back = reverse("bookings:person-detail", args=[person.reference])
        heading = "The two files stay apart"
        context = {"heading": heading, "error": error, "back_url": back}
        return render(request, "409.html", context, status=error.status)
    notices.success(request, f"The two files of {kept.name} are joined.")
    return redirect("bookings:person-detail", kept.reference)


@require_POST
@needs(CHANGE_PEOPLE)
def person_separate(request, reference):
    person = actions.separate_file(joined=_find(request, reference))
    notices.success(request, f"This file of {person.name} is on its own again.")
    return redirect("bookings:person-detail", person.reference)


def _look_at(request, file):
    """Keep the look at a page that shows a file; what is sent from it shows nothing more."""
    if request.method != "POST":
        reference = file.reference
        actions.look_at_file(user=request.user, patient=file, what="person", reference=reference)


def _find(request, reference):
    people = Patient.objects.visible_to(request.user).with_person()
    return get_object_or_404(people, reference=reference)
