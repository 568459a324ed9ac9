"""Keeps what is done with accounts, and tells the privacy officer what nobody should do unseen.

The mail says that there is something to look at; what, who and when is behind the log-in.
"""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinic import outbox
from clinic.emails import Composed, compose, with_phone
from clinic.models import (
    AccessEvent,
    AccountAct,
    AccountEvent,
    ClinicProfile,
    Message,
    Patient,
    StaffRole,
    User,
)
from clinic.models.account_events import WATCHED
from clinic.outbox import Plan
from clinic.wording.values import Button


@transaction.atomic
def record(
    act: AccountAct,
    *,
    account: User | None,
    by: User | None = None,
    address: str = "",
    detail: str = "",
    patient: Patient | None = None,
    look: AccessEvent | None = None,
    alerts: bool = True,
    now: datetime | None = None,
) -> AccountEvent:
    """Keep what `by` did with an account, from where; what is watched alerts its witnesses.

    Without `alerts` the officer finds it on the list alone.
    """
    event = AccountEvent.objects.create(
        act=act,
        account=account,
        by=by,
        address=address,
        detail=detail,
        patient=patient,
        look=look,
        occurred_at=now or timezone.now(),
    )
    is_to_anothers = by is not None and by != account
    if alerts and (act in WATCHED or is_to_anothers):
        _tell("privacy_alert", event, witnesses_of(by))
    return event


def tell_owner(event: AccountEvent, emails: Collection[str]) -> None:
    """Tell these emails of an account that it was changed."""
    _tell("account_changed", event, [User(email=email) for email in emails])


def witnesses_of(actor: User | None) -> list[User]:
    """Return who is told of what somebody did: the privacy officers, for nobody is their own.

    Where there is none, the other administrators; where there are none either, the clinic's email.
    """
    others = User.objects.filter(is_active=True).exclude(pk=actor and actor.pk)
    for role in (StaffRole.PRIVACY_OFFICER, StaffRole.ADMINISTRATOR):
        if found := list(others.filter(roles__contains=[role])):
            return found
    return [User(email=ClinicProfile.objects.current().email)]


def reads_reasons(user: User) -> bool:
    """Say whether somebody reads the reasons for which files were opened.

    They are clinicians' own words, so only whoever is told of them does: see `witnesses_of`.
    """
    officers = User.objects.filter(is_active=True, roles__contains=[StaffRole.PRIVACY_OFFICER])
    return user.is_privacy_officer or not officers.exists()


def has_logged_in_from(account: User, address: str, since: datetime) -> bool:
    """Say whether an account has logged in from an address since some time."""
    log_ins = AccountEvent.objects.filter(act=AccountAct.LOGGED_IN, occurred_at__gte=since)
    return log_ins.filter(account=account, address=address).exists()


def _tell(kind, event, people):
    now = timezone.now()
    outbox.plan_each(
        (Plan(kind=kind, occasion=f"to:{place}", send_at=now), event, person)
        for place, person in enumerate(people)
    )
    outbox.nudge()


def compose_alert(message: Message) -> Composed:
    """Say that there is something to look at."""
    officers = User.objects.filter(is_active=True, roles__contains=[StaffRole.PRIVACY_OFFICER])
    listed = Button("The list", settings.SITE_URL + reverse("clinic:account-event-list"))
    if officers.exists():
        values = {
            "what_to_do": "Who, what and when is on the list, behind the log-in.",
            "button": listed,
        }
    else:
        values = {
            "what_to_do": "Nobody is the clinic’s privacy officer yet, so you are told. Please "
            "give somebody that role in the set-up: they read who, what and when.",
            "button": None,
        }
    return compose("privacy_alert", values, profile=ClinicProfile.objects.current())


def compose_account_changed(message: Message) -> Composed:
    """Tell whose account it is that it was changed, by themself or by somebody at the clinic."""
    event = AccountEvent.objects.get(pk=message.about_id)
    by_another = event.by_id not in (None, event.account_id)
    profile = ClinicProfile.objects.current()
    doubt = "If you did not expect this" if by_another else "If it was not you"
    tell = f"{doubt}, please tell the clinic at once"
    values = {
        "who": "An administrator of the clinic has changed the account that you log in to with "
        "this email:"
        if by_another
        else "The account that you log in to with this email was changed:",
        "change": event.get_act_display(),
        "tell_us": with_phone(f"{tell}: ", profile, ".") or f"{tell}.",
    }
    return compose("account_changed", values, profile=profile)
