"""Keeping a time while somebody types, and giving it back."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bookings import actions, queries
from bookings.exceptions import BookingError
from bookings.forms.booking import HoldForm, TokenField
from bookings.pages.slots import SlotPage
from bookings.slots.services import ANY
from bookings.views.asking import (
    kept_times,
    search_for,
    visitor_from_now_on,
    visitor_of,
)
from clinic.rate_limits import limited


@login_not_required
@require_POST
@limited("RATE_LIMIT_HOLDS")
def hold_create(request, service_slug):
    """Keep a time for this session; the desk, which books at once, goes straight on."""
    search = search_for(request, service_slug)
    form = HoldForm(request.POST, offering=search.practitioners)
    chosen = form.cleaned_data["practitioner"] if form.is_valid() else None
    kept = [hold.pk for hold in kept_times(request)]
    page = SlotPage(replace(search, chosen=chosen, ignoring=kept))
    if not form.is_valid():
        error = "Please choose one of the times on offer."
        return render_times_instead(request, page, near=None, error=error, status=422)
    details = reverse("bookings:booking-details", args=[service_slug])
    asked = {"practitioner": chosen.slug if chosen else ANY}
    starts_at = form.cleaned_data["starts_at"]
    if search.by_staff:
        local = timezone.localtime(starts_at).isoformat()
        return redirect(f"{details}?{urlencode(asked | {'starts_at': local})}")
    try:
        held = actions.hold_slot(
            service=search.service, holder=visitor_from_now_on(request), **form.cleaned_data
        )
    except BookingError as refusal:
        return render_times_instead(
            request, page, near=starts_at, error=str(refusal), status=refusal.status
        )
    return redirect(f"{details}?{urlencode({'hold': held.hold_token} | asked)}")


@login_not_required
@require_POST
def hold_release(request, service_slug):
    """Give a time back and return to the times of its day; a stranger's token does nothing."""
    service = search_for(request, service_slug).service
    token = TokenField().clean(request.POST.get("hold"))
    visitor = visitor_of(request)
    held = queries.hold_of(visitor, token)
    query = {}
    if held is not None:
        actions.release_hold(token=token, holder=visitor)
        query["day"] = timezone.localdate(held.starts_at).isoformat()
    if practitioner := request.POST.get("practitioner"):
        query["practitioner"] = practitioner
    times = reverse("bookings:slot-list", args=[service.slug])
    return redirect(f"{times}?{urlencode(query)}".rstrip("?"))


def render_times_instead(request, page, *, near, error="", status=409):
    """Answer that a time cannot be had, with the nearest others; each is one press away."""
    context = {
        "service": page.search.service,
        "error": error,
        "is_unknown": near is None,
        "nearest": page.nearest(near or timezone.now()),
        "practitioner_slug": page.slug,
    }
    return render(request, "bookings/booking/time_gone.html", context, status=status)
