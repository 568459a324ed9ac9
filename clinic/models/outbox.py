"""The outbox: every email is a row, planned in the transaction of its cause."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from clinic.clocks import has_run_out
from clinic.models.people import PERSON_OF_RECIPIENT, Patient
from clinic.roles import SEE_MAIL


class MessageState(models.TextChoices):
    PLANNED = "planned", "Planned"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    DROPPED = "dropped", "Not sent"


class DropReason(models.TextChoices):
    """Why a message was not sent: the code decides, the words are what the desk reads."""

    CANCELLED = "cancelled", "The visit was cancelled."
    NOT_CANCELLED = "not_cancelled", "The visit is not cancelled."
    MOVED = "moved", "The visit was moved."
    SUPERSEDED = "superseded", "Superseded by a later change."
    BEGUN = "begun", "The visit has begun."
    ARRIVED = "arrived", "The patient is here already."
    QUIET_HOURS = "quiet_hours", "The visit begins before the quiet hours end."
    RULES_CHANGED = "rules_changed", "The reminder rules were changed."
    NO_REMINDERS = "no_reminders", "No reminders are wanted."
    NO_EMAIL = "no_email", "There is no email any more."
    REVIEWED = "reviewed", "A clinician has looked already."
    NOT_WAITING = "not_waiting", "The person does not wait any more."
    OFFER_OVER = "offer_over", "The offer is not open any more."
    NO_OFFERS = "no_offers", "The person wants no offers."
    NO_QUESTIONS = "no_questions", "The person wants no questions between visits."
    EMAIL_FAILS = "email_fails", "Mail to this address comes back: phone them."
    NOT_SHARED = "not_shared", "It is no longer shared."
    CONFLICT = "conflict", "The schedule has no room for the visit: somebody is to call first."
    TOO_LATE = "too_late", "It would have come too late to be of use."
    OTHER = "other", "Another reason."  # which `dropped_note` tells


class FailReason(models.TextChoices):
    """Why nobody tries a message any more: what the desk reads."""

    REFUSED = "refused", "The mail server refused it for good."
    TRIED_OUT = "tried_out", "It was put off for hours, at each try."
    NO_ADDRESS = "no_address", "No mail can go to such an address."
    NOT_WRITTEN = "not_written", "It could not be written, which is a fault of the program."
    STOPPED = "stopped", "Whatever sent it stopped at it, which is a fault of the program."
    MAY_HAVE_COME = (
        "may_have_come",
        "The line was cut twice after the whole mail was sent, so it may have arrived: ask first.",
    )


SET_ASIDE = (FailReason.NOT_WRITTEN, FailReason.STOPPED)  # somebody has to mend something
UNFINISHED = (MessageState.PLANNED, MessageState.SENDING)
FAILED_LATELY = timedelta(days=7)


class MessageQuerySet(models.QuerySet):
    def about(self, subject):
        """Return the messages about one row."""
        return self.filter(
            about_type=ContentType.objects.get_for_model(subject), about_id=subject.pk
        )

    def about_any(self, subjects):
        """Return the messages about any of several rows of one model."""
        if not subjects:
            return self.none()
        return self.filter(
            about_type=ContentType.objects.get_for_model(subjects[0]),
            about_id__in=[subject.pk for subject in subjects],
        )

    def insert_new(self, messages):
        """Insert these in one statement and leave what is there, as `bulk_create` could do.

        That makes an array of each column first, which took a booking half a millisecond.
        """
        fields = [field for field in self.model._meta.concrete_fields if not field.primary_key]
        values = [
            field.get_db_prep_save(field.pre_save(message, add=True), connection)
            for message in messages
            for field in fields
        ]
        columns = ", ".join(field.column for field in fields)
        row = f"({', '.join(['%s'] * len(fields))})"
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self.model._meta.db_table} ({columns})"  # noqa: S608 - our own names
                f" VALUES {', '.join([row] * len(messages))} ON CONFLICT DO NOTHING",
                values,
            )

    def planned(self):
        return self.filter(state=MessageState.PLANNED)

    def claimable(self, now):
        """Return what is due and nobody is sending: planned, or left by a sender that died."""
        lease = timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
        is_free = Q(claimed_until__isnull=True) | has_run_out("claimed_until", lasts=lease, now=now)
        return self.filter(is_free, state__in=UNFINISHED, due_at__lte=now)

    def first_to_send(self):
        """Return the earliest first, and before them what somebody waits for at a page."""
        return self.order_by(F("is_private").desc(), "due_at", "id")

    def given_up(self, now):
        """Return what failed for good lately and nobody has sent again since."""
        return self._not_sent_again().filter(
            state=MessageState.FAILED, due_at__gt=now - FAILED_LATELY
        )

    def to_send_again(self, now):
        """Return what failed lately and may go again without a look at each."""
        look_first = (*SET_ASIDE, FailReason.MAY_HAVE_COME)
        return self.given_up(now).exclude(failed_because__in=look_first)

    def needing_somebody(self, now):
        """Return what failed, or came back, lately, and is not dealt with.

        It is once it was sent again, and what came back is once the person has another email.
        """
        failed = Q(state=MessageState.FAILED, due_at__gt=now - FAILED_LATELY)
        came_back = Q(outcomes__kind="bounced", outcomes__occurred_at__gt=now - FAILED_LATELY)
        to_the_email_of_now = (
            Q(recipient=None)
            | Q(recipient__email__iexact=F("recipient_email"))
            | Q(**{f"{PERSON_OF_RECIPIENT}__email__iexact": F("recipient_email")})
        )
        needing = self.model.objects.filter(failed | (came_back & to_the_email_of_now))
        return self._not_sent_again().filter(pk__in=needing.values("pk"))

    def with_return(self):
        """Say of each whether it came back."""
        outcomes = self.model.outcomes.rel.related_model.objects
        came_back = outcomes.filter(message=OuterRef("pk"), kind="bounced")
        return self.annotate(has_come_back=Exists(came_back))

    def came_back(self):
        return self.filter(outcomes__kind="bounced")

    def _not_sent_again(self):
        later = Message.objects.filter(
            copy_of=Coalesce(OuterRef("copy_of"), OuterRef("pk")), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), is_private=False)

    def visible_to(self, user):
        """Return the messages `user` may read: all but account mails, at the desk alone."""
        if user.has_perm(SEE_MAIL):
            return self.filter(is_private=False)
        return self.none()


class Message(models.Model):
    """One email: planned once, claimed with a lease, sent, and kept exactly as it was sent."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=32)
    recipient = models.ForeignKey(
        Patient, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    recipient_email = models.EmailField()
    about_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    # Tells it from others of its kind about the same row. Nothing reads it apart: what is asked of
    # it stands in the columns below. `revision` is that of the row, where the row has one.
    occasion = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(null=True, blank=True)
    hours_before = models.PositiveSmallIntegerField(null=True, blank=True)  # of a reminder
    copy_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies"
    )  # the first of those that were sent again
    is_private = models.BooleanField(
        default=False
    )  # account mails: no body kept, hidden at the desk, sent before others
    # What an account mail tells, such as a code, until it is sent or given up; and until when it is
    # of use.
    given = models.JSONField(null=True, blank=True)
    holds_until = models.DateTimeField(null=True, blank=True)

    send_at = models.DateTimeField()  # when it was planned for
    due_at = models.DateTimeField()  # when it is tried next
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.PLANNED)
    dropped_reason = models.CharField(max_length=16, choices=DropReason, blank=True)
    dropped_note = models.CharField(max_length=200, blank=True)  # of a reason that has no code
    failed_because = models.CharField(
        max_length=16, choices=FailReason, blank=True, default="", db_default=""
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    stops = models.PositiveSmallIntegerField(default=0, db_default=0)  # of whatever sent it
    # Whether the line was cut after it was sent whole: nobody knows whether it was taken.
    may_have_come = models.BooleanField(default=False, db_default=False)

    subject = models.CharField(max_length=200, blank=True)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-send_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about_type", "about_id", "occasion"],
                name="message_planned_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values), name="message_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.DROPPED) | ~Q(dropped_reason=""),
                name="message_dropped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(dropped_reason__in=["", *DropReason.values]),
                name="message_dropped_reason_known",
            ),
            models.CheckConstraint(
                condition=(Q(dropped_reason=DropReason.OTHER) & ~Q(dropped_note=""))
                | (~Q(dropped_reason=DropReason.OTHER) & Q(dropped_note="")),
                name="message_dropped_note_of_another_reason",
            ),
            models.CheckConstraint(
                condition=Q(failed_because="")
                | Q(failed_because__in=FailReason.values, state=MessageState.FAILED),
                name="message_failed_because_known",
            ),
            models.CheckConstraint(
                condition=Q(copy_of__isnull=True) | ~Q(copy_of=F("id")),
                name="message_not_a_copy_of_itself",
            ),
            models.CheckConstraint(
                condition=Q(given__isnull=True) | Q(state__in=UNFINISHED, is_private=True),
                name="message_given_until_it_is_sent",
            ),
            models.CheckConstraint(
                condition=Q(given__isnull=True) | Q(holds_until__isnull=False),
                name="message_given_for_a_time",
            ),
        ]
        indexes = [
            models.Index(
                F("is_private").desc(),
                F("due_at"),
                F("id"),
                name="message_first",
                condition=Q(state__in=UNFINISHED),
            ),
            models.Index(
                fields=["due_at"], name="message_failed", condition=Q(state=MessageState.FAILED)
            ),
            models.Index(fields=["about_type", "about_id"], name="message_about"),
            models.Index(F("send_at").desc(), F("id").desc(), name="message_latest"),
        ]

    def __str__(self):
        return f"{self.kind} {self.reference}"

    def get_absolute_url(self):
        return reverse("clinic:message-detail", args=[self.reference])

    @property
    def kind_name(self):
        """Return the kind as a person reads it, until the message has a subject."""
        return self.kind.replace("_", " ").capitalize()

    @property
    def original_id(self):
        """The key of the message that this one repeats, or its own."""
        return self.copy_of_id or self.pk

    @property
    def dropped_because(self):
        """Why it was not sent, as a person reads it."""
        return self.dropped_note or self.get_dropped_reason_display()

    @property
    def current_email(self):
        """The email that reaches the recipient now or, if none does, the one it was planned for."""
        return (self.recipient.reached_by.email if self.recipient else "") or self.recipient_email


class Heartbeat(models.Model):
    """When a scheduler was last seen at work."""

    name = models.CharField(max_length=32, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class MailOutage(models.Model):
    """Since when no mail can leave, why, and when that is tried next; no row while mail leaves."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    began_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    error = models.CharField(max_length=500)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(id=1), name="mail_outage_only_one")]

    def __str__(self):
        return f"No mail leaves: {self.error}"
