from bookings.models.appointments import (
    BLOCKING,
    Appointment,
    AppointmentSource,
    AppointmentStatus,
    IdempotentRequest,
    Series,
)
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
    "Appointment",
    "AppointmentSource",
    "AppointmentStatus",
    "EntryStatus",
    "Equipment",
    "EquipmentKind",
    "FreedTime",
    "IdempotentRequest",
    "IntakeForm",
    "OfferStatus",
    "PartOfDay",
    "Purpose",
    "ReminderRule",
    "ScheduleException",
    "Series",
    "Service",
    "WaitlistEntry",
    "WaitlistOffer",
    "WorkingHours",
]
