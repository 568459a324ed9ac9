from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from bookings.actions import Booker
from bookings.models import Appointment, AppointmentSource, AppointmentStatus, Course
from tests.factories.people import PatientFactory, PractitionerFactory
from tests.factories.schedule import ServiceFactory

AT_THE_DESK = Booker(AppointmentSource.DESK)
NINE = datetime(2026, 12, 1, 16, tzinfo=UTC)  # 09:00 in Vancouver, on UTC−7 for good


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = Appointment

    patient = factory.SubFactory(PatientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    service = factory.SubFactory(ServiceFactory)
    status = AppointmentStatus.BOOKED
    starts_at = NINE
    cancelled_side = factory.LazyAttribute(
        lambda visit: "patient" if visit.status == "cancelled" else ""
    )
    ends_at = factory.LazyAttribute(lambda visit: visit.starts_at + timedelta(hours=1))


class CourseFactory(DjangoModelFactory):
    """Every seven days, give or take two."""

    class Meta:
        model = Course

    patient = factory.SubFactory(PatientFactory)
    service = factory.SubFactory(ServiceFactory)
    spacing_days = 7
    tolerance_days = 2
