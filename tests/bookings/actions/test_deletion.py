"""A wish that one's data be deleted: asked once, answered once, and told by mail."""

import pytest

from bookings.actions import answer_deletion, ask_deletion
from bookings.exceptions import RequestAnswered
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile, DeletionRequest, Message
from tests.factories import (
    AdministratorFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


@pytest.fixture
def user(client):
    user = UserFactory(name="Ada Runner", email="ada@example.org")
    client.force_login(user)
    return user


def text_of(answer):
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def test_somebody_asks_and_is_shown_that_it_is_open(client, user):
    page = text_of(client.get("/me/privacy/deletion/"))

    answer = client.post("/me/privacy/deletion/", {"understands": "on", "words": "I moved away."})

    asked = DeletionRequest.objects.get()
    assert "The law asks clinics to keep health records for a number of years" in page
    assert (answer.status_code, answer.url) == (302, "/me/privacy/")
    assert (asked.user, asked.words, asked.answered_at) == (user, "I moved away.", None)
    assert "We have your request of 23 November 2026" in text_of(client.get("/me/privacy/"))
    assert "Ask for deletion" not in text_of(client.get("/me/privacy/"))


@pytest.mark.parametrize(
    ("sent", "at_fault"),
    [({"words": "Please"}, "understands"), ({"words": "x" * 501, "understands": "on"}, "words")],
)
def test_a_request_that_is_not_complete_comes_back(client, user, sent, at_fault):
    answer = client.post("/me/privacy/deletion/", sent)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [at_fault]
    assert f"{sent['words']}</textarea>" in text_of(answer)
    assert DeletionRequest.objects.count() == 0


def test_ask_deletion_returns_the_open_request_when_there_is_one(user):
    first = ask_deletion(user=user)

    again = ask_deletion(user=user, words="Again")

    assert (again, again.words) == (first, "")


def test_a_second_press_asks_nothing_more(client, user):
    sent = {"understands": "on"}

    statuses = [client.post("/me/privacy/deletion/", sent).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert DeletionRequest.objects.count() == 1


def test_an_answer_is_told_by_a_mail_that_does_not_say_it(client, user, mailoutbox):
    ClinicProfile.objects.create(name="Harbour", phone="604 555 0100")
    asked = ask_deletion(user=user)
    administrator = AdministratorFactory()
    client.force_login(administrator)

    answer = client.post(
        f"/desk/requests/{asked.reference}/", {"answer": "Your knee notes have to stay."}
    )
    deliver_due()

    asked.refresh_from_db()
    assert (answer.status_code, asked.answered_by) == (302, administrator)
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["ada@example.org"], "We have answered your request")
    assert "Hello Ada Runner," in mail.body
    assert "/me/privacy/" in mail.body
    assert "knee" not in mail.body + mail.alternatives[0].content
    client.force_login(user)
    assert "Your knee notes have to stay." in text_of(client.get("/me/privacy/"))


def test_answer_deletion_answers_once(user):
    asked = ask_deletion(user=user)
    answer_deletion(request=asked, answer="Done.", answered_by=AdministratorFactory())

    with pytest.raises(RequestAnswered):
        answer_deletion(request=asked, answer="Again.", answered_by=AdministratorFactory())

    assert Message.objects.count() == 1
    assert ask_deletion(user=user) != asked


def test_a_second_administrator_is_told_and_keeps_what_was_typed(client, user):
    asked = ask_deletion(user=user)
    answer_deletion(request=asked, answer="Done.", answered_by=AdministratorFactory())
    client.force_login(AdministratorFactory())

    answer = client.post(f"/desk/requests/{asked.reference}/", {"answer": "Mine."})

    assert answer.status_code == 409
    assert "This request is answered already." in text_of(answer)
    assert "Mine." in text_of(answer)
    assert DeletionRequest.objects.get().answer == "Done."


@pytest.mark.parametrize(
    ("factory", "statuses"),
    [
        (UserFactory, [403, 403, 403]),
        (ClinicianFactory, [403, 403, 403]),
        (FrontDeskFactory, [200, 403, 403]),
        (AdministratorFactory, [200, 200, 422]),
    ],
)
def test_the_desk_sees_requests_and_administrators_answer_them(client, user, factory, statuses):
    PatientFactory(name="Ada Runner").looked_after_by.add(user)
    asked = ask_deletion(user=user, words="I moved away.")
    client.force_login(factory())
    path = f"/desk/requests/{asked.reference}/"

    assert [
        client.get("/desk/requests/").status_code,
        client.get(path).status_code,
        client.post(path).status_code,
    ] == statuses


def test_nobody_reads_anothers_request(client, user):
    ask_deletion(user=UserFactory(), words="A secret")

    assert "A secret" not in text_of(client.get("/me/privacy/"))
