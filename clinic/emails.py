"""What an email is made of: rendered once to be sent, and once more to be kept, without secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import mark_safe

from clinic.addresses import is_mailable, mailable
from clinic.models import ClinicProfile, DropReason
from clinic.wording.catalogue import document_for
from clinic.wording.language import Document, html_of, subject_of, text_of
from clinic.wording.values import Ink, Phone, Print, Value


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    content_type: str  # with its parameters: "text/calendar; method=REQUEST; charset=utf-8"


@dataclass(frozen=True)
class Composed:
    """One email, as it is sent and as it is kept."""

    subject: str
    body_text: str
    body_html: str
    stored_text: str
    stored_html: str
    attachments: Sequence[Attachment] = ()
    answers_to: str = ""  # none: the sender
    kept_subject: str = ""  # none: as it is sent
    sent_by: str = ""  # the name before the sender's address; none: as the settings have it


@dataclass(frozen=True)
class Drop:
    """A composer's answer when there is nothing left to say."""

    reason: DropReason


@dataclass(frozen=True)
class Later:
    """A composer's answer when the right time is still to come."""

    at: datetime


def sender() -> str:
    """Return the address that mail leaves from: the mail server may send as this one alone."""
    email = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return mailable(email) if is_mailable(email) else email


def clinic_address(profile: ClinicProfile) -> str:
    """Return where answers go, and whose a visit is in a calendar: as it says, or its own email.

    Without one that can be mailed it is the sender's. Where the two differ, a calendar file names
    both: some programs take an update only from whom it names (RFC 5545, 3.2.18; RFC 6047, 2.3).
    """
    for email in (profile.reply_to, profile.email):
        if is_mailable(email):
            return mailable(email)
    return sender()


def compose(
    kind: str,
    values: Mapping[str, Value],
    *,
    profile: ClinicProfile,
    attachments: Sequence[Attachment] = (),
) -> Composed:
    """Write a message of a kind in the words that the clinic has for it now."""
    return put_together(document_for(kind), values, profile=profile, attachments=attachments)


def put_together(
    document: Document,
    values: Mapping[str, Value],
    *,
    profile: ClinicProfile,
    attachments: Sequence[Attachment] = (),
) -> Composed:
    """Fill in the words, as they are sent and, each Link and Code masked, as they are kept."""
    values = {**everywhere(profile), **values}
    by_day = profile.palette.day
    ink = Ink(accent=by_day.action, on_accent=by_day.on_action)
    sent, kept = Print(ink), Print(ink, is_kept=True)
    return Composed(
        subject=subject_of(document, values, sent),
        kept_subject=subject_of(document, values, kept),
        body_text=text_of(document, values, sent),
        body_html=_framed(html_of(document, values, sent), profile),
        stored_text=text_of(document, values, kept),
        stored_html=_framed(html_of(document, values, kept), profile),
        attachments=tuple(attachments),
        answers_to=clinic_address(profile),
        sent_by=profile.mailed_as,
    )


def everywhere(profile: ClinicProfile) -> dict[str, Value]:
    """Return what every message may say."""
    return {
        "clinic": profile.name,
        "phone": Phone(profile.phone),
        "questions": with_phone("Questions? Call us at ", profile, "."),
    }


def with_phone(before: str, profile: ClinicProfile, after: str = "") -> tuple[str, ...]:
    """Return a sentence that holds the clinic's phone; nothing, if there is none."""
    return (before, Phone(profile.phone), after) if profile.phone else ()


def _framed(body, profile):
    context = {"profile": profile, "body": mark_safe(body)}  # noqa: S308 - escaped by the language
    return get_template("emails/base.html").render(context)
