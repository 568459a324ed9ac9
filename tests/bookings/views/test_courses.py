"""The desk's pages of a course: asked for, proposed, booked as one and cancelled as one."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from bookings import actions
from bookings.links.visits import visit_key, visit_path
from bookings.models import Appointment, Course
from bookings.slots.spacing import Spacing
from clinic.models import Message
from tests.factories import (
    AT_THE_DESK,
    NINE,
    CourseFactory,
    FrontDeskFactory,
    PatientFactory,
    WorkingHoursFactory,
    bookable,
)
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo", "reminder_rules")]
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
TUESDAY = date(2026, 12, 1)


@pytest.fixture
def desk(client):
    client.force_login(FrontDeskFactory())
    return client


@pytest.fixture
def clinic():
    service, [practitioner] = bookable(slug="physio")
    return service, practitioner


@pytest.fixture
def patient():
    return PatientFactory(name="Ada Runner")


def address(patient, **changed):
    asked = {
        "service": "physio",
        "practitioner": "any",
        "first_on": "2026-12-01",
        "at": "09:00",
        "visits": "3",
        "every": "7",
        "tolerance": "2",
        **changed,
    }
    return f"{reverse('bookings:course-create', args=[patient.reference])}?{urlencode(asked)}"


def typed(response):
    """Return what the shown form would send."""
    form = response.context["times"]
    shown = {name: form[name].initial for name in form.fields}
    return {name: value for name, value in shown.items() if value is not None}


def book(clinic, patient, starts, **more):
    return actions.book_course(
        service=clinic[0],
        patient=patient,
        starts=starts,
        spacing=Spacing(7, 2),
        booker=replace(AT_THE_DESK, user=FrontDeskFactory()),
        **more,
    )


def occupy(clinic, starts_at):
    return actions.book_appointment(
        service=clinic[0], practitioner=clinic[1], patient=PatientFactory(), starts_at=starts_at
    )


def test_the_pages_lead_from_the_plan_to_a_booked_course(desk, clinic, patient):
    person = desk.get(reverse("bookings:person-detail", args=[patient.reference]))
    blank = desk.get(reverse("bookings:course-create", args=[patient.reference]))
    shown = desk.get(address(patient))
    booked = desk.post(address(patient), typed(shown) | {"accepts_policy": "on"})

    assert "Book a course" in person.content.decode()
    assert (blank.status_code, shown.status_code) == (200, 200)
    course = Course.objects.get()
    assert booked.url == reverse("bookings:course-detail", args=[course.reference])
    page = desk.get(booked.url).content.decode()
    assert "Booked: 3 visits of Ada Runner." in page
    assert "Visit 2 of 3" in as_read(page)
    person = desk.get(reverse("bookings:person-detail", args=[patient.reference]))
    assert "Visit 3 of 3" in as_read(person.content.decode())


def test_looking_at_the_proposals_books_nothing(desk, clinic, patient):
    desk.get(address(patient))

    assert not Course.objects.exists()


def test_a_form_that_is_sent_twice_books_one_course(desk, clinic, patient):
    sent = typed(desk.get(address(patient)))

    first, second = desk.post(address(patient), sent), desk.post(address(patient), sent)

    assert first.url == second.url
    assert Appointment.objects.count() == 3


def test_a_visit_that_is_left_out_is_not_booked(desk, clinic, patient):
    sent = typed(desk.get(address(patient))) | {"visit_2": ""}

    desk.post(address(patient), sent)

    starts = Appointment.objects.values_list("starts_at", flat=True)
    assert list(starts) == [NINE, NINE + 2 * WEEK]


def test_a_time_that_is_lost_brings_the_page_back_with_a_new_one(desk, clinic, patient):
    chosen = timezone.localtime(NINE + 2 * WEEK + 5 * HOUR).isoformat()
    sent = typed(desk.get(address(patient))) | {"visit_3": chosen, "accepts_policy": "on"}
    taken = occupy(clinic, NINE + WEEK)

    again = desk.post(address(patient), sent)

    assert again.status_code == 409
    page = again.content.decode()
    assert "Nothing is booked yet" in page
    assert "Visit 2: Booked from 09:00 to 10:00 Vancouver time." in page
    assert typed(again) == sent | {
        "visit_2": timezone.localtime(NINE + WEEK + HOUR).isoformat(),
        "accepts_policy": True,
        "submission": again.context["times"].initial["submission"],
    }
    assert list(Appointment.objects.all()) == [taken]
    assert desk.post(address(patient), typed(again)).status_code == 302


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"service": "nothing"}, "Select a valid choice"),
        ({"practitioner": "nobody"}, "Select a valid choice"),
        ({"practitioner": "elsewhere"}, "This practitioner does not offer this service."),
        ({"first_on": "2026-11-22"}, "Choose today or a later day."),
        ({"first_on": "soon"}, "Enter a valid date."),
        ({"first_on": "9999-12-31"}, "Please choose a day nearer to today."),
        ({"at": "25:00"}, "Please type a time such as 14:30."),
        ({"visits": "1"}, "greater than or equal to 2"),
        ({"visits": "21"}, "less than or equal to 20"),
        ({"visits": "²"}, "Enter a whole number."),
        ({"every": "0"}, "greater than or equal to 1"),
        ({"every": "7", "tolerance": "7"}, "Choose fewer days"),
        ({"every": "180", "visits": "20"}, "more than two years ahead"),
        ({"tolerance": "-1"}, "greater than or equal to 0"),
        ({"service": "x" * 10_000}, "Select a valid choice"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_next_to_its_field(
    desk, clinic, patient, changed, message
):
    _, [other] = bookable()
    other.slug = "elsewhere"
    other.save()

    for response in (desk.get(address(patient, **changed)), desk.post(address(patient, **changed))):
        assert response.status_code == 422
        assert message in response.content.decode()


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"visit_2": "soon"}, 422),
        ({"visit_2": "2026-12-08T09:00:00"}, 422),
        ({"visit_2": "9999-12-31T23:59:59-07:00"}, 422),
        ({"visit_2": "2026-12-01T09:00:00-07:00"}, 422),
        ({"visit_2": "2026-12-08T09:01:00-07:00"}, 409),
        ({"visit_1": "2026-11-17T09:00:00-07:00"}, 422),
        ({"visit_1": "", "visit_2": ""}, 422),
    ],
)
def test_times_that_are_not_on_offer_book_nothing(desk, clinic, patient, changed, status):
    sent = typed(desk.get(address(patient))) | changed

    response = desk.post(address(patient), sent)

    assert response.status_code == status
    assert not Appointment.objects.exists()


def test_a_file_that_was_joined_to_another_has_no_course(desk, clinic, patient):
    patient.merged_into = PatientFactory()
    patient.save()

    assert desk.get(address(patient)).status_code == 404


def test_the_rest_of_a_course_is_cancelled_once_it_is_said_who_cancels(desk, clinic, patient):
    course = book(clinic, patient, [NINE, NINE + WEEK])
    path = reverse("bookings:course-detail", args=[course.reference])
    seen = desk.get(path).context["form"].initial["seen"]

    without = desk.post(path, {"seen": seen, "reason": "Moved away"})
    typed = {"seen": seen, "side": "patient", "reason": "Moved away", "note": "Rang at noon"}
    cancelled = desk.post(path, typed)

    assert without.status_code == 422
    assert "Say who cancels" in without.content.decode()
    assert "Moved away</textarea>" in without.content.decode()
    assert cancelled.status_code == 302
    page = desk.get(path).content.decode()
    assert "2 visits of Ada Runner are cancelled." in page
    assert "Cancel what is still ahead" not in page
    assert Message.objects.filter(kind="cancelled").count() == 2
    facts = course.appointments.values_list(
        "cancelled_side", "cancellation_reason", "cancellation_note"
    )
    assert set(facts) == {("patient", "Moved away", "Rang at noon")}


def test_a_page_that_is_out_of_date_cancels_nothing_and_keeps_the_reason(desk, clinic, patient):
    course = book(clinic, patient, [NINE, NINE + WEEK])
    path = reverse("bookings:course-detail", args=[course.reference])
    seen = desk.get(path).context["form"].initial["seen"]
    actions.move_appointment(appointment=course.appointments.first(), starts_at=NINE + HOUR)

    refused = desk.post(path, {"seen": seen, "side": "patient", "reason": "Moved away"})

    assert refused.status_code == 409
    page = refused.content.decode()
    assert "have changed since you opened the page" in page
    assert "Moved away</textarea>" in page
    form = refused.context["form"]
    again = {"seen": form["seen"].value(), "side": "patient"}
    assert desk.post(path, again).status_code == 302


def test_the_page_of_a_course_asks_as_much_for_two_visits_as_for_eight(
    desk, clinic, patient, django_assert_max_num_queries
):
    short = book(clinic, patient, [NINE, NINE + WEEK])
    long = book(clinic, patient, [NINE + HOUR + number * WEEK for number in range(8)])
    counts = []
    for course in (short, long):
        with django_assert_max_num_queries(30) as asked:
            desk.get(reverse("bookings:course-detail", args=[course.reference]))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_course_of_nobody_is_not_there(desk):
    path = reverse("bookings:course-detail", args=[PatientFactory().reference])

    assert desk.get(path).status_code == 404
    assert desk.get(reverse("bookings:course-detail", args=[CourseFactory().reference]))


# --- Moving one visit so that the plan stays ------------------------------------------------------


def path_of(visit, page="move", **query):
    return visit_path(visit, page, key=visit_key(visit), **query)


@pytest.fixture
def second(clinic, patient):
    """The second of three weekly visits; the practitioner works on Tuesdays and Fridays."""
    WorkingHoursFactory(practitioner=clinic[1], weekday=4)
    course = book(clinic, patient, [NINE, NINE + WEEK, NINE + 2 * WEEK])
    return course.appointments.all()[1]


def days_shown(response):
    return [day.date for day in response.context["fortnight"].days if day.slots]


def test_the_move_page_first_shows_the_times_that_keep_the_plan(client, second):
    response = client.get(path_of(second))

    assert "These times keep your plan:" in response.text
    assert "Sunday 6 December to Thursday 10 December" in as_read(response.text)
    assert days_shown(response) == [date(2026, 12, 8)]
    assert (response.context["fortnight"].earlier, response.context["fortnight"].later) == ("", "")


def test_the_move_page_shows_all_times_when_asked_and_keeps_to_it(client, second):
    response = client.get(path_of(second, all="1"))

    assert "Show the times that keep your plan" in response.text
    assert days_shown(response) == [date(2026, 12, day) for day in (8, 11, 15, 18)]
    assert "all=1&amp;practitioner=" in response.text


def test_the_move_page_keeps_to_the_plan_whatever_week_is_asked_for(client, second):
    for asked in ("2026-11-24", "2027-01-05"):
        response = client.get(path_of(second, **{"from": asked}))

        assert set(days_shown(response)) <= {date(2026, 12, 8)}


def test_the_move_page_of_a_single_visit_says_nothing_of_a_plan(client, clinic):
    response = client.get(path_of(occupy(clinic, NINE)))

    assert response.context["plan"] is None
    assert "keep your plan" not in response.text


def test_a_visit_moves_to_a_time_outside_the_plan_too(client, second):
    friday = timezone.localtime(NINE + timedelta(days=10))
    sent = {"starts_at": friday.isoformat(), "practitioner": second.practitioner.slug}

    moved = client.post(path_of(second, all="1"), sent | {"revision": "0"})

    second.refresh_from_db()
    assert (moved.status_code, second.starts_at) == (302, NINE + timedelta(days=10))


def test_cancelling_one_visit_offers_to_move_it_instead(client, clinic, second):
    page = client.get(path_of(second, "cancel"))
    alone = client.get(path_of(occupy(clinic, NINE + 3 * HOUR), "cancel"))

    assert "This is visit 2 of 3." in page.text
    assert "Move it instead" in page.text
    assert "Move it instead" not in alone.text


def test_the_page_of_a_visit_says_its_place(client, second, clinic):
    page = client.get(path_of(second, "detail"))

    assert "Visit 2 of 3" in as_read(page.text)
    assert "Visit " not in client.get(path_of(occupy(clinic, NINE + 3 * HOUR), "detail")).text
