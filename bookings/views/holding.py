"""Keeping a time while somebody types, and giving it back."""

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
from bookings.slots import services
from bookings.slots.services import ANY
from bookings.views.asking import (
    find_service,
    is_at_the_desk,
    kept_times,
    visitor_from_now_on,
    visitor_of,
)
from clinic.rate_limits import limited


@login_not_required
@require_POST
@limited("RATE_LIMIT_HOLDS")
def hold_create(request, service_slug):
    """Keep a time for this session; the desk, which books at once, goes straight on."""
    service = find_service(request, service_slug)
    offering = services.practitioners_offering(service)
    form = HoldForm(request.POST, offering=offering)
    chosen = form.is_valid() and form.cleaned_data["practitioner"]
    page = SlotPage(
        service,
        offering,
        chosen or None,
        now=timezone.now(),
        by_staff=is_at_the_desk(request),
        ignoring=[hold.pk for hold in kept_times(request)],
    )
    if not form.is_valid():
        error = "Please choose one of the times on offer."
        return render_times_instead(request, service, page, near=None, error=error, status=422)
    details = reverse("bookings:booking-details", args=[service.slug])
    asked = {"practitioner": chosen.slug if chosen else ANY}
    starts_at = form.cleaned_data["starts_at"]
    if is_at_the_desk(request):
        local = timezone.localtime(starts_at).isoformat()
        return redirect(f"{details}?{urlencode(asked | {'starts_at': local})}")
    try:
        held = actions.hold_slot(
            service=service, holder=visitor_from_now_on(request), **form.cleaned_data
        )
    except BookingError as refusal:
        return render_times_instead(
            request, service, page, near=starts_at, error=str(refusal), status=refusal.status
        )
    return redirect(f"{details}?{urlencode({'hold': held.hold_token} | asked)}")


@login_not_required
@require_POST
def hold_release(request, service_slug):
    """Give a time back and return to the times of its day; a stranger's token does nothing."""
    service = find_service(request, service_slug)
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


def render_times_instead(request, service, page, *, near, error="", status=409):
    """Answer that a time cannot be had, with the nearest others; each is one press away."""
    context = {
        "service": service,
        "error": error,
        "is_unknown": near is None,
        "nearest": page.nearest(near or timezone.now()),
        "practitioner_slug": page.slug,
    }
    return render(request, "bookings/booking/time_gone.html", context, status=status)
