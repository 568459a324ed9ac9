"""Publish what must be published, and keep who was shown which version of it."""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from clinic.marks import mark_of
from clinic.models import (
    ClinicProfile,
    Patient,
    PublicationShown,
    PublicationVersion,
    ShownAt,
    User,
)
from clinic.published import Publication, publications


class TextChanged(Exception):
    """Somebody else has published another version since the page was opened."""

    def __str__(self):
        return (
            "Somebody else has published this text since you opened it. What you wrote is still "
            "here: compare it with theirs, and publish again."
        )


@transaction.atomic
def publish(
    *, kind: str, text: str, in_force_on: date, mark: str, by: User, now: datetime
) -> PublicationVersion:
    """Publish a text from a day on; `mark` is that of the text the page began with.

    Raises TextChanged. The same text for the same day, sent again, is the version that it made.
    """
    _wait_for_turn()
    publication = publications(timezone.localdate(now), kind)[kind]
    latest = publication.versions[0] if publication.versions else None
    if latest and (latest.text, latest.in_force_on) == (text, in_force_on):
        return latest
    if mark != mark_of(latest.text if latest else publication.ours.text):
        raise TextChanged
    return _store(
        kind,
        text=text,
        ours=publication.ours.version if text == publication.ours.text else None,
        in_force_on=in_force_on,
        published_by=by,
        published_at=now,
    )


@transaction.atomic
def note_shown(
    *,
    kinds: tuple[str, ...],
    at: ShownAt,
    now: datetime,
    user: User | None = None,
    patient: Patient | None = None,
) -> None:
    """Keep that somebody was shown the versions in force; the same again changes nothing."""
    found = publications(timezone.localdate(now), *kinds)
    shown = [each.in_force or _row_of_ours(each, now) for each in found.values()]
    PublicationShown.objects.bulk_create(
        [
            PublicationShown(version=version, user=user, patient=patient, at=at, shown_at=now)
            for version in shown
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def set_privacy_contact(*, contact: str) -> None:
    """Say who answers for privacy, wherever a text names it."""
    profile = ClinicProfile.objects.select_for_update(no_key=True).first() or ClinicProfile()
    profile.privacy_contact = contact
    profile.save()


def _row_of_ours(publication: Publication, now: datetime) -> PublicationVersion:
    """Return the row of our text as it ships; it is made for whoever is shown it first."""
    ours = publication.ours
    found = next((row for row in publication.stored if row.ours == ours.version), None)
    if found:
        return found
    _wait_for_turn()
    known = PublicationVersion.objects.filter(kind=ours.kind, ours=ours.version).first()
    return known or _store(
        ours.kind,
        text=ours.text,
        ours=ours.version,
        in_force_on=ours.written_on,
        published_at=now,
    )


def _store(kind: str, **columns) -> PublicationVersion:
    last = PublicationVersion.objects.filter(kind=kind).aggregate(last=Max("number", default=0))
    return PublicationVersion.objects.create(kind=kind, number=last["last"] + 1, **columns)


def _wait_for_turn() -> None:
    """One writer at a time, of a first version too; readers go on.

    What the application may never change it may not lock either, so this is a lock by name.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('publications', 0))")
