"""What came of the times that were offered to those who wait."""

from dataclasses import dataclass

from django.db.models import Count, Q

from bookings.models.waitlist import OfferStatus, WaitlistOffer
from bookings.pages.figures.questions import Question
from bookings.pages.figures.visits import WeekOf


@dataclass(frozen=True)
class OfferedTime:
    """One time with one practitioner, to however many it was offered, and whether one took it.

    It counts in the week in which it was first offered, for the service of whoever took it.
    """

    practitioner: int
    service: int
    week: int  # from 0
    is_taken: bool


def offered_times(question: Question, practitioners: list[int]) -> list[OfferedTime]:
    """Return the times that were offered in the period; one query."""
    offers = WaitlistOffer.objects.filter(
        practitioner__in=practitioners,
        offered_at__gte=question.interval.start,
        offered_at__lt=question.interval.end,
    )
    if question.service:
        offers = offers.filter(entry__service=question.service)
    rows = (
        offers.annotate(week=WeekOf("offered_at", question))
        .order_by()
        .values_list("practitioner", "starts_at", "entry__service", "week")
        .annotate(taken=Count("pk", filter=Q(status=OfferStatus.ACCEPTED)))
        .order_by("taken", "-week", "-entry__service")
    )
    times = {}  # the last word has whoever took it, else whoever was asked first
    first_weeks = {}
    for practitioner, starts_at, service, week, taken in rows:
        key = practitioner, starts_at
        first_weeks[key] = min(week, first_weeks.get(key, week))
        times[key] = OfferedTime(practitioner, service, first_weeks[key] - 1, bool(taken))
    return list(times.values())
