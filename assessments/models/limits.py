"""The clinic's own limits of the grading rules."""

from dataclasses import fields
from decimal import Decimal

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from assessments.grading import Limits


def degrees_field(name, default, help_text):
    return models.DecimalField(
        name,
        max_digits=3,
        decimal_places=1,
        default=default,
        help_text=help_text,
        validators=[MinValueValidator(0), MaxValueValidator(45)],
    )


class GradingLimitsManager(models.Manager):
    def current(self):
        """Return the clinic's one row; the defaults until somebody has written it."""
        return self.first() or GradingLimits()


@pghistory.track()
class GradingLimits(models.Model):
    """The one row of limits. Changing it rewrites no finding: each keeps those of its day."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    cpd_typical_max_deg = degrees_field(
        "pelvic drop, typical up to (°)",
        "5.0",
        "Default 5.0: a teaching figure of one clinic, verified there; there is no consensus.",
    )
    cpd_marked_above_typical_deg = degrees_field(
        "pelvic drop, marked from this much above (°)",
        "2.8",
        "Default 2.8: the smallest detectable difference (Dingenen 2018, verified).",
    )
    sls_typical_max_deg = degrees_field(
        "knee angle in the squat, typical up to (°)",
        "10.0",
        "Default 10.0, either way: a category of a step-down study, verified.",
    )
    sls_marked_above_deg = degrees_field(
        "knee angle in the squat, marked above (°)",
        "18.6",
        "Default 18.6: mean of healthy women + 2 SD (Herrington 2014, verified).",
    )

    objects = GradingLimitsManager()

    class Meta:
        verbose_name = verbose_name_plural = "grading limits"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="grading_limits_only_one"),
            models.CheckConstraint(
                condition=Q(sls_typical_max_deg__lt=F("sls_marked_above_deg")),
                name="grading_limits_in_order",
                violation_error_message="Marked lies above typical.",
            ),
        ]

    def __str__(self):
        return "Grading limits"

    def as_limits(self) -> Limits:
        """Return the plain values that the rules use."""
        return Limits(
            **{field.name: Decimal(getattr(self, field.name)) for field in fields(Limits)}
        )
