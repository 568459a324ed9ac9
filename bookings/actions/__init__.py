"""The use cases of this app. Each owns its transaction and takes its locks in one order."""

from bookings.actions.attendance import (
    mark_arrived,
    mark_fulfilled,
    mark_noshow,
    undo_attendance,
)
from bookings.actions.booking import NewPatient, book_appointment
from bookings.actions.cancelling import cancel_appointment
from bookings.actions.idempotency import answered_request, book_once
from bookings.actions.moving import move_appointment
from bookings.actions.people import add_patient, change_contact, contact_mark
from bookings.actions.schedules import (
    Weighed,
    add_exception,
    remove_exception,
    save_equipment,
    save_practitioner,
    save_service,
    set_weekly_hours,
    weigh,
)

__all__ = [
    "NewPatient",
    "Weighed",
    "add_exception",
    "add_patient",
    "answered_request",
    "book_appointment",
    "book_once",
    "cancel_appointment",
    "change_contact",
    "contact_mark",
    "mark_arrived",
    "mark_fulfilled",
    "mark_noshow",
    "move_appointment",
    "remove_exception",
    "save_equipment",
    "save_practitioner",
    "save_service",
    "set_weekly_hours",
    "undo_attendance",
    "weigh",
]
