import factory
from factory.django import DjangoModelFactory

from assessments.models import Assessment
from tests.factories.appointments import NINE
from tests.factories.people import PatientFactory, PractitionerFactory


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = Assessment

    patient = factory.SubFactory(PatientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    performed_at = NINE
