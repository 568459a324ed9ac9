"""What the clinic has published: each version of each text, and who was shown which of them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.models.people import Patient
from clinic.publications.shipped import TITLES


class ShownAt(models.TextChoices):
    """Where somebody was shown a text, and agreed to it or took note of it."""

    BOOKING = "booking", "when they booked"
    SIGN_UP = "sign_up", "when they made an account"
    CLIP = "clip", "when a film of them was kept"


class PublicationVersion(models.Model):
    """What a text said from a day on. Nothing changes or removes it.

    One that somebody published is the clinic's own, even word for word ours. Ours that nobody has
    published become a row once somebody was shown them.
    """

    kind = models.CharField(max_length=16, choices=list(TITLES.items()))
    number = models.PositiveSmallIntegerField()  # of this kind, from the first on
    text = models.TextField()  # Markdown, with placeholders
    ours = models.PositiveSmallIntegerField(null=True, blank=True)  # word for word our version
    in_force_on = models.DateField()  # from this day on, at the clinic
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: ours, as it came

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="publication_version_once"),
            models.CheckConstraint(
                condition=Q(kind__in=list(TITLES)), name="publication_version_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(ours__isnull=False) | Q(published_by__isnull=False),
                name="publication_version_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="publication_version_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.title}, version {self.number}"

    @property
    def title(self) -> str:
        return TITLES[self.kind]


class PublicationShown(models.Model):
    """That somebody was shown a version, the first time. Nothing changes or removes it."""

    version = models.ForeignKey(PublicationVersion, models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.CharField(max_length=16, choices=ShownAt)
    shown_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["shown_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "user", "patient", "at"],
                name="publication_shown_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(patient__isnull=False),
                name="publication_shown_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(at__in=ShownAt.values), name="publication_shown_at_known"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="publication_shown_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.version}, {self.get_at_display()}"
