"""Every path; the apps are named as strings alone."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("clinic.page_urls")),
    path("", include("bookings.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("bookings.api_urls")),
]

handler400 = "clinic.views.errors.bad_request"
handler429 = "clinic.views.errors.too_many_requests"
