"""Every page, mail and answer on the way to a visit says what cancelling this very one costs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail

from bookings.actions import book_appointment
from bookings.links.visits import visit_key
from bookings.links.waitlist import waitlist_key, waitlist_path
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile
from tests.factories import (
    NINE,
    AppointmentFactory,
    FrontDeskFactory,
    PatientFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    bookable,
)
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo", "reminder_rules")]
HOUR = timedelta(hours=1)
SOON = NINE - 11 * HOUR
AHEAD = (
    "You can move or cancel it freely for an hour after you book. After that it cannot be moved "
    "online, and cancelling costs $82.50."
)
AT_THE_BUTTON = (
    "Cancelling is free for an hour after you book; after that, cancelling costs $82.50."
)
IN_GRACE = "Free to move or cancel until Mon 30 Nov at 23:00, Vancouver time. After that, "
COSTS = "cancelling costs $82.50."


@pytest.fixture
def service(clock):
    ClinicProfile.objects.create(name="Harbour")
    clock.move_to(SOON, tick=False)
    return bookable(slug="physio", price=Decimal(165), currency="CAD", late_fee_percent=50)[0]


def said(answer):
    return as_read(answer.text)


def test_the_way_to_a_near_time_says_what_it_would_cost(client, service):
    times = client.get("/book/physio/")
    named = client.get("/book/physio/details/?starts_at=2026-12-01T09:00:00-07:00")
    held = client.post(
        "/book/physio/hold/", {"starts_at": "2026-12-01T09:00:00-07:00"}, follow=True
    )
    offer = WaitlistOfferFactory(
        entry=WaitlistEntryFactory(service=service),
        practitioner=service.practitioners.get(),
        offered_at=SOON,
        starts_at=NINE + HOUR,
    )
    offered = client.get(waitlist_path(offer, key=waitlist_key(offer)))

    for page in (times, named, held):
        assert AHEAD in said(page)
    for page in (named, held):
        assert AT_THE_BUTTON in said(page)
    assert AHEAD.replace("you book", "you accept") in said(offered)


@pytest.mark.parametrize(
    ("changed", "cost"),
    [
        ({"price": None, "currency": ""}, "cancelling costs 50% of the price."),
        ({"late_fee_percent": None}, "cancelling counts as late."),
    ],
    ids=["price unknown", "fee unknown"],
)
def test_what_is_unknown_is_said_in_words_and_never_as_a_sum(client, service, changed, cost):
    type(service).objects.update(**changed)

    page = said(client.get("/book/physio/details/?starts_at=2026-12-01T09:00:00-07:00"))

    assert f"Cancelling is free for an hour after you book; after that, {cost}" in page
    assert "costs $" not in page


def test_the_details_of_a_time_far_ahead_have_nothing_to_warn_of(client, service, clock):
    clock.move_to(NINE - 96 * HOUR, tick=False)

    held = client.post(
        "/book/physio/hold/", {"starts_at": "2026-12-01T09:00:00-07:00"}, follow=True
    )

    assert "You can move or cancel this visit freely until Mon 30 Nov at 09:00" in said(held)
    assert "Cancelling is free for" not in said(held)


def test_a_visit_that_is_booked_near_says_until_when_it_is_free_wherever_it_is_shown(
    client, service, clock
):
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    key = {"key": visit_key(visit)}

    pages = [client.get(visit.get_absolute_url() + page, key) for page in ("", "cancel/", "move/")]
    file = client.get(f"{visit.get_absolute_url()}visit.ics", key).content.decode()
    deliver_due()

    for page in pages[:2]:
        assert IN_GRACE + COSTS in said(page)
    assert "an hour after you move it. After that, cancelling costs $82.50." in said(pages[2])
    assert "Cancelling now is free" in said(pages[1])
    [sent] = mail.outbox
    assert IN_GRACE + COSTS in sent.body
    assert IN_GRACE + COSTS in as_read(sent.alternatives[0][0])
    assert "costs $82.50" in file.replace("\r\n ", "")


def test_once_it_is_late_the_page_names_the_sum_and_so_does_what_is_left_of_the_visit(
    client, service, clock
):
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    path, key = visit.get_absolute_url(), f"?key={visit_key(visit)}"
    clock.move_to(SOON + 2 * HOUR, tick=False)

    asked = said(client.get(f"{path}cancel/{key}"))
    client.post(f"{path}cancel/{key}", {"revision": 0, "accepts_late": "on"})
    deliver_due()

    assert "It is late: cancelling costs $82.50" in asked
    assert "so cancelling costs $82.50." in asked
    assert "That was late: cancelling costs $82.50." in said(client.get(f"{path}{key}"))
    assert "It was late: cancelling costs $82.50." in mail.outbox[-1].body


def test_an_offer_that_moves_a_visit_says_what_holds_then(client, service):
    visit = AppointmentFactory(
        service=service, practitioner=service.practitioners.get(), starts_at=NINE + 24 * HOUR
    )
    offer = WaitlistOfferFactory(
        entry=WaitlistEntryFactory(service=service, patient=visit.patient, appointment=visit),
        practitioner=visit.practitioner,
        offered_at=SOON,
        starts_at=NINE + HOUR,
    )

    page = said(client.get(waitlist_path(offer, key=waitlist_key(offer))))
    assert AHEAD.replace("you book", "you accept") in page


def test_the_desk_reads_the_policy_of_a_course_before_it_books(client, service):
    client.force_login(FrontDeskFactory())
    patient = PatientFactory()
    asked = {
        "service": "physio",
        "practitioner": "any",
        "first_on": "2026-12-01",
        "at": "09:00",
        "visits": 2,
        "every": 7,
        "tolerance": 2,
    }

    page = said(client.get(f"/desk/people/{patient.reference}/course/", asked))

    assert "until 24 hours before it begins, and in any case for an hour after you book." in page
    assert COSTS in page
