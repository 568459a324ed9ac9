"""The page that settles visits in conflict together: what it proposes, refuses and shows after."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.actions import add_exception, book_appointment, move_appointment
from bookings.models import Appointment, CancellingSide, MendedVisit, Mending
from bookings.models.schedule import ScheduleEffect
from bookings.slots.intervals import Interval
from bookings.slots.proposals import Place
from tests.factories import (
    AT_THE_DESK,
    NINE,
    CourseFactory,
    FrontDeskFactory,
    PatientFactory,
    WorkingHoursFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
PAGE = "/desk/conflicts/mend/"
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(client):
    client.force_login(FrontDeskFactory())
    return client


def ill(visits):
    """Return (visits in conflict, their practitioner, who else is here)."""
    service, [ada, ben] = bookable(practitioners=2)
    WorkingHoursFactory(practitioner=ada, weekday=2)
    booked = [
        book_appointment(
            service=service,
            practitioner=ada,
            patient=PatientFactory(),
            starts_at=NINE + number * HOUR,
        )
        for number in range(visits)
    ]
    away(ada, NINE)
    return [Appointment.objects.get(pk=visit.pk) for visit in booked], ada, ben


def away(practitioner, starts_at):
    add_exception(
        effect=ScheduleEffect.CLOSED,
        starts_at=starts_at,
        ends_at=NINE + 8 * HOUR,
        reason="Away",
        practitioner=practitioner,
        equipment=None,
    )


def sent(*choices, **more):
    """Return what the page sends: a choice for each visit, in pairs."""
    typed = {"submission": uuid4(), "visit": [visit.reference for visit, _ in choices]}
    for visit, choice in choices:
        typed[f"choice_{visit.reference.hex}"] = choice
        typed[f"revision_{visit.reference.hex}"] = visit.revision
    return typed | more


def move_to(starts_at, practitioner):
    return "move:" + Place(Interval.lasting(HOUR, starts_at), practitioner.pk).token


def selected(page, visit):
    """Return what a browser has selected for a visit, as (value, words)."""
    field = page.context["form"][f"choice_{visit.reference.hex}"]
    options = [
        option
        for _, group, _ in field.field.widget.get_context(field.name, field.value(), {})["widget"][
            "optgroups"
        ]
        for option in group
    ]
    return [(each["value"], each["label"]) for each in options if each["selected"]]


def test_each_visit_is_proposed_the_nearest_with_its_own_practitioner(desk):
    [first, second], _, _ = ill(2)

    rows = [row for row, _ in desk.get(PAGE).context["rows"]]

    assert [row.visit for row in rows] == [first, second]
    assert [row.why for row in rows] == ["the same practitioner, the next day, same time"] * 2


def test_a_visit_that_was_lengthened_is_proposed_what_is_free_for_so_long(desk):
    """It was drawn to 10:30, and Ada is away from ten: at nine there is room for an hour alone."""
    service, [ada] = bookable()
    visit = book_appointment(
        service=service, practitioner=ada, patient=PatientFactory(), starts_at=NINE
    )
    duration = timedelta(minutes=90)
    move_appointment(appointment=visit, starts_at=NINE, duration=duration, booker=AT_THE_DESK)
    away(ada, NINE + HOUR)

    [(row, _)] = desk.get(PAGE).context["rows"]

    assert row.proposal.place.interval == Interval.lasting(duration, NINE + timedelta(days=7))


def test_the_plan_of_a_course_counts_more_than_its_practitioner(desk):
    """Ada is here the next day, which is off the plan; Ben is here on the day itself."""
    [visit], _, ben = ill(1)
    course = CourseFactory(
        patient=visit.patient, service=visit.service, spacing_days=7, tolerance_days=0
    )
    visit.course = course
    visit.save()
    book_appointment(
        service=visit.service,
        practitioner=ben,
        patient=visit.patient,
        starts_at=NINE + timedelta(days=7),
        booker=AT_THE_DESK,
    )
    Appointment.objects.exclude(pk=visit.pk).update(course=course)

    [(row, _)] = desk.get(PAGE).context["rows"]

    assert (row.proposal.place.interval.start, row.proposal.place.practitioner) == (NINE, ben.pk)


def test_a_day_a_practitioner_and_a_unit_narrow_what_is_shown(desk):
    [visit], ada, ben = ill(1)

    shown = {
        query: [row.visit for row, _ in desk.get(f"{PAGE}?{query}").context["rows"]]
        for query in (
            f"practitioner={ada.slug}",
            f"practitioner={ben.slug}",
            "day=2026-12-01",
            "day=2026-12-02",
            f"unit={uuid4()}",
        )
    }

    assert list(shown.values()) == [[visit], [], [visit], [], []]
    assert desk.get(f"{PAGE}?unit=x").status_code == 400
    assert desk.get(f"{PAGE}?day=x").status_code == 400


def test_a_visit_that_has_begun_is_not_to_be_mended(desk, clock):
    [_, second], _, _ = ill(2)
    clock.move_to(NINE + timedelta(minutes=10))

    assert [row.visit for row, _ in desk.get(PAGE).context["rows"]] == [second]


def test_one_press_settles_all_and_leads_to_what_became_of_each(desk):
    [first, second], ada, _ = ill(2)
    typed = sent(
        (first, move_to(NINE + 24 * HOUR, ada)), (second, "cancel"), why="away", words="Sorry!"
    )

    page = desk.post(PAGE, typed, follow=True)

    assert [title for title, _ in page.context["groups"]] == ["Moved", "Cancelled with our apology"]
    assert page.context["waiting"] == 0
    second.refresh_from_db()
    assert second.cancelled_side == CancellingSide.CLINIC
    assert second.cancellation_reason == "Your practitioner cannot be here. Sorry!"
    assert desk.post(PAGE, typed).url == Mending.objects.get().get_absolute_url()


def test_two_visits_in_one_place_are_refused_and_nothing_typed_is_lost(desk):
    [first, second], ada, _ = ill(2)
    there = move_to(NINE + 24 * HOUR, ada)

    page = desk.post(PAGE, sent((first, there), (second, there), words="We are sorry"))

    assert page.status_code == 422
    form = page.context["form"]
    assert form.errors == {
        f"choice_{second.reference.hex}": [
            f"This time was chosen for {first.patient.name} too: please choose another for one of "
            "them."
        ]
    }
    assert [form[f"choice_{each.reference.hex}"].value() for each in (first, second)] == [there] * 2
    assert "We are sorry" in page.text
    assert not Mending.objects.exists()


@pytest.mark.parametrize("number", [1, 2])
def test_a_typed_offer_stays_an_offer_when_its_times_are_proposed_no_more(desk, number):
    """One of them has gone while the page was open, and another line has an error."""
    [first, second], ada, ben = ill(2)
    times = [(NINE + 25 * HOUR, ada), (NINE, ben)][:number]
    offer = "offer:" + ",".join(move_to(*time).partition(":")[2] for time in times)
    book_appointment(
        service=first.service,
        practitioner=ada,
        patient=PatientFactory(),
        starts_at=NINE + 25 * HOUR,
        booker=AT_THE_DESK,
    )

    page = desk.post(PAGE, sent((first, offer), (second, "")))

    assert page.status_code == 422
    said = f"Wed 2 Dec, 10:00 with {ada.name}; Tue 1 Dec, 09:00 with {ben.name}"
    words = "; ".join(said.split("; ")[:number])
    assert selected(page, first) == [(offer, f"Offer by mail, as you chose: {words}")]


@pytest.mark.parametrize("practitioner", [0, 10**18])
def test_a_typed_choice_that_cannot_be_shown_becomes_no_other(desk, practitioner):
    [first, second], _, _ = ill(2)
    choice = f"move:{NINE.isoformat()}|{practitioner}|"

    page = desk.post(PAGE, sent((first, choice), (second, "")))

    assert page.context["form"].fields[f"choice_{first.reference.hex}"].widget.choices[0] == (
        "",
        "Please choose",
    )


@pytest.mark.parametrize(
    "choice",
    [
        "",
        "move",
        "move:",
        "move:x|1|",
        "move:2026-12-02T09:00:00|1|",
        "move:9999-12-31T23:30:00+00:00|1|",
        "burn",
        "offer:1,2,3,4",
    ],
)
def test_a_choice_that_nobody_could_make_is_refused_beside_its_field(desk, choice):
    [visit], _, _ = ill(1)

    page = desk.post(PAGE, sent((visit, choice)))

    assert page.status_code == 422
    assert page.context["form"].errors == {
        f"choice_{visit.reference.hex}": ["Please choose what becomes of this visit."]
    }


@pytest.mark.parametrize("visit", [[], ["x"], [str(uuid4())]])
def test_a_page_that_is_not_complete_is_refused(desk, visit):
    assert desk.post(PAGE, {"visit": visit, "submission": uuid4()}).status_code == 400


def test_a_visit_that_moved_meanwhile_is_left_and_said_so(desk):
    [visit], ada, _ = ill(1)
    typed = sent((visit, "cancel"))
    move_appointment(
        appointment=visit, starts_at=NINE + 24 * HOUR, practitioner=ada, booker=AT_THE_DESK
    )

    page = desk.post(PAGE, typed, follow=True)

    [(title, [outcome])] = page.context["groups"]
    assert title == "Changed meanwhile, so left as they are"
    assert outcome.visit.status == "booked"
    assert MendedVisit.objects.get().state == "changed"


def test_what_is_left_goes_on_from_the_page_that_shows_it(desk, monkeypatch):
    visits, _, _ = ill(2)
    monkeypatch.setattr("bookings.views.mending.SECONDS", 0)

    page = desk.post(PAGE, sent(*((visit, "leave") for visit in visits)), follow=True)
    assert (page.context["done"], page.context["waiting"]) == (1, 1)
    page = desk.post(Mending.objects.get().get_absolute_url(), follow=True)

    assert (page.context["done"], page.context["waiting"]) == (2, 0)


def test_who_has_no_email_is_offered_nothing_by_mail_and_is_to_be_called(desk):
    [visit], ada, _ = ill(1)
    visit.patient.email = ""
    visit.patient.save()

    page = desk.get(PAGE)
    assert "by mail" not in page.text
    page = desk.post(PAGE, sent((visit, move_to(NINE + 24 * HOUR, ada))), follow=True)

    assert [outcome.visit for outcome in page.context["to_call"]] == [visit]


@pytest.mark.usefixtures("reminder_rules")
def test_the_same_number_of_queries_for_one_visit_and_for_eight(desk):
    counts = {}
    ill(1)
    for name in ("one", "eight"):
        with CaptureQueriesContext(connection) as queries:
            desk.get(PAGE)
        counts[name] = len(queries)
        if name == "one":
            service = Appointment.objects.first().service
            ada = Appointment.objects.first().practitioner
            for number in range(1, 8):
                Appointment.objects.create(
                    service=service,
                    practitioner=ada,
                    patient=PatientFactory(),
                    starts_at=NINE + number * HOUR,
                    ends_at=NINE + (number + 1) * HOUR,
                    conflict_since=NINE - 30 * HOUR,
                    conflict_reason="Away.",
                )

    assert counts["one"] == counts["eight"]
