"""What was done with accounts: who logged in and from where, and who changed whose."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clinic.models.access import AccessEvent
from clinic.models.people import Patient
from clinic.roles import StaffRole


class AccountAct(models.TextChoices):
    LOGGED_IN = "logged_in", "Logged in"
    LOG_IN_FAILED = "log_in_failed", "Could not log in"
    LOGGED_OUT = "logged_out", "Logged out"
    PASSWORD_SET = "password_set", "Password changed"
    EMAIL_ADDED = "email_added", "Email added"
    EMAIL_CHANGED = "email_changed", "Email changed"
    EMAIL_REMOVED = "email_removed", "Email removed"
    FACTOR_ADDED = "factor_added", "Second factor added"
    FACTOR_REMOVED = "factor_removed", "Second factor removed"
    FACTORS_RESET = "factors_reset", "Second factors reset"
    CODES_MADE = "codes_made", "Recovery codes made"
    ROLES_CHANGED = "roles_changed", "Roles changed"
    SHUT_OUT = "shut_out", "Shut out"
    LET_IN = "let_in", "Let in again"
    FILES_GIVEN = "files_given", "May open whom a practitioner treats"
    LIST_EXPORTED = "list_exported", "Took out a list"
    FILE_OPENED = "file_opened", "Opened a file, with a reason"
    FILE_REFUSED = "file_refused", "Was refused one more file that day"


WORDS = {  # of the codes of a detail
    **{f"+{role.value}": f"{role.label} given" for role in StaffRole},
    **{f"-{role.value}": f"{role.label} taken away" for role in StaffRole},
    "code": "by a mailed code",
    "idle": "after a while without a press",
    "mfa": "with a second factor",
    "password": "by password",
    "passkey": "by a passkey",
    "second_factor": "at the second factor",
}
OF_A_FILE = (AccountAct.FILE_OPENED, AccountAct.FILE_REFUSED)
WATCHED = (
    AccountAct.ROLES_CHANGED,
    AccountAct.FILES_GIVEN,
    AccountAct.LIST_EXPORTED,
    *OF_A_FILE,
)  # and whatever is done to another's account


class AccountEventQuerySet(models.QuerySet):
    def watched(self):
        """Return what the privacy officer is told of."""
        return self.filter(Q(act__in=WATCHED) | (Q(by__isnull=False) & ~Q(by=F("account"))))


class AccountEvent(models.Model):
    """One act with an account: ids and kinds alone. Nothing changes or removes it."""

    act = models.CharField(max_length=16, choices=AccountAct)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: there is no account of the email that was tried
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: nobody had logged in
    address = models.CharField(max_length=64, blank=True)  # of the network it came from
    detail = models.CharField(max_length=100, blank=True)  # codes: how, or which roles
    patient = models.ForeignKey(
        Patient, models.PROTECT, null=True, blank=True, related_name="+"
    )  # whose file was asked for
    look = models.OneToOneField(
        AccessEvent, models.PROTECT, null=True, blank=True, related_name="+"
    )  # at that file
    occurred_at = models.DateTimeField(default=timezone.now)

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=AccountAct.values), name="account_event_act_known"
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(act=AccountAct.LOG_IN_FAILED),
                name="account_event_of_an_account",
            ),
            models.CheckConstraint(
                condition=Q(act__in=OF_A_FILE, patient__isnull=False)
                | (~Q(act__in=OF_A_FILE) & Q(patient__isnull=True)),
                name="account_event_of_a_file",
            ),
            models.CheckConstraint(
                condition=Q(act=AccountAct.FILE_OPENED, look__isnull=False)
                | (~Q(act=AccountAct.FILE_OPENED) & Q(look__isnull=True)),
                name="account_event_with_its_look",
            ),
        ]
        indexes = [
            models.Index(F("occurred_at").desc(), F("id").desc(), name="account_event_latest"),
            models.Index(fields=["account", "-occurred_at"], name="account_event_of_account"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="account_event_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.get_act_display()} at {self.occurred_at:%Y-%m-%d %H:%M}Z"

    @property
    def detail_in_words(self):
        return ", ".join(WORDS.get(code, code.replace(":", " ")) for code in self.detail.split())
