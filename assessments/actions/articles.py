"""Write the clinic's articles: a change is a new version, and a clinician stands by each."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from assessments.exceptions import ArticleChanged
from assessments.learning.articles import LONGEST_SLUG, NOT_SLUGS, ArticleText
from assessments.models import ArticleReview, ArticleSetting, ArticleVersion
from assessments.shelf import Entry, Version, shelf
from clinic.models import Practitioner, User


def _wait_for_turn() -> None:
    """One writer of articles at a time, of a first version too; readers go on.

    What the application may never change it may not lock either, so this is another table.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE assessments_articlesetting IN SHARE ROW EXCLUSIVE MODE")


def _entry(slug: str, mark: str) -> Entry:
    """Return the article as it stands; raise ArticleChanged if another text is worked on by now."""
    entry = shelf(slug)[slug]
    if entry.working.text.mark != mark:
        raise ArticleChanged
    return entry


def _next_number(slug: str) -> int:
    """Return a number that no version has, and no review from before versions were kept."""
    stored = ArticleVersion.objects.filter(slug=slug).aggregate(last=Max("number", default=0))
    reviewed = ArticleReview.objects.filter(slug=slug).aggregate(
        last=Max("article_version", default=0)
    )
    return max(stored["last"], reviewed["last"]) + 1


def _store(slug: str, text: ArticleText, **about) -> ArticleVersion:
    columns = asdict(text) | {"related": list(text.related), "exercises": list(text.exercises)}
    return ArticleVersion.objects.create(slug=slug, number=_next_number(slug), **(columns | about))


def _stored(version: Version) -> ArticleVersion:
    """Return a version's row; one of ours that nobody has touched gets it now."""
    if version.number is not None:
        return ArticleVersion.objects.get(slug=version.slug, number=version.number)
    return _store(version.slug, version.text, ours=version.ours, written_on=version.written_on)


@transaction.atomic
def add_article(*, text: ArticleText, by: User, submission: UUID) -> ArticleVersion:
    """Store the first version of one of the clinic's own; its address is made from its title.

    A repeated `submission` returns what the first made.
    """
    _wait_for_turn()
    if made := ArticleVersion.objects.filter(submission=submission).first():
        return made
    wanted = slugify(text.title)[: LONGEST_SLUG - 5].strip("-") or "article"
    taken = {*shelf(), *NOT_SLUGS}
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    about = {"written_by": by, "written_on": timezone.localdate(), "submission": submission}
    return _store(slug, text, **about)


@transaction.atomic
def change_article(
    *, slug: str, text: ArticleText, mark: str, by: User, note: str = ""
) -> ArticleVersion | None:
    """Store a new version over the one that the page began with; none if nothing was changed.

    Raises ArticleChanged. What was reviewed stays public until somebody reviews this one.
    """
    _wait_for_turn()
    if shelf(slug)[slug].working.text == text:
        return None
    entry = _entry(slug, mark)
    if entry.working.number is None:  # what was written over can be read later
        _stored(entry.working)
    return _store(slug, text, note=note, **_origin(entry, text, by))


@transaction.atomic
def put_back(*, slug: str, number: int, mark: str, by: User) -> ArticleVersion:
    """Make an earlier version the latest, with the reviews it had; raise ArticleChanged.

    A text that a clinician stood by is public again at once, and says when that was.
    """
    _wait_for_turn()
    entry = _entry(slug, mark)
    earlier = ArticleVersion.objects.get(slug=slug, number=number)
    return _again(entry, earlier.text, by, note=f"Version {number} again.")


@transaction.atomic
def reset_article(*, slug: str, mark: str, by: User) -> ArticleVersion:
    """Go back to our text as it ships today, with the reviews it had; raise ArticleChanged."""
    _wait_for_turn()
    entry = _entry(slug, mark)
    return _again(entry, entry.ours.text, by)


def _origin(entry: Entry, text: ArticleText, by: User) -> dict[str, object]:
    """Return whose words a text is: ours, as they ship today, follow the next upgrade."""
    if entry.ours and entry.ours.text == text:
        return {"ours": entry.ours.version, "written_on": entry.ours.written_on}
    return {"written_by": by, "written_on": timezone.localdate()}


def _again(entry: Entry, text: ArticleText, by: User, note: str = "") -> ArticleVersion:
    """Store a text once more, and what clinicians have said of these very words."""
    slug = entry.slug
    same = [version.number for version in entry.versions if version.text == text]
    reviews = list(ArticleReview.objects.filter(slug=slug, article_version__in=same))
    version = _store(slug, text, note=note, **_origin(entry, text, by))
    latest = {review.reviewed_by_id: review for review in reversed(reviews)}
    for review in latest.values():
        ArticleReview.objects.create(
            slug=slug,
            article_version=version.number,
            reviewed_by_id=review.reviewed_by_id,
            reviewed_on=review.reviewed_on,
        )
    return version


@transaction.atomic
def hide_article(*, slug: str, is_hidden: bool, by: User, now: datetime) -> ArticleSetting:
    """Take an article off the public pages, or let it be there again."""
    decided = {"is_hidden": is_hidden, "changed_at": now, "changed_by": by}
    setting, _ = ArticleSetting.objects.update_or_create(slug=slug, defaults=decided)
    return setting


@transaction.atomic
def review_article(*, slug: str, mark: str, practitioner: Practitioner) -> ArticleReview:
    """Record that a practitioner stands by the version that is worked on, as of today.

    `mark` is that of the text that they read: raises ArticleChanged where it is another by now.
    Again changes nothing; on a later day the same row takes the new date, and its history keeps
    the one before.
    """
    _wait_for_turn()
    version = _stored(_entry(slug, mark).working)
    review, _ = ArticleReview.objects.update_or_create(
        slug=slug,
        article_version=version.number,
        reviewed_by=practitioner,
        defaults={"reviewed_on": timezone.localdate()},
    )
    return review
