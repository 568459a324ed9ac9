"""Four weeks of a small clinic: Ana and Ben on Tuesdays, and what became of their visits."""

from datetime import UTC, datetime, timedelta

from bookings.models import AppointmentStatus, ScheduleException
from clinic.models import Discipline, MessageState
from tests.factories import (
    AppointmentFactory,
    FreedTimeFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    bookable,
)
from tests.factories.messages import MessageFactory

TEN = datetime(2026, 11, 3, 17, tzinfo=UTC)  # on Tuesday 3 November, in Vancouver
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
STATUS = AppointmentStatus


def four_weeks():
    """Return the service and its two practitioners, 25 October to 22 November behind them."""
    service, [ana, ben] = bookable(practitioners=2, slug="physio", name="Physiotherapy visit")
    for person, name in ((ana, "Ana Ruiz"), (ben, "Ben Okafor")):
        person.name = name
    ben.discipline = Discipline.KINESIOLOGY
    for person in (ana, ben):
        person.save()
    afternoon = {"starts_at": TEN + 2 * WEEK + 3 * HOUR, "ends_at": TEN + 2 * WEEK + 7 * HOUR}
    ScheduleException.objects.create(practitioner=ana, reason="A course", **afternoon)
    visits(service, ana, ben)
    offers(service, ana, ben)
    mail()
    return service, ana, ben


def visits(service, ana, ben):
    def visit(practitioner, starts_at, status, **details):
        AppointmentFactory(
            service=service,
            practitioner=practitioner,
            starts_at=starts_at,
            status=status,
            **({"cancelled_at": TEN} if status == STATUS.CANCELLED else {}),
            **details,
        )

    visit(ana, TEN, STATUS.FULFILLED)
    visit(ana, TEN + WEEK, STATUS.NOSHOW)
    visit(ben, TEN + 2 * WEEK, STATUS.BOOKED)
    visit(ben, TEN, STATUS.CANCELLED, cancelled_late=True, cancellation_reason="My knee is sore")
    for hours, reason in (
        (1, "Your practitioner cannot be here. Rob Vale knows."),
        (2, "Rob Vale has no referral"),
        (3, "Rob Vale has no referral"),
    ):
        visit(
            ben,
            TEN + WEEK + hours * HOUR,
            STATUS.CANCELLED,
            cancelled_side="clinic",
            cancellation_reason=reason,
        )
    visit(ben, TEN + 3 * WEEK, STATUS.BOOKED)  # after the period
    visit(ana, TEN + 5 * HOUR, STATUS.EXPIRED, patient=None)  # a hold


def offers(service, ana, ben):
    for practitioner, answers in ((ana, ("expired", "accepted")), (ben, ("expired",))):
        freed = FreedTimeFactory()
        for answer in answers:
            WaitlistOfferFactory(
                entry=WaitlistEntryFactory(service=service),
                freed_time=freed,
                practitioner=practitioner,
                status=answer,
                offered_at=TEN,
            )


def mail():
    states = MessageState
    for state in (states.SENT, states.SENT, states.SENT, states.FAILED, states.PLANNED):
        MessageFactory(kind="reminder", state=state, send_at=TEN)
    MessageFactory(
        kind="confirmation", state=states.DROPPED, dropped_reason="begun", send_at=TEN + WEEK
    )
    MessageFactory(kind="login_code", state=states.FAILED, send_at=TEN, is_private=True)
