"""Booking in four steps: service, time, details, and the visit's own page."""

from dataclasses import replace
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from bookings import actions, queries
from bookings.exceptions import BookingError, HoldIsBooked, PatientAlreadyBooked
from bookings.forms.booking import BookingForm, ServiceQuery, TokenField
from bookings.forms.slots import AnyTimeQuery, SlotChoice, SlotQuery
from bookings.links.visits import visit_path
from bookings.models import HOLDS, Appointment, Purpose
from bookings.pages.any_time import wanted_time
from bookings.pages.slots import SlotPage, carried_query
from bookings.slots.services import (
    ANY,
    bookable_services,
    led_by,
    practitioners_of_services,
    started,
)
from bookings.views.asking import (
    booker_of,
    carried_for,
    for_somebody,
    is_at_the_desk,
    kept_times,
    known_first,
    led_to,
    note_terms,
    people_to_book_for,
    policy_shown,
    search_for,
    visitor_of,
)
from bookings.views.holding import render_times_instead
from bookings.views.links import let_in
from bookings.views.submissions import submission_of
from clinic import rate_limits
from clinic.clock_face import time_of_day
from clinic.models import Practitioner
from clinic.rate_limits import TooManyAttempts, with_retry_after


@for_somebody
@require_safe
def booking_start(request, patient):
    services = bookable_services(by_staff=is_at_the_desk(request))
    query = ServiceQuery(request.GET)
    if not query.is_valid():
        raise BadRequest("Nothing is offered for that.")
    practitioner = None
    if slug := request.GET.get("practitioner"):
        people = Practitioner.objects.filter(is_active=True)
        if not is_at_the_desk(request):
            people = people.shown_to_patients(timezone.localdate())
        practitioner = get_object_or_404(people, slug=slug)
        offered = set(practitioner.services.values_list("pk", flat=True))
        services = [service for service in services if service.pk in offered]
    purpose = query.cleaned_data["for"]
    services = [each for each in services if not purpose or purpose in each.purposes]
    first = led_to(request, services)
    offering = practitioners_of_services()
    carried = carried_for(patient)
    with_whom = {"practitioner": practitioner.slug} if practitioner else {}
    context = {
        "services": [
            (service, _shown_of(request, offering[service.pk]))
            for service in led_by(first, services)
        ],
        "first": first,
        "purposes": [] if patient else Purpose.choices,
        "purpose": Purpose(purpose) if purpose else None,
        "practitioner": practitioner,
        "patient": patient,
        "carried": carried_query(carried),
        "carried_on": carried_query(carried | with_whom),
        "at_the_desk": is_at_the_desk(request),
        "kept": kept_times(request),
    }
    return render(request, "bookings/booking/start.html", context)


def _shown_of(request, people):
    return people if is_at_the_desk(request) else started(people, timezone.localdate())


@for_somebody
@require_safe
@vary_on_headers("HX-Request")
def slot_list(request, service_slug, patient):
    search = search_for(request, service_slug)
    if who := known_first(request, search):
        return who
    query = SlotQuery(request.GET, offering=search.practitioners)
    if not query.is_valid():
        raise BadRequest("There is no such day or practitioner.")
    chosen = query.cleaned_data["practitioner"]
    any_time = None
    if search.by_staff and "at" in request.GET:
        any_time = AnyTimeQuery(request.GET, offering=search.practitioners)
        if any_time.is_valid():
            return redirect(_details_at(search.service, chosen, any_time, carried_for(patient)))
    kept = kept_times(request)
    page = SlotPage(
        replace(search, chosen=chosen, ignoring=[hold.pk for hold in kept]),
        carried=carried_for(patient),
    )
    fortnight = page.fortnight(query.cleaned_data["from"], query.cleaned_data["day"])
    soonest = fortnight.soonest
    context = {
        "patient": patient,
        "carried": carried_query(carried_for(patient)),
        "at_the_desk": search.by_staff,
        "service": search.service,
        "practitioners": search.practitioners,
        "chosen": chosen,
        "any_time": any_time,
        "times_url": request.path,
        "fortnight": fortnight,
        **policy_shown(search.service, soonest and soonest.starts_at, search.now),
        "kept": kept,
        "instead_of": next(
            (hold.hold_token for hold in kept if hold.service == search.service), ""
        ),
    }
    template = "bookings/slots/_slots.html" if request.htmx else "bookings/slots/list.html"
    return render(request, template, context)


