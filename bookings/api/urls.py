"""The API's paths, open to callers without an account, and a problem for every other path."""

from django.http import Http404
from django.urls import path, re_path

from bookings.api import api
from bookings.api.problems import as_api_view


def unknown_path(request):
    raise Http404


patterns, *names = api.urls
patterns.append(re_path("", unknown_path, name="unknown-path"))
for pattern in patterns:
    pattern.callback = as_api_view(pattern.callback)

urlpatterns = [path("", (patterns, *names))]
