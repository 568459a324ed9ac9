"""When mail stands still: all of it, which a page says, or a part, which a mail says as well.

What stands still as a whole is told on the pages of the desk and of administrators, for no mail
could tell it, and by one mail to administrators once it goes again. A domain that puts mail off,
and a kind of which each fails, are told by one mail at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.formats import date_format

from clinic import outbox, pacing
from clinic.clock_face import time_of_day
from clinic.emails import Composed, compose
from clinic.models import (
    ClinicProfile,
    MailDomain,
    MailOutage,
    MailTrouble,
    Message,
    MessageState,
    StaffRole,
    TroubleKind,
    User,
)
from clinic.models.delivery import LONGEST_TOLD
from clinic.models.outbox import UNFINISHED
from clinic.outbox import Plan
from clinic.wording.values import Button
from clinic.zones import clinic_zone

MANY = 3  # that failed, of one kind
LATELY = timedelta(hours=1)


@dataclass(frozen=True)
class Stall:
    """Since when no mail leaves, what the mail server said, and when it is tried again."""

    began_at: datetime
    error: str = ""
    next_try_at: datetime | None = None


def patience() -> timedelta:
    return timedelta(minutes=settings.MAIL_STALLED_MINUTES)


def current(now: datetime) -> Stall | None:
    """Return since when no mail leaves, if none does.

    The mail server is away; or something has been due for long, and nothing was sent meanwhile.
    """
    if outage := MailOutage.objects.first():
        return Stall(outage.began_at, outage.error, outage.next_try_at)
    due = pacing.not_held(Message.objects.claimable(now), now)
    oldest = due.order_by("due_at").values_list("due_at", flat=True).first()
    if oldest is None or now - oldest < patience():
        return None
    last = MailDomain.objects.aggregate(last=Max("sent_at"))["last"]
    if last and now - last < patience():
        return None
    return Stall(max(oldest, last) if last else oldest)


@transaction.atomic
def watch(now: datetime) -> None:
    """Note what began to stand still, and what goes again; tell administrators, each once."""
    stall = current(now)
    is_stalled = stall is not None and now - stall.began_at >= patience()
    found = {(TroubleKind.ALL, ""): (stall.began_at, stall.error)} if is_stalled else {}
    if not stall:
        found |= _slow_domains(now) | _failing_kinds(now)
    for trouble in MailTrouble.objects.lasting().select_for_update(no_key=True):
        is_all = trouble.kind == TroubleKind.ALL
        goes_again = stall is None if is_all else not stall and not _lasts(trouble, found)
        if goes_again:
            trouble.ended_at = max(now, trouble.began_at)
            trouble.save(update_fields=["ended_at"])
            if is_all:
                _tell(trouble, now)
    for (kind, about), (began_at, told) in found.items():
        trouble, is_new = MailTrouble.objects.lasting().get_or_create(
            kind=kind,
            about=about,
            ended_at=None,
            defaults={"began_at": began_at, "told": told[:LONGEST_TOLD]},
        )
        if is_new and kind != TroubleKind.ALL:
            _tell(trouble, now)


def _lasts(trouble, found):
    return (TroubleKind(trouble.kind), trouble.about) in found


def _slow_domains(now):
    """Return the domains that have put mail off for long, with mail that waits for them."""
    slow = MailDomain.objects.filter(deferred_since__lte=now - patience())
    waiting = Message.objects.filter(state__in=UNFINISHED, due_at__lte=now + pacing.LONGEST_PAUSE)
    to = set(waiting.annotate(domain=pacing.DOMAIN).values_list("domain", flat=True))
    return {
        (TroubleKind.DOMAIN, domain.name): (domain.deferred_since, domain.answer)
        for domain in slow
        if domain.name in to
    }


def _failing_kinds(now):
    """Return the kinds of which several failed lately, and none was sent."""
    lately = Message.objects.filter(due_at__gt=now - LATELY, is_private=False)
    kinds = lately.values("kind").annotate(
        failed=Count("pk", filter=Q(state=MessageState.FAILED)),
        sent=Count("pk", filter=Q(state=MessageState.SENT)),
        began_at=Max("due_at", filter=Q(state=MessageState.FAILED)),
        told=Max("last_error", filter=Q(state=MessageState.FAILED)),
    )
    return {
        (TroubleKind.KIND, kind["kind"]): (kind["began_at"], kind["told"])
        for kind in kinds
        if kind["failed"] >= MANY and not kind["sent"]
    }


def _tell(trouble, now):
    administrators = User.objects.filter(
        is_active=True, roles__contains=[StaffRole.ADMINISTRATOR]
    ).order_by("pk")
    outbox.plan_each(
        (Plan(kind="delivery_alert", occasion=f"to:{place}", send_at=now), trouble, person)
        for place, person in enumerate(administrators)
    )
    outbox.nudge()


def compose_delivery_alert(message: Message) -> Composed:
    """Tell administrators that mail stood still, or which part of it does."""
    trouble = MailTrouble.objects.get(pk=message.about_id)
    wrong, happened = _in_words(trouble)
    values = {
        "what_is_wrong": wrong,
        "what_happened": happened,
        "what_was_said": trouble.told and f"What was said: {trouble.told}",
        "button": Button("The messages", settings.SITE_URL + reverse("clinic:message-list")),
    }
    return compose("delivery_alert", values, profile=ClinicProfile.objects.current())


def _in_words(trouble):
    """Return what is wrong in a few words, and the same in full."""
    if trouble.kind == TroubleKind.ALL:
        return (
            "Mail leaves again",
            f"No mail of the clinic could leave from {_at(trouble.began_at)}, until "
            f"{_at(trouble.ended_at)}. It leaves again; what waited is on its way, and nothing is "
            "lost.",
        )
    if trouble.kind == TroubleKind.DOMAIN:
        return (
            f"Mail to {trouble.about} is put off",
            f"The mail server of {trouble.about} has put mail of the clinic off since "
            f"{_at(trouble.began_at)}. It is tried again, more slowly; mail to others goes on.",
        )
    return (
        "Mails of one kind fail",
        f"Several mails of one kind ({trouble.about.replace('_', ' ')}) failed within an hour, and "
        "none of that kind was sent. Somebody should look at what is said beside them.",
    )


def _at(instant):
    local = instant.astimezone(clinic_zone())
    return f"{date_format(local, 'l j F')}, {time_of_day(local)}"
