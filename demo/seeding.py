"""Opens the demo clinic once, and fills its diary when that has run dry."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from clinic.models import ClinicProfile
from demo.answers import add_answers
from demo.between_visits import add_between_visits
from demo.days import fill_days
from demo.people import add_people
from demo.plans import add_plans, add_reports
from demo.records import add_records, begin_one
from demo.regulars import add_regulars
from demo.reviews import add_reviews
from demo.schedule import add_exceptions, add_working_hours
from demo.services import add_services
from demo.visits import add_visits, have_run_dry
from demo.waiting import add_wishes


@transaction.atomic
def seed(*, now: datetime) -> None:
    """Add the demo clinic, or what it lacks; what is there is left as people made it.

    The first run adds everything, with visits from almost four weeks before to two weeks after the
    clinic's day of `now`. A later run adds nothing, unless nobody is expected in the coming week:
    then it books the visits of the same courses that lie ahead. The same day gives the same clinic.
    """
    today = timezone.localdate(now)
    is_new = not ClinicProfile.objects.exists()
    if is_new:
        add_people(now=now)
        add_regulars()
        add_services()
        add_working_hours(today=today)
    if is_new or have_run_dry(now):
        add_exceptions(today=today)
        add_visits(now=now, with_past=is_new)
        fill_days(now=now, with_past=is_new)
    if is_new:
        add_records(now=now)
        add_plans(now=now)
        begin_one(now=now)
        add_between_visits(now=now)
        add_answers(now=now)
        add_reviews()
        add_wishes(now=now)
        add_reports(now=now)
