"""Sharing with the patient, taking it back, and the mail that says that something is ready."""

import pytest

from assessments.actions import share_assessment, withdraw_share
from assessments.exceptions import NotSigned
from assessments.models import Share
from clinic import outbox
from clinic.delivery import deliver_due
from clinic.models import Message
from tests.assessments.models.sealed import seal
from tests.factories import (
    NINE,
    AssessmentFactory,
    ClinicianFactory,
    PatientFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WORDS_OF_THE_BODY = ("pelvi", "knee", "running", "assessment", "drop", "hip", "injur")


@pytest.fixture
def by():
    return ClinicianFactory()


@pytest.fixture
def assessment():
    return seal(AssessmentFactory(patient__name="Ada Runner"))


def share(assessment, by):
    return share_assessment(assessment=assessment, by=by, now=NINE)


def withdraw(assessment, by):
    withdraw_share(assessment=assessment, by=by, now=NINE)


def states():
    messages = Message.objects.filter(kind="report_ready").order_by("pk")
    return list(messages.values_list("state", "dropped_reason"))


def test_share_lets_the_patient_read_it_and_plans_one_mail(assessment, by):
    made = share(assessment, by)

    assert (made.shared_at, made.shared_by, made.withdrawn_at) == (NINE, by, None)
    assert states() == [("planned", "")]


def test_share_again_changes_nothing(assessment, by):
    assert share(assessment, by) == share(assessment, ClinicianFactory())
    assert states() == [("planned", "")]


def test_only_what_is_signed_is_shared(by):
    with pytest.raises(NotSigned):
        share(AssessmentFactory(), by)
    with pytest.raises(NotSigned):
        share(AssessmentFactory(status="recorded", recorded_at=NINE), by)


def test_every_share_and_every_withdrawal_is_kept(assessment, by):
    another = ClinicianFactory()

    for _ in range(2):
        share(assessment, by)
        withdraw(assessment, another)
    withdraw(assessment, another)

    kept = Share.objects.values_list("assessment", "shared_by", "withdrawn_at", "withdrawn_by")
    assert list(kept) == [(assessment.pk, by.pk, NINE, another.pk)] * 2


def test_a_share_that_was_taken_back_mails_nothing(assessment, by):
    share(assessment, by)
    withdraw(assessment, by)

    assert states() == [("dropped", "not_shared")]


def test_a_mail_on_its_way_is_dropped_once_the_share_is_taken_back(assessment, by, mailoutbox):
    share(assessment, by)
    Share.objects.update(withdrawn_at=NINE, withdrawn_by=by)

    deliver_due(NINE)

    assert states() == [("dropped", "not_shared")]
    assert mailoutbox == []


def test_the_mail_says_that_something_is_ready_and_nothing_of_what(assessment, by, mailoutbox):
    share(assessment, by)

    deliver_due(NINE)

    [mail] = mailoutbox
    whole = mail.subject + mail.body + mail.alternatives[0][0]
    assert mail.subject == "Something is ready for you to read"
    assert "https://clinic.example/me/assessments/" in mail.body
    said = whole.replace("/me/assessments/", "").lower()
    assert [word for word in WORDS_OF_THE_BODY if word in said.replace("ada runner", "")] == []


def test_the_mail_goes_to_the_file_that_the_patients_was_joined_into(by, mailoutbox):
    kept = PatientFactory(email="kept@example.org")
    assessment = seal(AssessmentFactory(patient__merged_into=kept))

    share(assessment, by)
    deliver_due(NINE)

    assert [mail.to for mail in mailoutbox] == [["kept@example.org"]]


def test_a_patient_without_email_is_shared_with_all_the_same(by):
    assessment = seal(AssessmentFactory(patient__email=""))

    share(assessment, by)

    assert states() == []
    assert Share.objects.count() == 1


def test_a_copy_of_the_mail_says_no_more_than_the_first(assessment, by, mailoutbox):
    share(assessment, by)
    deliver_due(NINE)

    outbox.resend(Message.objects.get(kind="report_ready"), by=UserFactory())
    deliver_due(NINE)

    assert len(mailoutbox) == 2
    assert mailoutbox[0].body == mailoutbox[1].body
