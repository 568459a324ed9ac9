"""A mailed link opens its page once, for a session: no address that is shown has its key."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bookings.actions import withdraw_links
from bookings.links.keys import OPENS_FOR
from bookings.links.opened import MOST, open_for
from bookings.links.visits import email_proof, visit_key, visit_path
from bookings.links.waitlist import waitlist_key, waitlist_path
from clinic.delivery import deliver_due
from clinic.models import Message
from tests.factories import (
    NINE,
    AppointmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


@pytest.fixture
def browser():
    """A client that follows nothing by itself."""
    return Client()


@pytest.fixture
def visit():
    patient = PatientFactory(name="Ana Perez", email="ana@example.org")
    service, [practitioner] = bookable(intake_form="running")
    return AppointmentFactory(
        patient=patient, starts_at=NINE, service=service, practitioner=practitioner
    )


def pages_of(visit):
    """Return the paths of every page that a visit's key opens."""
    own = [visit_path(visit, page) for page in ("detail", "move", "cancel", "calendar", "earlier")]
    forms = [
        reverse(f"assessments:{page}", args=[visit.reference]) for page in ("intake", "safety")
    ]
    return [*own, *forms]


def test_every_kind_of_link_leads_to_its_page_by_an_address_without_the_key(browser, visit):
    entry = WaitlistEntryFactory(patient=visit.patient)
    offer = WaitlistOfferFactory(entry=entry)
    keyed = {path: visit_key(visit) for path in pages_of(visit)} | {
        waitlist_path(entry): waitlist_key(entry),
        waitlist_path(offer): waitlist_key(offer),
    }

    for path, key in keyed.items():
        answer = Client().get(path, {"key": key, "proof": "x", "new": "1"})

        assert (answer.status_code, answer.url) == (302, f"{path}?new=1")
        assert "no-store" in answer["Cache-Control"]
        assert Client().get(path).status_code == 302  # without the session

    for path, key in keyed.items():
        browser.get(path, {"key": key})
    pages = {path: browser.get(path) for path in keyed}
    assert {page.status_code for page in pages.values()} == {200}
    for key in keyed.values():
        assert all(key.encode() not in page.content for page in pages.values())


def test_two_visits_stay_open_in_one_browser_and_a_third_opens_nothing(browser, visit):
    other, third = AppointmentFactory(), AppointmentFactory()
    for each in (visit, other):
        browser.get(visit_path(each, key=visit_key(each)))

    assert [browser.get(visit_path(each)).status_code for each in (visit, other)] == [200, 200]
    sent = browser.get(visit_path(third))
    assert (sent.status_code, sent.url.partition("?")[0]) == (302, reverse("account_login"))


def test_once_the_session_has_ended_the_page_says_what_to_do_and_the_link_works_again(
    browser, visit
):
    browser.get(visit_path(visit, key=visit_key(visit)))
    browser.cookies.clear()

    looked = browser.get(visit_path(visit), follow=True)
    sent = browser.post(visit_path(visit, "cancel"), {"revision": "0"}, follow=True)

    assert "Log in, or open the link in our email once more." in looked.content.decode()
    assert "Nothing was changed yet." in sent.content.decode()
    assert sent.redirect_chain == [(f"{reverse('account_login')}?next={visit_path(visit)}", 302)]
    browser.get(visit_path(visit, key=visit_key(visit)))
    assert browser.get(visit_path(visit)).status_code == 200


def test_a_page_that_was_opened_with_its_key_is_still_taken(browser, visit):
    keyed = visit_path(visit, "cancel", key=visit_key(visit))

    answer = browser.post(keyed, {"revision": "0", "reason": "Ill"})

    assert (answer.status_code, answer.url) == (302, visit_path(visit))
    visit.refresh_from_db()
    assert visit.status == "cancelled"


def test_what_is_sent_from_an_opened_page_needs_its_token(visit):
    browser = Client(enforce_csrf_checks=True)
    browser.get(visit_path(visit, key=visit_key(visit)))

    refused = browser.post(visit_path(visit, "cancel"), {"revision": "0"})

    assert refused.status_code == 403
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_a_session_that_somebody_may_know_gets_another_name_once(browser, visit):
    session = browser.session
    session["visitor"] = "kept"
    session.save()
    browser.cookies["sessionid"] = before = session.session_key

    browser.get(visit_path(visit, key=visit_key(visit)))
    after = browser.cookies["sessionid"].value
    browser.get(visit_path(visit, key=visit_key(visit)))

    assert after != before
    assert browser.cookies["sessionid"].value == after
    assert browser.session["visitor"] == "kept"
    assert visit_key(visit) not in str(dict(browser.session))


