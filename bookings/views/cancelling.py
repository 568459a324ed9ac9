"""Cancelling a visit, by its patient or at the desk for either side, and taking that back."""

from urllib.parse import urlencode

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import actions
from bookings.exceptions import BookingError
from bookings.forms.account import SeenVisit
from bookings.forms.visits import CancellationForm, DeskCancellationForm
from bookings.links.visits import visit_path
from bookings.models import Appointment, CancellingSide
from bookings.pages.courses import dates_that_keep_the_plan
from bookings.policies import policy_of
from bookings.slots import services
from bookings.views.appointments import (
    carried_by,
    opened_at_the_desk,
    policy_shown,
    refuse_change,
    visit_page,
    way_back,
    why_not_change,
    why_not_move,
)
from clinic.roles import CHANGE_VISITS, needs


@visit_page
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_cancel(request, appointment):
    visit, now = way_back(request, appointment), timezone.now()
    by_staff = opened_at_the_desk(request)
    if refusal := why_not_change(request, appointment, now):
        return refuse_change(request, refusal, visit)
    is_late = policy_of(appointment).is_late(now) and not by_staff
    form = _cancellation_form(request, appointment, by_staff=by_staff, is_late=is_late)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.cancel_appointment(
                    appointment=appointment,
                    cancelled_by=request.user if request.user.is_authenticated else None,
                    **form.cleaned_data | {"accepts_late": by_staff or is_late},
                )
            except BookingError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                if by_staff:  # whose next page is about more than this visit
                    notices.success(request, f"{appointment.patient.name}: the visit is cancelled.")
                return redirect(visit)
        else:
            status = 422
    context = {
        "appointment": appointment,
        "form": form,
        "visit_url": visit,
        "at_the_desk": by_staff,
        **policy_shown(appointment, now),
        "plan_url": _plan_url(request, appointment, now),
    }
    return render(request, "bookings/appointments/cancel.html", context, status=status)


@visit_page
@require_safe
def appointment_again(request, appointment):
    """Lead to the times of the same service, with the same practitioner while they give it."""
    service, offering = services.offered(appointment.service_id)
    asked = {"patient": appointment.patient.person.reference} if opened_at_the_desk(request) else {}
    if not (service.is_active and service.is_bookable_online and offering):
        page = reverse("bookings:booking-start")
    else:
        page = reverse("bookings:slot-list", args=[service.slug])
        if appointment.practitioner in offering:
            asked |= {"practitioner": appointment.practitioner.slug}
    return redirect(f"{page}?{urlencode(asked)}" if asked else page)


@require_POST
@needs(CHANGE_VISITS)
def appointment_restore(request, reference):
    """Take a cancellation back, while its time is free."""
    visits = Appointment.objects.visible_to(request.user).ever_booked().with_person()
    visit = get_object_or_404(visits, reference=reference)
    form, page = SeenVisit(request.POST), visit_path(visit)
    if not form.is_valid():
        raise BadRequest("The page that was sent is not complete.")
    try:
        restored = actions.restore_appointment(appointment=visit, **form.cleaned_data)
    except BookingError as error:
        return refuse_change(request, str(error), page)
    notices.success(request, f"{restored.patient.name}: the visit stands again.")
    return redirect(page)


def _cancellation_form(request, appointment, *, by_staff, is_late):
    typed, shown = request.POST or None, {"revision": appointment.revision}
    if by_staff:
        if appointment.conflict_since:
            shown |= {"side": CancellingSide.CLINIC}
        return DeskCancellationForm(typed, initial=shown)
    late_because = policy_of(appointment).late_because() if is_late else ""
    return CancellationForm(typed, initial=shown, late_because=late_because)


def _plan_url(request, appointment, now):
    """Return where a visit of a course moves so that its plan stays; "" if it cannot."""
    if why_not_move(request, appointment, now) or not dates_that_keep_the_plan(appointment, now):
        return ""
    return visit_path(appointment, "move", **carried_by(request))
