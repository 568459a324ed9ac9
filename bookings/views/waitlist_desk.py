"""The desk's waitlist: who waits for what, in order, and who was offered which time."""

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import actions
from bookings.exceptions import BookingError
from bookings.forms.waitlist import DeskQuery, PlaceForm
from bookings.mail.waitlist import words_of
from bookings.models import WaitlistEntry
from bookings.pages import waitlist
from clinic.roles import CHANGE_WAITLIST, SEE_WAITLIST, needs


@require_safe
@needs(SEE_WAITLIST)
def waitlist_list(request):
    query = DeskQuery(request.GET)
    if not query.is_valid():
        raise BadRequest("There is no such service.")
    chosen = query.cleaned_data["service"]
    context = {
        "board": waitlist.load_board(request.user, timezone.now(), chosen),
        "chosen": chosen,
    }
    return render(request, "bookings/waitlist/list.html", context)


@require_POST
@needs(CHANGE_WAITLIST)
def waitlist_place(request, reference):
    """Put somebody first, or back to where they come by their waiting."""
    entry = _find(request, reference)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        raise BadRequest("There is no such place.")
    is_first = form.cleaned_data["place"] == PlaceForm.FIRST
    try:
        (actions.put_first if is_first else actions.put_back)(entry=entry)
    except BookingError as error:
        notices.error(request, str(error))
    else:
        said = "is asked first" if is_first else "is asked in turn again"
        notices.success(request, f"{entry.patient.name} {said}.")
    return redirect("bookings:waitlist-list")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_WAITLIST)
def waitlist_remove(request, reference):
    entry = _find(request, reference)
    if request.method == "POST":
        actions.leave_waitlist(entry=entry)
        notices.success(request, f"{entry.patient.name} is off the list.")
        return redirect("bookings:waitlist-list")
    context = {"entry": entry, "words": words_of(entry)}
    return render(request, "bookings/waitlist/remove.html", context)


def _find(request, reference):
    entries = WaitlistEntry.objects.visible_to(request.user).waiting()
    return get_object_or_404(entries.select_related("patient", "service"), reference=reference)
