"""Lists of visits: a person's own, and a clinician's diary."""

from datetime import timedelta
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings import queries
from bookings.forms import DayQuery


@require_safe
def appointment_list(request):
    """Show a clinician the day, everyone else their visits; the desk has its board."""
    if request.user.has_perm("bookings.change_appointment") and not request.user.is_clinician:
        board = reverse("bookings:desk")
        day = request.GET.get("day")
        return redirect(f"{board}?{urlencode({'day': day})}" if day else board)
    now = timezone.now()
    if not request.user.is_clinic_staff:
        context = queries.visits_ahead_and_behind(request.user, now)
        return render(request, "bookings/appointment_list.html", context)
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
    return render(request, "bookings/appointment_day.html", context)
