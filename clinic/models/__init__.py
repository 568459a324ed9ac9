from clinic.models.access import AccessBasis, AccessEvent
from clinic.models.deletion import DeletionRequest
from clinic.models.outbox import DropReason, Heartbeat, Message, MessageState
from clinic.models.people import Discipline, Patient, Practitioner, StaffRole, User
from clinic.models.profile import ClinicProfile

__all__ = [
    "AccessBasis",
    "AccessEvent",
    "ClinicProfile",
    "DeletionRequest",
    "Discipline",
    "DropReason",
    "Heartbeat",
    "Message",
    "MessageState",
    "Patient",
    "Practitioner",
    "StaffRole",
    "User",
]
