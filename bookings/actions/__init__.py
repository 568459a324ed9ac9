"""The use cases of this app. Each owns its transaction and takes its locks in one order."""

from bookings.actions.attendance import mark_arrived, mark_fulfilled, mark_noshow
from bookings.actions.booking import NewPatient, book_appointment
from bookings.actions.cancelling import cancel_appointment
from bookings.actions.idempotency import answered_request, book_once
from bookings.actions.moving import move_appointment

__all__ = [
    "NewPatient",
    "answered_request",
    "book_appointment",
    "book_once",
    "cancel_appointment",
    "mark_arrived",
    "mark_fulfilled",
    "mark_noshow",
    "move_appointment",
]
