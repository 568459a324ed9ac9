"""The clinic's own words: changed, refused, tried, mailed, and put back to ours."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from bookings.mail.planning import plan_for
from clinic.actions.wording import WordingChanged, reset_words, save_words
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile, Message, MessageWording
from clinic.wording.catalogue import Words, our_words
from tests.factories import NINE, AdministratorFactory, AppointmentFactory, PatientFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
URL = reverse("clinic:wording-detail", args=["confirmation"])
OWN = "Dear {name},\n\n{visit_facts}\n\n- <b>warm</b> 😀 שלום\n\n{button}\n"
TYPED = {"subject": "See you {when_short}", "text": OWN, "seen": "0"}


@pytest.fixture
def owner(client):
    ClinicProfile.objects.create(name="Harbour", email="desk@clinic.example")
    user = AdministratorFactory(email="owner@clinic.example")
    client.force_login(user)
    return user


def words():
    return list(MessageWording.objects.values_list("kind", "number", "subject", "text"))


def test_own_words_are_saved_and_the_next_mail_says_them(client, owner, mailbox):
    saved = client.post(URL, {**TYPED, "save": "1"})
    plan_for(
        AppointmentFactory(patient=PatientFactory(name="Ana", email="ana@x.org")),
        now=timezone.now(),
    )
    deliver_due()

    assert (saved.status_code, saved.url) == (302, URL)
    assert words() == [("confirmation", 1, TYPED["subject"], OWN)]
    [mail] = mailbox.to("ana@x.org")
    assert mail["Subject"] == "See you Tue 1 Dec at 09:00"
    assert " ".join(mail.get_body("plain").get_content().split()).startswith("Dear Ana, What: ")
    assert "<li>&lt;b&gt;warm&lt;/b&gt; 😀 שלום</li>" in mail.get_body("html").get_content()


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"text": "Hi\n\n{nme}"}, "text", "Line 3, letter 1: There is no {nme} here. Did you mean"),
        ({"text": "{% for %}"}, "text", "Line 1, letter 1: There are no rules, loops or settings"),
        ({"text": "{{ settings.SECRET_KEY }}"}, "text", "Line 1, letter 1: There are no rules"),
        ({"text": "Hi }"}, "text", "Line 1, letter 4: “}” stands alone"),
        ({"text": "Hello"}, "text", "This message cannot do without {visit_facts} ("),
        ({"text": "x" * 10_000}, "text", "Please keep it to 5000 letters."),
        ({"subject": "a\nb"}, "subject", "A subject is one line."),
        ({"subject": ""}, "subject", "A message needs a subject."),
    ],
)
def test_a_mistake_is_refused_beside_its_field_and_what_was_typed_stays(
    client, owner, changes, field, error
):
    typed = {**TYPED, **changes}

    answer = client.post(URL, {**typed, "save": "1"})

    form = answer.context["form"]
    assert (answer.status_code, words()) == (422, [])
    assert form.errors[field][0].startswith(error)
    assert (form["subject"].value(), form["text"].value()) == (typed["subject"], typed["text"])
    assert "SECRET" not in answer.text or "{{ settings.SECRET_KEY }}" in answer.text


def test_what_another_saved_meanwhile_is_shown_and_nothing_is_lost(client, owner):
    theirs = Words("Theirs", OWN)
    save_words(kind="confirmation", words=theirs, seen=0, by=AdministratorFactory())

    answer = client.post(URL, {**TYPED, "save": "1"})
    again = client.post(URL, {**TYPED, "seen": answer.context["form"]["seen"].value(), "save": "1"})

    assert (answer.status_code, again.status_code) == (409, 302)
    assert "Theirs" in answer.text
    assert [row[1:3] for row in words()] == [(2, TYPED["subject"]), (1, "Theirs")]


def test_a_preview_shows_the_next_visit_in_what_was_typed_and_saves_nothing(client, owner):
    visit = AppointmentFactory(patient=PatientFactory(name="Ana Perez"), starts_at=NINE)

    shown = client.post(URL, {**TYPED, "preview": "1"})
    mail = client.get(f"{URL}preview/?typed=1")
    current = client.get(f"{URL}preview/")

    assert shown.context["whose"] == "Ana Perez, Tue 1 Dec at 09:00"
    assert "Dear Ana Perez" in shown.context["mail"].body_text
    assert ("Dear Ana Perez" in mail.text, "Dear Ana" in current.text) == (True, False)
    assert "key=" not in mail.text + shown.context["mail"].body_text
    assert str(visit.reference) not in mail.text
    policy = mail["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert mail["X-Frame-Options"] == "SAMEORIGIN"
    assert words() == []


def test_a_test_goes_to_oneself_marked_with_nothing_real_in_it(client, owner, mailbox):
    AppointmentFactory(patient=PatientFactory(name="Ana Perez"), starts_at=NINE)

    client.post(URL, {**TYPED, "test": "1"})
    deliver_due()

    [mail] = mailbox.accepted
    text = mail.get_body("plain").get_content()
    assert mail["To"] == "owner@clinic.example"
    assert mail["Subject"].startswith("[Test] See you ")
    assert "Dear Alex Example" in text
    assert "Ana" not in text
    assert "key=" not in text
    row = Message.objects.get(kind="wording_test")
    assert (row.state, row.given, row.body_text, words()) == ("sent", None, "", [])


def test_ours_come_back_with_what_differs_shown_and_theirs_are_kept(client, owner):
    client.post(URL, {**TYPED, "save": "1"})

    shown = client.get(f"{URL}reset/")
    back = client.post(f"{URL}reset/", {"seen": "1"})
    taken_up = client.get(f"{URL}?version=1")

    ours = our_words("confirmation")
    assert ("gone", "Subject: See you {when_short}") in shown.context["lines"]
    assert ("new", f"Subject: {ours.subject}") in shown.context["lines"]
    assert back.url == URL
    assert [row[1:] for row in words()] == [(2, "", ""), (1, TYPED["subject"], OWN)]
    assert client.get(URL).context["form"]["text"].value() == ours.text
    form = taken_up.context["form"]
    assert (form["text"].value(), form["seen"].value()) == (OWN, 2)


def test_words_that_fit_no_more_are_said_on_their_page_and_on_the_list(client, owner):
    MessageWording.objects.create(
        kind="confirmation", number=1, subject="Hi", text="{gone}", written_by=owner
    )

    page, listed = client.get(URL), client.get(reverse("clinic:wording-list"))

    assert "Your words are not used" in page.text
    assert "Line 1, letter 1: There is no {gone} here." in page.text
    assert page.context["mail"].subject.startswith("Booked: your visit on ")
    assert "Not used" in " ".join(listed.text.split())


def test_two_who_save_at_once_do_not_overwrite_each_other():
    by = AdministratorFactory()
    save_words(kind="reminder", words=our_with("One"), seen=0, by=by)

    with pytest.raises(WordingChanged):
        save_words(kind="reminder", words=our_with("Two"), seen=0, by=by)
    with pytest.raises(WordingChanged):
        reset_words(kind="reminder", seen=0, by=by)
    assert save_words(kind="reminder", words=our_with("One"), seen=1, by=by) is None
    assert reset_words(kind="changed", seen=0, by=by) is None


def our_with(subject):
    return Words(subject, our_words("reminder").text)


def test_the_database_keeps_every_version(owner):
    row = save_words(kind="reminder", words=our_with("One"), seen=0, by=owner)

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        row.delete()
    with pytest.raises(DatabaseError, match="message_wording_whole_or_ours"), transaction.atomic():
        MessageWording.objects.create(kind="changed", number=1, subject="x", written_by=owner)


def test_a_kind_that_does_not_exist_is_a_404(client, owner):
    for name in ("wording-detail", "wording-preview", "wording-reset"):
        assert client.get(reverse(f"clinic:{name}", args=["nothing"])).status_code == 404


def test_a_calendar_rings_as_the_clinic_says(client, owner):
    url = reverse("clinic:wording-calendar")

    assert client.post(url, {"alarm_minutes": "60"}).status_code == 302
    assert client.post(url, {"alarm_minutes": "7"}).status_code == 422
    listed = client.get(reverse("clinic:wording-list"))
    assert listed.context["form"]["alarm_minutes"].value() == 60
