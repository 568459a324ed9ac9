"""What a person sees when a request cannot be answered."""

import sys

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template import loader

from clinic.models import ClinicProfile
from clinic.problems import DATABASE_IS_AWAY, TRY_AGAIN_AFTER_S, unavailable


def bad_request(request, exception=None):
    return render(request, "400.html", named(), status=400)


def named():
    """Return what a page says of the clinic: as it was read last, for the database may be away."""
    return {"profile": ClinicProfile.objects.remembered()}


def server_error(request):
    """Answer what failed, without asking anything of the database, which may be what failed."""
    if not isinstance(sys.exception(), DATABASE_IS_AWAY):
        return HttpResponse(loader.render_to_string("500.html", named()), status=500)
    if request.content_type == "application/json":
        return unavailable()
    response = HttpResponse(loader.render_to_string("503.html", named()), status=503)
    response["Retry-After"] = str(TRY_AGAIN_AFTER_S)
    return response


def csrf_failure(request, reason=""):
    """Answer a form that is too old, or from another site, with a page that says what to do."""
    return render(request, "403.html", named() | {"form_expired": True}, status=403)


def too_many_requests(request, exception=None):
    """Answer somebody who tries to log in too often: allauth, which does not say how long to wait,
    calls it by name.
    """
    response = render(request, "429.html", named(), status=429)
    response["Retry-After"] = "600"
    return response


def nothing_here(request, **parts):
    raise Http404
