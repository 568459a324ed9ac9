"""The pages of a cancellation: the desk says who cancels, and what it says is shown again."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from bookings.actions import book_appointment
from bookings.links.visits import visit_key
from bookings.mail.planning import UNDO_TIME
from bookings.models import Appointment
from bookings.reasons import code_of
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile
from tests.factories import NINE, AppointmentFactory, FrontDeskFactory, bookable
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
TEN = NINE + timedelta(hours=1)
REASON, NOTE = "A burst pipe", "Asked for Mia again"
TYPED = {"revision": 0, "side": "clinic", "why": "other", "reason": REASON, "note": NOTE}


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


@pytest.mark.parametrize(
    ("typed", "field"), [({"why": ""}, "why"), ({"why": "other", "reason": ""}, "reason")]
)
def test_the_clinic_says_why_it_cancels(desk, visit, typed, field):
    answer = cancel(desk, visit, TYPED | typed)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_reason_of_the_list_and_the_words_beside_it_are_one_text(desk, visit):
    cancel(desk, visit, TYPED | {"why": "equipment"})

    reason = Appointment.objects.get().cancellation_reason
    assert reason == f"Something that it needs is out of order. {REASON}"
    assert code_of(reason) == "equipment"


def test_the_desk_undoes_a_cancellation_and_is_told_when_it_cannot(desk, visit):
    service, _ = bookable()
    booked = book_appointment(service=service, patient=visit.patient, starts_at=TEN)
    cancel(desk, booked)
    restore = f"/desk/appointments/{booked.reference}/restore/"

    stale = desk.post(restore, {"revision": 0}).status_code
    restored = desk.post(restore, {"revision": 1})

    booked.refresh_from_db()
    assert (stale, restored.url) == (409, booked.get_absolute_url())
    assert (booked.status, booked.revision) == ("booked", 2)


def test_the_mail_of_the_clinic_leads_back_to_the_same_service(desk, client, visit):
    service, [practitioner] = bookable(slug="physio")
    booked = book_appointment(service=service, patient=visit.patient, starts_at=TEN)
    cancel(desk, booked)
    client.logout()
    deliver_due(timezone.now() + UNDO_TIME)
    [link] = re.findall(r"https?://\S+/again/\S+", mail.outbox[-1].body)

    page = client.get(link[link.index("/appointments/") :], follow=True)

    assert page.redirect_chain[-1][0] == f"/book/physio/?practitioner={practitioner.slug}"
    assert (page.status_code, "physio" in link) == (200, False)
