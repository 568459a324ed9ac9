from django.urls import path

from bookings.views import (
    appointments,
    booking,
    desk,
    lists,
    people,
    schedules,
    services,
    setup,
)

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
    path("desk/schedules/", schedules.schedule_list, name="schedule-list"),
    path("desk/schedules/closures/", schedules.closure_list, name="closure-list"),
    path("desk/schedules/closures/new/", schedules.closure_create, name="closure-create"),
    path(
        "desk/schedules/closures/<int:pk>/delete/",
        schedules.closure_delete,
        name="closure-delete",
    ),
    path("desk/schedules/<slug:slug>/", schedules.schedule_detail, name="schedule-detail"),
    path("desk/services/", setup.service_admin_list, name="service-admin-list"),
    path("desk/services/new/", setup.service_admin_create, name="service-admin-create"),
    path("desk/services/<slug:slug>/", setup.service_admin_detail, name="service-admin-detail"),
    path("desk/equipment/", setup.equipment_list, name="equipment-list"),
    path("desk/equipment/new/", setup.equipment_create, name="equipment-create"),
    path("desk/equipment/<uuid:reference>/", setup.equipment_detail, name="equipment-detail"),
    path("desk/staff/", setup.practitioner_list, name="practitioner-list"),
    path("desk/staff/new/", setup.practitioner_create, name="practitioner-create"),
    path("desk/staff/<slug:slug>/", setup.practitioner_detail, name="practitioner-detail"),
    path("desk/", desk.desk, name="desk"),
    path(
        "desk/appointments/<uuid:reference>/attendance/",
        desk.appointment_attendance,
        name="appointment-attendance",
    ),
    path("desk/people/", people.person_list, name="person-list"),
    path("desk/people/new/", people.person_create, name="person-create"),
    path("desk/people/<uuid:reference>/", people.person_detail, name="person-detail"),
    path("desk/people/<uuid:reference>/edit/", people.person_edit, name="person-edit"),
]
