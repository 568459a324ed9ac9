"""A gap in the diary, filled from the waitlist: who fits, by mail or on the phone."""

from urllib.parse import urlencode

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings import actions
from bookings.exceptions import BookingError
from bookings.forms.gaps import GapBookingForm, GapForm
from bookings.links.visits import desk_path
from bookings.models import WaitlistEntry
from bookings.pages.gaps import load_gap
from bookings.waiting import Gap
from clinic.clock_face import time_of_day
from clinic.roles import BOOK_VISITS, CHANGE_WAITLIST, needs


@require_safe
@needs(CHANGE_WAITLIST)
def gap_detail(request):
    """Ask which gap, or show who fits into the one that the address names."""
    form = GapForm(request.GET) if request.GET else GapForm()
    if not request.GET:
        return render(request, "bookings/waitlist/gap.html", {"form": form})
    if not form.is_valid():
        return render(request, "bookings/waitlist/gap.html", {"form": form}, status=422)
    gap = _gap_of(form)
    context = {
        "form": form,
        "gap": gap,
        "practitioner": form.cleaned_data["practitioner"],
        "sent": _as_sent(form),
        "page": load_gap(request.user, gap, timezone.now()),
    }
    return render(request, "bookings/waitlist/gap.html", context)


@require_POST
@needs(CHANGE_WAITLIST)
def gap_offer(request):
    """Have the first three asked by mail."""
    form = GapForm(request.POST)
    if not form.is_valid():
        raise BadRequest("The page that was sent is not complete.")
    try:
        offers = actions.offer_gap(practitioner=form.cleaned_data["practitioner"], time=form.time)
    except BookingError as error:
        return _refuse(request, error, form)
    if offers:
        names = ", ".join(offer.entry.patient.name for offer in offers)
        until = timezone.localtime(offers[0].expires_at)
        notices.success(request, f"Asked by mail until {time_of_day(until)}: {names}.")
    else:
        notices.warning(
            request,
            "Nobody is asked just now. In quiet hours the mails wait for their end; otherwise call "
            "whoever it suits.",
        )
    return redirect(_path_of(form))


@require_POST
@needs(BOOK_VISITS)
def gap_book(request):
    """Book a visit within the gap for one who waits, and lead to its page."""
    form = GapBookingForm(request.POST)
    if not form.is_valid():
        raise BadRequest("The page that was sent is not complete.")
    typed = form.cleaned_data
    entries = WaitlistEntry.objects.visible_to(request.user).select_related("patient")
    entry = get_object_or_404(entries, reference=typed["entry"])
    try:
        visit = actions.book_for_wish(
            entry=entry,
            practitioner=typed["practitioner"],
            starts_at=typed["slot"],
            by=request.user,
        )
    except BookingError as error:
        return _refuse(request, error, form)
    notices.success(request, f"{entry.patient.name} has the time, and is off the waitlist.")
    return redirect(desk_path("visit", visit))


def _refuse(request, error, form):
    heading = "The gap stays as it is"
    context = {"heading": heading, "error": str(error), "back_url": _path_of(form)}
    return render(request, "409.html", context, status=error.status)


def _gap_of(form):
    return Gap(form.cleaned_data["practitioner"].pk, form.time)


def _as_sent(form):
    """Return what names the gap in a form or an address, whichever way it was asked for."""
    typed = form.cleaned_data
    return {
        "practitioner": typed["practitioner"].slug,
        "starts_at": timezone.localtime(typed["starts_at"]).isoformat(),
        "minutes": typed["minutes"],
    }


def _path_of(form):
    return f"{reverse('bookings:gap-detail')}?{urlencode(_as_sent(form))}"
