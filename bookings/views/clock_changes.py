"""A rehearsal of the next change of the clock, for administrators."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.pages.clock_changes import load_rehearsal
from clinic.roles import needs


@require_safe
@needs("clinic.view_clinicprofile")
def clock_change_list(request):
    context = {"rehearsal": load_rehearsal(timezone.now())}
    return render(request, "bookings/clock_changes/list.html", context)
