"""Gives a kind of message the clinic's own words, or ours again."""

from django.db import IntegrityError, transaction

from clinic.models import CalendarDefaults, MessageWording, User
from clinic.wording.catalogue import Words, kinds, words_of


class WordingChanged(Exception):
    """Somebody else has saved other words since the page was opened."""

    def __init__(self):
        super().__init__(
            "Somebody else has changed these words meanwhile. What you typed is still here: "
            "compare it with theirs, below, and save it again if it should hold."
        )


def save_words(*, kind: str, words: Words, seen: int, by: User) -> MessageWording | None:
    """Keep these words as the next version after the one that was `seen`; None: they hold already.

    Raises UnsoundWords, or WordingChanged.
    """
    words.understood(kinds()[kind])
    latest = _latest(kind, seen)
    if words == words_of(latest, kind):
        return None
    return _add(kind, seen, by, subject=words.subject, text=words.text)


def reset_words(*, kind: str, seen: int, by: User) -> MessageWording | None:
    """Have a kind say our words again; None: it does. Raises WordingChanged."""
    latest = _latest(kind, seen)
    if latest is None or not latest.is_own:
        return None
    return _add(kind, seen, by)


@transaction.atomic
def set_calendar_alarm(*, minutes: int | None) -> CalendarDefaults:
    """Have the calendar files that are mailed from now on ring so long before a visit, or not."""
    defaults, _ = CalendarDefaults.objects.update_or_create(
        pk=CalendarDefaults.ONLY, defaults={"alarm_minutes": minutes}
    )
    return defaults


def _latest(kind, seen):
    """Return the latest version, if it is the one that was seen: 0 is none."""
    latest = MessageWording.objects.latest_of(kind)
    if seen != (latest.number if latest else 0):
        raise WordingChanged
    return latest


def _add(kind, seen, by, **words):
    """Add the next version; the database has each number once."""
    try:
        with transaction.atomic():
            return MessageWording.objects.create(kind=kind, number=seen + 1, written_by=by, **words)
    except IntegrityError as error:
        raise WordingChanged from error
