"""Who of the clinic stands for what an article says."""

import pghistory
from django.db import models

from clinic.models import Practitioner


@pghistory.track()
class ArticleReview(models.Model):
    """A practitioner read an article and found it right; the latest review is shown."""

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
