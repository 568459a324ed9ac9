import factory
from factory.django import DjangoModelFactory

from clinic.models import Discipline, Patient, Practitioner, User
from clinic.roles import StaffRole


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")


class ClinicianFactory(UserFactory):
    roles = [StaffRole.CLINICIAN]


class FrontDeskFactory(UserFactory):
    roles = [StaffRole.FRONT_DESK]


class AdministratorFactory(UserFactory):
    roles = [StaffRole.ADMINISTRATOR]


class PrivacyOfficerFactory(UserFactory):
    roles = [StaffRole.PRIVACY_OFFICER]


class PatientFactory(DjangoModelFactory):
    class Meta:
        model = Patient

    name = factory.Sequence(lambda n: f"Patient {n}")
    email = factory.Sequence(lambda n: f"patient{n}@example.org")


class PractitionerFactory(DjangoModelFactory):
    class Meta:
        model = Practitioner

    name = factory.Sequence(lambda n: f"Practitioner {n}")
    slug = factory.Sequence(lambda n: f"practitioner-{n}")
    discipline = Discipline.PHYSIOTHERAPY
