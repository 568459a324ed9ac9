"""What an email is made of: rendered once to be sent, and once more to be kept, without secrets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template import Context
from django.template.loader import get_template

from clinic.models import DropReason


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


@dataclass(frozen=True)
class Drop:
    """A composer's answer when there is nothing left to say."""

    reason: DropReason


@dataclass(frozen=True)
class Later:
    """A composer's answer when the right time is still to come."""

    at: datetime


def compose(
    name: str, context: Mapping[str, object], *, attachments: Sequence[Attachment] = ()
) -> Composed:
    """Render the three templates of `name`; each Link and Code of the context is masked as kept."""
    kept = {
        key: value.mask if isinstance(value, Link | Code) else value
        for key, value in context.items()
    }
    subject = _plain(f"emails/{name}_subject.txt", kept)  # the subject never carries a secret
    return Composed(
        subject=" ".join(subject.split())[:200],
        body_text=_plain(f"emails/{name}_body.txt", context),
        body_html=get_template(f"emails/{name}_body.html").render(dict(context)),
        stored_text=_plain(f"emails/{name}_body.txt", kept),
        stored_html=get_template(f"emails/{name}_body.html").render(kept),
        attachments=tuple(attachments),
    )


def _plain(template_name: str, context: Mapping[str, object]) -> str:
    """Render plain text: nothing is escaped, and a part that is left out leaves no hole."""
    template = get_template(template_name).template
    text = template.render(Context(dict(context), autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
