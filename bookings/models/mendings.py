"""One press that settles several visits in conflict, and what became of each."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from bookings.models.appointments import Appointment
from clinic.models import Practitioner


class Settling(models.TextChoices):
    """How a visit in conflict is settled."""

    MOVE = "move", "Move it"
    OFFER = "offer", "Offer times by mail"
    CANCEL = "cancel", "Cancel with our apology"
    LEAVE = "leave", "Leave it as it is"


class MendingState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    DONE = "done", "Done"
    CHANGED = "changed", "Changed meanwhile"
    REFUSED = "refused", "Not possible"


@pghistory.track()
class Mending(models.Model):
    """What the desk pressed once, for some visits; sent twice, it is one."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.UUIDField(unique=True, editable=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)  # of what is cancelled; it may be read
    started_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self):
        return f"Mending {self.reference}"

    def get_absolute_url(self):
        return reverse("bookings:mending-detail", args=[self.reference])


class MendedVisitQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=MendingState.WAITING)

    def offered(self):
        """Return those of which some times are, or were, offered to the patient."""
        return self.filter(choice=Settling.OFFER, state=MendingState.DONE)

    def open_offers(self, now):
        """Return the offers that can be taken now: the visit is as it was when they were made."""
        return self.offered().filter(
            open_until__gt=now,
            taken_at=None,
            appointment__revision=models.F("revision"),
            appointment__conflict_since__isnull=False,
        )


@pghistory.track()
class MendedVisit(models.Model):
    """One visit of a mending: what is to become of it, and whether it did.

    Times that are offered are held for its `reference`, as those of a session are.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mending = models.ForeignKey(Mending, models.PROTECT, related_name="visits")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="mendings")
    revision = models.IntegerField()  # the one that was looked at; below 0 of a page that said none
    choice = models.CharField(max_length=8, choices=Settling)
    places = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    was_at = models.DateTimeField()
    was_with = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=MendingState, default=MendingState.WAITING)
    error = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    open_until = models.DateTimeField(null=True, blank=True)  # of what is offered
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = MendedVisitQuerySet.as_manager()

    class Meta:
        ordering = ["was_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mending", "appointment"], name="mended_visit_once_a_mending"
            ),
            models.CheckConstraint(
                condition=Q(choice__in=Settling.values), name="mended_visit_choice_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=MendingState.values), name="mended_visit_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=MendingState.WAITING, done_at=None)
                | (~Q(state=MendingState.WAITING) & Q(done_at__isnull=False)),
                name="mended_visit_done_at_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.get_choice_display()}: {self.appointment_id}"
