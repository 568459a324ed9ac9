"""What somebody who waits reads: no service named, until when, and how to leave."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from bookings.actions import (
    WantedTimes,
    accept_offer,
    decline_offer,
    join_waitlist,
    leave_waitlist,
    offer_freed_times,
    wait_for_earlier,
)
from bookings.links.waitlist import waitlist_url
from bookings.models import WaitlistOffer
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile, Message, Patient
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AppointmentFactory,
    FreedTimeFactory,
    PatientFactory,
    WaitlistEntryFactory,
    bookable,
)
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
DAYS = WantedTimes(date(2026, 12, 1), date(2026, 12, 14), weekdays=[1])


@pytest.fixture
def service():
    ClinicProfile.objects.create(name="Harbour & Sons", phone="604 555 0199", street="1 Quay")
    service, [practitioner] = bookable(name="Knee and hip")
    practitioner.name = "Mia O'Neil"
    practitioner.save()
    return service


@pytest.fixture
def offer(service):
    patient = PatientFactory(name="Ana <b>Perez</b>", email="ana@example.org")
    entry = WaitlistEntryFactory(service=service, patient=patient)
    WaitlistEntryFactory(service=service, patient__email="")
    FreedTimeFactory()
    offer_freed_times(now=MONDAY_MORNING)
    return WaitlistOffer.objects.get(entry=entry)


def sent():
    deliver_due()
    [letter] = mail.outbox
    html = letter.alternatives[0][0]
    return letter, letter.body, html


def test_who_joins_reads_what_they_wait_for_and_how_to_leave(service):
    patient = PatientFactory(name="Ana <b>Perez</b>", email="ana@example.org")
    entry = join_waitlist(service=service, patient=patient, times=DAYS)

    letter, text, html = sent()

    assert (letter.subject, letter.to) == ("You are on our waitlist", ["ana@example.org"])
    for body in (text, html):
        assert "Tuesdays, any time of day, 1 to 14 December 2026, with anybody" in body
        assert waitlist_url(entry) in body
        assert "You are on our waitlist for Knee and hip." in body
    assert "Ana &lt;b&gt;Perez" in html


def test_who_waits_for_an_earlier_time_reads_that_their_visit_stays(service):
    visit = AppointmentFactory(service=service)
    wait_for_earlier(appointment=visit, times=WantedTimes(date(2026, 11, 24), date(2026, 12, 1)))

    _, text, _ = sent()

    assert "your visit on Tuesday 1 December 2026 at 09:00, Vancouver time" in text
    assert "stays as it is until you accept" in text


def test_an_offer_says_when_with_whom_and_until_when(offer):
    letter, text, html = sent()

    assert letter.subject == "A time has opened: Tue 1 Dec at 09:00"
    for body in (text, as_read(html)):
        assert "Tuesday 1 December 2026 at 09:00, Vancouver time" in body
        assert "09:15, Vancouver time" in body
        assert "Nobody else was asked, but others may book it meanwhile" in body
        assert waitlist_url(offer) in body
        assert waitlist_url(offer.entry) in body
        assert "You can move or cancel this visit freely until Mon 30 Nov at 09:00" in body
        assert "Knee and hip" in body
    assert "Mia O'Neil" in text


def test_an_offer_says_that_others_were_asked_when_they_were(service):
    WaitlistEntryFactory.create_batch(2, service=service)
    FreedTimeFactory()
    offer_freed_times(now=MONDAY_MORNING)

    deliver_due()

    line = "A few others were asked as well; the first to accept has it."
    assert [line in letter.body for letter in mail.outbox] == [True, True]


def test_the_links_are_not_kept(offer):
    deliver_due()

    kept = Message.objects.get(kind="waitlist_offer")
    assert "key=" not in kept.body_text + kept.body_html
    assert "[link]" in kept.body_text


@pytest.mark.parametrize(
    "answered",
    [
        lambda offer: accept_offer(offer=offer),
        lambda offer: decline_offer(offer=offer),
        lambda offer: leave_waitlist(entry=offer.entry),
        lambda offer: Patient.objects.update(offers_wanted=False),
    ],
    ids=["accepted", "declined", "left", "switched off"],
)
def test_an_offer_that_is_not_open_any_more_is_not_mailed(offer, answered):
    answered(offer)

    deliver_due()

    assert Message.objects.get(kind="waitlist_offer").state == "dropped"


def test_an_offer_that_ran_out_on_its_way_is_not_mailed(offer, clock):
    clock.shift(timedelta(minutes=15))

    deliver_due()

    assert Message.objects.get(kind="waitlist_offer").state == "dropped"
    assert mail.outbox == []


def test_who_has_left_is_not_told_that_they_are_on_the_list(service):
    entry = join_waitlist(
        service=service, patient=PatientFactory(), times=replace(DAYS, weekdays=[])
    )
    leave_waitlist(entry=entry)

    deliver_due()

    assert mail.outbox == []


def test_an_offer_names_the_visit_that_it_would_move(service):
    visit = AppointmentFactory(
        service=service,
        practitioner=service.practitioners.get(),
        starts_at=NINE + timedelta(hours=4),
    )
    WaitlistEntryFactory(service=service, patient=visit.patient, appointment=visit)
    FreedTimeFactory()
    offer_freed_times(now=timezone.now())

    _, text, _ = sent()

    assert "your visit on Tuesday 1 December 2026 at 13:00, Vancouver time moves to this" in text
