"""Keep a clip with the patient's consent, and delete its file when the consent is withdrawn."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction

from assessments.exceptions import ClipAlreadyKept, ConsentMissing
from assessments.files import clips
from assessments.models import Capture, ClipFile
from clinic.models import User

logger = logging.getLogger(__name__)

STRAY_AFTER = timedelta(days=1)  # by then whoever was writing a file has finished or died
KEPT_ASIDE = timedelta(days=30)


def keep_clip(
    *,
    capture: Capture,
    read: Callable[[int], bytes],
    expected_bytes: int | None,
    has_consent: bool,
    by: User,
    now: datetime,
) -> ClipFile:
    """Store a capture's clip, signed or not; the same file sent again is the one kept.

    `read` gives the next bytes. `by` recorded the patient's consent, at `now`. The file is whole
    before its row is written, so that no row is without a file. Raises ConsentMissing,
    ClipAlreadyKept, or what the store refuses.
    """
    if not has_consent:
        raise ConsentMissing
    reference = uuid4()
    stored = clips.store(read, reference=reference, expected_bytes=expected_bytes)
    try:
        with transaction.atomic():
            return ClipFile.objects.create(
                reference=reference,
                assessment_id=capture.assessment_id,
                capture=capture,
                path=stored.path,
                size_bytes=stored.size_bytes,
                sha256=stored.sha256,
                kept_at=now,
                kept_by=by,
                consent_at=now,
            )
    except IntegrityError as error:
        clips.delete(stored.path)
        if error.__cause__.diag.constraint_name != "clip_file_once":
            raise
        kept = ClipFile.objects.filter(capture=capture, withdrawn_at__isnull=True).first()
        if kept is None or kept.sha256 != stored.sha256:
            raise ClipAlreadyKept from error
        return kept


@transaction.atomic
def withdraw_clip(*, clip: ClipFile, by: User, now: datetime) -> ClipFile:
    """Delete the file of a clip whose consent is withdrawn; the row says that it was kept."""
    clip = ClipFile.objects.select_for_update(no_key=True).get(pk=clip.pk)
    if clip.withdrawn_at is None:
        clip.withdrawn_at, clip.withdrawn_by = now, by
        clip.save(update_fields=["withdrawn_at", "withdrawn_by"])
    transaction.on_commit(lambda: delete_withdrawn(now=now), robust=True)  # or the task does it
    return clip


def delete_withdrawn(*, now: datetime) -> int:
    """Delete the files of all withdrawn clips that are still there, and return how many were."""
    withdrawn = ClipFile.objects.filter(withdrawn_at__isnull=False, deleted_at__isnull=True)
    for clip in withdrawn:
        clips.delete(clip.path)
        ClipFile.objects.filter(pk=clip.pk, deleted_at__isnull=True).update(deleted_at=now)
    return len(withdrawn)


def tidy_strays(*, now: datetime) -> list[str]:
    """Set aside whole files without a row, and return them; delete what a crash left half written.

    Their row may come yet, as when a backup is put back: then the file goes back to its place. What
    was aside for a month and has none is deleted.
    """
    aside = clips.aside_since_before(now)
    for name in _with_a_row(aside):
        clips.bring_back(name)
    for name in clips.aside_since_before(now - KEPT_ASIDE):
        clips.delete_aside(name)
    old = clips.older_than(now - STRAY_AFTER)
    rows = ClipFile.objects.filter(path__in=old)
    again = set(rows.filter(deleted_at__isnull=False).values_list("path", flat=True))  # by a backup
    gone = again.union(filter(clips.is_passing, old))
    for name in gone:
        clips.delete(name)
    strays = sorted(set(old) - gone - _with_a_row(old))
    for name in strays:
        clips.set_aside(name, now)
    if strays:
        logger.warning(
            "No row names these files of clips; they are set aside for %d days: %s.",
            KEPT_ASIDE.days,
            ", ".join(strays),
        )
    return strays


def _with_a_row(names):
    return set(ClipFile.objects.filter(path__in=names).values_list("path", flat=True))
