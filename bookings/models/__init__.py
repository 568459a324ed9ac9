from bookings.models.appointments import (
    BLOCKING,
    FROM_OUTSIDE,
    HOLDS,
    Appointment,
    AppointmentSource,
    AppointmentStatus,
    CancellingSide,
)
from bookings.models.courses import Course
from bookings.models.desk import DeskNote, FamilyTie
from bookings.models.feeds import CalendarFeed
from bookings.models.idempotent_requests import IdempotentRequest
from bookings.models.imports import Import, ImportKind, ImportState
from bookings.models.mendings import MendedVisit, Mending, MendingState, Settling
from bookings.models.schedule import (
    Equipment,
    EquipmentKind,
    IntakeForm,
    Purpose,
    ReminderRule,
    ScheduleException,
    Service,
    WorkingHours,
)
from bookings.models.waitlist import (
    EntryStatus,
    FreedTime,
    OfferStatus,
    PartOfDay,
    WaitlistEntry,
    WaitlistOffer,
)

__all__ = [
    "BLOCKING",
    "FROM_OUTSIDE",
    "HOLDS",
    "Appointment",
    "AppointmentSource",
    "AppointmentStatus",
    "CalendarFeed",
    "CancellingSide",
    "Course",
    "DeskNote",
    "EntryStatus",
    "Equipment",
    "EquipmentKind",
    "FamilyTie",
    "FreedTime",
    "IdempotentRequest",
    "Import",
    "ImportKind",
    "ImportState",
    "IntakeForm",
    "MendedVisit",
    "Mending",
    "MendingState",
    "OfferStatus",
    "PartOfDay",
    "Purpose",
    "ReminderRule",
    "ScheduleException",
    "Service",
    "Settling",
    "WaitlistEntry",
    "WaitlistOffer",
    "WorkingHours",
]