def test_a_session_remembers_the_latest_links_alone(visit):
    session = {}
    visits = [visit, *AppointmentFactory.build_batch(MOST, patient=visit.patient)]
    for each in visits:
        open_for(session, each)

    [opened] = session.values()
    assert list(opened) == [str(each.reference) for each in visits[1:]]


def test_the_proof_of_a_mail_is_read_once_and_ends_with_the_email(browser, visit):
    proof = email_proof(visit.patient, visit.patient.email)
    browser.get(visit_path(visit, key=visit_key(visit), proof=proof))
    shown = browser.get(visit_path(visit)).context["proof"]
    visit.patient.email, visit.patient.email_version = "new@example.org", 1
    visit.patient.save()

    assert shown == proof
    assert proof not in str(dict(browser.session))
    assert browser.get(visit_path(visit)).status_code == 302


def test_what_was_opened_closes_a_month_after_the_visit(browser, visit, clock):
    browser.get(visit_path(visit, key=visit_key(visit)))
    session = browser.session  # which would end by itself after two weeks
    session.set_expiry(timedelta(days=60))
    session.save()

    clock.move_to(visit.ends_at + OPENS_FOR - timedelta(hours=1))
    before = browser.get(visit_path(visit)).status_code
    clock.move_to(visit.ends_at + OPENS_FOR)

    assert (before, browser.get(visit_path(visit)).status_code) == (200, 302)


def test_an_account_that_may_see_the_visit_counts_before_a_link(browser, visit):
    browser.force_login(FrontDeskFactory())

    page = browser.get(visit_path(visit, key=visit_key(visit)), follow=True)

    assert page.context["at_the_desk"]


def test_an_account_that_may_not_opens_it_by_the_link_alone(browser, visit):
    browser.force_login(UserFactory())

    without = browser.get(visit_path(visit))
    page = browser.get(visit_path(visit, key=visit_key(visit)), follow=True)

    assert (without.status_code, page.status_code) == (404, 200)
    assert browser.post(visit_path(visit, "links")).status_code == 403


# --- Taken back -----------------------------------------------------------------------------------


def test_the_desk_takes_back_the_links_of_one_visit_and_a_new_one_is_mailed(
    browser, visit, mailbox
):
    other = AppointmentFactory(patient=visit.patient, starts_at=visit.ends_at)
    old = visit_path(visit, key=visit_key(visit))
    for each in (visit, other):
        browser.get(visit_path(each, key=visit_key(each)))
    desk = Client()
    desk.force_login(FrontDeskFactory())

    answer = desk.post(visit_path(visit, "links"))
    deliver_due()

    assert (answer.status_code, answer.url) == (302, visit_path(visit))
    assert browser.get(old).status_code == 404
    assert browser.get(visit_path(visit)).status_code == 302
    assert browser.get(visit_path(other)).status_code == 200
    visit.refresh_from_db()
    [mail] = mailbox.accepted
    assert mail["To"] == "ana@example.org"
    assert visit_key(visit) in mail.get_body("plain").get_content()
    assert browser.get(visit_path(visit, key=visit_key(visit)), follow=True).status_code == 200


def test_each_time_is_told_once_more(visit):
    for _ in range(2):
        withdraw_links(appointment=visit)

    occasions = Message.objects.filter(kind="confirmation").order_by("pk")
    assert list(occasions.values_list("occasion", "state")) == [
        ("r0:l1", "dropped"),
        ("r0:l2", "planned"),
    ]


def test_of_a_visit_that_is_over_nothing_is_mailed(visit, clock):
    clock.move_to(visit.ends_at)

    withdraw_links(appointment=visit)

    assert not Message.objects.exists()


@pytest.mark.parametrize("factory", [UserFactory, ClinicianFactory])
def test_nobody_but_the_desk_takes_links_back(browser, visit, factory):
    user = factory()
    visit.patient.looked_after_by.add(user)
    browser.force_login(user)

    assert browser.post(visit_path(visit, "links")).status_code == 403
    visit.refresh_from_db()
    assert visit.links_withdrawn == 0


def test_links_of_the_waitlist_that_lead_to_the_visit_end_with_its_own(browser, visit):
    entry = WaitlistEntryFactory(patient=visit.patient, appointment=visit, service=visit.service)
    accepted = WaitlistOfferFactory(status="accepted", answered_at=NINE)
    booked = AppointmentFactory(submission=accepted.reference, starts_at=NINE)
    old = [
        waitlist_path(entry, key=waitlist_key(entry)),
        waitlist_path(accepted, key=waitlist_key(accepted)),
    ]

    for each in (visit, booked):
        withdraw_links(appointment=each)

    assert [browser.get(path, follow=True).status_code for path in old] == [404, 404]
