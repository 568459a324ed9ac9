"""Lists that administrators bring in: the file until it is imported, and what was found in it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from bookings.imports.dates import DateOrder


class ImportKind(models.TextChoices):
    PEOPLE = "people", "People"
    VISITS = "visits", "Future visits"


class ImportState(models.TextChoices):
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked"
    IMPORTING = "importing", "Being imported"
    IMPORTED = "imported", "Imported"
    FAILED = "failed", "Could not be finished"
    DISCARDED = "discarded", "Thrown away"


UNDER_WAY = (ImportState.CHECKING, ImportState.IMPORTING)  # a worker's
OVER = (ImportState.IMPORTED, ImportState.DISCARDED)


class Import(models.Model):
    """One file. It is gone from the row once it is imported, thrown away, or a week old."""

    MOST_PROBLEMS = 500  # that are kept; how many there are is counted

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=ImportKind)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(blank=True, default=b"")
    sha256 = models.CharField(max_length=64)
    date_order = models.CharField(
        max_length=12, choices=[(order.value, order.value) for order in DateOrder], blank=True
    )
    skips_known = models.BooleanField(default=False)  # whoever, and whatever, is here already
    tells_patients = models.BooleanField(default=False)  # by a confirmation of each visit
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.CHECKING)
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField(null=True, blank=True)

    # What the last look found.
    unreadable = models.TextField(blank=True)  # why there is nothing to look at
    date_in_doubt = models.CharField(max_length=40, blank=True)  # for which the order is asked
    known = models.PositiveIntegerField(default=0)  # rows of what is here already
    problems = models.JSONField(default=list, blank=True)  # line, column, text
    problem_count = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list, blank=True)  # columns that are none of ours

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ImportKind.values), name="import_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(date_order__in=["", *(order.value for order in DateOrder)]),
                name="import_date_order_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.IMPORTED) | Q(imported_at__isnull=False),
                name="import_imported_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["kind", "sha256"],
                condition=Q(state__in=[ImportState.IMPORTING, ImportState.IMPORTED]),
                name="import_of_a_file_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.file_name}"

    def get_absolute_url(self):
        return reverse("bookings:import-detail", args=[self.reference])

    @property
    def is_under_way(self):
        return self.state in UNDER_WAY

    @property
    def is_over(self):
        return self.state in OVER

    @property
    def to_import(self):
        """How many rows would be imported now."""
        return self.rows - self.known

    @property
    def may_start(self):
        """Whether the last look found nothing that somebody has to see to first."""
        is_clean = not (self.unreadable or self.date_in_doubt or self.problem_count)
        return self.state == ImportState.CHECKED and is_clean and self.to_import > 0
