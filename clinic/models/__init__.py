from clinic.models.access import AccessBasis, AccessEvent
from clinic.models.account_events import AccountAct, AccountEvent
from clinic.models.deletion import DeletionRequest
from clinic.models.delivery import (
    FailingEmail,
    MailDomain,
    MailTrouble,
    MessageOutcome,
    OutcomeKind,
    ReturnedMail,
    TroubleKind,
)
from clinic.models.looks import LookOutcome, LookReview, Oddity, UnusualLook
from clinic.models.outbox import (
    DropReason,
    FailReason,
    Heartbeat,
    MailOutage,
    Message,
    MessageState,
)
from clinic.models.people import Discipline, Patient, Practitioner, StaffRole, User
from clinic.models.profile import ClinicPicture, ClinicProfile, Front, HoursFormat
from clinic.models.publications import PublicationShown, PublicationVersion, ShownAt
from clinic.models.second_factor import LastCode
from clinic.models.wording import AlarmTime, CalendarDefaults, MessageWording

__all__ = [
    "AccessBasis",
    "AccessEvent",
    "AccountAct",
    "AccountEvent",
    "AlarmTime",
    "CalendarDefaults",
    "ClinicPicture",
    "ClinicProfile",
    "DeletionRequest",
    "Discipline",
    "DropReason",
    "FailReason",
    "FailingEmail",
    "Front",
    "Heartbeat",
    "HoursFormat",
    "LastCode",
    "LookOutcome",
    "LookReview",
    "MailDomain",
    "MailOutage",
    "MailTrouble",
    "Message",
    "MessageOutcome",
    "MessageState",
    "MessageWording",
    "Oddity",
    "OutcomeKind",
    "Patient",
    "Practitioner",
    "PublicationShown",
    "PublicationVersion",
    "ReturnedMail",
    "ShownAt",
    "StaffRole",
    "TroubleKind",
    "UnusualLook",
    "User",
]
