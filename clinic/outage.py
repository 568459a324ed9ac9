"""When no mail can leave, whichever it is: one row knows it, and no message is blamed for it."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from clinic.clocks import has_run_out
from clinic.mail import Failure
from clinic.models import MailOutage

logger = logging.getLogger(__name__)

BACK_OFF = [timedelta(seconds=seconds) for seconds in (30, 60, 120, 300)]


def is_left_alone(now: datetime) -> bool:
    """Say whether the mail server failed lately, and is not to be tried yet."""
    may_be_tried = has_run_out("next_try_at", lasts=BACK_OFF[-1], now=now)
    return MailOutage.objects.exclude(may_be_tried).exists()


@transaction.atomic
def record(failure: Failure, now: datetime) -> None:
    """Note that no mail can leave: tried again later each time, every five minutes at last."""
    outage, began = MailOutage.objects.select_for_update(no_key=True).get_or_create(
        defaults={"began_at": now, "next_try_at": now}
    )
    outage.next_try_at = now + BACK_OFF[min(outage.tries, len(BACK_OFF) - 1)]
    outage.tries += 1
    outage.error = failure.text[:500]
    outage.save()
    logger.log(
        logging.ERROR if began else logging.WARNING,
        "No mail leaves, try %d: %s.",
        outage.tries,
        failure.name,
    )


def record_over() -> None:
    """Note that the mail server has let us in."""
    if MailOutage.objects.all().delete()[0]:
        logger.warning("Mail leaves again.")
