from bookings.models.appointments import (
    BLOCKING,
    Appointment,
    AppointmentSource,
    AppointmentStatus,
    IdempotentRequest,
)
from bookings.models.schedule import (
    Equipment,
    EquipmentKind,
    ReminderRule,
    ScheduleException,
    Service,
    WorkingHours,
)

__all__ = [
    "BLOCKING",
    "Appointment",
    "AppointmentSource",
    "AppointmentStatus",
    "Equipment",
    "EquipmentKind",
    "IdempotentRequest",
    "ReminderRule",
    "ScheduleException",
    "Service",
    "WorkingHours",
]
