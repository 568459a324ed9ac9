"""The times that the clinic offers for a visit it cannot give: shown, and one of them taken."""

from django.contrib import messages as notices
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings import actions, queries
from bookings.exceptions import BookingError
from bookings.forms.offered_times import OfferedTimesForm
from bookings.models import MendedVisit
from bookings.views.appointments import (
    refuse_change,
    visit_page,
    way_back,
    why_not_change,
)


@visit_page
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_times(request, appointment):
    """Let the patient choose one of the times that are held for them. A GET changes nothing."""
    now, visit = timezone.now(), way_back(request, appointment)
    if refusal := why_not_change(request, appointment, now):
        return refuse_change(request, refusal, visit)
    offers = MendedVisit.objects.filter(appointment=appointment)
    offer = offers.open_offers(now).order_by("-done_at", "-pk").first()
    if offer is None and offers.filter(taken_at__isnull=False).exists():
        return redirect(visit)  # pressed twice, or the mail opened once more: it says when it is
    times = list(queries.live_holds(offer.reference, now)) if offer else []
    context = {"appointment": appointment, "visit_url": visit, "offer": offer, "times": times}
    template = "bookings/appointments/times.html"
    if request.method != "POST":
        return render(request, template, context | {"form": OfferedTimesForm(times=times)})
    form, status = OfferedTimesForm(request.POST, times=times), 422
    if form.is_valid():
        chosen = form.cleaned_data["time"]
        try:
            actions.take_offered_time(
                offer=offer,
                starts_at=chosen.starts_at,
                practitioner=chosen.practitioner,
                user=request.user if request.user.is_authenticated else None,
            )
        except BookingError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            notices.success(request, "Thank you: your visit is moved to the time you chose.")
            return redirect(visit)
    return render(request, template, context | {"form": form}, status=status)
