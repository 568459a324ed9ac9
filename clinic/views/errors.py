"""What a person sees when a request cannot be answered."""

from django.http import Http404
from django.shortcuts import render


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def csrf_failure(request, reason=""):
    """Answer a form that is too old, or from another site, with a page that says what to do."""
    return render(request, "403.html", {"form_expired": True}, status=403)


def too_many_requests(request, exception=None):
    """Answer somebody who asks too often; allauth calls it by name as well."""
    return render(request, "429.html", status=429)


def nothing_here(request, **parts):
    raise Http404
