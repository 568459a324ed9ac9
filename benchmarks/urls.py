"""The clinic's paths and one view that answers a constant, behind the same middleware."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path


@login_not_required
def constant(request):
    return HttpResponse("constant", content_type="text/plain")


urlpatterns = [
    path("bench/constant/", constant),
    path("", include("clinic.urls")),
]

handler400 = "clinic.views.errors.bad_request"
handler429 = "clinic.views.errors.too_many_requests"
