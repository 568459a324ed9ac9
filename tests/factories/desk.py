import factory
from factory.django import DjangoModelFactory

from bookings.models import DeskNote, FamilyTie
from tests.factories.people import FrontDeskFactory, PatientFactory


class DeskNoteFactory(DjangoModelFactory):
    """Of a person; with an appointment, of that visit."""

    class Meta:
        model = DeskNote

    patient = factory.SubFactory(PatientFactory)
    text = factory.Sequence(lambda n: f"Note {n}")
    written_by = factory.SubFactory(FrontDeskFactory)


class FamilyTieFactory(DjangoModelFactory):
    class Meta:
        model = FamilyTie

    patient = factory.SubFactory(PatientFactory)
    looked_after_by = factory.SubFactory(PatientFactory)
    made_by = factory.SubFactory(FrontDeskFactory)
