"""A change of the schedule in two steps: its impact is shown first, and then it is saved."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages as notices
from django.shortcuts import redirect, render

from bookings import actions
from bookings.exceptions import BookingError
from clinic.models import Practitioner


def answer_change(
    request,
    template: str,
    context: dict,
    *,
    change: Callable[[], object],
    since: date,
    saved: str,
    leads_to: str,
    practitioner: Practitioner | None = None,
):
    """Show what the change does; save it when that is what was shown, and lead on.

    `context` holds the form, where there is one, for an error to stand beside what was typed.
    """
    form, confirmed = context.get("form"), request.POST.get("confirmed", "")
    try:
        weighed = actions.weigh(
            change=change, practitioner=practitioner, since=since, confirmed=confirmed
        )
    except BookingError as error:
        if form is None:
            notices.error(request, str(error))
            return redirect(leads_to)
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return render(request, template, context, status=error.status)
    if weighed.is_saved:
        notices.success(request, saved)
        return redirect(leads_to)
    context |= {"impact": weighed.impact, "is_outdated": bool(confirmed)}
    return render(request, template, context, status=409 if confirmed else 200)
