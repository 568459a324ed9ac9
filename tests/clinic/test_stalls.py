"""Mail that stands still: told on the pages while all does, and by one mail of a part, or after."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic import outage, pacing, stalls
from clinic.delivery import deliver_due
from clinic.mail import Failure
from clinic.models import MailTrouble, Message, MessageState, TroubleKind
from tests.conftest import MONDAY_MORNING
from tests.factories import AdministratorFactory, FrontDeskFactory
from tests.factories.messages import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MINUTE = timedelta(minutes=1)
SOON, LATER = MONDAY_MORNING + 5 * MINUTE, MONDAY_MORNING + 11 * MINUTE


@pytest.fixture(autouse=True)
def administrator():
    return AdministratorFactory(email="owner@clinic.example")


def due(**changes):
    return MessageFactory(due_at=MONDAY_MORNING, send_at=MONDAY_MORNING, **changes)


def alerts():
    return list(
        Message.objects.filter(kind="delivery_alert").values_list("recipient_email", flat=True)
    )


def troubles():
    return list(MailTrouble.objects.values_list("kind", "about", "began_at", "ended_at"))


def test_mail_stands_still_once_something_is_due_for_long_and_nothing_was_sent():
    due()

    assert [stalls.current(now) for now in (SOON, LATER)] == [None, stalls.Stall(MONDAY_MORNING)]


def test_mail_that_goes_slowly_does_not_stand_still():
    due()
    pacing.take_turn("a@example.org", MONDAY_MORNING)
    pacing.went("a@example.org", LATER - MINUTE)

    assert stalls.current(LATER) is None


def test_mail_to_a_domain_that_puts_it_off_does_not_stand_still_as_a_whole():
    due(recipient__email="a@slow.example")
    pacing.take_turn("a@slow.example", LATER)
    pacing.put_off("a@slow.example", "450 Not now", LATER)

    assert stalls.current(LATER) is None


def test_an_outage_is_told_at_once_on_the_pages_and_by_one_mail_when_it_is_over(mailbox):
    outage.record(Failure("Timeout", "Timeout: nothing"), MONDAY_MORNING)
    for now in (SOON, LATER, LATER + MINUTE):
        assert stalls.current(now).error == "Timeout: nothing"
        stalls.watch(now)
    assert troubles() == [(TroubleKind.ALL, "", MONDAY_MORNING, None)]
    assert alerts() == []

    outage.record_over()
    for minutes in (2, 3):
        stalls.watch(LATER + minutes * MINUTE)
    assert troubles() == [(TroubleKind.ALL, "", MONDAY_MORNING, LATER + 2 * MINUTE)]
    assert alerts() == ["owner@clinic.example"]
    assert deliver_due(timezone.now() + timedelta(hours=1)) == 1
    (mail,) = mailbox.accepted
    assert mail["Subject"] == "Mail leaves again"
    assert "from Monday 23 November, 09:00, until Monday 23 November, 09:13" in " ".join(
        mail.get_body("plain").get_content().split()
    )


def test_an_outage_that_is_short_is_told_to_nobody():
    outage.record(Failure("Timeout", "Timeout: nothing"), MONDAY_MORNING)
    stalls.watch(SOON)
    outage.record_over()
    stalls.watch(SOON + MINUTE)

    assert (troubles(), alerts()) == ([], [])


def test_a_domain_that_puts_mail_off_for_long_is_told_by_one_mail(mailbox):
    due(recipient__email="a@slow.example")
    pacing.take_turn("a@slow.example", MONDAY_MORNING)
    pacing.put_off("a@slow.example", "450 Not now", MONDAY_MORNING)
    for minutes in (5, 10, 11):
        pacing.put_off("a@slow.example", "450 Not now", MONDAY_MORNING + minutes * MINUTE)
        stalls.watch(MONDAY_MORNING + minutes * MINUTE)

    assert troubles() == [(TroubleKind.DOMAIN, "slow.example", MONDAY_MORNING, None)]
    assert alerts() == ["owner@clinic.example"]
    pacing.went("a@slow.example", LATER)
    stalls.watch(LATER + MINUTE)
    assert troubles()[0][3] == LATER + MINUTE
    assert len(alerts()) == 1


def test_a_kind_of_which_each_fails_is_told_by_one_mail():
    failed = {"state": MessageState.FAILED, "last_error": "LookupError"}
    MessageFactory.create_batch(3, kind="reminder", due_at=MONDAY_MORNING, **failed)
    MessageFactory.create_batch(3, kind="changed", due_at=MONDAY_MORNING, **failed)
    MessageFactory(kind="changed", due_at=MONDAY_MORNING, state=MessageState.SENT)
    MessageFactory.create_batch(2, kind="cancelled", due_at=MONDAY_MORNING, **failed)

    for now in (SOON, LATER):
        stalls.watch(now)

    assert troubles() == [(TroubleKind.KIND, "reminder", MONDAY_MORNING, None)]
    assert len(alerts()) == 1


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("page", ["bookings:desk", "clinic:message-list"])
def test_the_desk_is_told_that_whatever_sends_mail_has_stopped(page, client):
    due()
    client.force_login(FrontDeskFactory())
    assert "No mail leaves" not in client.get(reverse(page)).text
    Message.objects.update(due_at=MONDAY_MORNING - timedelta(hours=1))

    shown = " ".join(client.get(reverse(page)).text.split())

    assert shown.count("No mail leaves") == 1
    assert "what sends mail seems to have stopped" in shown
