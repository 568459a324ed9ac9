"""The articles as the clinic keeps them: each version of their words, who stands by it, and what
is hidden.

Ours that nobody has touched have no row: they are read from their files. A version becomes a row
once it is reviewed or changed, and is never changed or removed after that (migration 0014).
"""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.learning.articles import (
    LONGEST_SLUG,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    ArticleText,
    Books,
)
from clinic.models import Practitioner, User

LONGEST_NOTE = 200


class ArticleVersion(models.Model):
    """What an article said from one change to the next."""

    slug = models.SlugField(max_length=LONGEST_SLUG)
    number = models.PositiveSmallIntegerField()  # of this slug, from the first on
    title = models.CharField(max_length=LONGEST_TITLE)
    summary = models.CharField(max_length=LONGEST_SUMMARY)
    body = models.TextField()
    related = ArrayField(models.SlugField(max_length=LONGEST_SLUG), default=list, blank=True)
    exercises = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    books = models.CharField(
        max_length=24, choices=[(kind.value, kind.name) for kind in Books], blank=True
    )
    ours = models.PositiveSmallIntegerField(null=True, blank=True)  # word for word our version
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)  # what was changed
    written_on = models.DateField()
    written_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: ours
    stored_at = models.DateTimeField(default=timezone.now, editable=False)
    submission = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["slug", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "number"], name="article_version_once"),
            models.CheckConstraint(
                condition=Q(books__in=["", *(kind.value for kind in Books)]),
                name="article_books_known",
            ),
            models.CheckConstraint(
                condition=Q(ours__isnull=True) ^ Q(written_by__isnull=True),
                name="article_version_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.slug}, version {self.number}"

    @property
    def text(self) -> ArticleText:
        return ArticleText(
            title=self.title,
            summary=self.summary,
            body=self.body,
            related=tuple(self.related),
            exercises=tuple(self.exercises),
            books=self.books,
        )


@pghistory.track()
class ArticleReview(models.Model):
    """A practitioner read a version of an article and found it right; the latest one is shown.

    Reviews from before versions were kept have a number that no version has, and publish nothing.
    """

    slug = models.SlugField()
    reviewed_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="article_reviews")
    reviewed_on = models.DateField()
    article_version = models.PositiveSmallIntegerField()  # a changed article needs a new review

    class Meta:
        ordering = ["-reviewed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "article_version", "reviewed_by"], name="article_review_once"
            ),
        ]

    def __str__(self):
        return f"{self.slug}, {self.reviewed_on}"


@pghistory.track()
class ArticleSetting(models.Model):
    """What the clinic decided of an article as a whole, whichever version is in force."""

    slug = models.SlugField(max_length=LONGEST_SLUG, unique=True)
    is_hidden = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return f"{self.slug}{', hidden' if self.is_hidden else ''}"
