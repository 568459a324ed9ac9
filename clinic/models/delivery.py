"""What became of mail: what was heard of each, whom none reaches, which domain goes slowly."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from clinic.clocks import has_run_out
from clinic.models.outbox import Message

LONGEST_PAUSE = timedelta(minutes=15)  # of mail to one domain
LONGEST_TOLD = 300


class OutcomeKind(models.TextChoices):
    DELIVERED = "delivered", "Delivered"
    RELAYED = "relayed", "Handed on"
    DELAYED = "delayed", "Delayed"
    BOUNCED = "bounced", "Came back"
    OPENED = "opened", "Link opened"
    REFUSED = "refused", "No more wanted"


class MessageOutcome(models.Model):
    """What was heard of a message after it was sent: each kind once, the first time."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=16, choices=OutcomeKind)
    occurred_at = models.DateTimeField(default=timezone.now)
    told = models.CharField(max_length=LONGEST_TOLD, blank=True)  # in words, for the desk

    class Meta:
        ordering = ["occurred_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["message", "kind"], name="message_outcome_once"),
            models.CheckConstraint(
                condition=Q(kind__in=OutcomeKind.values), name="message_outcome_known"
            ),
        ]
        indexes = [models.Index(fields=["kind", "occurred_at"], name="message_outcome_latest")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.message_id}"


class FailingEmail(models.Model):
    """An address from which mail has come back for good, until it is proven to work again."""

    email = models.EmailField(primary_key=True)  # in lower case
    since = models.DateTimeField(default=timezone.now)
    told = models.CharField(max_length=LONGEST_TOLD)  # why, in words, for the desk

    class Meta:
        ordering = ["-since", "email"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="failing_email_lower")
        ]

    def __str__(self):
        return self.email


class MailDomainQuerySet(models.QuerySet):
    def held(self, now):
        """Return the domains to which no mail goes yet."""
        may_go = has_run_out("next_at", lasts=LONGEST_PAUSE, now=now)
        return self.exclude(may_go)


class MailDomain(models.Model):
    """How mail to one domain goes: when the next may, and how often in a row it was put off."""

    name = models.CharField(max_length=254, primary_key=True)  # in lower case
    next_at = models.DateTimeField()
    deferrals = models.PositiveIntegerField(default=0, db_default=0)
    deferred_since = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=LONGEST_TOLD, blank=True, db_default="")
    sent_at = models.DateTimeField(null=True, blank=True)  # the last one

    objects = MailDomainQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class ReturnedMail(models.Model):
    """How far the mailbox of returned mail was read, what was found there, what hinders it."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=LONGEST_TOLD, blank=True)
    reports = models.PositiveIntegerField(default=0)  # about mail of ours
    strangers = models.PositiveIntegerField(default=0)  # reports about none of ours
    no_reports = models.PositiveIntegerField(default=0)
    too_large = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(id=1), name="returned_mail_only_one")]

    def __str__(self):
        return f"Returned mail, read up to {self.last_uid}"


class TroubleKind(models.TextChoices):
    ALL = "all", "No mail leaves"
    DOMAIN = "domain", "One domain puts mail off"
    KIND = "kind", "Mails of one kind fail"


class MailTroubleQuerySet(models.QuerySet):
    def lasting(self):
        return self.filter(ended_at=None)


class MailTrouble(models.Model):
    """A time in which all mail, or some of it, did not go as it should."""

    kind = models.CharField(max_length=8, choices=TroubleKind)
    about = models.CharField(max_length=254, blank=True)  # which domain, which kind of message
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=LONGEST_TOLD, blank=True)

    objects = MailTroubleQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"], condition=Q(ended_at=None), name="mail_trouble_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TroubleKind.values), name="mail_trouble_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")),
                name="mail_trouble_ends_after_it_began",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.about}".strip()
