"""Services and times for a frame on another site: no session, no cookie, and nothing to press.

Every time leads to its page here, in the window around the frame.
"""

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
from bookings.slots.services import (
    bookable_service,
    bookable_services,
    practitioners_of_services,
    practitioners_offering,
)


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
    services = [(service, offering[service.pk]) for service in bookable_services()]
    return render(request, "bookings/embed/start.html", {"services": services})


@framed
def embed_slots(request, service_slug):
    try:
        service = bookable_service(service_slug)
    except Service.DoesNotExist:
        raise Http404 from None
    offering = practitioners_offering(service)
    query = SlotQuery(request.GET, offering=offering)
    if not query.is_valid():
        raise BadRequest("There is no such day or practitioner.")
    page = SlotPage(service, offering, query.cleaned_data["practitioner"], now=timezone.now())
    context = {
        "service": service,
        "fortnight": page.fortnight(query.cleaned_data["from"], query.cleaned_data["day"]),
    }
    return render(request, "bookings/embed/slots.html", context)
