"""What became of the visits of a period, counted by the database in one statement."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Q,
    Sum,
    Value,
)

from bookings.models import Appointment, AppointmentStatus, CancellingSide
from bookings.pages.figures.questions import Question
from bookings.reasons import OTHER, REASONS, code_of

NOTHING = timedelta(0)
CAME = (AppointmentStatus.ARRIVED, AppointmentStatus.FULFILLED)


@dataclass(frozen=True)
class VisitCount:
    """How many visits of one practitioner, service and week became what."""

    practitioner: int
    service: int
    week: int  # from 0
    visits: int  # cancelled ones too
    booked: timedelta  # of those that took place or are to
    came: int
    did_not_come: int
    not_marked: int  # they are over, and nobody has said
    late: int
    by_clinic: int


class WeekOf(Func):
    """The place of an instant among the beginnings of weeks, from 1.

    The weeks are made in Python, by the clinic's zone: PostgreSQL's own rules may be old.
    """

    function = "width_bucket"
    output_field = IntegerField()

    def __init__(self, instant, question):
        starts = Value(question.week_starts, output_field=ArrayField(DateTimeField()))
        super().__init__(F(instant), starts)


def count_visits(question: Question, practitioners: list[int], now: datetime) -> list[VisitCount]:
    """Return the counts of the visits that were to begin in the period; one query."""
    status = AppointmentStatus
    is_over = Q(ends_at__lte=now)
    lasting = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    rows = (
        _visits(question, practitioners)
        .annotate(week=WeekOf("starts_at", question))
        .order_by()
        .values_list("practitioner", "service", "week")
        .annotate(
            visits=Count("pk"),
            booked=Sum(lasting, filter=~Q(status=status.CANCELLED)),
            came=Count("pk", filter=Q(status__in=CAME)),
            did_not_come=Count("pk", filter=Q(status=status.NOSHOW)),
            not_marked=Count("pk", filter=Q(status=status.BOOKED) & is_over),
            late=Count("pk", filter=Q(cancelled_late=True)),
            by_clinic=Count("pk", filter=Q(cancelled_side=CancellingSide.CLINIC)),
        )
    )
    return [
        VisitCount(practitioner, service, week - 1, visits, booked or NOTHING, *counts)
        for practitioner, service, week, visits, booked, *counts in rows
    ]


def reasons_of_the_clinic(
    question: Question, practitioners: list[int]
) -> tuple[list[tuple[str, int]], int]:
    """Return why the clinic cancelled, and how often, most often first; and the others' number.

    By the desk's list alone: its own words may name a patient, however often it wrote them.
    """
    visits = _visits(question, practitioners).filter(cancelled_side=CancellingSide.CLINIC)
    written = visits.order_by().values_list("cancellation_reason").annotate(visits=Count("pk"))
    reasons = Counter()
    for reason, number in written:
        reasons[code_of(reason)] += number
    others = reasons.pop(OTHER, 0)
    by_number = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return [(REASONS[code], number) for code, number in by_number], others


def _visits(question, practitioners):
    visits = Appointment.objects.ever_booked().filter(
        practitioner__in=practitioners,
        starts_at__gte=question.interval.start,
        starts_at__lt=question.interval.end,
    )
    return visits.filter(service=question.service) if question.service else visits
