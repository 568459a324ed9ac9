"""Booking in four steps: service, time, details, and the visit's own page."""

from functools import wraps
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from bookings import actions, queries
from bookings.exceptions import BookingError, PatientAlreadyBooked
from bookings.forms import BookingForm, SlotChoice, SlotQuery
from bookings.links import visit_key, visit_path
from bookings.models import Appointment, AppointmentSource, Service
from bookings.slot_pages import SlotPage, carried_query
from bookings.views.submissions import submission_of
from clinic.models import Patient, Practitioner


def is_at_the_desk(request):
    return request.user.is_authenticated and request.user.has_perm("bookings.add_appointment")


def for_somebody(view):
    """Give the view whom the desk books for, by `?patient=`; nobody else may name a patient."""

    @login_not_required
    @wraps(view)
    def find_and_show(request, *args, **kwargs):
        reference = request.GET.get("patient")
        if reference is None:
            return view(request, *args, patient=None, **kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_at_the_desk(request):
            raise PermissionDenied
        people = Patient.objects.visible_to(request.user).filter(merged_into=None)
        patient = get_object_or_404(people, reference=uuid_or_404(reference))
        return view(request, *args, patient=patient, **kwargs)

    return find_and_show


def uuid_or_404(text):
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def carried_for(patient):
    return {"patient": str(patient.reference)} if patient else {}


@for_somebody
@require_safe
def booking_start(request, patient):
    services = queries.bookable_services(by_staff=is_at_the_desk(request))
    practitioner = None
    if slug := request.GET.get("practitioner"):
        practitioner = get_object_or_404(Practitioner, slug=slug, is_active=True)
        offered = set(practitioner.services.values_list("pk", flat=True))
        services = [service for service in services if service.pk in offered]
    context = {
        "services": services,
        "practitioner": practitioner,
        "patient": patient,
        "carried": carried_query(carried_for(patient)),
        "at_the_desk": is_at_the_desk(request),
    }
    return render(request, "bookings/booking_start.html", context)


def find_service(request, slug):
    """Return a service that can be booked online, or at the desk by the desk; or answer 404."""
    try:
        return queries.bookable_service(slug, by_staff=is_at_the_desk(request))
    except Service.DoesNotExist:
        raise Http404 from None


@for_somebody
@require_safe
@vary_on_headers("HX-Request")
def slot_list(request, service_slug, patient):
    service = find_service(request, service_slug)
    offering = queries.practitioners_offering(service)
    query = SlotQuery(request.GET, offering=offering)
    if not query.is_valid():
        raise BadRequest("There is no such day or practitioner.")
    chosen = query.cleaned_data["practitioner"]
    page = SlotPage(
        service,
        offering,
        chosen,
        now=timezone.now(),
        by_staff=is_at_the_desk(request),
        carried=carried_for(patient),
    )
    context = {
        "patient": patient,
        "carried": carried_query(carried_for(patient)),
        "service": service,
        "practitioners": offering,
        "chosen": chosen,
        "week": page.week(query.cleaned_data["from"]),
    }
    template = "bookings/_slots.html" if request.htmx else "bookings/slot_list.html"
    return render(request, template, context)


@for_somebody
@require_http_methods(["GET", "HEAD", "POST"])
def booking_details(request, service_slug, patient):
    service = find_service(request, service_slug)
    offering = queries.practitioners_offering(service)
    asked = {
        "offering": offering,
        "patients": _patients_of(request.user),
        "by_staff": is_at_the_desk(request),
        "for_patient": patient,
    }
    if request.method != "POST":
        return _blank_details(request, service, asked)
    form = BookingForm(request.POST, **asked)
    valid, status = form.is_valid(), 422
    chosen = dict(form.cleaned_data)  # an error that is added takes its field away
    if valid:
        try:
            appointment = _book(request, service, chosen, patient)
        except BookingError as error:
            form.add_error(error.field, _as_read_by(request, error))
            status = error.status
        else:
            return redirect(_after_booking(request, appointment))
    return _render_details(request, service, asked, form, chosen=chosen, status=status)


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
            f"{date_format(at, 'l j F Y')} at {at:%H:%M}.",
        )
        return reverse("bookings:person-detail", args=[appointment.patient.reference])
    may_log_in_to_see = Appointment.objects.visible_to(request.user).filter(pk=appointment.pk)
    key = None if may_log_in_to_see.exists() else visit_key(appointment)
    return visit_path(appointment, key=key, new="1")


def _blank_details(request, service, asked):
    """Show the form for a slot that was chosen; without one, go back to the times."""
    choice = SlotChoice(request.GET, offering=asked["offering"])
    if not choice.is_valid():
        times = reverse("bookings:slot-list", args=[service.slug])
        return redirect(f"{times}?{urlencode(carried_for(asked['for_patient']))}".rstrip("?"))
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
        **asked,
    )
    return _render_details(request, service, asked, form, chosen=choice.cleaned_data)


def _render_details(request, service, asked, form, *, chosen, status=200):
    """Render the details with everything typed, and other times where the chosen one has gone."""
    now = timezone.now()
    starts_at, practitioner = chosen.get("starts_at"), chosen.get("practitioner")
    page = SlotPage(service, asked["offering"], practitioner, now=now, by_staff=asked["by_staff"])
    is_free = starts_at is not None and page.is_free(starts_at)
    context = {
        "service": service,
        "form": form,
        "patient": asked["for_patient"],
        "carried": carried_query(carried_for(asked["for_patient"])),
        "at_the_desk": asked["by_staff"],
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


def _book(request, service, details, patient):
    user, by_staff = request.user, is_at_the_desk(request)
    patient = (
        patient
        or details.get("patient")
        or actions.NewPatient(name=details["name"], email=details["email"], phone=details["phone"])
    )
    return actions.book_appointment(
        service=service,
        practitioner=details["practitioner"],
        starts_at=details["starts_at"],
        patient=patient,
        source=AppointmentSource.DESK if by_staff else AppointmentSource.ONLINE,
        booked_by=user if user.is_authenticated else None,
        by_staff=by_staff,
        accepts_policy=details["accepts_policy"],
        submission=submission_of(service.pk, details),
    )
