"""The visits in conflict with the schedule, at the desk: one after another until none is left."""

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings import actions
from bookings.exceptions import BookingError
from bookings.forms.visits import KeepForm
from bookings.links.visits import board_path, visit_path
from bookings.models import Appointment
from bookings.pages import day_board, schedules
from clinic.roles import CHANGE_VISITS, needs


@require_safe
@needs(CHANGE_VISITS)
def conflict_list(request):
    """Show the visits that the schedule has no room for any more, and what the desk closed."""
    now = timezone.now()
    context = {
        "days": day_board.load_conflicts(request.user, now),
        "closed": schedules.closures_of_the_desk(request.user, now),
        "back": "conflicts",
    }
    return render(request, "bookings/desk/conflicts.html", context)


@require_POST
@needs(CHANGE_VISITS)
def conflict_keep(request, reference):
    """Let a visit in conflict take place all the same."""
    visits = Appointment.objects.visible_to(request.user).ever_booked().with_person()
    visit = get_object_or_404(visits, reference=reference)
    form = KeepForm(request.POST)
    if not form.is_valid():
        raise BadRequest("The page that was sent is not complete.")
    back = _way_back(form.cleaned_data["back"], visit)
    try:
        actions.keep_visit(appointment=visit, revision=form.cleaned_data["revision"])
    except BookingError as error:
        context = {"error": error, "back_url": back}
        return render(request, "409.html", context, status=error.status)
    notices.success(request, f"{visit.patient.name}: the visit takes place all the same.")
    return redirect(back)


def _way_back(back, visit):
    if back == KeepForm.CONFLICTS:
        return reverse("bookings:conflict-list")
    if back == KeepForm.VISIT:
        return visit_path(visit)
    return board_path(timezone.localdate(visit.starts_at), visit)
