"""The desk's pages about messages: who may see them, and sending one again."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from clinic import failing_emails, outage, outbox
from clinic.mail import Failure
from clinic.models import Message, MessageOutcome, MessageState, OutcomeKind, ReturnedMail
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
    with django_assert_max_num_queries(12) as one:
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
        (FrontDeskFactory, "bookings:desk", True),
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


# --- What needs somebody --------------------------------------------------------------------------


def came_back(**changes):
    message = MessageFactory(state=MessageState.SENT, sent_at=timezone.now(), **changes)
    MessageOutcome.objects.create(
        message=message, kind=OutcomeKind.BOUNCED, told="No such mailbox."
    )
    return message


def test_message_list_begins_with_what_needs_somebody_on_its_first_page(desk, monkeypatch):
    monkeypatch.setattr("clinic.views.outbox.PAGE_SIZE", 2)
    now = timezone.now()
    returned = came_back(send_at=now - timedelta(days=2))
    failed = MessageFactory(state=MessageState.FAILED, due_at=now, send_at=now - timedelta(days=3))
    others = [
        MessageFactory(send_at=now - timedelta(hours=hours), due_at=now) for hours in (1, 2, 3)
    ]

    first, second = (desk.get(LIST, {"page": page}) for page in (1, 2))

    assert first.context["needing"] == [returned, failed]
    assert list(first.context["page_obj"]) == others[:2]
    assert second.context["needing"] == []
    assert list(second.context["page_obj"]) == others[2:]


@pytest.mark.parametrize("state", ["needs", "came-back", "sent"])
def test_message_list_shows_what_came_back_where_it_is_asked_for(state, desk):
    returned = came_back()
    MessageFactory()

    response = desk.get(LIST, {"state": state})

    assert [*response.context["needing"], *response.context["page_obj"]] == [returned]
    assert f"{returned.get_absolute_url()}?state={state}" in response.text


def test_what_came_back_needs_nobody_once_it_was_dealt_with(desk):
    """Sent again, or the person has another email by now."""
    again, corrected, late = came_back(), came_back(), came_back()
    MessageFactory(copy_of=again, state=MessageState.SENT)
    corrected.recipient.email = "right@example.org"
    corrected.recipient.save()
    late.outcomes.update(occurred_at=timezone.now() - timedelta(days=8))
    left = came_back()

    assert desk.get(LIST).context["needing"] == [left]


def test_the_filter_is_kept_through_a_messages_page(desk):
    message = MessageFactory(state=MessageState.FAILED)

    page = desk.get(message.get_absolute_url(), {"state": "failed"})
    resend = reverse("clinic:message-resend", args=[message.reference])
    answer = desk.post(f"{resend}?state=failed")

    assert page.context["list_url"] == f"{LIST}?state=failed"
    assert f'action="{resend}?state=failed"' in page.text
    again = Message.objects.exclude(pk=message.pk).get()
    assert answer.url == f"{again.get_absolute_url()}?state=failed"


def test_the_desk_says_that_an_address_works_again(desk):
    message = came_back(recipient__email="ana@example.org")
    failing_emails.record("ana@example.org", "The mailbox is full.", timezone.now())
    page = desk.get(message.get_absolute_url()).text
    assert "Mail to this address comes back" in page
    assert "No such mailbox." in page

    answer = desk.post(reverse("clinic:message-email-works", args=[message.reference]))

    assert answer.url == message.get_absolute_url()
    assert not failing_emails.fails("ana@example.org")


def test_the_desk_is_told_that_nobody_can_read_what_comes_back(desk):
    assert "cannot be read" not in desk.get(LIST).text
    ReturnedMail.objects.create(failing_since=timezone.now(), error="error: Wrong password")

    assert "error: Wrong password" in desk.get(LIST).text
