"""Every path; the other apps are named as strings alone."""

from django.contrib import admin
from django.urls import include, path

from clinic.views import errors

urlpatterns = [
    path("api/v1/", include("bookings.api.urls")),  # before a hundred pages are asked in vain
    path("", include("clinic.page_urls")),
    path("", include("bookings.urls")),
    path("", include("assessments.urls")),
    path("accounts/", include("allauth.urls")),
    # The admin's jump to a row's own page takes any table, and fails on those that are views.
    path("admin/r/<path:row>", errors.nothing_here),
    path("admin/", admin.site.urls),
]

handler400 = "clinic.views.errors.bad_request"
handler500 = "clinic.views.errors.server_error"
handler429 = "clinic.views.errors.too_many_requests"
