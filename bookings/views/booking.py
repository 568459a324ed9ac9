"""Booking in four steps: service, time, details, and the visit's own page."""

import json
from uuid import uuid4, uuid5

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from bookings import actions, queries
from bookings.exceptions import BookingError
from bookings.forms import BookingForm, SlotChoice, SlotQuery
from bookings.links import visit_key, visit_path
from bookings.models import Appointment, AppointmentSource, Service
from bookings.slot_pages import SlotPage
from clinic.models import Patient, Practitioner


@login_not_required
@require_safe
def booking_start(request):
    services = queries.bookable_services()
    practitioner = None
    if slug := request.GET.get("practitioner"):
        practitioner = get_object_or_404(Practitioner, slug=slug, is_active=True)
        offered = set(practitioner.services.values_list("pk", flat=True))
        services = [service for service in services if service.pk in offered]
    context = {"services": services, "practitioner": practitioner}
    return render(request, "bookings/booking_start.html", context)


def find_service(slug):
    """Return a service that can be booked online, or answer 404."""
    try:
        return queries.bookable_service(slug)
    except Service.DoesNotExist:
        raise Http404 from None


@login_not_required
@require_safe
@vary_on_headers("HX-Request")
def slot_list(request, service_slug):
    service = find_service(service_slug)
    offering = queries.practitioners_offering(service)
    query = SlotQuery(request.GET, offering=offering)
    if not query.is_valid():
        raise BadRequest("There is no such day or practitioner.")
    chosen = query.cleaned_data["practitioner"]
    page = SlotPage(service, offering, chosen, now=timezone.now())
    context = {
        "service": service,
        "practitioners": offering,
        "chosen": chosen,
        "week": page.week(query.cleaned_data["from"]),
    }
    template = "bookings/_slots.html" if request.htmx else "bookings/slot_list.html"
    return render(request, template, context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def booking_details(request, service_slug):
    service = find_service(service_slug)
    offering = queries.practitioners_offering(service)
    if request.method != "POST":
        return _blank_details(request, service, offering)
    form = BookingForm(request.POST, offering=offering, patients=_patients_of(request.user))
    valid, status = form.is_valid(), 422
    chosen = dict(form.cleaned_data)  # an error that is added takes its field away
    if valid:
        try:
            appointment = _book(request.user, service, chosen)
        except BookingError as error:
            form.add_error(error.field, str(error))
            status = error.status
        else:
            may_log_in_to_see = Appointment.objects.visible_to(request.user).filter(
                pk=appointment.pk
            )
            key = None if may_log_in_to_see.exists() else visit_key(appointment)
            return redirect(visit_path(appointment, key=key, new="1"))
    return _render_details(request, service, offering, form, chosen=chosen, status=status)


def _blank_details(request, service, offering):
    """Show the form for a slot that was chosen; without one, go back to the times."""
    choice = SlotChoice(request.GET, offering=offering)
    if not choice.is_valid():
        return redirect("bookings:slot-list", service.slug)
    user = request.user
    guest = user.is_authenticated and not user.is_clinic_staff
    form = BookingForm(
        initial={
            "starts_at": request.GET["starts_at"],
            "practitioner": request.GET.get("practitioner", ""),
            "submission": uuid4(),
            "name": user.name if guest else "",
            "email": user.email if guest else "",
        },
        offering=offering,
        patients=_patients_of(user),
    )
    return _render_details(request, service, offering, form, chosen=choice.cleaned_data)


def _render_details(request, service, offering, form, *, chosen, status=200):
    """Render the details with everything typed, and other times where the chosen one has gone."""
    now = timezone.now()
    starts_at, practitioner = chosen.get("starts_at"), chosen.get("practitioner")
    page = SlotPage(service, offering, practitioner, now=now)
    is_free = starts_at is not None and page.is_free(starts_at)
    context = {
        "service": service,
        "form": form,
        "practitioner": practitioner,
        "starts_at": starts_at,
        "is_free": is_free,
        "nearest": [] if is_free else page.nearest(starts_at or now),
    }
    if status == 200 and not is_free:
        status = 409
    return render(request, "bookings/booking_details.html", context, status=status)


def _patients_of(user):
    """Return whom a logged-in person may book for; nobody for a guest or at the desk."""
    if not user.is_authenticated or user.is_clinic_staff:
        return []
    return list(Patient.objects.visible_to(user).filter(merged_into=None))


def submission_of(service, details):
    """Return the same token for the same form sent twice, and another for anything else."""
    sent = [service.pk, *(str(details[name]) for name in sorted(details) if name != "submission")]
    return uuid5(details["submission"], json.dumps(sent))


def _book(user, service, details):
    patient = details.get("patient") or actions.NewPatient(
        name=details["name"], email=details["email"], phone=details["phone"]
    )
    by_staff = user.is_authenticated and user.has_perm("bookings.add_appointment")
    return actions.book_appointment(
        service=service,
        practitioner=details["practitioner"],
        starts_at=details["starts_at"],
        patient=patient,
        source=AppointmentSource.DESK if by_staff else AppointmentSource.ONLINE,
        booked_by=user if user.is_authenticated else None,
        by_staff=by_staff,
        accepts_policy=details["accepts_policy"],
        submission=submission_of(service, details),
    )
