"""What can be booked, with what, and when people work."""

import uuid
from datetime import time, timedelta

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from clinic.models import Discipline, Practitioner
from clinic.money import CURRENCIES, sum_in_words


class EquipmentKind(models.TextChoices):
    TREADMILL = "treadmill", "Treadmill"


@pghistory.track()
class Equipment(models.Model):
    """One unit that a visit may need for itself alone, such as a treadmill."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=16, choices=EquipmentKind)
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "equipment"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EquipmentKind.values), name="equipment_kind_known"
            ),
        ]

    def __str__(self):
        return self.name


class Purpose(models.TextChoices):
    """What brings somebody; it leads to the services that are good for it."""

    PAIN_WHEN_RUNNING = "pain_when_running", "Pain when running"
    BETTER_TECHNIQUE = "better_technique", "Better technique"
    OTHER_INJURY = "other_injury", "Another injury"


class IntakeForm(models.TextChoices):
    """Which questions a patient is asked before the visit."""

    RUNNING = "running", "The runner's questions"
    SHORT = "short", "A few questions"


def minutes_field(name, default, least, most, help_text=""):
    return models.PositiveSmallIntegerField(
        name,
        default=default,
        validators=[MinValueValidator(least), MaxValueValidator(most)],
        help_text=help_text,
    )


@pghistory.track()
class Service(models.Model):
    """What a patient can book."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    summary = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    purposes = ArrayField(
        models.CharField(max_length=24, choices=Purpose), default=list, blank=True
    )
    disciplines = ArrayField(models.CharField(max_length=16, choices=Discipline))
    practitioners = models.ManyToManyField(Practitioner, related_name="services", blank=True)
    requires_running_specialist = models.BooleanField(default=False)
    equipment_kind = models.CharField(
        "equipment needed", max_length=16, choices=EquipmentKind, blank=True
    )

    duration_min = minutes_field("duration (minutes)", 45, 5, 480)
    buffer_before_min = minutes_field("minutes free before", 0, 0, 240)
    buffer_after_min = minutes_field("minutes free after", 0, 0, 240)
    slot_grid_min = minutes_field(
        "a start every (minutes)", 15, 5, 240, "Counted from midnight: 15 offers 9:00, 9:15, …"
    )
    notice_hours = models.PositiveSmallIntegerField("notice (hours)", default=2)
    horizon_days = models.PositiveSmallIntegerField("bookable ahead (days)", default=90)
    cancellation_window_hours = models.PositiveSmallIntegerField(default=24)
    cancellation_fee_text = models.CharField(max_length=200, blank=True)
    late_fee_percent = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )  # of the price; none: the text alone says it
    price = models.DecimalField(
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(  # of the price: the clinic's when it was set
        max_length=3, blank=True, default="", db_default="", editable=False
    )
    price_text = models.CharField(max_length=80, blank=True)  # beside the price, or alone
    what_to_bring = models.TextField(blank=True)
    intake_form = models.CharField(
        "questions before the visit", max_length=32, choices=IntakeForm, blank=True
    )
    for_new_patients = models.BooleanField(default=True)
    for_returning_patients = models.BooleanField(default=True)
    is_bookable_online = models.BooleanField("bookable online", default=True)
    is_active = models.BooleanField("offered", default=True)
    is_draft = models.BooleanField(  # until it is published
        default=False, db_default=False, editable=False
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(disciplines__contained_by=Discipline.values) & ~Q(disciplines=[]),
                name="service_disciplines_known",
            ),
            models.CheckConstraint(
                condition=Q(equipment_kind__in=["", *EquipmentKind.values]),
                name="service_equipment_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(purposes__contained_by=Purpose.values), name="service_purposes_known"
            ),
            models.CheckConstraint(
                condition=Q(intake_form__in=["", *IntakeForm.values]),
                name="service_intake_form_known",
            ),
            models.CheckConstraint(
                condition=Q(duration_min__range=(5, 480)), name="service_duration_within_range"
            ),
            models.CheckConstraint(
                condition=Q(slot_grid_min__range=(5, 240)), name="service_grid_within_range"
            ),
            models.CheckConstraint(
                condition=Q(late_fee_percent__range=(1, 100)),
                name="service_late_fee_within_range",
            ),
            models.CheckConstraint(
                condition=Q(buffer_before_min__lte=240, buffer_after_min__lte=240),
                name="service_buffers_within_range",
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True, currency="")
                | Q(price__gte=0, currency__in=list(CURRENCIES)),
                name="service_price_is_a_sum",
            ),
            models.CheckConstraint(
                condition=Q(is_draft=False) | Q(is_active=False),
                name="service_draft_is_not_offered",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_for_running(self):
        """Whether somebody runs in it, so that safety questions come first."""
        return self.intake_form == IntakeForm.RUNNING

    @property
    def duration(self):
        return timedelta(minutes=self.duration_min)

    @property
    def price_shown(self):
        """The price as people read it: a sum, and what the clinic says beside it or instead."""
        amount = "" if self.price is None else sum_in_words(self.price, self.currency)
        return ", ".join(part for part in (amount, self.price_text) if part)

    @cached_property
    def unit_ids(self):
        """Return the keys of the equipment in use that a visit may take, in order.

        A statement that reads them with the service fills them in.
        """
        if not self.equipment_kind:
            return []
        units = Equipment.objects.filter(kind=self.equipment_kind, is_active=True)
        return list(units.order_by("pk").values_list("pk", flat=True))

    @property
    def purpose_names(self):
        return [Purpose(purpose).label for purpose in self.purposes]

    @property
    def discipline_names(self):
        return " or ".join(Discipline(discipline).label for discipline in self.disciplines)


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


@pghistory.track()
class WorkingHours(models.Model):
    """A weekly period on the clinic's clock; a day may have several."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()  # 00:00: the end of the day
    effective_from = models.DateField(null=True, blank=True)
    effective_until = models.DateField(null=True, blank=True)  # included
    services = models.ManyToManyField(
        Service, blank=True, related_name="+", help_text="None: all of the practitioner's services."
    )

    class Meta:
        ordering = ["practitioner", "weekday", "opens"]
        verbose_name_plural = "working hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")) | Q(closes=time.min),
                name="working_hours_open_before_they_close",
                violation_error_message="It must close after it opens; 00:00 ends the day.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__in=Weekday.values), name="working_hours_weekday_known"
            ),
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True)
                | Q(effective_until__isnull=True)
                | Q(effective_from__lte=F("effective_until")),
                name="working_hours_effective_in_order",
            ),
        ]

    def __str__(self):
        return f"{self.practitioner}, {self.get_weekday_display()} {self.opens:%H:%M}"


class ScheduleEffect(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


@pghistory.track()
class ScheduleException(models.Model):
    """Opens or closes a range for one practitioner, one unit, or (neither named) the clinic."""

    practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, blank=True, related_name="schedule_exceptions"
    )
    equipment = models.ForeignKey(
        Equipment, models.PROTECT, null=True, blank=True, related_name="schedule_exceptions"
    )
    effect = models.CharField(max_length=8, choices=ScheduleEffect, default=ScheduleEffect.CLOSED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(
        max_length=120, help_text="Patients may read it: “Staff training”, “Away”."
    )
    # What those that were made in one press share, week by week; each is a row of its own.
    repeat = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="schedule_exception_ends_after_it_starts",
                violation_error_message="It must end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(practitioner__isnull=True) | Q(equipment__isnull=True),
                name="schedule_exception_of_one_thing",
                violation_error_message="Name a practitioner or a piece of equipment, not both.",
            ),
            models.CheckConstraint(
                condition=Q(effect=ScheduleEffect.CLOSED)
                | Q(effect=ScheduleEffect.OPEN, equipment__isnull=True),
                name="schedule_exception_equipment_only_closes",
                violation_error_message="Equipment is open unless closed.",
            ),
        ]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="schedule_exception_when")]

    def __str__(self):
        return f"{self.get_effect_display()}: {self.reason}"


@pghistory.track()
class ReminderRule(models.Model):
    """How long before a visit a reminder goes out; without a service, for every service."""

    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="reminder_rules"
    )
    hours_before = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(24 * 14)]
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["-hours_before", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "hours_before"],
                name="reminder_rule_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.hours_before} h before"
