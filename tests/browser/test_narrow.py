"""At 320 px nothing on the way to a visit scrolls sideways, nor does any mail about it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.actions import (
    Booker,
    WantedTimes,
    book_appointment,
    cancel_appointment,
    move_appointment,
    wait_for_earlier,
)
from bookings.links.visits import visit_key, visit_path
from bookings.links.waitlist import waitlist_key, waitlist_path
from bookings.mail.planning import UNDO_TIME
from bookings.models import AppointmentSource, CancellingSide, Purpose, Service
from bookings.slots import services
from bookings.slots.search import Search
from clinic.delivery import deliver_due
from clinic.models import Message, Patient
from demo.seeding import seed
from tests.browser.looking import NARROW, TOO_WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
FOR_KNOWN = ("/follow-up-physiotherapy/", "/running-technique-strength/")
DESK = Booker(AppointmentSource.DESK)


@pytest.fixture
def visit(clock):
    """A visit of the demo clinic's, a week ahead, with a mail of each kind about it."""
    seed(now=timezone.now())
    service = Service.objects.get(slug="running-assessment")
    _, people = services.offered(service.pk)
    now = timezone.now()
    days = [timezone.localdate(now) + timedelta(days=days) for days in (7, 13)]
    free = Search(service, people, now).schedule(*days).slots()
    first, *_, last = free
    booked = book_appointment(
        service=service,
        patient=Patient.objects.earliest("pk"),
        starts_at=first.interval.start,
        booker=DESK,
    )
    deliver_due()
    moved = move_appointment(
        appointment=booked,
        starts_at=last.interval.start,
        practitioner=next(person for person in people if person.pk == last.practitioner),
        booker=DESK,
    )
    today = timezone.localdate(now)
    wait_for_earlier(appointment=moved, times=WantedTimes(today, days[1]))
    clock.shift(UNDO_TIME)
    deliver_due()
    return moved


def too_wide(page):
    return [f"{page.url} {part}" for part in page.evaluate(TOO_WIDE)]


def test_no_page_on_the_way_to_a_visit_scrolls_sideways(open_page, visit):
    page = open_page("/", viewport=NARROW)
    key = visit_key(visit)
    entry = visit.waitlist_entries.get()
    day = timezone.localdate(visit.starts_at).isoformat()
    paths = ["/", "/services/", "/team/", "/book/", "/book/embed/", "/learn/", "/exercises/"]
    paths += [f"/accounts/{part}/" for part in ("login", "login/code", "signup", "password/reset")]
    paths += [f"/book/?for={purpose}" for purpose in Purpose.values]
    slugs = list(Service.objects.values_list("slug", flat=True))
    times = [f"/book/{slug}/" for slug in slugs]
    for slug in slugs:
        paths += [
            f"/book/{slug}/",
            f"/book/{slug}/?day={day}",
            f"/book/embed/{slug}/",
            f"/waitlist/join/?service={slug}",
        ]
    paths += [visit_path(visit, each, key=key) for each in ("move", "cancel", "earlier")]
    paths += [visit_path(visit, key=key), visit_path(visit, key=key, new="1")]
    paths += [waitlist_path(entry, key=waitlist_key(entry))]

    found = []
    for path in paths:
        page.goto(path)
        found += too_wide(page)
        if path in times and not path.endswith(FOR_KNOWN):
            page.get_by_role("button", name="Take this time").first.click()
            page.wait_for_url("**/details/**")
            found += too_wide(page)
    cancel_appointment(appointment=visit, side=CancellingSide.CLINIC, reason="A burst pipe")
    page.goto(visit_path(visit, key=key))
    found += too_wide(page)

    assert found == []


def test_no_mail_scrolls_sideways(open_page, visit, clock):
    cancel_appointment(appointment=visit, side=CancellingSide.CLINIC, reason="A burst pipe")
    clock.shift(UNDO_TIME)
    deliver_due()
    page = open_page("/", viewport=NARROW)
    page.goto("about:blank")  # a mail has no policy of what it may style

    found, seen = [], set()
    for message in Message.objects.filter(state="sent"):
        seen.add(message.kind)
        page.set_content(message.body_html)
        found += [f"{message.kind} {part}" for part in too_wide(page)]

    assert found == []
    assert {"confirmation", "changed", "cancelled", "waitlist_joined"} <= seen
