"""Booking at the desk while somebody is on the phone: the time is kept from the first press."""

from dataclasses import replace
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from bookings import actions
from bookings.actions import Booker, NewPatient
from bookings.exceptions import BookingError
from bookings.forms.booking import TokenField
from bookings.forms.desk_visits import (
    SOMEBODY_NEW,
    HeldPlaceForm,
    NewVisitForm,
    PlaceForm,
    takers,
)
from bookings.forms.people import PersonSearch
from bookings.links.visits import board_path
from bookings.models import Appointment, AppointmentSource
from bookings.pages.placing import fit, fits
from bookings.people.person_search import people_matching, people_named
from bookings.views.asking import kept_times, visitor_from_now_on, visitor_of
from bookings.views.moving_visits import CHANGED, render_part
from bookings.views.submissions import submission_of
from clinic.models import Patient
from clinic.roles import BOOK_VISITS, SEE_PEOPLE, needs

MOST_FOUND = 8
IS_KNOWN = "There is a file by this name. Choose it, or say that this is somebody else."
PART = "bookings/desk/_new_visit.html"


@require_safe
@needs(SEE_PEOPLE)
def person_find(request):
    """Show who is meant while it is typed: as links, or to `pick` for a visit."""
    picks = "pick" in request.GET
    part = "bookings/desk/_pick.html" if picks else "bookings/people/_found.html"
    return render(request, part, _found(request, request.GET.get("q", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(BOOK_VISITS)
@vary_on_headers("HX-Request")
def visit_create(request):
    offering, people = takers(), _people(request)
    if request.method == "POST":
        form = NewVisitForm(request.POST, offering=offering, people=people)
        return _book(request, form)
    asked = request.GET.dict()
    day = asked.get("day") or f"{timezone.localdate():%Y-%m-%d}"
    form = NewVisitForm(
        initial=asked | {"day": day, "submission": uuid4()}, offering=offering, people=people
    )
    place = PlaceForm(request.GET, offering=offering)
    chosen = people.filter(reference=_uuid(asked.get("patient"))).first()
    caller = people.filter(reference=_uuid(asked.get("caller"))).first()
    return _render_new(request, form, place=place, chosen=chosen, caller=caller)


@require_POST
@needs(BOOK_VISITS)
def visit_hold(request):
    """Keep the time that was typed, in place of the one that was kept before."""
    form = HeldPlaceForm(request.POST, offering=takers())
    context = {"token": TokenField().clean(request.POST.get("hold"))}
    status = 200
    if not form.is_valid():
        status, context["error"] = 422, next(iter(form.errors.values()))[0]
    else:
        typed = form.cleaned_data
        try:
            context["held"] = actions.hold_slot(
                service=typed["service"],
                practitioner=typed["practitioner"],
                starts_at=typed["starts_at"],
                holder=visitor_from_now_on(request),
                instead_of=typed["hold"],
                by_staff=True,
            )
            context["token"] = context["held"].hold_token
        except BookingError as error:
            status, context["error"] = error.status, str(error)
            context["may_overbook"] = _may_overbook(request, typed)
    return render(request, "bookings/desk/_kept.html", context, status=status)


@require_POST
@needs(BOOK_VISITS)
def visit_release(request):
    """Give back what was kept, as the dialog closes; again, or a stranger's, changes nothing."""
    visitor, token = visitor_of(request), TokenField().clean(request.POST.get("hold"))
    if visitor and token:
        actions.release_hold(token=token, holder=visitor)
    return HttpResponse(status=204)


def _book(request, form):
    if not form.is_valid():
        return _render_again(request, form, status=422)
    typed = form.cleaned_data
    patient, submission = typed["patient"], submission_of("desk visit", typed)
    if patient is None:
        name = typed["q"].strip()
        if not (typed["is_somebody_else"] or _is_sent_again(submission)) and _is_known(name):
            return _render_again(request, form, status=409, error=IS_KNOWN, is_known=True)
        patient = _newcomer(name, typed)
    booker = Booker(
        AppointmentSource.DESK, request.user, holder=visitor_of(request), hold=typed["hold"]
    )
    try:
        visit = actions.book_appointment(
            service=typed["service"],
            starts_at=typed["starts_at"],
            practitioner=typed["practitioner"],
            patient=patient,
            booker=booker if booker.holder else replace(booker, hold=None),
            submission=submission,
            overbook=typed["overbook"],
        )
    except BookingError as error:
        return _render_again(request, form, status=error.status, error=str(error))
    if not request.htmx:
        notices.success(request, f"{visit.patient.name}: the visit is booked.")
        return redirect(board_path(timezone.localdate(visit.starts_at), visit))
    family = _family(request, visit.patient)
    context = {"visit": visit, "family": family, "others": _others(visit, family, typed["caller"])}
    return render_part(request, "bookings/desk/_booked.html", context, tells=CHANGED)


def _is_sent_again(submission):
    """Say whether this very form has booked already: then whom it named has a file, of course."""
    return Appointment.objects.filter(submission=submission).exists()


def _is_known(name):
    return people_named(name).exists()


def _newcomer(name, typed):
    """Return somebody without a file: reached by what was typed, or through who calls for them."""
    caller = typed["caller"]
    if caller is None:
        return NewPatient(name, email=typed["email"], phone=typed["phone"])
    return NewPatient(
        name,
        email=typed["email"] or caller.reached_by.email,
        phone=typed["phone"] or caller.phone,
        contact_name=caller.name,
    )


def _family(request, patient):
    """Return whom the same accounts look after, or who is reached through this person."""
    people = _people(request).exclude(pk=patient.person_id)
    accounts = patient.looked_after_by.values("pk")
    found = people.filter(looked_after_by__in=accounts)
    email = patient.reached_by.email
    if email:
        found |= people.filter(email__iexact=email)
    return found.distinct().order_by("name")[:MOST_FOUND]


def _others(visit, family, caller):
    """Return for whom else the caller may book, and where: those who come along, right after."""
    ends = timezone.localtime(visit.ends_at)
    after = {"day": f"{ends:%Y-%m-%d}"}
    along = after | {"time": f"{ends:%H:%M}", "practitioner": visit.practitioner.slug}
    path, person = reverse("bookings:visit-create"), visit.patient
    asked = [
        (person.name, after | {"patient": person.reference}),
        *((other.name, along | {"patient": other.reference}) for other in family),
    ]
    if caller := caller or (None if person.contact_name else person):
        words = f"Somebody new whom {caller.name} looks after"
        asked.append((words, along | {"caller": caller.reference}))
    return [(words, f"{path}?{urlencode(query)}") for words, query in asked]


def _render_again(request, form, *, status, error="", is_known=False):
    """Render what was typed with what is wrong with it; nothing of it is lost."""
    place = PlaceForm(request.POST, offering=form.fields["practitioner"].offering)
    typed = getattr(form, "cleaned_data", {})
    chosen = typed.get("patient")
    more = {"error": error, "is_known": is_known}
    more["is_new"] = request.POST.get("patient") == SOMEBODY_NEW
    return _render_new(
        request,
        form,
        place=place,
        chosen=chosen,
        caller=typed.get("caller"),
        status=status,
        **more,
    )


def _render_new(request, form, *, place, chosen, caller, status=200, **more):
    wanted = "" if chosen else form["q"].value() or ""
    context = {
        "form": form,
        "place": place,
        **_choices(request, form, place),
        "chosen": chosen,
        "caller": caller,
        "token": form["hold"].value() or "",
        "day": place.cleaned_data.get("day") if place.is_bound and place.is_valid() else None,
        **(_found(request, wanted) if wanted else {}),
        **more,
    }
    return render_part(request, PART, context, status=status)


def _choices(request, form, place):
    """Return what may be booked at a place; what is booked over another visit, somebody chose."""
    if not place.is_valid():
        return {"choices": []}
    kept, typed = [hold.pk for hold in kept_times(request)], place.cleaned_data
    choices = fits(typed["practitioner"], typed["starts_at"], timezone.now(), ignoring=kept)
    free = [fit.service.slug for fit in choices if not fit.refusal]
    over = [fit.service.slug for fit in choices if fit.may_overbook]
    service = form["service"].value()
    if service not in (free + over if form.is_bound else free):
        service = next(iter(free), "")
    asks_why = service in over or (bool(over) and not request.htmx)
    return {"choices": choices, "service": service, "asks_why": asks_why}


def _may_overbook(request, typed):
    kept = [hold.pk for hold in kept_times(request)]
    asked = typed["service"], typed["practitioner"], typed["starts_at"], timezone.now()
    return fit(*asked, ignoring=kept).may_overbook


def _found(request, typed):
    form = PersonSearch({"q": typed})
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    people = list(people_matching(request.user, wanted)[: MOST_FOUND + 1]) if wanted else []
    return {
        "wanted": wanted,
        "people": people[:MOST_FOUND],
        "there_are_more": len(people) > MOST_FOUND,
    }


def _people(request):
    return Patient.objects.visible_to(request.user).kept()


def _uuid(text):
    return TokenField().clean(text or "")
