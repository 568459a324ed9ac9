"""A visit's own page: to look at, move and cancel. A GET changes nothing."""

from functools import wraps

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from bookings import actions, queries
from bookings.actions.guards import check_may_change
from bookings.calendar_files import calendar_file
from bookings.exceptions import BookingError
from bookings.forms import CancellationForm, MoveForm, SlotQuery
from bookings.links import appointment_key_is_valid, board_path, visit_path
from bookings.models import Appointment
from bookings.slot_pages import SlotPage, carried_query
from clinic.models import ClinicProfile


def visit_page(view):
    """Give the view the visit that a signed key, or the account, opens; a stranger gets a 404.

    Without a key or an account the answer is the log-in page, whether the visit exists or not.
    """

    @login_not_required
    @never_cache
    @wraps(view)
    def find_and_show(request, reference):
        key = request.GET.get("key", "")
        visits = Appointment.objects.ever_booked().with_people()
        if not key:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return view(
                request, get_object_or_404(visits.visible_to(request.user), reference=reference)
            )
        appointment = get_object_or_404(visits, reference=reference)
        if not appointment_key_is_valid(appointment, key):
            raise Http404
        return view(request, appointment)

    return find_and_show


def why_not_change(request, appointment, now):
    """Return why this person cannot move or cancel the visit; "" when they can."""
    user, key = request.user, request.GET.get("key")
    if not (key or user.has_perm("bookings.change_appointment") or is_own(appointment, user)):
        return "The front desk moves and cancels visits for patients."
    try:
        check_may_change(appointment, now)
    except BookingError as error:
        return str(error)
    return ""


def is_own(appointment, user):
    return appointment.patient.looked_after_by.filter(pk=user.pk).exists()


def is_at_the_desk(request):
    """Say whether the page was opened by the desk, not by a patient's signed key."""
    return not request.GET.get("key") and request.user.has_perm("bookings.change_appointment")


def carried_by(request):
    """Return what a visit's links hand on: the key it was opened by, and where the desk was."""
    names = ["key"]
    if is_at_the_desk(request) and request.GET.get("back") in ("board", "person"):
        names.append("back")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def way_back(request, appointment):
    """Return where a change leads: for the desk to where it came from, or else to the visit."""
    match carried_by(request):
        case {"back": "board"}:
            return board_path(timezone.localdate(appointment.starts_at), appointment)
        case {"back": "person"}:
            return reverse("bookings:person-detail", args=[appointment.patient.reference])
        case carried:
            return visit_path(appointment, **carried)


def say_done(request, text):
    """Tell the desk, whose next page is about more than this visit."""
    if is_at_the_desk(request):
        notices.success(request, text)


def refuse_change(request, refusal, visit):
    """Answer a link to a change that can no longer be made: the visit's page says why."""
    if request.method == "POST":
        context = {"error": refusal, "back_url": visit}
        return render(request, "409.html", context, status=409)
    return redirect(visit)


@visit_page
@require_safe
def appointment_detail(request, appointment):
    carried = carried_by(request)
    context = {
        "appointment": appointment,
        "at_the_desk": is_at_the_desk(request),
        "board_url": board_path(timezone.localdate(appointment.starts_at), appointment),
        "just_booked": "new" in request.GET,
        "why_not_change": why_not_change(request, appointment, timezone.now()),
        "move_url": visit_path(appointment, "move", **carried),
        "cancel_url": visit_path(appointment, "cancel", **carried),
        "calendar_url": visit_path(appointment, "calendar", key=request.GET.get("key")),
    }
    return render(request, "bookings/appointment_detail.html", context)


@visit_page
@require_safe
def appointment_calendar(request, appointment):
    content = calendar_file(
        appointment, ClinicProfile.objects.current(), cancelled=appointment.is_cancelled
    )
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="visit.ics"'},
    )


@visit_page
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def appointment_move(request, appointment):
    now = timezone.now()
    visit = way_back(request, appointment)
    if refusal := why_not_change(request, appointment, now):
        return refuse_change(request, refusal, visit)
    by_staff = is_at_the_desk(request)
    service = queries.service_with_units(appointment.service_id)
    offering = queries.practitioners_offering(service)
    if not offering:
        return refuse_change(request, "Nobody offers this service now. Please call us.", visit)
    error, status = "", 200
    if request.method == "POST":
        choice = MoveForm(request.POST, offering=offering)
        try:
            if choice.is_valid():
                moved = actions.move_appointment(
                    appointment=appointment, by_staff=by_staff, **choice.cleaned_data
                )
                at = timezone.localtime(moved.starts_at)
                say_done(
                    request,
                    f"{moved.patient.name}: moved to {date_format(at, 'l j F Y')} at {at:%H:%M}.",
                )
                return redirect(way_back(request, moved))
            error, status = "Please choose one of the times on offer.", 422
        except BookingError as refusal:
            error, status = str(refusal), refusal.status

    query = SlotQuery(request.GET, offering=offering)
    if not query.is_valid():
        raise BadRequest("There is no such day or practitioner.")
    chosen = query.cleaned_data["practitioner"]
    if chosen is None and appointment.practitioner in offering:
        chosen = appointment.practitioner
    chosen = chosen or offering[0]
    page = SlotPage(service, offering, chosen, now=now, by_staff=by_staff, ignoring=appointment)
    context = {
        "appointment": appointment,
        "service": service,
        "practitioners": offering,
        "chosen": chosen,
        "week": page.week(query.cleaned_data["from"] or timezone.localdate(appointment.starts_at)),
        "carried": carried_query(carried_by(request)),
        "at_the_desk": by_staff,
        "visit_url": visit,
        "error": error,
    }
    template = "bookings/_move_slots.html" if request.htmx else "bookings/appointment_move.html"
    return render(request, template, context, status=status)


@visit_page
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_cancel(request, appointment):
    visit = way_back(request, appointment)
    if refusal := why_not_change(request, appointment, timezone.now()):
        return refuse_change(request, refusal, visit)
    form = CancellationForm(
        request.POST or None,
        initial={"revision": appointment.revision},
        by_staff=is_at_the_desk(request),
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.cancel_appointment(
                    appointment=appointment,
                    reason=form.cleaned_data["reason"],
                    revision=form.cleaned_data["revision"],
                    cancelled_by=request.user if request.user.is_authenticated else None,
                )
            except BookingError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                say_done(request, f"{appointment.patient.name}: the visit is cancelled.")
                return redirect(visit)
        else:
            status = 422
    context = {
        "appointment": appointment,
        "form": form,
        "visit_url": visit,
        "at_the_desk": is_at_the_desk(request),
    }
    return render(request, "bookings/appointment_cancel.html", context, status=status)
