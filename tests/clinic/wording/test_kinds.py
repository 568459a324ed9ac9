"""Every kind of message: its words are sound, and everything they may name has a value."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from django.conf import settings
from django.utils import timezone

from clinic.emails import everywhere, put_together
from clinic.mail import email_of
from clinic.models import ClinicProfile, MessageWording
from clinic.wording.catalogue import Words, document_for, kinds, our_words
from clinic.wording.values import Button, Code, Facts, Link
from tests.factories import AdministratorFactory, AppointmentFactory
from tests.factories.messages import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CODES = sorted(set(settings.MESSAGE_KINDS) - {"wording_test"})


@pytest.fixture
def profile():
    return ClinicProfile.objects.create(name="Harbour & Sons", phone="604 555 0199")


def own_words(kind):
    """Return words that name everything a kind may."""
    lines = [f"{{{each.name}}}" for each in kind.placeholders]
    return Words("Ours of {clinic}", "\n\n".join(["Own words: 😀 שלום <b>", *lines]) + "\n")


def as_received(composed, code):
    """Return a mail as whoever gets it reads it."""
    row = MessageFactory(kind=code)
    sent = email_of(row, composed, timezone.now()).message().as_bytes()
    return message_from_bytes(sent, policy=default)


def test_every_kind_has_words_and_says_what_they_may_name():
    assert sorted(kinds()) == CODES


@pytest.mark.parametrize("is_real", [False, True])
@pytest.mark.parametrize("code", CODES)
def test_every_placeholder_has_a_value_and_no_other_has(code, is_real, profile):
    AppointmentFactory()
    kind = kinds()[code]

    values = kind.sample(timezone.now(), is_real).values

    assert sorted(values) == sorted(each.name for each in kind.own)
    for each in kind.own:
        is_block = hasattr(values[each.name], "html")
        assert is_block == each.is_block, each.name


@pytest.mark.parametrize("words", [lambda kind: our_words(kind.code), own_words])
@pytest.mark.parametrize("code", CODES)
def test_a_mail_of_every_kind_says_each_value_in_both_parts(code, words, profile):
    kind = kinds()[code]
    values = {**everywhere(profile), **kind.sample(timezone.now(), False).values}
    document = words(kind).understood(kind)

    mail = as_received(put_together(document, values, profile=profile), code)

    plain, html = (mail.get_body(part).get_content() for part in ("plain", "html"))
    assert "{" not in plain + mail["Subject"]
    assert [mail["Subject"], mail["Reply-To"]] == [mail["Subject"].strip(), "clinic@stance.example"]
    shown = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    for name in document.names():
        for said in words_in(values[name]):
            assert " ".join(said.split()) in " ".join(plain.split()), name
            assert as_html(said) in shown or as_html(said) in html, name


def words_in(value):
    """Return what must be readable of a value."""
    if isinstance(value, tuple):
        return ["".join(value)] if len(value) == 1 else [value[0].strip(), *value[1:2]]
    if isinstance(value, Facts):
        return [word for row in value.rows if row.value for word in (row.label, row.value)]
    if isinstance(value, Button):
        return [value.words, value.address]
    if hasattr(value, "html"):
        return []
    return [value] if value else []


def as_html(said):
    for letter, written in {"&": "&amp;", "<": "&lt;", "'": "&#x27;"}.items():
        said = said.replace(letter, written)
    return " ".join(said.split())


@pytest.mark.parametrize("code", CODES)
def test_what_is_kept_of_every_kind_holds_no_link_and_no_code(code, profile):
    secret = Link("https://clinic.example/#example")
    values = kinds()[code].sample(timezone.now(), False).values

    composed = put_together(document_for(code), values, profile=profile)

    kept = composed.stored_text + composed.stored_html + composed.kept_subject
    has_code = any(isinstance(value, Code) for value in values.values())
    assert secret not in kept.replace(settings.SITE_URL, "https://clinic.example")
    assert ("4F7-2KQ" in composed.subject) == has_code
    assert "4F7-2KQ" not in kept


def test_words_that_are_sound_no_more_give_way_to_ours_and_are_logged(caplog):
    MessageWording.objects.create(
        kind="reminder", number=1, subject="Hi", text="{gone}", written_by=AdministratorFactory()
    )

    assert document_for("reminder") == our_words("reminder").understood(kinds()["reminder"])
    assert "The clinic's words of 'reminder' are not used: Line 1, letter 1" in caplog.text
