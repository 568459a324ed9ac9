"""Who looks after whom, at the desk: a caller's children are booked in one call."""

from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import actions
from bookings.exceptions import BookingError, PersonMayBeKnown
from bookings.forms.account import OtherFile
from bookings.forms.desk import DependantForm, FromVisit
from bookings.forms.people import PersonSearch
from bookings.models import Appointment, FamilyTie
from bookings.people.families import family_of
from bookings.people.person_search import people_matching, people_named
from bookings.slots import services
from bookings.views.submissions import submission_of
from clinic.models import Patient
from clinic.roles import CHANGE_PEOPLE, needs

MOST_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_PEOPLE)
def person_dependant(request, reference):
    """Ask whom a person looks after, and lead on to a time for them."""
    person, beside = _find(request, reference), _visit_in(request)
    if request.method != "POST":
        _look_at(request, person)
        return _render_new(request, person, beside, DependantForm(initial={"submission": uuid4()}))
    form = DependantForm(request.POST)
    if not form.is_valid():
        return _render_new(request, person, beside, form, status=422)
    typed = form.cleaned_data
    told = typed | {"submission": submission_of(person.pk, typed)}
    try:
        child = actions.add_dependant(carer=person, made_by=request.user, **told)
    except PersonMayBeKnown as error:
        form.ask_whether_somebody_else()
        known = people_named(typed["name"]).exclude(pk=person.pk)
        shown = {"known": known, "error": str(error), "status": error.status}
        return _render_new(request, person, beside, form, **shown)
    except BookingError as error:
        form.add_error(None, str(error))
        return _render_new(request, person, beside, form, status=error.status)
    notices.success(request, f"{person.name} looks after {child.name}. Choose a time for them.")
    return redirect(_times_for(child, beside))


def _render_new(request, person, beside, form, *, known=(), error="", status=200):
    context = {
        "person": person,
        "form": form,
        "beside": beside,
        "known": known,
        "error": error,
        "family": family_of(person),
    }
    return render(request, "bookings/people/dependant.html", context, status=status)


@require_safe
@needs(CHANGE_PEOPLE)
def person_book(request, reference):
    """Lead to a time for somebody, beside the visit of another of their family."""
    return redirect(_times_for(_find(request, reference), _visit_in(request)))


@require_safe
@needs(CHANGE_PEOPLE)
def person_carer(request, reference):
    """Find who looks after somebody."""
    person, form, status = _find(request, reference), PersonSearch(request.GET), 200
    _look_at(request, person)
    people = []
    if not form.is_valid():
        status = 422
    elif wanted := form.cleaned_data["q"]:
        found = people_matching(request.user, wanted).filter(contact_name="")
        people = found.exclude(pk=person.pk)[:MOST_SHOWN]
    context = {
        "person": person,
        "form": form,
        "typed": request.GET.get("q", ""),
        "people": people,
    }
    return render(request, "bookings/people/carer.html", context, status=status)


@require_POST
@needs(CHANGE_PEOPLE)
def person_tie(request, reference):
    """Write down that the person of the address looks after the one whose file is sent."""
    person, other = _find(request, reference), _other(request)
    back = reverse("bookings:person-detail", args=[other.reference])
    try:
        actions.tie_family(patient=other, looked_after_by=person, made_by=request.user)
    except BookingError as error:
        heading = "They stay as they are"
        context = {"heading": heading, "error": str(error), "back_url": back}
        return render(request, "409.html", context, status=error.status)
    notices.success(request, f"{person.name} looks after {other.name}.")
    beside = _visit_in(request)
    return redirect(_times_for(other, beside) if beside else back)


@require_POST
@needs(CHANGE_PEOPLE)
def person_untie(request, reference):
    """Take back that the person of the address looks after the one whose file is sent."""
    person, other = _find(request, reference), _other(request)
    files, others = Patient.objects.of_person(person), Patient.objects.of_person(other)
    for tie in FamilyTie.objects.filter(looked_after_by__in=files, patient__in=others):
        actions.untie_family(tie=tie)
    notices.success(request, f"{person.name} does not look after {other.name} any more.")
    return redirect("bookings:person-detail", other.reference)


def _times_for(child, beside):
    """Return where a time is chosen: on the day of the visit beside which somebody is booked."""
    wanted = {"patient": str(child.reference)}
    if beside is None or not beside.service.is_active:
        return f"{reverse('bookings:booking-start')}?{urlencode(wanted)}"
    day = timezone.localdate(beside.starts_at)
    if day >= timezone.localdate():
        wanted |= {"from": day.isoformat(), "day": day.isoformat()}
    if beside.practitioner in services.practitioners_offering(beside.service):
        wanted["practitioner"] = beside.practitioner.slug
    return f"{reverse('bookings:slot-list', args=[beside.service.slug])}?{urlencode(wanted)}"


def _visit_in(request):
    """Return the visit that the page was opened from, if there is one."""
    form = FromVisit(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid() or form.cleaned_data["visit"] is None:
        return None
    visits = Appointment.objects.visible_to(request.user).ever_booked()
    found = visits.select_related("service", "practitioner", "patient")
    return found.filter(reference=form.cleaned_data["visit"]).first()


def _other(request):
    form = OtherFile(request.POST)
    if not form.is_valid():
        raise BadRequest("There is no such file.")
    return _find(request, form.cleaned_data["file"])


def _look_at(request, person):
    actions.look_at_file(
        user=request.user, patient=person, what="person", reference=person.reference
    )


def _find(request, reference):
    people = Patient.objects.visible_to(request.user).with_person()
    return get_object_or_404(people, reference=reference).person
