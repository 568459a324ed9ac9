"""Services and times for a frame on another site: no session, no cookie, and nothing to press.

Every time leads to its page here, in the window around the frame.
"""

from dataclasses import replace
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from bookings.forms.slots import SlotQuery
from bookings.models import Service
from bookings.pages.slots import SlotPage
from bookings.slots.search import search_for
from bookings.slots.services import bookable_services, practitioners_of_services, started


def framed(view):
    """Let the sites of EMBED_ORIGINS, and no others, show the page in a frame."""

    @login_not_required
    @xframe_options_exempt
    @require_safe
    @wraps(view)
    def show(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response._csp_replace = {"frame-ancestors": settings.EMBED_ORIGINS or ["'none'"]}
        return response

    return show


@framed
def embed_start(request):
    offering = practitioners_of_services()
    today = timezone.localdate()
    services = [(service, started(offering[service.pk], today)) for service in bookable_services()]
    return render(request, "bookings/embed/start.html", {"services": services})


@framed
def embed_slots(request, service_slug):
    try:
        search = search_for(service_slug, now=timezone.now())
    except Service.DoesNotExist:
        raise Http404 from None
    query = SlotQuery(request.GET, offering=search.practitioners)
    if not query.is_valid():
        raise BadRequest("There is no such day or practitioner.")
    page = SlotPage(replace(search, chosen=query.cleaned_data["practitioner"]))
    context = {
        "service": search.service,
        "fortnight": page.fortnight(query.cleaned_data["from"], query.cleaned_data["day"]),
    }
    return render(request, "bookings/embed/slots.html", context)
