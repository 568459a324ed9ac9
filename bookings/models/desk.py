"""What the desk writes down of people and visits: notes, and who looks after whom."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bookings.models.appointments import Appointment
from clinic.models import Patient


class DeskNote(models.Model):
    """What everybody at the desk reads of a person or of one visit; nothing about health.

    It is written once. Who was wrong strikes it out: the words stay, with a line through them.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="desk_notes")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="desk_notes"
    )  # none: of the person
    text = models.CharField(max_length=500)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    struck_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="desk_note_says_something"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_by__isnull=True)
                | Q(struck_at__isnull=False, struck_by__isnull=False),
                name="desk_note_struck_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="desk_note_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="desk_note_is_not_edited", exclude=["struck_by", "struck_at"]),
            pgtrigger.Protect(
                name="desk_note_stays_struck",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__struck_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Note {self.reference}"

    @property
    def is_struck(self):
        return self.struck_at is not None


class FamilyTieQuerySet(models.QuerySet):
    def of_people(self, keys):
        """Return the ties of these files, whichever side of them each is."""
        return self.filter(Q(patient__in=keys) | Q(looked_after_by__in=keys))

    def files_tied_to(self, person):
        """Return all files of who looks after a person, or whom the person looks after."""
        files = Patient.objects.of_person(person)
        ties = self.of_people(files.values("pk")).values_list("patient", "looked_after_by")
        both = {key for tie in ties for key in tie}
        return Patient.objects.of_those_in(both).exclude(pk__in=files.values("pk"))


@pghistory.track()
class FamilyTie(models.Model):
    """Who looks after whom, as the desk was told: it opens nothing to anybody's account."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="tied_to")
    looked_after_by = models.ForeignKey(Patient, models.PROTECT, related_name="tied_from")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = FamilyTieQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "looked_after_by"], name="family_tie_once_a_pair"
            ),
            models.CheckConstraint(
                condition=~Q(patient=F("looked_after_by")), name="family_tie_between_two"
            ),
        ]

    def __str__(self):
        return f"{self.looked_after_by} looks after {self.patient}"