def _details_at(service, practitioner, any_time, carried):
    """Return the path of the details at a time that the desk typed."""
    starts_at = timezone.localtime(any_time.cleaned_data["at"]).isoformat()
    asked = {"practitioner": practitioner.slug if practitioner else ANY, "starts_at": starts_at}
    path = reverse("bookings:booking-details", args=[service.slug])
    return f"{path}?{urlencode(carried | asked)}"


@for_somebody
@require_http_methods(["GET", "HEAD", "POST"])
def booking_details(request, service_slug, patient):
    search = search_for(request, service_slug)
    asked = {
        "offering": search.practitioners,
        "patients": people_to_book_for(request.user),
        "by_staff": search.by_staff,
        "for_patient": patient,
    }
    if request.method == "POST":
        return _submitted_details(request, search, asked)
    if "hold" in request.GET:
        return _kept_details(request, search, asked)
    choice = SlotChoice(request.GET, offering=search.practitioners)
    if not choice.is_valid():
        times = reverse("bookings:slot-list", args=[service_slug])
        return redirect(f"{times}?{urlencode(carried_for(patient))}".rstrip("?"))
    if not search.by_staff:
        if who := known_first(request, search):
            return who
        return _chosen_time(request, search, **choice.cleaned_data)
    initial = {name: request.GET.get(name, "") for name in ("starts_at", "practitioner")}
    form = BookingForm(initial={**initial, "submission": uuid4()}, **asked)
    return _render_details(request, search, asked, form, chosen=choice.cleaned_data)


def _submitted_details(request, search, asked):
    form = BookingForm(request.POST, **asked)
    valid, status = form.is_valid(), 422
    chosen = dict(form.cleaned_data)  # an error that is added takes its field away
    if valid:
        try:
            email = chosen.get("email", "")
            rate_limits.count_request("RATE_LIMIT_BOOKINGS", request, email=email)
            appointment = _book(request, search.service, chosen, asked["for_patient"])
            if not search.by_staff:
                note_terms(request, appointment)
        except TooManyAttempts as refusal:
            form.add_error(None, str(refusal))
            page = _render_details(request, search, asked, form, chosen=chosen, status=429)
            return with_retry_after(page, refusal)
        except HoldIsBooked as error:
            booked = queries.hold_of(visitor_of(request), chosen["hold"])
            notices.warning(request, str(error))
            return redirect(_path_of(request, booked))
        except BookingError as error:
            form.add_error(error.field, _as_read_by(request, error))
            status = error.status
        else:
            return redirect(_after_booking(request, appointment))
    return _render_details(request, search, asked, form, chosen=chosen, status=status)


def _as_read_by(request, error):
    if isinstance(error, PatientAlreadyBooked) and is_at_the_desk(request):
        return "This person already has a visit at that time."
    return str(error)


def _after_booking(request, appointment):
    """Return where a booking leads: the visit's page, or for the desk the person's."""
    if is_at_the_desk(request):
        at = timezone.localtime(appointment.starts_at)
        notices.success(
            request,
            f"Booked: {appointment.service.name} with {appointment.practitioner.name} on "
            f"{date_format(at, 'l j F Y')} at {time_of_day(at)}.",
        )
        return reverse("bookings:person-detail", args=[appointment.patient.reference])
    return _path_of(request, appointment, new="1")


def _path_of(request, appointment, **query):
    """Return the path of the visit, which opens to who booked it: by their account, or here."""
    may_log_in_to_see = Appointment.objects.visible_to(request.user).filter(pk=appointment.pk)
    if not may_log_in_to_see.exists():
        let_in(request, appointment)
    return visit_path(appointment, **query)


def _chosen_time(request, search, *, starts_at, practitioner):
    """Show a time that a link named: it is kept once its button is pressed."""
    kept = [hold.pk for hold in kept_times(request)]
    page = SlotPage(replace(search, chosen=practitioner, ignoring=kept))
    if not page.is_free(starts_at):
        return render_times_instead(request, page, near=starts_at)
    context = {
        "service": search.service,
        "practitioner": practitioner,
        "starts_at": starts_at,
        "ends_at": starts_at + search.service.duration,
        "value": timezone.localtime(starts_at).isoformat(),
        **policy_shown(search.service, starts_at, search.now),
    }
    return render(request, "bookings/booking/time.html", context)


