"""When the demo clinic works: weekly hours, a change to come, and the days that differ."""

from datetime import date, time, timedelta

from bookings.models import Equipment, ScheduleException, Service, WorkingHours
from bookings.models.schedule import Weekday
from bookings.slots.intervals import first_instant_at
from clinic.models import Practitioner
from clinic.zones import clinic_zone

MON, TUE, WED, THU, FRI, SAT = list(Weekday)[:6]

# slug: (weekdays, opens, closes), with the midday break left out.
WEEKLY_HOURS = {
    "maren-oakhurst": [
        ((MON, TUE, THU), time(8), time(12)),
        ((MON, TUE, THU), time(12, 45), time(16, 30)),
        ((FRI,), time(8), time(12, 30)),
    ],
    "tomas-brightwater": [
        ((MON, TUE, WED, THU), time(9), time(12, 30)),
        ((MON, TUE, WED, THU), time(13, 15), time(17, 30)),
    ],
    "anjali-fernhill": [  # split shifts around other people's work
        ((MON, WED), time(7), time(11)),
        ((MON, WED), time(16), time(20)),
        ((FRI,), time(9), time(13)),
    ],
    "elise-winterbourne": [
        ((WED, FRI), time(9), time(12)),
        ((WED, FRI), time(12, 45), time(16)),
        ((SAT,), time(9), time(14)),
    ],
    "gideon-larkspur": [
        ((TUE, WED, THU, FRI), time(10), time(14)),
        ((TUE, WED, THU, FRI), time(14, 45), time(18, 30)),
    ],
    "noor-cedarbrook": [
        ((MON, THU), time(8, 30), time(12, 30)),
        ((MON, THU), time(13, 15), time(17)),
    ],
}
# One practitioner's Tuesday moves to the afternoon three weeks after the clinic opens.
CHANGING = ("noor-cedarbrook", TUE, (time(8, 30), time(12, 30)), (time(13), time(19)))
CHANGES_AFTER = timedelta(weeks=3)
# Friday afternoons on which one practitioner gives running assessments only.
ASSESSMENTS_ONLY = ("anjali-fernhill", FRI, time(13, 45), time(16))


def add_working_hours(*, today: date) -> None:
    """Add everybody's weekly hours."""
    people = {person.slug: person for person in Practitioner.objects.all()}
    hours = [
        WorkingHours(practitioner=people[slug], weekday=weekday, opens=opens, closes=closes)
        for slug, periods in WEEKLY_HOURS.items()
        for weekdays, opens, closes in periods
        for weekday in weekdays
    ]
    slug, weekday, old, new = CHANGING
    last_day = today + CHANGES_AFTER
    changing = {"practitioner": people[slug], "weekday": weekday}
    hours += [
        WorkingHours(opens=old[0], closes=old[1], effective_until=last_day, **changing),
        WorkingHours(
            opens=new[0], closes=new[1], effective_from=last_day + timedelta(days=1), **changing
        ),
    ]
    WorkingHours.objects.bulk_create(hours)

    slug, weekday, opens, closes = ASSESSMENTS_ONLY
    special = WorkingHours.objects.create(
        practitioner=people[slug], weekday=weekday, opens=opens, closes=closes
    )
    special.services.set(Service.objects.filter(slug="running-assessment"))


def add_exceptions(*, today: date) -> None:
    """Add what differs in the coming two weeks: a vacation, a training, a treadmill's service."""
    next_monday = today + timedelta(days=7 - today.weekday())
    away = Practitioner.objects.filter(slug="tomas-brightwater").first()
    treadmill = Equipment.objects.order_by("pk").first()
    if away:
        _close(next_monday, time.min, 7, time.min, "Away on vacation", practitioner=away)
    if treadmill:
        tuesday = next_monday + timedelta(days=1)
        _close(tuesday, time(8), 0, time(11), "Treadmill service", equipment=treadmill)
    _close(next_monday + timedelta(days=3), time(12), 0, time(14), "Staff training")


def _close(first: date, opens: time, days: int, closes: time, reason: str, **whose) -> None:
    zone = clinic_zone()
    ScheduleException.objects.create(
        starts_at=first_instant_at(first, opens, zone),
        ends_at=first_instant_at(first + timedelta(days=days), closes, zone),
        reason=reason,
        **whose,
    )
