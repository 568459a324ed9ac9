"""What a mailed link leads to once its key opens nothing any more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def answer_dead_link(request: HttpRequest) -> HttpResponse:
    """Say what to do instead; whose the link was, and whether it ever was one, is not told."""
    return render(request, "bookings/dead_link.html", status=404)