def _kept_details(request, search, asked):
    """Show the form for the time that this session keeps; a stranger's token keeps nothing."""
    held = queries.hold_of(visitor_of(request), TokenField().clean(request.GET["hold"]))
    if held is None or held.service != search.service:
        page = SlotPage(replace(search, by_staff=False))
        return render_times_instead(request, page, near=None, status=404)
    if held.status not in HOLDS:
        return redirect(_path_of(request, held))
    user = request.user
    is_patient = user.is_authenticated and not user.is_clinic_staff
    form = BookingForm(
        initial={
            "starts_at": timezone.localtime(held.starts_at).isoformat(),
            "practitioner": request.GET.get("practitioner", ""),
            "submission": uuid4(),
            "name": user.name if is_patient and not asked["patients"] else "",
            "email": user.email if is_patient else "",
        },
        **asked,
    )
    chosen = {"starts_at": held.starts_at, "practitioner": None, "hold": held.hold_token}
    return _render_details(request, search, asked, form, chosen=chosen)


def _render_details(request, search, asked, form, *, chosen, status=200):
    """Render the details with everything typed, and other times where the chosen one has gone."""
    service, now = search.service, timezone.now()
    starts_at, practitioner = chosen.get("starts_at"), chosen.get("practitioner")
    held = queries.hold_of(visitor_of(request), chosen.get("hold"))
    if held is not None and (held.starts_at != starts_at or held.status not in HOLDS):
        held = None
    is_live = held is not None and held.is_kept(now)
    other_times = replace(search, chosen=practitioner, now=now)
    this_time = replace(
        other_times,
        chosen=held.practitioner if held else practitioner,
        ignoring=[held.pk] if held else [],
        notice_from=held.created_at if is_live else None,
    )
    is_free = starts_at is not None and SlotPage(this_time).is_free(starts_at)
    context = {
        "service": service,
        "form": form,
        "patient": asked["for_patient"],
        "carried": carried_query(carried_for(asked["for_patient"])),
        "at_the_desk": search.by_staff,
        "must_log_in": not (
            service.for_new_patients or search.by_staff or request.user.is_authenticated
        ),
        "practitioner": held.practitioner if held and is_free else practitioner,
        "starts_at": starts_at,
        "ends_at": starts_at + service.duration if starts_at else None,
        "is_free": is_free,
        "wanted": wanted_time(this_time, starts_at)
        if search.by_staff and starts_at and not is_free
        else None,
        "nearest": [] if is_free else SlotPage(other_times).nearest(starts_at or now),
        "held": held if is_free else None,
        "back_here": _address_of(service, held),
        "seconds_left": int((held.hold_expires_at - now).total_seconds()) if is_live else 0,
        **policy_shown(service, starts_at, now),
    }
    if status == 200 and not is_free:
        status = 409
    return render(request, "bookings/booking/details.html", context, status=status)


def _address_of(service, held):
    """Return the address of the details, to come back to after a log-in."""
    path = reverse("bookings:booking-details", args=[service.slug])
    return f"{path}?{urlencode({'hold': held.hold_token})}" if held else path


def _book(request, service, details, patient):
    patient = patient or details.get("patient") or _somebody_new(request.user, details)
    sent = details | {"patient": getattr(patient, "reference", "")}
    return actions.book_appointment(
        service=service,
        practitioner=details["practitioner"],
        starts_at=details["starts_at"],
        patient=patient,
        booker=booker_of(request, hold=details["hold"], accepts_policy=details["accepts_policy"]),
        submission=submission_of(service.pk, sent),
        overbook=details.get("overbook", ""),
    )


def _somebody_new(user, details):
    """Return the person who was typed; whom an account adds is reached through the account."""
    if "email" in details:
        return actions.NewPatient(
            name=details["name"],
            email=details["email"],
            phone=details["phone"],
            contact_name=details["contact_name"],
        )
    return actions.NewPatient(
        name=details["name"],
        email=user.email,
        birth_date=details["birth_date"],
        contact_name=user.name,
    )
