"""Opening the file of somebody one does not treat: a reason, a limit a day, and a witness."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.access import break_glass
from assessments.exceptions import TooManyFiles
from clinic.delivery import deliver_due
from clinic.models import AccessEvent, AccountEvent, ClinicProfile, Message
from tests.factories import NINE, ClinicianFactory, PatientFactory, PrivacyOfficerFactory
from tests.markup import as_read
from tests.races import kinds, race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
WHY = "Covers for a colleague"


@pytest.fixture
def officer():
    return PrivacyOfficerFactory(email="officer@example.org")


@pytest.fixture
def two_a_day():
    ClinicProfile.objects.create(break_glass_per_day=2)


def acts():
    return list(AccountEvent.objects.order_by("pk").values_list("act", flat=True))


def ask(client, patient, ground="covering", reason="Anna, who treats her, is away"):
    url = reverse("assessments:chart-open", args=[patient.reference])
    return client.post(url, {"ground": ground, "reason": reason}, REMOTE_ADDR="192.0.2.7")


@pytest.mark.parametrize(
    "reason",
    [
        "aaaaaaaaaa",
        "aaaa aaaa aaaa",
        "..........",
        "because because",
        "1234567890 1234",
        "ab ab ba ab ab",
    ],
)
def test_what_says_nothing_is_no_reason_and_comes_back(client, reason):
    client.force_login(ClinicianFactory())

    refused = ask(client, PatientFactory(), reason=reason)

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["reason"]
    assert reason in refused.text
    assert not AccessEvent.objects.exists()


def test_a_reason_is_a_choice_as_well(client):
    client.force_login(ClinicianFactory())

    refused = ask(client, PatientFactory(), ground="")

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["ground"]
    assert "Anna, who treats her, is away" in refused.text


def test_a_file_that_is_opened_is_kept_with_its_look_and_told_without_content(
    client, officer, mailbox, clock
):
    clinician, patient = ClinicianFactory(name="Sam Lee"), PatientFactory(name="Kit Stone")
    client.force_login(clinician)

    ask(client, patient)
    deliver_due()

    event = AccountEvent.objects.get()
    look = AccessEvent.objects.get()
    assert (event.act, event.account, event.by, event.patient, event.look, event.address) == (
        "file_opened",
        clinician,
        clinician,
        patient,
        look,
        "192.0.2.7",
    )
    assert look.reason == (
        "I cover for the clinician who treats them: Anna, who treats her, is away"
    )
    [mail] = mailbox.accepted
    text = mail.as_string()
    assert mail["To"] == "officer@example.org"
    for told in ("Sam Lee", "Kit", "Stone", "Anna", "cover", "192.0.2.7"):
        assert told not in text
    assert reverse("clinic:account-event-list") in mail.get_body("plain").get_content()


@pytest.mark.usefixtures("two_a_day", "officer")
def test_one_file_more_than_the_day_allows_is_refused_and_told_once(client, clock):
    clinician = ClinicianFactory()
    client.force_login(clinician)
    first, second, third = PatientFactory.create_batch(3)

    statuses = [ask(client, patient).status_code for patient in (first, second, first, third)]
    refused = ask(client, third, reason="I need to see this now")

    assert statuses == [302, 302, 302, 429]
    assert refused.status_code == 429
    assert "You have opened 2 files with a reason today" in as_read(refused.text)
    assert "I need to see this now" in refused.text
    assert acts() == ["file_opened"] * 3 + ["file_refused"] * 2
    assert Message.objects.filter(kind="privacy_alert").count() == 4
    chart = reverse("assessments:chart-detail", args=[third.reference])
    assert client.get(chart).status_code == 403


@pytest.mark.usefixtures("two_a_day")
def test_the_next_day_and_another_clinician_have_files_of_their_own():
    clinician = ClinicianFactory()
    for patient in PatientFactory.create_batch(2):
        break_glass(clinician, patient, reason=WHY, now=NINE)

    with pytest.raises(TooManyFiles):
        break_glass(clinician, PatientFactory(), reason=WHY, now=NINE)
    break_glass(ClinicianFactory(), PatientFactory(), reason=WHY, now=NINE)
    break_glass(clinician, PatientFactory(), reason=WHY, now=NINE + timedelta(days=1))

    assert acts() == ["file_opened"] * 2 + ["file_refused"] + ["file_opened"] * 2


@pytest.mark.django_db(transaction=True)
def test_files_asked_for_at_once_are_counted_one_by_one():
    ClinicProfile.objects.create(break_glass_per_day=2)
    clinician, patients = ClinicianFactory(), PatientFactory.create_batch(6)

    found = race(
        *(
            lambda patient=patient: break_glass(clinician, patient, reason=WHY, now=NINE)
            for patient in patients
        )
    )

    assert kinds(found.outcomes) == {AccessEvent: 2, TooManyFiles: 4}
    assert sorted(acts()) == ["file_opened"] * 2 + ["file_refused"] * 4
