"""What an email is made of: rendered once to be sent, and once more to be kept, without secrets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.template import Context
from django.template.loader import get_template

from clinic.addresses import is_mailable, mailable
from clinic.models import ClinicProfile, DropReason


class Link(str):
    """A signed address: printed in the mail, shown as `mask` in the copy that is kept."""

    __slots__ = ()
    mask = "[link]"


class Code(str):
    """A code that opens something: kept as `mask`, as a link is."""

    __slots__ = ()
    mask = "[code]"


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
    name: str, context: Mapping[str, object], *, attachments: Sequence[Attachment] = ()
) -> Composed:
    """Render the three templates of `name`; each Link and Code of the context is masked as kept."""
    kept = {
        key: value.mask if isinstance(value, Link | Code) else value
        for key, value in context.items()
    }
    subject, kept_subject = (
        " ".join(_plain(f"emails/{name}_subject.txt", words).split())[:200]
        for words in (context, kept)
    )
    return Composed(
        subject=subject,
        kept_subject=kept_subject,
        body_text=_plain(f"emails/{name}_body.txt", context),
        body_html=get_template(f"emails/{name}_body.html").render(dict(context)),
        stored_text=_plain(f"emails/{name}_body.txt", kept),
        stored_html=get_template(f"emails/{name}_body.html").render(kept),
        attachments=tuple(attachments),
        answers_to=clinic_address(context["profile"]) if "profile" in context else "",
        sent_by=context["profile"].mailed_as if "profile" in context else "",
    )


def _plain(template_name: str, context: Mapping[str, object]) -> str:
    """Render plain text: nothing is escaped, and a part that is left out leaves no hole."""
    template = get_template(template_name).template
    text = template.render(Context(dict(context), autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
