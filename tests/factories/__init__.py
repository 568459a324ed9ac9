"""Rows with dull defaults: a test states what matters to it."""

from tests.factories.appointments import NINE, AppointmentFactory
from tests.factories.assessments import AssessmentFactory
from tests.factories.people import (
    AdministratorFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
)
from tests.factories.schedule import (
    EquipmentFactory,
    ServiceFactory,
    WorkingHoursFactory,
    bookable,
)

__all__ = [
    "NINE",
    "AdministratorFactory",
    "AppointmentFactory",
    "AssessmentFactory",
    "ClinicianFactory",
    "EquipmentFactory",
    "FrontDeskFactory",
    "PatientFactory",
    "PractitionerFactory",
    "ServiceFactory",
    "UserFactory",
    "WorkingHoursFactory",
    "bookable",
]
