"""What a page sends for one account is not taken while another is logged in, or none."""

import pytest

from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def ada():
    return UserFactory(email="ada@example.org")


def ask(client, sent_by):
    return client.get("/me/details/", headers={"X-Account": sent_by})


def test_what_a_page_sends_for_who_is_logged_in_is_answered(client, ada):
    client.force_login(ada)

    assert ask(client, ada.browser_key).status_code == 200


def test_what_a_page_sends_for_another_account_is_refused(client, ada):
    client.force_login(UserFactory(email="ben@example.org"))

    answer = ask(client, ada.browser_key)

    assert (answer.status_code, answer.json()["code"]) == (401, "other_account")


def test_what_a_page_sends_after_the_log_out_asks_to_log_in(client, ada):
    answer = ask(client, ada.browser_key)

    assert (answer.status_code, answer.json()["code"]) == (401, "log_in")


def test_the_key_of_an_account_is_its_own_and_stays(ada):
    other = UserFactory(email="ben@example.org")
    before = ada.browser_key
    ada.email = "ada.runner@example.org"
    ada.save()
    ada.refresh_from_db()

    assert ada.browser_key == before
    assert other.browser_key != before
