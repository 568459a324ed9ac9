"""A dose as the columns of a table, guarded as the value is."""

from django.db import models
from django.db.models import F, Q

from assessments.exercises.doses import (
    MOST_COUNTED,
    MOST_REST_S,
    MOST_SECONDS,
    MOST_SETS,
    Counted,
    Dose,
)
from assessments.models.choices import known, within


class CountedIn(models.TextChoices):
    """What a set counts, as `Counted` names it."""

    REPETITIONS = Counted.REPETITIONS.value, "repetitions"
    STEPS = Counted.STEPS.value, "steps"
    SECONDS = Counted.SECONDS.value, "seconds"


def small(**options):
    return models.PositiveSmallIntegerField(**options)


class WithDose(models.Model):
    """A dose as columns: all empty, or one that can be done."""

    sets = small(null=True, blank=True)
    sets_most = small(null=True, blank=True)
    least = small(null=True, blank=True)
    most = small(null=True, blank=True)
    counted = models.CharField(max_length=16, choices=CountedIn, blank=True)
    hold_s = small(null=True, blank=True)
    rest_s = small(null=True, blank=True)
    dose_words = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def dose(self) -> Dose | None:
        if self.sets is None:
            return None
        return Dose(
            sets=self.sets,
            sets_most=self.sets_most,
            least=self.least,
            most=self.most,
            counted=Counted(self.counted),
            hold_s=self.hold_s,
            rest_s=self.rest_s,
        )


def dose_columns(dose: Dose | None) -> dict:
    """Return a dose as the columns of `WithDose` hold it."""
    names = ("sets", "sets_most", "least", "most", "hold_s", "rest_s")
    columns = {name: getattr(dose, name, None) for name in names}
    return columns | {"counted": dose.counted.value if dose else ""}


def dose_can_be_done(prefix):
    """Return the constraints that a dose is whole, within range, and its ranges in order."""
    empty = Q(sets__isnull=True, least__isnull=True, most__isnull=True, counted="")
    empty &= Q(sets_most__isnull=True, hold_s__isnull=True, rest_s__isnull=True)
    whole = Q(sets__isnull=False, least__isnull=False, most__isnull=False) & ~Q(counted="")
    return [
        models.CheckConstraint(condition=empty | whole, name=f"{prefix}_dose_whole_or_none"),
        known("counted", CountedIn, f"{prefix}_counted_known", blank=True),
        within("sets", 1, MOST_SETS, f"{prefix}_sets_within_range"),
        within("sets_most", 1, MOST_SETS, f"{prefix}_sets_most_within_range"),
        within("hold_s", 1, MOST_SECONDS, f"{prefix}_hold_within_range"),
        within("rest_s", 1, MOST_REST_S, f"{prefix}_rest_within_range"),
        models.CheckConstraint(
            condition=Q(least__isnull=True)
            | Q(counted=CountedIn.SECONDS, least__range=(1, MOST_SECONDS), hold_s__isnull=True)
            | (~Q(counted=CountedIn.SECONDS) & Q(least__range=(1, MOST_COUNTED))),
            name=f"{prefix}_least_within_range",
        ),
        models.CheckConstraint(
            condition=Q(most__isnull=True)
            | (
                Q(most__gte=F("least"))
                & (
                    Q(counted=CountedIn.SECONDS, most__lte=MOST_SECONDS)
                    | (~Q(counted=CountedIn.SECONDS) & Q(most__lte=MOST_COUNTED))
                )
            ),
            name=f"{prefix}_most_within_range",
        ),
        models.CheckConstraint(
            condition=Q(sets_most__isnull=True) | Q(sets_most__gte=F("sets")),
            name=f"{prefix}_sets_in_order",
        ),
    ]
