"""Who waits for an earlier time, and which times they were offered."""

import uuid

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bookings.models.appointments import Appointment
from bookings.models.schedule import Service, Weekday
from clinic.models import Patient, Practitioner
from clinic.roles import SEE_WAITLIST


class PartOfDay(models.TextChoices):
    MORNING = "morning", "Morning (before 12:00)"
    AFTERNOON = "afternoon", "Afternoon (12:00 to 17:00)"
    EVENING = "evening", "Evening (from 17:00)"


class EntryStatus(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SERVED = "served", "Has a time"
    LEFT = "left", "Left the list"
    LAPSED = "lapsed", "Over"


class OfferStatus(models.TextChoices):
    OFFERED = "offered", "Offered"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Not answered in time"
    WITHDRAWN = "withdrawn", "Withdrawn"  # taken by somebody else, or no longer wanted


class WaitlistQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=EntryStatus.WAITING)

    def in_order(self):
        """Return whom the desk put first, then whoever has waited longest."""
        return self.order_by(F("put_first_at").asc(nulls_last=True), "created_at", "pk")

    def visible_to(self, user):
        """Return the wishes `user` may see: all at the desk, otherwise of whom one looks after."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm(SEE_WAITLIST):
            return self
        return self.filter(patient__in=Patient.objects.visible_to(user))


@pghistory.track()
class WaitlistEntry(models.Model):
    """A wish for a time of a service; with `appointment`, for an earlier one than that visit's."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="waitlist_entries")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: anybody
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="waitlist_entries"
    )
    earliest_on = models.DateField()  # clinic dates, both included
    latest_on = models.DateField()
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday), default=list, blank=True
    )  # none: any
    parts_of_day = ArrayField(
        models.CharField(max_length=16, choices=PartOfDay), default=list, blank=True
    )  # none: any
    status = models.CharField(max_length=8, choices=EntryStatus, default=EntryStatus.WAITING)
    put_first_at = models.DateTimeField(null=True, blank=True)  # by the desk
    submission = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = WaitlistQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name_plural = "waitlist entries"
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(status=EntryStatus.WAITING, appointment__isnull=False),
                name="waitlist_entry_once_a_visit",
            ),
            models.CheckConstraint(
                condition=Q(status__in=EntryStatus.values), name="waitlist_entry_status_known"
            ),
            models.CheckConstraint(
                condition=Q(earliest_on__lte=F("latest_on")), name="waitlist_entry_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=Weekday.values),
                name="waitlist_entry_weekdays_known",
            ),
            models.CheckConstraint(
                condition=Q(parts_of_day__contained_by=PartOfDay.values),
                name="waitlist_entry_parts_of_day_known",
            ),
            models.CheckConstraint(
                condition=Q(status=EntryStatus.WAITING, closed_at__isnull=True)
                | (~Q(status=EntryStatus.WAITING) & Q(closed_at__isnull=False)),
                name="waitlist_entry_closed_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["service", "created_at"],
                name="waitlist_entry_waiting",
                condition=Q(status=EntryStatus.WAITING),
            ),
        ]

    def __str__(self):
        return f"{self.service} {self.reference}"

    @property
    def duration(self):
        """How long the wished time lasts: as long as the visit that it would move does."""
        return self.appointment.duration if self.appointment else self.service.duration

    @property
    def can_be_offered(self):
        """Whether the person can take a time alone: some services are booked at the desk only."""
        is_move = self.appointment_id is not None
        return self.service.is_active and (is_move or self.service.is_bookable_online)


class FreedTime(models.Model):
    """A time that may have something free since a visit left it or hours were opened.

    It says only where to look, and what was free there all along: what is on offer there by now,
    and with whom, the slot engine decides. A gap that the desk offers names whose it is: it is
    offered whoever could have had it before, and nothing is that does not lie within it.
    """

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    freed_at = models.DateTimeField(default=timezone.now)
    held_since = models.DateTimeField(null=True, blank=True)  # of a hold that ended: who missed it
    practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, blank=True, related_name="+"
    )  # of a gap that the desk offers
    # The starts, in minutes since 1970, by service and practitioner.
    free_before = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="freed_time_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["practitioner", "starts_at", "ends_at"],
                condition=Q(practitioner__isnull=False),
                name="freed_time_once_a_gap",
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="freed_time_ahead")]

    def __str__(self):
        return f"Free since {self.freed_at:%Y-%m-%d %H:%M}Z"


@pghistory.track()
class WaitlistOffer(models.Model):
    """One time that was offered to somebody who waits; one of a few, first come."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(WaitlistEntry, models.PROTECT, related_name="offers")
    freed_time = models.ForeignKey(FreedTime, models.PROTECT, related_name="offers")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=16, choices=OfferStatus, default=OfferStatus.OFFERED)
    offered_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "freed_time"], name="waitlist_offer_once_a_freed_time"
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(status=OfferStatus.OFFERED),
                name="waitlist_offer_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OfferStatus.values), name="waitlist_offer_status_known"
            ),
            models.CheckConstraint(
                condition=Q(offered_at__lt=F("expires_at")), name="waitlist_offer_open_for_a_while"
            ),
        ]

    def __str__(self):
        return f"Offer {self.reference}"

    def others_asked(self):
        """Return the offers of the same freed time that were made with this one."""
        made = WaitlistOffer.objects.filter(freed_time=self.freed_time_id)
        return made.filter(offered_at=self.offered_at).exclude(pk=self.pk)

    @property
    def is_earlier(self):
        """Whether it comes before the visit that it would move, if it would move one."""
        visit = self.entry.appointment
        return visit is None or self.starts_at < visit.starts_at
