"""Whatever page of a file the desk opens leaves an event, which the patient reads."""

import pytest
from django.urls import reverse

from bookings.links.visits import visit_key, visit_path
from clinic.models import AccessEvent
from tests.factories import (
    NINE,
    AppointmentFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


@pytest.fixture
def desk():
    return FrontDeskFactory(name="Felix Harbour")


@pytest.fixture
def visit():
    return AppointmentFactory(starts_at=NINE, patient=PatientFactory(name="Kit Stone"))


def looks():
    events = AccessEvent.objects.order_by("pk")
    return [(look.user, look.patient, look.what, look.reference, look.basis) for look in events]


def test_pages_of_a_person_and_of_a_visit_leave_an_event(client, desk, visit):
    client.force_login(desk)
    patient, other = visit.patient, PatientFactory(name="Kit Stone")
    of_person = (desk, patient, "person", patient.reference, "desk")

    client.get(reverse("bookings:person-detail", args=[patient.reference]))
    client.get(reverse("bookings:person-edit", args=[patient.reference]))
    client.get(reverse("bookings:person-join", args=[patient.reference]), {"file": other.reference})
    client.get(visit_path(visit))

    assert looks() == [
        of_person,
        of_person,
        of_person,
        (desk, other, "person", other.reference, "desk"),
        (desk, patient, "visit", visit.reference, "desk"),
    ]


def test_what_is_sent_and_what_the_patient_opens_are_no_looks_of_the_desk(client, desk, visit):
    client.get(visit_path(visit, key=visit_key(visit)))
    client.force_login(desk)
    client.post(reverse("bookings:person-edit", args=[visit.patient.reference]), {})
    client.get(reverse("bookings:person-list"), {"q": "Kit"})

    assert looks() == []


def test_a_patient_reads_that_the_desk_looked(client, desk, visit):
    user = UserFactory()
    visit.patient.looked_after_by.add(user)
    client.force_login(desk)
    client.get(reverse("bookings:person-detail", args=[visit.patient.reference]))
    client.force_login(user)

    page = client.get(reverse("bookings:privacy"))

    assert "Felix Harbour" in page.text
    assert "The contact details and visits" in page.text
    assert "They work at the desk" in page.text
