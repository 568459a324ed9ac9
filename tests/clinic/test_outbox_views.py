"""The desk's pages about messages: who may see them, and sending one again."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from clinic import outage, outbox
from clinic.mail import Failure
from clinic.models import Message, MessageState
from tests.factories import (
    AdministratorFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
)
from tests.factories.messages import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
LIST = reverse("clinic:message-list")


@pytest.fixture
def desk(client):
    client.force_login(FrontDeskFactory())
    return client


def test_message_list_shows_the_latest_first_without_account_mails(desk):
    old, new = MessageFactory(), MessageFactory(send_at="2026-11-24T15:00Z")
    MessageFactory(is_private=True)

    response = desk.get(LIST)

    assert list(response.context["page_obj"]) == [new, old]


def test_message_list_shows_one_state_when_asked(desk):
    failed = MessageFactory(state=MessageState.FAILED)
    MessageFactory()

    response = desk.get(LIST, {"state": "failed"})

    assert list(response.context["page_obj"]) == [failed]
    assert response.context["state"] == "failed"


def test_message_list_shows_all_for_a_state_that_is_unknown(desk):
    MessageFactory()

    response = desk.get(LIST, {"state": "' OR 1=1"})

    assert (len(response.context["page_obj"]), response.context["state"]) == (1, "")


def test_message_list_takes_as_many_queries_for_three_as_for_one(
    desk, django_assert_max_num_queries, django_assert_num_queries
):
    MessageFactory()
    with django_assert_max_num_queries(8) as one:
        desk.get(LIST)
    MessageFactory.create_batch(2)

    with django_assert_num_queries(len(one)):
        desk.get(LIST)


def test_message_detail_shows_a_message(desk):
    message = MessageFactory(recipient=PatientFactory(name="Ana"))

    assert desk.get(message.get_absolute_url()).context["message"] == message


@pytest.mark.parametrize("private", [True, False])
def test_message_detail_is_not_found_for_an_account_mail_or_none(private, desk):
    reference = MessageFactory(is_private=True).reference if private else uuid.uuid4()

    assert desk.get(reverse("clinic:message-detail", args=[reference])).status_code == 404


@pytest.mark.parametrize("factory", [UserFactory, ClinicianFactory])
def test_messages_are_the_desks_alone(factory, client):
    message = MessageFactory(state=MessageState.FAILED)
    client.force_login(factory())
    resend = reverse("clinic:message-resend", args=[message.reference])

    assert client.get(LIST).status_code == 403
    assert client.get(message.get_absolute_url()).status_code == 403
    assert client.post(resend).status_code == 403
    assert Message.objects.get().state == MessageState.FAILED


def test_messages_ask_a_visitor_to_log_in(client):
    response = client.get(LIST)

    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={LIST}")


def test_message_resend_plans_a_new_message_and_shows_it(desk):
    message = MessageFactory(state=MessageState.FAILED, attempts=6)

    response = desk.post(reverse("clinic:message-resend", args=[message.reference]))

    again = Message.objects.exclude(pk=message.pk).get()
    assert (response.status_code, response.url) == (302, again.get_absolute_url())
    assert again.state == MessageState.PLANNED
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.FAILED, 6)


def test_message_resend_says_why_not_when_the_message_is_on_its_way(desk):
    message = MessageFactory(state=MessageState.SENDING)

    response = desk.post(reverse("clinic:message-resend", args=[message.reference]))

    assert response.status_code == 302
    message.refresh_from_db()
    assert message.state == MessageState.SENDING


def test_all_that_failed_lately_is_sent_again_by_one_press(desk):
    """Once, though it is pressed twice; what was sent again already, or is private, is left out."""
    failed = {"state": MessageState.FAILED, "attempts": 6}
    now = timezone.now()
    first, second = MessageFactory.create_batch(2, due_at=now, **failed)
    dealt_with = MessageFactory(due_at=now, **failed)
    MessageFactory(copy_of=dealt_with, state=MessageState.SENT)
    MessageFactory(due_at=now, is_private=True, recipient=None, recipient_email="a@b.ca", **failed)
    MessageFactory(due_at=now - timedelta(days=8), **failed)
    MessageFactory(due_at=now, state=MessageState.SENT)

    page = desk.get(LIST, {"state": "failed"}).text
    answers = [desk.post(reverse("clinic:message-resend-failed"), follow=True) for _ in range(2)]

    assert "2 messages of the last seven days" in " ".join(page.split())
    assert "Send all again" in " ".join(page.split())
    planned = Message.objects.filter(state=MessageState.PLANNED).order_by("pk")
    assert [message.copy_of for message in planned] == [first, second]
    told = [[str(notice) for notice in answer.context["messages"]] for answer in answers]
    assert told == [["2 messages are on the way again."], ["0 messages are on the way again."]]
    assert "Send all again" not in desk.get(LIST, {"state": "failed"}).text


@pytest.mark.django_db(transaction=True)
def test_all_that_failed_is_sent_again_once_when_two_press_at_a_time():
    MessageFactory.create_batch(3, due_at=timezone.now(), state=MessageState.FAILED)
    gate, by, counts = threading.Barrier(2), FrontDeskFactory(), []

    def press():
        gate.wait()
        counts.append(outbox.resend_given_up(by))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(counts) == Message.objects.filter(state=MessageState.PLANNED).count() == 3


def test_the_desk_sees_on_every_page_how_many_messages_failed(desk):
    assert "nav-count" not in desk.get(LIST).text
    MessageFactory.create_batch(2, due_at=timezone.now(), state=MessageState.FAILED)

    page = " ".join(desk.get(reverse("bookings:person-list")).text.split())

    assert '<span class="nav-count">2<span class="visually-hidden"> failed' in page


@pytest.mark.parametrize(
    ("factory", "page", "is_told"),
    [
        (AdministratorFactory, "bookings:desk", True),
        (AdministratorFactory, "clinic:message-list", True),
        (FrontDeskFactory, "clinic:message-list", True),
        (FrontDeskFactory, "bookings:desk", False),
        (ClinicianFactory, "bookings:appointment-list", False),
        (UserFactory, "bookings:me", False),
    ],
)
def test_staff_are_told_that_no_mail_leaves(client, factory, page, is_told):
    outage.record(Failure("Timeout", "SMTPAuthenticationError: 535 Wrong"), timezone.now())
    client.force_login(factory())

    shown = " ".join(client.get(reverse(page)).text.split())

    assert shown.count("No mail leaves") == is_told
    assert ("SMTPAuthenticationError: 535 Wrong" in shown) is is_told


def test_message_resend_changes_nothing_by_a_get(desk):
    message = MessageFactory(state=MessageState.FAILED)

    response = desk.get(reverse("clinic:message-resend", args=[message.reference]))

    assert response.status_code == 405
    assert Message.objects.get().state == MessageState.FAILED
