"""Somebody of the clinic stands by what an article says."""

from django.utils import timezone

from assessments.learning.articles import Article
from assessments.models import ArticleReview
from clinic.models import Practitioner


def review_article(*, article: Article, practitioner: Practitioner) -> ArticleReview:
    """Record that a practitioner stands by this version, as of today; again changes nothing.

    On a later day the same row takes the new date: its history keeps the one before.
    """
    review, _ = ArticleReview.objects.update_or_create(
        slug=article.slug,
        article_version=article.version,
        reviewed_by=practitioner,
        defaults={"reviewed_on": timezone.localdate()},
    )
    return review
