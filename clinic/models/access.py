"""Who opened whose file, when, and on what ground."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clinic.models.people import Patient


class AccessBasis(models.TextChoices):
    TREATING = "treating", "Treats the patient"
    BREAK_GLASS = "break_glass", "Gave a reason"
    OWN = "own", "Their own file"
    LINK = "link", "The link in their mail"
    DESK = "desk", "Works at the desk"


STAFF_BASES = (AccessBasis.TREATING, AccessBasis.BREAK_GLASS, AccessBasis.DESK)


class AccessEvent(models.Model):
    """One look at clinical content, or by the desk at a file. Nothing changes or removes it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="access_events")
    what = models.CharField(max_length=40)  # what was opened: "chart", "assessment"
    reference = models.UUIDField(null=True, blank=True)  # of the one that was opened
    basis = models.CharField(max_length=16, choices=AccessBasis)
    reason = models.CharField(max_length=500, blank=True)
    occurred_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(basis__in=AccessBasis.values), name="access_event_basis_known"
            ),
            models.CheckConstraint(
                condition=~Q(basis=AccessBasis.BREAK_GLASS) | ~Q(reason=""),
                name="access_event_break_glass_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(basis=AccessBasis.LINK, user__isnull=True)
                | (~Q(basis=AccessBasis.LINK) & Q(user__isnull=False)),
                name="access_event_by_an_account_or_a_link",
            ),
        ]
        indexes = [
            models.Index(F("occurred_at").desc(), F("id").desc(), name="access_event_latest"),
            models.Index(fields=["patient", "-occurred_at"], name="access_event_of_patient"),
            models.Index(fields=["user", "patient", "-occurred_at"], name="access_event_by_user"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="access_event_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.get_basis_display()}: {self.what} at {self.occurred_at:%Y-%m-%d %H:%M}Z"
