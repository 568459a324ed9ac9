"""Which kinds of messages there are, and the words of each: the clinic's own, or else ours."""

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from clinic.models import MessageWording
from clinic.wording.kinds import Kind
from clinic.wording.language import Document, UnsoundWords, parse

logger = logging.getLogger(__name__)
SUBJECT_LINE = "Subject: "


@dataclass(frozen=True)
class Words:
    """A subject and a text, as they are typed."""

    subject: str
    text: str

    def understood(self, kind: Kind) -> Document:
        """Return them as a document of this kind. Raises UnsoundWords."""
        return parse(self.subject, self.text, kind.placeholders)


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind of message whose words may be changed, by code."""
    return {kind.code: kind for place in settings.MESSAGE_WORDS for kind in import_string(place)}


@cache
def our_words(code: str) -> Words:
    """Return the words that the program comes with."""
    written = (Path(settings.BASE_DIR) / "templates/emails/words" / f"{code}.txt").read_text()
    subject, _, text = written.partition("\n")
    return Words(subject.removeprefix(SUBJECT_LINE).strip(), text.strip() + "\n")


def words_of(row: MessageWording | None, code: str) -> Words:
    """Return what a row of the clinic's says; ours, if there is none or it went back to ours."""
    return Words(row.subject, row.text) if row and row.is_own else our_words(code)


def document_for(code: str) -> Document:
    """Return what a message of a kind says now; words that are sound no more give way to ours.

    A new version may have taken away a placeholder that the clinic's words name.
    """
    kind = kinds()[code]
    row = MessageWording.objects.latest_of(code)
    try:
        return words_of(row, code).understood(kind)
    except UnsoundWords as error:
        logger.error("The clinic's words of %r are not used: %s", code, error)
        return our_words(code).understood(kind)
