"""Where a log-in leads: a diary, the desk's board, the officer's list, a patient's own page."""

from datetime import timedelta
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings import queries
from bookings.forms.visits import DayQuery
from clinic.roles import CHANGE_VISITS


@require_safe
def appointment_list(request):
    """Show a clinician the day; everybody else has a page of their own."""
    if request.user.has_perm(CHANGE_VISITS) and not request.user.is_clinician:
        board = reverse("bookings:desk")
        day = request.GET.get("day")
        return redirect(f"{board}?{urlencode({'day': day})}" if day else board)
    if not request.user.is_clinic_staff:
        return redirect("bookings:me")
    if not request.user.is_clinician:
        return redirect("clinic:account-event-list")
    now = timezone.now()
    query = DayQuery(request.GET)
    if not query.is_valid():
        raise BadRequest("There is no such day.")
    day = query.cleaned_data["day"] or timezone.localdate(now)
    context = {
        "day": day,
        "today": timezone.localdate(now),
        "appointments": queries.visits_on(request.user, day),
        "earlier_day": day - timedelta(days=1),
        "later_day": day + timedelta(days=1),
    }
    return render(request, "bookings/appointments/day.html", context)
