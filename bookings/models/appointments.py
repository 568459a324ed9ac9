"""A visit, guarded by the database itself against being sold twice."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db import models
from django.db.models import Count, F, Func, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from bookings.advice import LEVELS, URGENT, Level
from bookings.models.courses import Course
from bookings.models.schedule import Equipment, Service
from clinic.models import Patient, Practitioner
from clinic.models.people import PERSON_ID_OF_PATIENT, PERSON_OF_PATIENT
from clinic.roles import SEE_VISITS


class AppointmentStatus(models.TextChoices):
    HELD = "held", "Held"
    EXPIRED = "expired", "Expired"
    BOOKED = "booked", "Booked"
    ARRIVED = "arrived", "Arrived"
    FULFILLED = "fulfilled", "Fulfilled"
    CANCELLED = "cancelled", "Cancelled"
    NOSHOW = "noshow", "Did not come"


HOLDS = (AppointmentStatus.HELD, AppointmentStatus.EXPIRED)  # nobody's visit yet
RELEASED = (AppointmentStatus.CANCELLED, AppointmentStatus.EXPIRED)
BLOCKING = [status.value for status in AppointmentStatus if status not in RELEASED]


class AppointmentSource(models.TextChoices):
    ONLINE = "online", "Online"
    API = "api", "Another site"
    DESK = "desk", "Front desk"


class CancellingSide(models.TextChoices):
    """Whose decision a cancellation was; which account pressed the button is another fact."""

    PATIENT = "patient", "By the patient"
    CLINIC = "clinic", "By the clinic"
    UNKNOWN = "unknown", "Not known"  # cancelled at the desk before it was asked


FROM_OUTSIDE = (AppointmentSource.ONLINE, AppointmentSource.API)


class IdRange(Func):
    """An equality for a GiST index without btree_gist: a range of one key.

    A range of NULL would be unbounded and overlap every row, so a constraint on a nullable key
    also asks that the key is there.
    """

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"

    def __init__(self, field):
        super().__init__(F(field), F(field))


class TimeRange(Func):
    """The visit's time as a half-open range."""

    function = "tstzrange"
    output_field = DateTimeRangeField()

    def __init__(self):
        super().__init__(F("starts_at"), F("ends_at"), RangeBoundary())


def never_twice(name, field, condition, message):
    """Return the constraint that `field` is in one visit at a time."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (IdRange(field), RangeOperators.OVERLAPS),
            (TimeRange(), RangeOperators.OVERLAPS),
        ],
        condition=Q(status__in=BLOCKING) & condition,
        violation_error_message=message,
    )


def _count(visits):
    return visits.values("course").annotate(visits=Count("pk")).values("visits")


class AppointmentQuerySet(models.QuerySet):
    def overlapping(self, interval):
        return self.filter(starts_at__lt=interval.end, ends_at__gt=interval.start)

    def ever_booked(self):
        """Return the visits that somebody booked: a hold has no patient, and no page, yet."""
        return self.exclude(status__in=HOLDS)

    def taking_place(self):
        """Return the visits that were booked and not cancelled."""
        return self.ever_booked().exclude(status=AppointmentStatus.CANCELLED)

    def under_review(self):
        """Return the visits whose patient somebody should call first, whatever became of them."""
        return self.filter(under_review_since__isnull=False)

    def of_person(self, patient):
        """Return the visits of the person whose file this is, whichever of theirs each is in."""
        return self.filter(patient__in=Patient.objects.of_person(patient))

    def still_ahead(self, now):
        """Return the visits that are booked and have not begun: they can be moved or cancelled."""
        return self.filter(status=AppointmentStatus.BOOKED, starts_at__gt=now)

    def in_conflict(self, now):
        """Return the booked visits to come that the schedule has no room for, until settled."""
        return self.filter(
            status=AppointmentStatus.BOOKED, conflict_since__isnull=False, ends_at__gt=now
        )

    def with_places(self):
        """Give each visit of a course its `place_in_course` and the `course_length`."""
        visits = self.model.objects.filter(course=OuterRef("course")).order_by()
        until_this = visits.filter(pk__lte=OuterRef("pk"))
        return self.select_related("course").annotate(
            place_in_course=Subquery(_count(until_this)), course_length=Subquery(_count(visits))
        )

    def with_people(self):
        return self.select_related(PERSON_OF_PATIENT, "practitioner", "service", "equipment")

    def with_person(self):
        """Fetch with each the person whose it is: `patient`, and what that file was joined into."""
        return self.select_related(PERSON_OF_PATIENT)

    def with_person_id(self):
        """Give each its `person_id`: the key of the kept file of whoever has it."""
        return self.annotate(person_id=PERSON_ID_OF_PATIENT)

    def visible_to(self, user):
        """Return the visits `user` may see: all at the desk, one's own and one's own diary."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm(SEE_VISITS):
            return self
        own = Q(patient__in=Patient.objects.visible_to(user))
        if user.is_clinician:
            own |= Q(practitioner__user=user)
        return self.filter(own)


