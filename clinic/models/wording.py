"""The clinic's own words of its messages, each version of them."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class MessageWordingQuerySet(models.QuerySet):
    def latest_of(self, kind):
        """Return what was decided last for one kind; None: nothing ever was."""
        return self.filter(kind=kind).order_by("-number").first()

    def latest(self):
        """Return what was decided last for each kind."""
        return self.order_by("kind", "-number").distinct("kind")


class MessageWording(models.Model):
    """One version of a kind's words; without words it goes back to ours. Nothing changes it."""

    kind = models.CharField(max_length=32)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = MessageWordingQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="message_wording_numbered"),
            models.CheckConstraint(
                condition=Q(subject="", text="") | ~Q(subject="") & ~Q(text=""),
                name="message_wording_whole_or_ours",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="message_wording_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.kind}, version {self.number}"

    @property
    def is_own(self):
        """Whether these are words of the clinic's own."""
        return bool(self.text)


class AlarmTime(models.IntegerChoices):
    """How long before a visit a calendar rings, in minutes."""

    AN_HOUR = 60, "An hour before"
    TWO_HOURS = 120, "Two hours before"
    A_DAY = 24 * 60, "A day before"


class CalendarDefaultsManager(models.Manager):
    def alarm_minutes(self):
        """Return how long before a visit the mailed calendar file rings; None: it does not."""
        return self.values_list("alarm_minutes", flat=True).first()


@pghistory.track()
class CalendarDefaults(models.Model):
    """The one row about the calendar files that are mailed."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    alarm_minutes = models.PositiveSmallIntegerField(null=True, blank=True, choices=AlarmTime)

    objects = CalendarDefaultsManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="calendar_defaults_only_one"),
            models.CheckConstraint(
                condition=Q(alarm_minutes__isnull=True) | Q(alarm_minutes__in=AlarmTime.values),
                name="calendar_defaults_alarm_known",
            ),
        ]

    def __str__(self):
        return self.get_alarm_minutes_display() or "No alarm"
