"""Looks at files that somebody should ask about, and what was found when somebody did."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.models.access import AccessEvent


class Oddity(models.TextChoices):
    """What makes a look unusual; none of it is wrong in itself."""

    BREAK_GLASS = "break_glass", "Opened with a reason"
    FAMILY_NAME = "family_name", "Same family name"
    NO_VISIT = "no_visit", "No visit near"
    MANY = "many", "Many files in an hour"


class LookOutcome(models.TextChoices):
    IN_ORDER = "in_order", "In order"
    NOT_IN_ORDER = "not_in_order", "Not in order"


class UnusualLookQuerySet(models.QuerySet):
    def to_review(self):
        """Return those that nobody has signed off, the oldest first."""
        return self.filter(review=None).order_by("look__occurred_at", "pk")


class UnusualLook(models.Model):
    """A look that stands out, and why, as it was found. Nothing changes or removes it."""

    look = models.OneToOneField(AccessEvent, models.PROTECT, related_name="unusual")
    oddities = ArrayField(models.CharField(max_length=16, choices=Oddity))
    found_at = models.DateTimeField(default=timezone.now)

    objects = UnusualLookQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(oddities__contained_by=Oddity.values) & ~Q(oddities=[]),
                name="unusual_look_for_a_known_oddity",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="unusual_look_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return ", ".join(self.oddities_in_words)

    @property
    def oddities_in_words(self) -> list[str]:
        return [Oddity(oddity).label for oddity in self.oddities]


class LookReview(models.Model):
    """Somebody has asked about an unusual look, and signs what they found. It stays as it is."""

    unusual = models.OneToOneField(UnusualLook, models.PROTECT, related_name="review")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )  # never whoever looked
    outcome = models.CharField(max_length=16, choices=LookOutcome)
    note = models.CharField(max_length=500)
    reviewed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-reviewed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=LookOutcome.values), name="look_review_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(note=""), name="look_review_says_what_was_found"),
        ]
        indexes = [models.Index(fields=["-reviewed_at", "-id"], name="look_review_latest")]
        triggers = [
            pgtrigger.Protect(
                name="look_review_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="look_review_by_another",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
                        SELECT FROM clinic_unusuallook AS unusual
                        JOIN clinic_accessevent AS look ON look.id = unusual.look_id
                        WHERE unusual.id = NEW.unusual_id AND look.user_id = NEW.reviewed_by_id
                    ) THEN
                        RAISE EXCEPTION 'Nobody signs off their own look.'
                            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()}: {self.note}"
