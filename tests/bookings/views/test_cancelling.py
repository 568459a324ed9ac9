"""The pages of a cancellation: the desk says who cancels, and what it says is shown again."""

import pytest

from bookings.links.visits import visit_key
from bookings.models import Appointment
from clinic.models import ClinicProfile
from tests.factories import NINE, AppointmentFactory, FrontDeskFactory
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
REASON, NOTE = "A burst pipe", "Asked for Mia again"
TYPED = {"revision": 0, "side": "clinic", "reason": REASON, "note": NOTE}


@pytest.fixture
def visit():
    ClinicProfile.objects.create(name="Harbour")
    return AppointmentFactory(starts_at=NINE)


@pytest.fixture
def desk(client):
    client.force_login(FrontDeskFactory())
    return client


def cancel(desk, visit, typed=TYPED):
    return desk.post(f"{visit.get_absolute_url()}cancel/", typed)


@pytest.mark.parametrize("side", ["", "unknown", "patients"])
def test_the_desk_says_who_cancels_and_what_it_typed_comes_back(desk, visit, side):
    answer = cancel(desk, visit, TYPED | {"side": side})

    assert answer.status_code == 422
    assert "side" in answer.context["form"].errors
    assert f"{REASON}</textarea>" in answer.text
    assert f"{NOTE}</textarea>" in answer.text
    assert Appointment.objects.get().status == "booked"


def test_the_desk_sees_who_cancelled_and_why_wherever_it_sees_the_visit(desk, visit):
    cancel(desk, visit)

    for path in (
        visit.get_absolute_url(),
        "/desk/?day=2026-12-01",
        f"/desk/people/{visit.patient.reference}/",
    ):
        page = as_read(desk.get(path).text)
        assert REASON in page
        assert NOTE in page
        assert "The clinic cancelled it" in page or f"By the clinic: {REASON}" in page


def test_the_patient_reads_the_reason_and_that_it_costs_nothing_but_not_the_note(
    desk, client, visit
):
    cancel(desk, visit)
    client.logout()

    page = as_read(client.get(f"{visit.get_absolute_url()}?key={visit_key(visit)}").text)

    assert "We had to cancel it on Mon 23 Nov 2026" in page
    assert "It costs you nothing." in page
    assert REASON in page
    assert NOTE not in page


def test_a_patients_form_takes_nobody_elses_words(client, visit):
    """Who cancels by a mailed link is the patient, whatever is sent."""
    client.post(f"{visit.get_absolute_url()}cancel/?key={visit_key(visit)}", TYPED)

    facts = Appointment.objects.values_list("cancelled_side", "cancellation_note")
    assert facts.get() == ("patient", "")


def test_what_was_cancelled_before_it_was_asked_says_that_nobody_knows(desk):
    visit = AppointmentFactory(
        status="cancelled", cancelled_at=NINE, cancelled_side="unknown", cancellation_note="A cold"
    )

    page = as_read(desk.get("/desk/?day=2026-12-01").text)
    own = as_read(desk.get(visit.get_absolute_url()).text)

    assert "By whom is not known" in page
    assert "It was cancelled on" in own
