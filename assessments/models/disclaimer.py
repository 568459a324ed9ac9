"""That somebody who follows exercises on their own has read what these pages are not."""

from django.conf import settings
from django.db import models


class DisclaimerAcceptance(models.Model):
    """One account's word that it has read the disclaimer, once for each text. Written once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()  # as it stood
    mark = models.CharField(max_length=64)  # what tells this text from any other
    accepted_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "mark"], name="disclaimer_acceptance_once_a_text"
            ),
        ]

    def __str__(self):
        return f"Disclaimer read by {self.user_id}"
