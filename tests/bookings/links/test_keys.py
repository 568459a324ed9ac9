"""Keys in the links of mails that were sent long ago, which have to open their pages still."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from bookings.actions import WantedTimes, book_appointment, change_contact, join_waitlist
from bookings.links.visits import (
    email_proof,
    email_proof_is_valid,
    visit_key,
    visit_key_is_valid,
    visit_path,
)
from bookings.links.waitlist import (
    leave_path,
    waitlist_key,
    waitlist_key_is_valid,
    waitlist_path,
)
from bookings.models import Appointment, WaitlistEntry, WaitlistOffer
from clinic import outbox
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile, Message, Patient
from tests.factories import (
    NINE,
    AppointmentFactory,
    PatientFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    bookable,
)
from tests.markup import as_read

IN_FORCE = override_settings(SECRET_KEY="a secret that was in force", SECRET_KEY_FALLBACKS=[])
REPLACED = override_settings(
    SECRET_KEY="the secret of today", SECRET_KEY_FALLBACKS=["a secret that was in force"]
)
REFERENCE = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")
ANNA = Patient(reference=REFERENCE, email="Anna@example.com")
VISIT, ENTRY, OFFER = (
    model(reference=REFERENCE) for model in (Appointment, WaitlistEntry, WaitlistOffer)
)
MAILED = {  # what stood in the links of mails, by a secret that is known here
    "visit": "b0vxWh5KrYuSAZd6fArxSlcwC9oma3u5a6SY4l0xP0Y",
    "entry": "v9No2SuzsJ5u9qziWs8YqD_ZFjZiJa-eHzZcA3gL6RY",
    "offer": "BK-W907YF_zFNg7NDSqCon8l3TOXxPe9pwjyHwUmA8I",
    "proof": "-agIVwYc-vwbh8AwHxD2Wixe9Ai4uQtcLCi1JbNdjHE",
}


def opened(keys):
    """Return what each key opens: a visit, an entry or an offer, or proves of an email."""
    return {
        name: [
            what
            for what, opens in {
                "visit": visit_key_is_valid(VISIT, key),
                "entry": waitlist_key_is_valid(ENTRY, key),
                "offer": waitlist_key_is_valid(OFFER, key),
                "proof": email_proof_is_valid(ANNA, key),
            }.items()
            if opens
        ]
        for name, key in keys.items()
    }


@IN_FORCE
def test_keys_are_those_of_the_mails_sent_so_far():
    made = {
        "visit": visit_key(VISIT),
        "entry": waitlist_key(ENTRY),
        "offer": waitlist_key(OFFER),
        "proof": email_proof(ANNA, "anna@Example.com"),
    }

    assert made == MAILED


@pytest.mark.parametrize("secrets", [IN_FORCE, REPLACED])
def test_a_mailed_key_opens_its_own_page_alone_as_long_as_its_secret_is_kept(secrets):
    with secrets:
        assert opened(MAILED) == {name: [name] for name in MAILED}


def test_a_mailed_key_opens_nothing_once_its_secret_is_dropped():
    with override_settings(SECRET_KEY="the secret of today", SECRET_KEY_FALLBACKS=[]):
        assert opened(MAILED) == {name: [] for name in MAILED}


@IN_FORCE
@pytest.mark.parametrize("key", ["", ":", "ö", "a" * 10_000, MAILED["visit"] + "="])
def test_what_is_no_key_opens_nothing(key):
    assert opened({"sent": key}) == {"sent": []}


# --- Keys that end --------------------------------------------------------------------------------


@pytest.fixture
def ana(db):
    """Somebody with a visit, a wish and an offer, all of the same days."""
    patient = PatientFactory(name="Ana Perez", email="wrong@example.org")
    visit = AppointmentFactory(patient=patient, starts_at=NINE)
    entry = WaitlistEntryFactory(patient=patient, latest_on=NINE.date())
    return visit, entry, WaitlistOfferFactory(entry=entry, starts_at=NINE)


def links_of(visit, entry, offer):
    return {
        "visit": visit_path(visit, key=visit_key(visit)),
        "cancel": visit_path(visit, "cancel", key=visit_key(visit)),
        "calendar": visit_path(visit, "calendar", key=visit_key(visit)),
        "wish": waitlist_path(entry, key=waitlist_key(entry)),
        "offer": waitlist_path(offer, key=waitlist_key(offer)),
    }


def as_stored(*rows):
    return [type(row).objects.get(pk=row.pk) for row in rows]


def statuses(client, links):
    return {name: client.get(link).status_code for name, link in links.items()}


def correct(patient, email):
    now = {name: getattr(patient, name) for name in ("name", "phone", "birth_date")}
    return change_contact(patient=patient, email=email, **now)


@pytest.mark.parametrize("email", ["right@example.org", ""])
@pytest.mark.usefixtures("clock")
def test_keys_that_another_email_has_end_when_it_is_corrected(client, ana, email):
    before = links_of(*ana)
    opened_before = statuses(client, before)

    correct(ana[0].patient, email)

    assert opened_before == dict.fromkeys(before, 200)
    assert statuses(client, before) == dict.fromkeys(before, 404)
    assert statuses(client, links_of(*as_stored(*ana))) == dict.fromkeys(before, 200)
    cancelled = client.post(before["cancel"], {"revision": 0, "reason": ""})
    assert (cancelled.status_code, as_stored(ana[0])[0].status) == (404, "booked")
    left = client.post(leave_path(ana[1], key=waitlist_key(ana[1])))
    assert (left.status_code, as_stored(ana[1])[0].status) == (404, "waiting")


@pytest.mark.parametrize("email", ["WRONG@example.org", "wrong@example.org"])
@pytest.mark.usefixtures("clock")
def test_keys_go_on_when_the_email_stays_the_same(client, ana, email):
    before = links_of(*ana)

    correct(ana[0].patient, email)

    assert statuses(client, before) == dict.fromkeys(before, 200)


@pytest.mark.usefixtures("clock")
def test_an_email_that_is_there_again_has_none_of_its_old_keys(client, ana):
    before = links_of(*ana)

    correct(correct(ana[0].patient, "right@example.org"), "wrong@example.org")

    assert statuses(client, before) == dict.fromkeys(before, 404)


@pytest.mark.usefixtures("clock")
def test_keys_of_a_joined_file_end_with_its_persons_email(client, ana):
    kept = PatientFactory(email="kept@example.org")
    ana[0].patient.merged_into = kept
    ana[0].patient.save()
    before = links_of(*ana)

    correct(kept, "right@example.org")

    assert statuses(client, before) == dict.fromkeys(before, 404)


@pytest.mark.parametrize(("days", "status"), [(30, 200), (32, 404)])
def test_keys_end_a_month_after_the_visit(client, clock, ana, days, status):
    links = links_of(*ana)
    visit = {name: links[name] for name in ("visit", "calendar", "wish")}

    clock.move_to(NINE + timedelta(days=days))

    assert statuses(client, visit) == dict.fromkeys(visit, status)


@pytest.mark.usefixtures("clock")
def test_a_key_that_has_ended_is_told_kindly_what_to_do_and_no_name(client, ana):
    ClinicProfile.objects.create(name="Harbour", phone="604 555 0199")
    before = links_of(*ana)
    correct(ana[0].patient, "right@example.org")

    pages = [client.get(link) for link in before.values()]
    never = client.get(visit_path(Appointment(reference=REFERENCE), key="never one"))

    for page in (*pages, never):
        text = as_read(page.text)
        assert "This link does not open anything now" in text
        assert 'href="tel:604 555 0199"' in page.text
        assert f'href="{reverse("account_login")}"' in page.text
        for told in ("Ana", "Perez", "right@example.org", "wrong@example.org"):
            assert told not in page.text


@pytest.mark.usefixtures("clock", "reminder_rules")
def test_a_corrected_email_gets_the_mail_of_what_is_ahead_with_keys_that_open(
    client, mailbox, settings
):
    service, _ = bookable()
    patient = PatientFactory(email="wrong@example.org")
    visit = book_appointment(service=service, patient=patient, starts_at=NINE)
    times = WantedTimes(earliest_on=NINE.date(), latest_on=NINE.date())
    join_waitlist(service=service, patient=patient, times=times)
    deliver_due()

    correct(patient, "right@example.org")
    deliver_due()

    told = [(mail["To"], mail["Subject"]) for mail in mailbox.accepted]
    assert [to for to, _ in told] == ["wrong@example.org"] * 2 + ["right@example.org"] * 2
    assert [subject for _, subject in told[:2]] == [subject for _, subject in told[2:]]
    links = [
        re.search(rf"{settings.SITE_URL}(\S+)", mail.get_body("plain").get_content())[1]
        for mail in mailbox.accepted
    ]
    assert [client.get(link).status_code for link in links] == [404, 404, 200, 200]
    planned = Message.objects.about(visit).planned()
    assert list(planned.values_list("kind", flat=True)) == ["reminder", "reminder"]


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_what_was_not_sent_yet_goes_to_the_corrected_email_once(mailbox):
    service, _ = bookable()
    patient = PatientFactory(email="wrong@example.org")
    book_appointment(service=service, patient=patient, starts_at=NINE)

    correct(patient, "right@example.org")
    deliver_due()

    assert [mail["To"] for mail in mailbox.accepted] == ["right@example.org"]


@pytest.mark.usefixtures("clock")
def test_an_open_offer_is_mailed_again_to_the_corrected_email(mailbox, ana):
    offer = ana[2]
    outbox.plan(
        kind="waitlist_offer",
        about=offer,
        occasion="offer",
        recipient=ana[0].patient,
        send_at=timezone.now(),
    )
    deliver_due()

    correct(ana[0].patient, "right@example.org")
    deliver_due()

    offers = Message.objects.filter(kind="waitlist_offer", state="sent").order_by("pk")
    assert [message.recipient_email for message in offers] == [
        "wrong@example.org",
        "right@example.org",
    ]
