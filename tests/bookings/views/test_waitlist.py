"""The waitlist over HTTP: what is typed comes back, a GET changes nothing, a stranger sees none."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.links.visits import visit_key, visit_path
from bookings.links.waitlist import leave_path, waitlist_key, waitlist_path
from bookings.models import Appointment, WaitlistEntry, WaitlistOffer
from clinic.models import Patient, PublicationShown
from tests.factories import (
    NINE,
    AppointmentFactory,
    FreedTimeFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    bookable,
)
from tests.instants import FromNowOn

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
JOIN = "/waitlist/join/?service=physio"
HOUR = timedelta(hours=1)


@pytest.fixture
def service():
    return bookable(slug="physio", name="Physiotherapy visit")[0]


@pytest.fixture
def full(service):
    """A service of which nothing is free."""
    for practitioner in service.practitioners.all():
        practitioner.working_hours.all().delete()
    return service


@pytest.fixture
def offer(service):
    return WaitlistOfferFactory(
        entry=WaitlistEntryFactory(service=service),
        practitioner=service.practitioners.get(),
        offered_at=timezone.now(),
    )


def typed(**changes):
    return {
        "earliest_on": "2026-12-01",
        "latest_on": "2026-12-14",
        "weekdays": ["1", "3"],
        "parts_of_day": ["morning"],
        "practitioner": "any",
        "submission": str(uuid4()),
        "shown": "",
        "name": "Ada Runner",
        "email": "ada@example.org",
        "phone": "",
        **changes,
    }


def keyed(row):
    return waitlist_path(row, key=waitlist_key(row))


def everything():
    """Return all that a page about the waitlist could change."""
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


MODELS = [WaitlistEntry, WaitlistOffer, Appointment, Patient]


# --- Joining --------------------------------------------------------------------------------------


def test_a_guest_joins_from_a_full_day_and_is_shown_the_wish(client, full):
    page = client.get(f"{JOIN}&from=2026-12-01&until=2026-12-01&practitioner=any")
    response = client.post(JOIN, typed())

    entry = WaitlistEntry.objects.get()
    assert page.context["form"].initial["latest_on"].isoformat() == "2026-12-01"
    assert (entry.patient.name, entry.weekdays, entry.parts_of_day) == (
        "Ada Runner",
        [1, 3],
        ["morning"],
    )
    assert (response.status_code, response.url) == (302, waitlist_path(entry))
    shown = client.get(response.url)
    assert b"Tuesdays or Thursdays, morning, 1 to 14 December 2026" in shown.content


def test_what_is_free_already_is_shown_before_anybody_waits(client, service):
    first = client.post(JOIN, typed(weekdays=[]))
    then = client.post(JOIN, typed(weekdays=[], shown=first.context["form"]["shown"].value()))

    assert (first.status_code, len(first.context["free"])) == (200, 6)
    assert first.context["free"][0].starts_at == NINE
    assert "/book/physio/details/?" in first.context["free"][0].url
    assert (then.status_code, WaitlistEntry.objects.count()) == (302, 1)


def test_who_has_seen_the_free_times_on_the_first_page_joins_at_once(client, service):
    page = client.get(f"{JOIN}&from=2026-12-01&until=2026-12-14")
    form = page.context["form"]

    response = client.post(JOIN, typed(weekdays=[], parts_of_day=[], shown=form["shown"].value()))

    assert b"These times are free already" in page.content
    assert response.status_code == 302


def test_the_same_form_twice_is_one_wish(client, full):
    form = typed()

    first, again = client.post(JOIN, form), client.post(JOIN, form)

    assert first.url == again.url
    assert (WaitlistEntry.objects.count(), Patient.objects.count()) == (1, 1)


def test_an_account_says_whom_it_is_for(client, full):
    user, child = UserFactory(), PatientFactory()
    child.looked_after_by.add(user)
    client.force_login(user)

    response = client.post(JOIN, typed(patient=str(child.reference)))

    entry = WaitlistEntry.objects.get()
    assert (entry.patient, response.url) == (child, f"/waitlist/{entry.reference}/")


def test_an_account_waits_for_nobody_elses_patient(client, full):
    user = UserFactory()
    PatientFactory().looked_after_by.add(user)
    client.force_login(user)

    response = client.post(JOIN, typed(patient=str(PatientFactory().reference)))

    assert (response.status_code, WaitlistEntry.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 10_000},
        {"name": "Ada\x00"},
        {"name": "Ada\nBcc: x"},
        {"email": "nobody"},
        {"email": "x" * 10_000 + "@example.org"},
        {"phone": "1" * 10_000},
        {"earliest_on": ""},
        {"latest_on": "soon"},
        {"earliest_on": "2026-12-14", "latest_on": "2026-12-01"},
        {"earliest_on": "2026-01-01", "latest_on": "2026-02-01"},
        {"latest_on": "9999-12-31"},
        {"weekdays": ["7"]},
        {"weekdays": ["x"]},
        {"parts_of_day": ["midnight"]},
        {"practitioner": "nobody"},
    ],
    ids=str,
)
def test_bad_input_comes_back_with_what_was_typed(client, full, changes):
    kept = "604-555-0177" if "phone" not in changes else "Ada Runner"

    response = client.post(JOIN, typed(**{"phone": "604-555-0177"} | changes))

    assert (response.status_code, WaitlistEntry.objects.count()) == (422, 0)
    assert kept in response.content.decode()


@pytest.mark.parametrize("name", ["Zoë 🏃‍♀️", "أمينة", "O'Neil <b>"])
def test_any_persons_name_is_taken_as_it_is(client, full, name):
    response = client.post(JOIN, typed(name=name))

    assert (response.status_code, Patient.objects.get().name) == (302, name)
    assert "<b>" not in client.get(response.url).content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?service=nothing", 404),
        ("?service=physio&from=yesterday", 400),
        ("?service=physio&practitioner=nobody", 400),
        ("?service=physio&from=9999-12-31", 400),
        ("?service=physio&from=2026-12-20&until=2026-12-01", 200),
        ("", 200),
    ],
)
def test_a_link_that_was_tampered_with_is_no_server_error(client, full, query, status):
    assert client.get(f"/waitlist/join/{query}").status_code == status


def test_who_waits_for_enough_is_told_so(client, full):
    patient = PatientFactory(email="ADA@example.org")
    WaitlistEntryFactory.create_batch(5, service=full, patient=patient)

    response = client.post(JOIN, typed())

    assert response.status_code == 409
    assert "as many times as one person can" in response.content.decode()
    assert "Ada Runner" in response.content.decode()


def test_the_desk_adds_a_wish_for_a_person_without_an_email(client, full):
    client.force_login(FrontDeskFactory())
    person = PatientFactory(email="")

    unnamed = client.get(JOIN)
    page = client.get(f"{JOIN}&patient={person.reference}")
    response = client.post(f"{JOIN}&patient={person.reference}", typed())

    assert (unnamed.status_code, unnamed.url) == (302, "/desk/people/")
    assert page.status_code == 200
    assert response.url == f"/desk/people/{person.reference}/"
    assert WaitlistEntry.objects.get().patient == person


def test_nobody_but_the_desk_names_a_patient(client, full):
    client.force_login(UserFactory())

    assert client.get(f"{JOIN}&patient={PatientFactory().reference}").status_code == 403


# --- An earlier time than a visit's ---------------------------------------------------------------


@pytest.fixture
def visit(service):
    return AppointmentFactory(
        service=service, practitioner=service.practitioners.get(), starts_at=NINE + 4 * HOUR
    )


def test_a_patient_waits_for_an_earlier_time_from_the_visits_link(client, visit, full):
    path = visit_path(visit, "earlier", key=visit_key(visit))
    page = client.get(path)
    initial = page.context["form"].initial

    response = client.post(path, typed(weekdays=[]))

    entry = WaitlistEntry.objects.get()
    assert (str(initial["earliest_on"]), str(initial["latest_on"])) == ("2026-11-23", "2026-12-01")
    assert (entry.appointment, entry.patient) == (visit, visit.patient)
    assert response.url == waitlist_path(entry)
    assert client.get(path).url == waitlist_path(entry)
    assert client.post(path, typed(weekdays=[])).status_code == 409


def test_to_staff_a_patients_link_is_a_way_to_their_own_page(client, visit):
    by_link = client.get(visit_path(visit, "earlier", key=visit_key(visit)))
    client.force_login(FrontDeskFactory())
    by_account = client.get(visit_path(visit, "earlier", key=visit_key(visit)))

    assert (by_link.context["at_the_desk"], by_account.context["at_the_desk"]) == (False, True)


def test_earlier_times_that_are_free_already_lead_to_the_move(client, visit):
    page = client.get(visit_path(visit, "earlier", key=visit_key(visit)))

    assert {free.starts_at < visit.starts_at for free in page.context["free"]} == {True}
    assert f'href="{visit_path(visit, "move")}' in page.content.decode()


def test_the_visits_page_leads_there_only_while_it_can_be_changed(client, visit):
    link = f"/appointments/{visit.reference}/earlier/"
    page = client.get(visit_path(visit, key=visit_key(visit)))
    Appointment.objects.update(status="cancelled", cancelled_at=NINE, cancelled_side="patient")
    cancelled = client.get(visit_path(visit, key=visit_key(visit)))

    assert (link in page.content.decode(), link in cancelled.content.decode()) == (True, False)


# --- A wish's own page ----------------------------------------------------------------------------


def test_a_person_leaves_with_one_press_and_the_link_keeps_working(client, offer):
    entry = offer.entry

    response = client.post(leave_path(entry, key=waitlist_key(entry)))

    entry.refresh_from_db()
    assert (response.url, entry.status) == (waitlist_path(entry), "left")
    assert "You are off the list" in client.get(response.url).content.decode()
    assert client.post(leave_path(entry, key=waitlist_key(entry))).status_code == 302


def test_opening_every_page_changes_nothing(client, offer, visit):
    before = everything()

    statuses = [
        client.get(path).status_code
        for path in [
            JOIN,
            keyed(offer),
            keyed(offer.entry),
            visit_path(visit, "earlier", key=visit_key(visit)),
            leave_path(offer.entry, key=waitlist_key(offer.entry)),
        ]
    ]

    assert statuses == [200, 200, 200, 200, 405]
    assert everything() == before


def test_a_key_opens_its_own_row_alone(client, offer):
    other = WaitlistOfferFactory()
    keys = [waitlist_key(other), waitlist_key(offer.entry), "x", "x" * 5_000, "é"]

    statuses = {client.get(waitlist_path(offer, key=key)).status_code for key in keys}
    of_entry = {
        client.get(waitlist_path(offer.entry, key=key)).status_code
        for key in [waitlist_key(offer), waitlist_key(other.entry)]
    }

    assert (statuses, of_entry) == ({404}, {404})
    assert client.get(waitlist_path(offer)).status_code == 302
    assert client.get(f"/waitlist/{uuid4()}/?key=x").status_code == 404


def test_a_stranger_opens_and_changes_nothing(client, offer):
    client.force_login(UserFactory())
    before = everything()

    statuses = [
        client.get(waitlist_path(offer)).status_code,
        client.get(waitlist_path(offer.entry)).status_code,
        client.post(waitlist_path(offer), {"answer": "decline"}).status_code,
        client.post(leave_path(offer.entry)).status_code,
    ]

    assert statuses == [404] * 4
    assert everything() == before


# --- An offer's page ------------------------------------------------------------------------------


def answer(client, offer, word, **form):
    return client.post(keyed(offer), {"answer": word, **form})


def test_an_offer_says_which_time_until_when_and_by_whose_clock(client, offer):
    page = client.get(keyed(offer)).content.decode()

    assert "Tuesday 1 December 2026" in page
    assert "09:00" in page
    assert "Vancouver time" in page
    assert f"{timezone.localtime(offer.expires_at):%H:%M}" in page
    assert "the first to take it has it" in page


def test_an_offer_is_accepted_with_the_policy_and_shows_the_visit(client, offer):
    unticked = answer(client, offer, "accept")
    ticking = FromNowOn()
    ticked = answer(client, offer, "accept", accepts_policy="on")

    visit = Appointment.objects.get()
    assert (unticked.status_code, ticked.status_code) == (422, 302)
    assert visit.policy_accepted_at == ticking
    assert "By booking you agree" in unticked.content.decode()
    shown = PublicationShown.objects.values_list("patient", "version__kind")
    assert set(shown) == {(visit.patient_id, "terms"), (visit.patient_id, "privacy")}
    assert client.get(ticked.url).status_code == 200
    again = client.get(keyed(offer))
    assert again.url == visit_path(visit)
    assert answer(client, offer, "accept", accepts_policy="on").status_code == 302
    assert Appointment.objects.count() == 1


def test_a_time_that_has_gone_is_said_to_have_gone(client, offer):
    AppointmentFactory(practitioner=offer.practitioner, starts_at=NINE)

    looked = client.get(keyed(offer))
    accepted = answer(client, offer, "accept", accepts_policy="on")

    assert "Somebody else was quicker" in looked.content.decode()
    assert accepted.status_code == 409
    assert "You are still on the list" in accepted.content.decode()
    assert WaitlistEntry.objects.get().status == "waiting"


def test_no_to_a_time_keeps_the_place_on_the_list(client, offer):
    response = answer(client, offer, "decline")

    offer.refresh_from_db()
    assert (offer.status, offer.entry.status) == ("declined", "waiting")
    assert response.url == waitlist_path(offer.entry)
    assert "this time does not suit you" in client.get(response.url).content.decode()
    assert "You said no" in client.get(keyed(offer)).content.decode()
    assert answer(client, offer, "accept", accepts_policy="on").status_code == 409


def test_the_offer_leads_off_the_list_too(client, offer):
    response = answer(client, offer, "leave")

    assert WaitlistEntry.objects.get().status == "left"
    assert "You are off the list" in client.get(response.url).content.decode()
    assert answer(client, offer, "accept", accepts_policy="on").status_code == 409


def test_an_old_link_says_that_the_offer_is_over(client, offer, clock):
    clock.shift(timedelta(minutes=16))

    page = client.get(keyed(offer))
    late = answer(client, offer, "accept", accepts_policy="on")

    assert (page.status_code, late.status_code) == (200, 409)
    assert "This offer is over" in page.content.decode()


@pytest.mark.parametrize("word", ["", "maybe", "x" * 10_000, "\x00"])
def test_an_answer_nobody_offered_changes_nothing(client, offer, word):
    response = answer(client, offer, word)

    offer.refresh_from_db()
    assert (response.status_code, offer.status) == (422, "offered")


def test_an_account_answers_without_a_key(client, offer):
    user = UserFactory()
    offer.entry.patient.looked_after_by.add(user)
    client.force_login(user)

    response = client.post(waitlist_path(offer), {"answer": "accept", "accepts_policy": "on"})

    visit = Appointment.objects.get()
    assert (response.url, visit.booked_by) == (f"/appointments/{visit.reference}/?new=1", user)


def test_the_account_sees_what_it_waits_for(client, offer):
    user = UserFactory()
    offer.entry.patient.looked_after_by.add(user)
    client.force_login(user)

    page = client.get("/me/").content.decode()
    Patient.objects.update(offers_wanted=False)
    switched_off = client.get("/me/").content.decode()

    assert waitlist_path(offer) in page
    assert "Mails about times that open are switched off" in switched_off


def test_who_switched_the_offers_off_reads_where_to_switch_them_on(client, service):
    entry = WaitlistEntryFactory(service=service, patient__offers_wanted=False)

    page = client.get(waitlist_path(entry, key=waitlist_key(entry))).content.decode()

    assert "under “Messages” in your account" in page


# --- The desk -------------------------------------------------------------------------------------


def test_the_desk_sees_who_waits_in_order_and_moves_them(client, service):
    client.force_login(FrontDeskFactory())
    first, second = (WaitlistEntryFactory(service=service) for _ in range(2))

    def order():
        [queue] = client.get("/desk/waitlist/").context["board"].queues
        return [row.entry for row in queue.rows]

    by_waiting = order()
    client.post(f"/desk/waitlist/{second.reference}/place/", {"place": "first"})
    put_first = order()
    client.post(f"/desk/waitlist/{second.reference}/place/", {"place": "usual"})

    assert (by_waiting, put_first) == ([first, second], [second, first])
    assert order() == [first, second]


def test_the_desk_reads_that_nothing_is_offered_of_a_service_it_alone_books(client, service):
    entry = WaitlistEntryFactory(service=service)
    said = "Booked at the desk only, so nothing is offered by mail"
    client.force_login(FrontDeskFactory())

    online = client.get("/desk/waitlist/").text
    service.is_bookable_online = False
    service.save()
    at_the_desk = client.get("/desk/waitlist/").text
    own = client.get(waitlist_path(entry)).text

    assert (said in online, said in at_the_desk) == (False, True)
    assert "This service is booked at the front desk, which calls when a time opens." in own


def test_the_desk_takes_somebody_off_after_a_second_look(client, offer):
    client.force_login(FrontDeskFactory())
    path = f"/desk/waitlist/{offer.entry.reference}/remove/"

    asked = client.get(path)
    still_there = WaitlistEntry.objects.get().status
    done = client.post(path)

    assert (asked.status_code, still_there) == (200, "waiting")
    assert (done.url, WaitlistEntry.objects.get().status) == ("/desk/waitlist/", "left")
    assert client.post(path).status_code == 404


def test_the_desk_sees_one_services_list_and_its_offers(client, offer):
    client.force_login(FrontDeskFactory())
    other = WaitlistOfferFactory()

    board = client.get("/desk/waitlist/?service=physio").context["board"]

    assert [queue.service.slug for queue in board.queues] == ["physio"]
    assert board.recent == [offer]
    assert {service.pk for service in board.services} == {
        offer.entry.service_id,
        other.entry.service_id,
    }
    assert client.get("/desk/waitlist/?service=%00").status_code == 400


def test_the_desks_list_asks_as_much_for_a_hundred_who_wait_as_for_one(client, service):
    client.force_login(FrontDeskFactory())

    def queries_for(people):
        for _ in range(people):
            entry = WaitlistEntryFactory(practitioner=service.practitioners.get())
            WaitlistOfferFactory(entry=entry, freed_time=freed)
        with CaptureQueriesContext(connection) as captured:
            client.get("/desk/waitlist/")
        return len(captured)

    freed = FreedTimeFactory()
    queries_for(1)

    assert queries_for(0) == queries_for(99)
    assert len(client.get("/desk/waitlist/").context["board"].queues) == 100


@pytest.mark.parametrize("place", ["", "last", "x" * 10_000])
def test_a_place_that_does_not_exist_is_refused(client, offer, place):
    client.force_login(FrontDeskFactory())

    response = client.post(f"/desk/waitlist/{offer.entry.reference}/place/", {"place": place})

    assert response.status_code == 400
