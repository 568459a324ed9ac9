from django.urls import path

from bookings.views import appointments, booking, lists, services

app_name = "bookings"

urlpatterns = [
    path("", services.home, name="home"),
    path("services/", services.service_list, name="service-list"),
    path("book/", booking.booking_start, name="booking-start"),
    path("book/<slug:service_slug>/", booking.slot_list, name="slot-list"),
    path("book/<slug:service_slug>/details/", booking.booking_details, name="booking-details"),
    path("appointments/", lists.appointment_list, name="appointment-list"),
    path(
        "appointments/<uuid:reference>/",
        appointments.appointment_detail,
        name="appointment-detail",
    ),
    path(
        "appointments/<uuid:reference>/move/",
        appointments.appointment_move,
        name="appointment-move",
    ),
    path(
        "appointments/<uuid:reference>/cancel/",
        appointments.appointment_cancel,
        name="appointment-cancel",
    ),
    path(
        "appointments/<uuid:reference>/visit.ics",
        appointments.appointment_calendar,
        name="appointment-calendar",
    ),
]
