"""Mail to one domain: so many a minute at most, and none for a while when the domain puts it off.

Other domains' mail goes on meanwhile; so does what somebody waits for at a page, which counts too.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower

from clinic.models import MailDomain
from clinic.models.delivery import LONGEST_PAUSE, LONGEST_TOLD

MINUTE = timedelta(minutes=1)
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5)] + [LONGEST_PAUSE]
DEFERRALS = (421, 450, 451, 452)  # answers of one domain, or for one of its mailboxes: not now
# Where mail to an address goes, as `domain_of` says it.
DOMAIN = Func(Lower("recipient_email"), Value("[^@]*$"), function="substring")
TAKE_TURN = """
INSERT INTO clinic_maildomain AS domain (name, next_at, deferrals, answer)
VALUES (%(name)s, %(now)s::timestamptz + %(step)s - %(ahead)s, 0, '')
ON CONFLICT (name) DO UPDATE SET next_at = LEAST(
    GREATEST(domain.next_at + %(ahead)s, %(now)s) + %(step)s - %(ahead)s, %(now)s + %(longest)s)
WHERE %(waits)s OR domain.next_at <= %(now)s OR domain.next_at > %(now)s + %(longest)s
"""


def domain_of(email: str) -> str:
    """Return where mail to an address goes."""
    return email.lower().rpartition("@")[2]


def not_held(messages: QuerySet, now: datetime) -> QuerySet:
    """Leave out mail to domains to which none goes yet."""
    held = MailDomain.objects.held(now).filter(name=OuterRef("domain"))
    return messages.annotate(domain=DOMAIN).filter(Q(is_private=True) | ~Exists(held))


def take_turn(email: str, now: datetime, *, waits: bool = False) -> bool:
    """Count one mail to where this address is, if one may go there now; somebody who `waits` may.

    The database decides, for several send at a time.
    """
    step, ahead = _pace()
    values = {
        "name": domain_of(email),
        "now": now,
        "step": step,
        "ahead": ahead,
        "longest": LONGEST_PAUSE,
        "waits": waits,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE_TURN, values)
        return cursor.rowcount == 1


def _pace() -> tuple[timedelta, timedelta]:
    """Return how far apart mails to a domain are, and how far ahead of that they may come.

    Half of a minute's mails may go at once, the others one by one: so no minute, wherever it
    begins, has more than the setting says.
    """
    most = settings.MAIL_PER_DOMAIN_A_MINUTE
    if not most:
        return timedelta(0), LONGEST_PAUSE  # so that no clock that is put back holds any
    at_once = (most + 1) // 2
    step = MINUTE / (most - at_once + 1)
    return step, step * (at_once - 1)


def put_off(email: str, answer: str, now: datetime) -> None:
    """Let no mail go to this domain for a while: longer each time in a row."""
    domain = MailDomain.objects.filter(name=domain_of(email))
    deferrals = domain.values_list("deferrals", flat=True).first() or 0
    pause = PAUSES[min(deferrals, len(PAUSES) - 1)]
    domain.update(
        next_at=now + pause,
        deferrals=F("deferrals") + 1,
        deferred_since=Coalesce("deferred_since", Value(now)),
        answer=answer[:LONGEST_TOLD],
    )


def went(email: str, now: datetime) -> None:
    """Note that the domain took one."""
    MailDomain.objects.filter(name=domain_of(email)).update(
        deferrals=0, deferred_since=None, answer="", sent_at=now
    )
