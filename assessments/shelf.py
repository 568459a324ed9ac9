"""The articles as they stand: which version readers see, which one is worked on, and why.

Readers see the latest version that a clinician reviewed. Worked on is the clinic's own latest, or
ours where nobody wrote over it. The desk takes the whole shelf; what readers see is read alone, for
every version ever written is kept.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef

from assessments.learning.articles import ArticleText, Shipped, shipped
from assessments.models import ArticleReview, ArticleSetting, ArticleVersion


@dataclass(frozen=True)
class Version:
    """One version, as a row or, of ours that nobody has touched, as its file says it."""

    slug: str
    text: ArticleText
    number: int | None  # none: it is no row yet
    ours: int | None  # word for word this version of ours
    written_on: date
    written_by: str = ""
    note: str = ""
    review: ArticleReview | None = None  # the latest


@dataclass
class Entry:
    """One article: all its stored versions, newest first, and what the clinic decided of it."""

    slug: str
    ours: Shipped | None = None
    versions: list[Version] = field(default_factory=list)
    is_hidden: bool = False

    @property
    def working(self) -> Version:
        """Return what is edited and reviewed next."""
        latest = self.versions[0] if self.versions else None
        if latest and (latest.ours is None or self.ours is None):
            return latest
        if latest and latest.ours >= self.ours.version:
            return latest
        return Version(self.slug, self.ours.text, None, self.ours.version, self.ours.written_on)

    @property
    def reviewed(self) -> Version | None:
        """Return the latest version that a clinician stands by."""
        return next((version for version in self.versions if version.review), None)

    @property
    def public(self) -> Version | None:
        """Return what everybody may read."""
        return None if self.is_hidden else self.reviewed

    @property
    def is_draft(self) -> bool:
        """Whether what is worked on awaits a review."""
        return self.working.review is None

    @property
    def is_own(self) -> bool:
        """Whether the clinic added it, so that there is nothing of ours to go back to."""
        return self.ours is None

    @property
    def can_be_reset(self) -> bool:
        return self.ours is not None and self.working.text.mark != self.ours.text.mark

    @property
    def has_newer_ours(self) -> bool:
        """Whether ours was changed since the clinic wrote its own over it."""
        known = [version.ours for version in self.versions if version.ours]
        is_own = self.working.ours is None
        return is_own and self.ours is not None and self.ours.version > max(known, default=0)


def shelf(slug: str | None = None) -> dict[str, Entry]:
    """Return every article by its slug, ours first; or one alone, if there is such a one."""
    of_slug = {} if slug is None else {"slug": slug}
    reviews = {}
    found = ArticleReview.objects.filter(**of_slug).select_related("reviewed_by")
    for review in reversed(found):
        reviews[review.slug, review.article_version] = review
    versions = defaultdict(list)
    for row in ArticleVersion.objects.filter(**of_slug).select_related("written_by"):
        versions[row.slug].append(_version(row, reviews.get((row.slug, row.number))))
    hidden = set(
        ArticleSetting.objects.filter(is_hidden=True, **of_slug).values_list("slug", flat=True)
    )
    ours = shipped()
    return {
        each: Entry(each, ours.get(each), versions[each], each in hidden)
        for each in _in_order(ours.keys() | versions.keys())
        if slug in (None, each)
    }


def _version(row: ArticleVersion, review: ArticleReview | None) -> Version:
    return Version(
        slug=row.slug,
        text=row.text,
        number=row.number,
        ours=row.ours,
        written_on=row.written_on,
        written_by=str(row.written_by or ""),
        note=row.note,
        review=review,
    )


def published(*slugs: str) -> dict[str, Version]:
    """Return what everybody may read, by slug, ours first; of these alone, where some are named."""
    of_slugs = {"slug__in": slugs} if slugs else {}
    reviews = ArticleReview.objects.filter(
        slug=OuterRef("slug"), article_version=OuterRef("number")
    )
    hidden = ArticleSetting.objects.filter(slug=OuterRef("slug"), is_hidden=True)
    rows = (
        ArticleVersion.objects.filter(Exists(reviews), ~Exists(hidden), **of_slugs)
        .annotate(review=reviews.values("pk")[:1])  # the latest
        .select_related("written_by")
        .order_by("slug", "-number")
        .distinct("slug")
    )
    found = {row.slug: row for row in rows}
    with_names = ArticleReview.objects.select_related("reviewed_by")
    latest = with_names.in_bulk([row.review for row in found.values()])
    return {each: _version(found[each], latest[found[each].review]) for each in _in_order(found)}


def _in_order(slugs: Collection[str]) -> list[str]:
    """Return ours first, as we list them, then the clinic's own."""
    ours = shipped()
    return [*(slug for slug in ours if slug in slugs), *sorted(set(slugs) - ours.keys())]