@pghistory.track()
class Appointment(models.Model):
    """A booking. Nothing is deleted: it is cancelled, or moved with a higher `revision`."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(
        Patient, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="appointments")
    service = models.ForeignKey(Service, models.PROTECT, related_name="appointments")
    equipment = models.ForeignKey(
        Equipment, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    buffer_before_min = models.PositiveSmallIntegerField(default=0)
    buffer_after_min = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(
        max_length=16, choices=AppointmentStatus, default=AppointmentStatus.BOOKED
    )
    revision = models.PositiveIntegerField(default=0)
    # How often the desk took back the links that were mailed: with that their keys end.
    links_withdrawn = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    source = models.CharField(
        max_length=8, choices=AppointmentSource, default=AppointmentSource.ONLINE
    )
    notes = models.TextField(blank=True)

    submission = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    hold_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    held_for = models.UUIDField(null=True, blank=True, editable=False)  # whose session holds it
    overbooked = models.BooleanField(default=False)
    overbooked_reason = models.CharField(max_length=200, blank=True)

    course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)  # the patient said they will come
    # Somebody should speak to the patient first; a clinician alone knows why, and clears it.
    under_review_since = models.DateTimeField(null=True, blank=True)
    # How soon, the gravest first; of a visit marked before levels were kept, none.
    review_levels = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    # The questions before the visit are answered; the answers are another app's.
    form_filled_at = models.DateTimeField(null=True, blank=True)
    # A note of this visit was begun and is not signed; what it says is another app's.
    note_unsigned_since = models.DateTimeField(null=True, blank=True)

    # The schedule has no room for it any more: until it is moved, kept or cancelled, or fits again.
    conflict_since = models.DateTimeField(null=True, blank=True)
    conflict_reason = models.CharField(  # for the desk
        max_length=200, blank=True, default="", db_default=""
    )
    kept_at = models.DateTimeField(null=True, blank=True)  # the desk keeps it all the same

    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    policy_accepted_at = models.DateTimeField(null=True, blank=True)
    policy_text = models.TextField(blank=True)  # the policy as it stood when it was accepted
    # What holds for this visit, whatever becomes of its service; of one booked earlier, not kept.
    cancellation_window_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    late_fee = models.CharField(max_length=80, blank=True)
    grace_until = models.DateTimeField(null=True, blank=True)  # free in any case, after booking
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_side = models.CharField(max_length=8, choices=CancellingSide, blank=True)
    cancellation_reason = models.CharField(max_length=500, blank=True)  # the patient may read it
    cancellation_note = models.CharField(max_length=500, blank=True)  # the desk's own
    cancelled_late = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            never_twice(
                "appointment_practitioner_once",
                "practitioner",
                Q(overbooked=False),
                "That time is no longer free.",
            ),
            never_twice(
                "appointment_equipment_once",
                "equipment",
                Q(equipment__isnull=False),
                "That time is no longer free.",
            ),
            never_twice(
                "appointment_patient_once",
                "patient",
                Q(patient__isnull=False),
                "You already have a visit at that time.",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="appointment_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(status__in=AppointmentStatus.values), name="appointment_status_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=AppointmentSource.values), name="appointment_source_known"
            ),
            models.CheckConstraint(
                condition=Q(patient__isnull=False)
                | Q(status__in=[AppointmentStatus.HELD, AppointmentStatus.EXPIRED]),
                name="appointment_has_a_patient_once_booked",
            ),
            models.CheckConstraint(
                condition=~Q(status=AppointmentStatus.HELD)
                | Q(hold_expires_at__isnull=False, hold_token__isnull=False),
                name="appointment_hold_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(overbooked=False) | ~Q(overbooked_reason=""),
                name="appointment_overbooked_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(conflict_since__isnull=True, conflict_reason="")
                | (
                    Q(conflict_since__isnull=False, kept_at__isnull=True)
                    & ~Q(conflict_reason="")
                    & ~Q(status__in=RELEASED)
                ),
                name="appointment_conflict_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(review_levels__contained_by=list(LEVELS)),
                name="appointment_review_levels_known",
            ),
            models.CheckConstraint(
                condition=Q(under_review_since__isnull=False) | Q(review_levels=[]),
                name="appointment_review_levels_while_under_review",
            ),
            models.CheckConstraint(
                condition=~Q(status=AppointmentStatus.CANCELLED) | Q(cancelled_at__isnull=False),
                name="appointment_cancelled_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=AppointmentStatus.CANCELLED, cancelled_side__in=CancellingSide.values
                )
                | (~Q(status=AppointmentStatus.CANCELLED) & Q(cancelled_side="")),
                name="appointment_cancelled_by_a_side",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_late=False)
                | Q(cancelled_side__in=[CancellingSide.PATIENT, CancellingSide.UNKNOWN]),
                name="appointment_cancelled_late_by_no_clinic",
            ),
            models.CheckConstraint(
                condition=Q(status=AppointmentStatus.CANCELLED)
                | Q(cancellation_reason="", cancellation_note=""),
                name="appointment_reason_of_a_cancellation",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="appointment_starts_at"),
            # The slot engine reads all it needs of a diary from here, and not one row.
            models.Index(
                fields=["practitioner", "starts_at"],
                include=[
                    "id",
                    "ends_at",
                    "status",
                    "buffer_before_min",
                    "buffer_after_min",
                    "hold_expires_at",
                ],
                name="appointment_diary",
            ),
            models.Index(
                fields=["equipment", "starts_at"],
                name="appointment_equipment_diary",
                condition=Q(equipment__isnull=False),
            ),
            models.Index(
                fields=["held_for"],
                name="appointment_held_for",
                condition=Q(status=AppointmentStatus.HELD),
            ),
            models.Index(
                fields=["starts_at"],
                name="appointment_in_conflict",
                condition=Q(conflict_since__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.service} {self.reference}"

    def get_absolute_url(self):
        return reverse("bookings:appointment-detail", args=[self.reference])

    @property
    def duration(self):
        """How long it lasts: as its service does, unless staff have made it longer or shorter."""
        return self.ends_at - self.starts_at

    @property
    def is_cancelled(self):
        return self.status == AppointmentStatus.CANCELLED

    @property
    def cancelled_in_words(self):
        """Say in a line for staff who cancelled, whether late, and why."""
        is_known = self.cancelled_side != CancellingSide.UNKNOWN
        by = self.get_cancelled_side_display() if is_known else "By whom is not known"
        late = ", late" if self.cancelled_late else ""
        why = f": {self.cancellation_reason}" if self.cancellation_reason else ""
        return f"{by}{late}{why}"

    @property
    def lacks_form(self):
        """Whether the patient was asked questions for this visit and has not answered them."""
        return bool(self.service.intake_form) and self.form_filled_at is None

    @property
    def levels(self) -> list[Level]:
        """Return how soon somebody is to speak with the patient, the gravest first, if at all."""
        if self.under_review_since is None:
            return []
        return [LEVELS[code] for code in self.review_levels or [URGENT]]

    def is_kept(self, now):
        """Say whether this is a hold that still runs."""
        return self.status == AppointmentStatus.HELD and self.hold_expires_at > now

    def has_begun(self, now):
        return self.starts_at <= now
