"""The desk's pages about messages: who may see them, and sending one again."""

import uuid

import pytest
from django.urls import reverse

from clinic.models import Message, MessageState
from tests.factories import ClinicianFactory, FrontDeskFactory, PatientFactory, UserFactory
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


def test_message_resend_changes_nothing_by_a_get(desk):
    message = MessageFactory(state=MessageState.FAILED)

    response = desk.get(reverse("clinic:message-resend", args=[message.reference]))

    assert response.status_code == 405
    assert Message.objects.get().state == MessageState.FAILED
