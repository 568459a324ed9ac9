from datetime import time

import factory
from factory.django import DjangoModelFactory

from bookings.models import Equipment, EquipmentKind, Service, WorkingHours
from clinic.models import Discipline
from tests.factories.people import PractitionerFactory


class EquipmentFactory(DjangoModelFactory):
    class Meta:
        model = Equipment

    name = factory.Sequence(lambda n: f"Treadmill {n}")
    kind = EquipmentKind.TREADMILL


class ServiceFactory(DjangoModelFactory):
    """A visit of 60 minutes, a start each quarter hour, no buffers, no notice."""

    class Meta:
        model = Service
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Service {n}")
    slug = factory.Sequence(lambda n: f"service-{n}")
    disciplines = [Discipline.PHYSIOTHERAPY]
    duration_min = 60
    notice_hours = 0

    @factory.post_generation
    def practitioners(self, create, extracted):
        if extracted:
            self.practitioners.set(extracted)


class WorkingHoursFactory(DjangoModelFactory):
    """Tuesday from nine to five: 2026-12-01 is a Tuesday."""

    class Meta:
        model = WorkingHours

    practitioner = factory.SubFactory(PractitionerFactory)
    weekday = 1
    opens = time(9)
    closes = time(17)


def bookable(*, practitioners=1, equipment=0, **service):
    """Return (service, practitioners) that can be booked on Tuesdays from nine to five."""
    people = PractitionerFactory.create_batch(
        practitioners, is_running_specialist=service.get("requires_running_specialist", False)
    )
    for person in people:
        WorkingHoursFactory(practitioner=person)
    if equipment:
        EquipmentFactory.create_batch(equipment)
        service["equipment_kind"] = EquipmentKind.TREADMILL
    made = ServiceFactory(practitioners=people, **service)
    return made, people
