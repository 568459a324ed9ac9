"""What a page of the desk shows of a time that somebody typed: free, or why not, or bookable over.

Patients choose among the times on offer; staff may ask for any.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from bookings.actions.overbooking import is_of_one_by_staff, may_overbook
from bookings.slots.search import Search


@dataclass(frozen=True)
class WantedTime:
    """One time; `why` it is not free, and whether staff may book it all the same."""

    starts_at: datetime
    why: str
    may_overbook: bool

    @property
    def value(self) -> str:
        return self.starts_at.isoformat()


def wanted_time(search: Search, starts_at: datetime) -> WantedTime:
    """Return how a time stands for whom the search asks."""
    local = timezone.localtime(starts_at)
    if starts_at <= search.now:
        return WantedTime(local, "That is past.", may_overbook=False)
    schedule = search.around(starts_at)
    refusal = schedule.why_not(starts_at)
    over = is_of_one_by_staff(search) and may_overbook(refusal, schedule, starts_at)
    return WantedTime(local, refusal.text if refusal else "", may_overbook=over)
