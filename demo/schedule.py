"""When the demo clinic works: weekly hours, a change to come, and the days that differ."""

from datetime import date, time, timedelta

from bookings.models import Equipment, ScheduleException, Service, WorkingHours
from bookings.models.schedule import Weekday
from bookings.slots.intervals import first_instant_at
from clinic.models import Practitioner
from clinic.zones import clinic_zone

MON, TUE, WED, THU, FRI, SAT = list(Weekday)[:6]

WEEKDAYS = (MON, TUE, WED, THU, FRI)
# slug: (weekdays, opens, closes), with the midday break left out.
WEEKLY_HOURS = {
    "maren-oakhurst": [
        (WEEKDAYS, time(8), time(12)),
        (WEEKDAYS, time(12, 45), time(16, 30)),
    ],
    "tomas-brightwater": [
        (WEEKDAYS, time(9), time(12, 30)),
        (WEEKDAYS, time(13, 15), time(17, 30)),
    ],
    "anjali-fernhill": [  # split shifts around other people's work
        ((MON, TUE, WED, THU), time(7), time(11)),
        ((MON, TUE, WED, THU), time(16), time(20)),
        ((FRI,), time(9), time(13)),
    ],
    "elise-winterbourne": [
        (WEEKDAYS, time(9), time(12)),
        (WEEKDAYS, time(12, 45), time(16)),
        ((SAT,), time(9), time(14)),
    ],
    "gideon-larkspur": [
        (WEEKDAYS, time(10), time(14)),
        (WEEKDAYS, time(14, 45), time(18, 30)),
    ],
    "noor-cedarbrook": [
        ((MON, WED, THU, FRI), time(8, 30), time(12, 30)),
        ((MON, WED, THU, FRI), time(13, 15), time(17)),
    ],
}
# One practitioner's Tuesday moves toward the evening three weeks after the clinic opens.
CHANGING = ("noor-cedarbrook", TUE, (time(8, 30), time(16, 30)), (time(11), time(19)))
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
    """Add what differs in the coming weeks: a vacation, a training, a treadmill's service."""
    next_monday = today + timedelta(days=7 - today.weekday())
    away = Practitioner.objects.filter(slug="tomas-brightwater").first()
    treadmill = Equipment.objects.order_by("pk").first()
    if away:
        monday_after = next_monday + timedelta(days=7)
        _close(monday_after, time.min, 7, time.min, "Away on vacation", practitioner=away)
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
