"""Rows with dull defaults: a test states what matters to it."""

from tests.factories.appointments import AT_THE_DESK, NINE, AppointmentFactory, CourseFactory
from tests.factories.assessments import (
    AssessmentFactory,
    CaptureFactory,
    FollowUpFactory,
    FrameFactory,
    RunFactory,
    SafetyCheckFactory,
    ShareFactory,
)
from tests.factories.desk import DeskNoteFactory, FamilyTieFactory
from tests.factories.people import (
    AdministratorFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    PrivacyOfficerFactory,
    UserFactory,
)
from tests.factories.schedule import (
    EquipmentFactory,
    ServiceFactory,
    WorkingHoursFactory,
    bookable,
)
from tests.factories.waitlist import (
    FreedTimeFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
)

__all__ = [
    "AT_THE_DESK",
    "NINE",
    "AdministratorFactory",
    "AppointmentFactory",
    "AssessmentFactory",
    "CaptureFactory",
    "ClinicianFactory",
    "CourseFactory",
    "DeskNoteFactory",
    "EquipmentFactory",
    "FamilyTieFactory",
    "FollowUpFactory",
    "FrameFactory",
    "FreedTimeFactory",
    "FrontDeskFactory",
    "PatientFactory",
    "PractitionerFactory",
    "PrivacyOfficerFactory",
    "RunFactory",
    "SafetyCheckFactory",
    "ServiceFactory",
    "ShareFactory",
    "UserFactory",
    "WaitlistEntryFactory",
    "WaitlistOfferFactory",
    "WorkingHoursFactory",
    "bookable",
]
