"""What the links of a mail tell of it, and the refusal of such mails by one press (RFC 8058)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from clinic import failing_emails, mailed_links
from clinic.delivery import deliver_due
from clinic.models import MessageOutcome, MessageState, OutcomeKind, Patient
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AppointmentFactory,
    FollowUpFactory,
    PatientFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    bookable,
)
from tests.factories.messages import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
SITE = "https://clinic.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def patient():
    return PatientFactory(name="Ana Perez", email="ana@example.org")


@pytest.fixture
def visit(patient):
    service, [practitioner] = bookable()
    return AppointmentFactory(
        patient=patient, starts_at=NINE, service=service, practitioner=practitioner
    )


@pytest.fixture
def program():
    """What a mail program sends with: it follows nothing, and has no cookies."""
    return Client(enforce_csrf_checks=True)


def mail_about(row, kind, mailbox, **changes):
    """Send one message about a row, and return it with the mail."""
    message = MessageFactory(
        kind=kind, about=row, recipient=Patient.objects.first(), revision=0, **changes
    )
    assert deliver_due() == 1
    message.refresh_from_db()
    return message, mailbox.accepted[-1]


def outcomes():
    return list(MessageOutcome.objects.values_list("message", "kind"))


def wanted(patient):
    patient.refresh_from_db()
    return patient.reminders_wanted, patient.offers_wanted, patient.questions_wanted


# --- Opened ---------------------------------------------------------------------------------------


def test_a_link_of_a_mail_says_once_that_the_mail_was_read(visit, mailbox, client):
    message, mail = mail_about(visit, "confirmation", mailbox)
    text, page = (mail.get_body(kind).get_content() for kind in ("plain", "html"))
    [link] = set(re.findall(r"http\S+key=\S+", text))
    assert link.endswith(f"&mail={message.reference}")
    assert f'&amp;mail={message.reference}"' in page

    for _ in range(2):
        answer = Client().get(link.replace(SITE, ""))
        assert (answer.status_code, answer.url) == (302, visit.get_absolute_url())

    assert outcomes() == [(message.pk, OutcomeKind.OPENED)]
    assert str(message.reference) not in message.body_text


@pytest.mark.parametrize("reference", ["", "junk", "5c1d4f0e-8a3b-4c57-9b0e-2f6d1e7a9c34"])
def test_a_link_that_names_no_mail_of_ours_opens_its_page_all_the_same(reference, visit, mailbox):
    _, mail = mail_about(visit, "confirmation", mailbox)
    link = re.search(r"http\S+key=\S+", mail.get_body("plain").get_content()).group()
    link = re.sub("mail=.+", f"mail={reference}", link).replace(SITE, "")

    assert Client().get(link).status_code == 302
    assert outcomes() == []


def test_a_link_that_opens_nothing_says_nothing(visit, mailbox):
    message, _ = mail_about(visit, "confirmation", mailbox)

    Client().get(f"{visit.get_absolute_url()}?mail={message.reference}&key=wrong")

    assert outcomes() == []


def test_an_address_works_again_once_a_link_of_a_later_mail_is_opened(visit, mailbox):
    message = MessageFactory(
        state=MessageState.SENT,
        sent_at=MONDAY_MORNING,
        recipient=None,
        recipient_email="ana@example.org",
    )
    failing_emails.record("ana@example.org", "Full.", MONDAY_MORNING + timedelta(minutes=1))

    mailed_links.record_opened(str(message.reference), MONDAY_MORNING + timedelta(hours=1))
    assert failing_emails.fails("ana@example.org")

    later = MessageFactory(
        state=MessageState.SENT,
        sent_at=MONDAY_MORNING + timedelta(minutes=2),
        recipient=None,
        recipient_email="ana@example.org",
    )
    mailed_links.record_opened(str(later.reference), MONDAY_MORNING + timedelta(hours=1))
    assert not failing_emails.fails("ana@example.org")


# --- Refused --------------------------------------------------------------------------------------


def rows_of(kind, visit):
    if kind == "waitlist_offer":
        return WaitlistOfferFactory(
            entry=WaitlistEntryFactory(patient=visit.patient),
            expires_at=MONDAY_MORNING + timedelta(hours=1),
        )
    if kind.startswith("follow_up"):
        return FollowUpFactory(patient=visit.patient, due_at=MONDAY_MORNING)
    return visit


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        ("reminder", (False, True, True)),
        ("waitlist_offer", (True, False, True)),
        ("follow_up_questions", (True, True, False)),
    ],
)
def test_a_mail_that_may_be_refused_is_by_one_press(kind, left, visit, mailbox, program):
    """Of a mail program without cookies, once or more often; and it can be taken back."""
    message, mail = mail_about(rows_of(kind, visit), kind, mailbox)
    url = mail["List-Unsubscribe"].strip(" <>").replace(SITE, "")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    assert program.get(url).status_code == 200
    assert wanted(visit.patient) == (True, True, True)
    for _ in range(2):
        answer = program.post(url, ONE_CLICK)
        assert (answer.status_code, answer.cookies) == (200, {})
        assert wanted(visit.patient) == left
    assert outcomes() == [(message.pk, OutcomeKind.REFUSED)]

    assert program.post(url, {"again": "yes"}).status_code == 200
    assert wanted(visit.patient) == (True, True, True)


@pytest.mark.parametrize("kind", ["confirmation", "changed"])
def test_what_has_to_be_said_cannot_be_refused(kind, visit, mailbox, program):
    message, mail = mail_about(visit, kind, mailbox)
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)

    url = mailed_links.refusal_url(message).replace(SITE, "")

    assert program.post(url, ONE_CLICK).status_code == 404
    assert wanted(visit.patient) == (True, True, True)


def test_a_link_to_refuse_ends_when_the_person_has_another_email(visit, mailbox, program):
    message, _ = mail_about(visit, "reminder", mailbox)
    url = mailed_links.refusal_url(message).replace(SITE, "")
    Patient.objects.update(email="other@example.org")

    assert program.post(url, ONE_CLICK).status_code == 404
    assert wanted(visit.patient) == (True, True, True)


def test_a_link_to_refuse_that_is_not_ours_does_nothing(visit, mailbox, program):
    message, _ = mail_about(visit, "reminder", mailbox)
    url = reverse("bookings:mail-refuse", args=[message.reference, "wrong"])

    assert program.post(url, ONE_CLICK).status_code == 404
    assert wanted(visit.patient) == (True, True, True)


def test_what_was_refused_is_refused_in_all_files_of_the_person(visit, mailbox, program):
    other = PatientFactory(name="Ana Perez", merged_into=visit.patient, email="ana@example.org")
    message, _ = mail_about(visit, "reminder", mailbox)

    program.post(mailed_links.refusal_url(message).replace(SITE, ""), ONE_CLICK)

    assert (wanted(visit.patient)[0], wanted(other)[0]) == (False, False)
