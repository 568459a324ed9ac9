"""An email is mailed by IDNA 2008, or refused where it is typed: never to another's domain."""

import pytest
from django.urls import reverse
from django.utils import timezone

from bookings.mail.planning import plan_for
from clinic.addresses import Unmailable, mailable
from clinic.delivery import deliver_due
from clinic.forms import EmailField
from clinic.models import ClinicProfile, Message, MessageState, Patient
from tests.factories import (
    AdministratorFactory,
    AppointmentFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
)

NUMBER = "Please give an address with a name after the @, such as example.org, not a number."
NO_DOT = "Please check what comes after the @: it ends with a dot and letters."
TOO_LONG = "Please check what comes after the @: no such address is that long."
BEFORE = "Please check what comes before the @ of this email address."
ACCENTS = (
    "We cannot write to this address: before the @ it may have letters without accents, digits and "
    "signs alone."
)
NO_EMAIL = "Enter a valid email address."
LONG_LABEL = "ü" * 31 + "."
MAILED = {
    "ana@example.org": "ana@example.org",
    "Ana.O'Neil+run@Example.ORG": "Ana.O'Neil+run@Example.ORG",
    '"ana runner"@example.org': '"ana runner"@example.org',
    "ana@straße.de": "ana@xn--strae-oqa.de",
    "ana@STRAßE.de": "ana@xn--strae-oqa.de",
    "ana@xn--strae-oqa.de": "ana@xn--strae-oqa.de",
    "ana@βόλος.com": "ana@xn--nxasmm1c.com",
    "ana@نامه\u200cای.com": "ana@xn--mgba3gch31f060k.com",
    "ana@ශ්\u200dරී.com": "ana@xn--10cl1a0b660p.com",
    "ana@müller.ch": "ana@xn--mller-kva.ch",
    "ana@mu\u0308ller.ch": "ana@xn--mller-kva.ch",
    "ana@gmaıl.com": "ana@xn--gmal-nza.com",
    "ana@日本。jp": "ana@xn--wgv71a.jp",
    "ana@ab--cd.com": "ana@ab--cd.com",
}
REFUSED = {
    "": NO_EMAIL,
    "ana": NO_EMAIL,
    "@example.org": NO_EMAIL,
    "ana@": NO_EMAIL,
    "ana@localhost": NO_DOT,
    "ana@[127.0.0.1]": NUMBER,
    "ana@[IPv6:::1]": NUMBER,
    f"ana@{'x' * 64}.org": TOO_LONG,
    f"ana@{'ü' * 60}.org": TOO_LONG,
    "ana@" + "x." * 127 + "org": TOO_LONG,
    "añа@example.org": ACCENTS,
    "ſam@example.org": ACCENTS,
    "\u212aim@example.org": ACCENTS,
    "a..b@example.org": BEFORE,
    "ana runner@example.org": BEFORE,
    f"{'x' * 65}@example.org": BEFORE,
    f"{'x' * 64}@{LONG_LABEL * 5}org": "This email address is too long to be mailed.",
} | {
    f"ana@{domain}": f"Please check what comes after the @: no mail can go to “{domain}”."
    for domain in (
        "exam\u200dple.com",
        "exam\u200cple.com",
        "i❤.ws",
        "192.0.2.1",
        "example..org",
        "example.org.",
        "-example.org",
        "example-.org",
        "a_b.org",
        "exa mple.org",
        "ünter_strich.de",
    )
}


@pytest.mark.parametrize("email", MAILED)
def test_an_email_is_written_with_its_domain_in_ascii(email):
    assert mailable(email) == MAILED[email]
    assert mailable(mailable(email)) == MAILED[email]


@pytest.mark.parametrize("email", REFUSED)
def test_what_cannot_be_mailed_is_refused_in_words(email):
    with pytest.raises(Unmailable) as refusal:
        mailable(email)

    assert str(refusal.value) == REFUSED[email]


# --- Fields ---------------------------------------------------------------------------------------

LITERAL = "ana@[127.0.0.1]"


def test_a_field_keeps_an_email_as_it_was_typed():
    assert EmailField(autocomplete="off").clean(" ana@Straße.de ") == "ana@Straße.de"


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("email", ["ana@localhost", LITERAL, "ana@exam\u200dple.com"])
def test_the_set_up_refuses_what_cannot_be_mailed(client, email):
    client.force_login(AdministratorFactory())

    account = client.post(reverse("admin:clinic_user_add"), {"email": email})
    clinic = client.post(reverse("clinic:clinic"), {"email": email})
    looks = client.post(reverse("clinic:identity"), {"reply_to": email})

    assert account.context["adminform"].form.errors["email"] == [REFUSED[email]]
    assert clinic.context["form"].errors["email"] == [REFUSED[email]]
    assert looks.context["form"].errors["reply_to"] == [REFUSED[email]]
    assert not ClinicProfile.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("email", ["ana@localhost", LITERAL, "ana@exam\u200dple.com"])
def test_the_desk_is_told_which_email_cannot_be_mailed(client, email):
    client.force_login(FrontDeskFactory())

    page = client.post(reverse("bookings:person-create"), {"name": "Ana", "email": email})

    assert page.status_code == 422
    assert page.context["form"].errors == {"email": [REFUSED[email]]}
    assert page.context["form"]["email"].value() == email
    assert not Patient.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["signup", "request_login_code", "reset_password", "email"])
@pytest.mark.parametrize("email", ["ana@localhost", LITERAL, "ana@exam\u200dple.com"])
def test_the_account_pages_refuse_what_cannot_be_mailed(client, mailbox, name, email):
    if name == "email":
        client.force_login(UserFactory())

    page = client.post(reverse(f"account_{name}"), {"email": email, "action_add": ""})

    assert page.context["form"].errors == {"email": [REFUSED[email]]}
    assert (mailbox.accepted, list(Message.objects.all())) == ([], [])


# --- Sending --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_login_code_goes_to_the_domain_that_was_typed(client, mailbox):
    UserFactory(email="ana@straße.de")

    client.post(reverse("account_request_login_code"), {"email": "ana@Straße.de"})
    deliver_due()

    assert mailbox.recipients == [["ana@xn--strae-oqa.de"]]
    assert mailbox.accepted[0]["To"] == "ana@xn--strae-oqa.de"
    assert Message.objects.get().recipient_email == "ana@straße.de"


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_planned_mail_goes_to_the_domain_that_was_typed(mailbox):
    patient = PatientFactory(email="ana@βόλος.com")
    plan_for(AppointmentFactory(patient=patient), now=timezone.now())

    deliver_due()

    assert mailbox.recipients == [["ana@xn--nxasmm1c.com"]]
    assert mailbox.accepted[0]["To"] == "ana@xn--nxasmm1c.com"


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_mail_to_what_was_stored_before_and_cannot_be_mailed_fails_at_once(mailbox):
    patient = PatientFactory(email="ana@localhost")
    plan_for(AppointmentFactory(patient=patient), now=timezone.now())

    deliver_due()

    message = Message.objects.get()
    assert (message.state, message.attempts) == (MessageState.FAILED, 1)
    assert message.last_error == f"Unmailable: {NO_DOT}"
    assert mailbox.accepted == []


@pytest.mark.django_db
def test_a_mail_comes_from_the_domain_that_the_clinic_wrote(client, mailbox, settings):
    settings.DEFAULT_FROM_EMAIL = "Klinik Süd <praxis@straße.de>"

    client.post(reverse("account_request_login_code"), {"email": UserFactory().email})
    deliver_due()

    assert mailbox.accepted[0]["From"] == "Klinik Süd <praxis@xn--strae-oqa.de>"
