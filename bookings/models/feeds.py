"""Calendar feeds: the link by which a calendar program reads one diary, over and over."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from bookings.models.schedule import Equipment
from clinic.models import Practitioner


@pghistory.track(exclude=["secret"])
class CalendarFeed(models.Model):
    """The feed of one practitioner's or one unit's visits; another `secret` ends its link."""

    practitioner = models.OneToOneField(
        Practitioner, models.PROTECT, null=True, blank=True, related_name="calendar_feed"
    )
    equipment = models.OneToOneField(
        Equipment, models.PROTECT, null=True, blank=True, related_name="calendar_feed"
    )
    # Random, a part of the link beside a signature: a copy of the database alone makes no link.
    secret = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)  # this link, not the first one

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(practitioner__isnull=False, equipment__isnull=True)
                | Q(practitioner__isnull=True, equipment__isnull=False),
                name="calendar_feed_of_one_diary",
            ),
        ]

    def __str__(self):
        return f"The calendar feed of {self.whose}"

    @property
    def whose(self):
        """Whose diary it tells: a practitioner's or a unit's."""
        return self.practitioner or self.equipment
