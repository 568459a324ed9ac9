"""What a person sees when a request cannot be answered."""

from django.http import Http404
from django.shortcuts import render


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def csrf_failure(request, reason=""):
    """Answer a form that is too old, or from another site, with a page that says what to do."""
    return render(request, "403.html", {"form_expired": True}, status=403)


def too_many_requests(request, exception=None):
    """Answer somebody who tries to log in too often: allauth, which does not say how long to wait,
    calls it by name.
    """
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "600"
    return response


def nothing_here(request, **parts):
    raise Http404
