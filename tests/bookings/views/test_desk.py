"""The desk's day: state at a glance, one press to change it, and nothing changed by an old page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.models import Appointment
from clinic.models import MessageState
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    ClinicianFactory,
    EquipmentFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
)
from tests.factories.messages import MessageFactory
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
DAY, WEEK = "/desk/?day=2026-12-01", "/desk/?day=2026-11-30"
HALF_AN_HOUR = timedelta(minutes=30)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client):
    client.force_login(FrontDeskFactory())
    return client


def press(client, visit, mark, *, seen=None, revision=None, day="2026-12-01", **options):
    return client.post(
        f"/desk/appointments/{visit.reference}/attendance/",
        {
            "mark": mark,
            "seen": visit.status if seen is None else seen,
            "revision": visit.revision if revision is None else revision,
            "day": day,
        },
        **options,
    )


def status_of(visit):
    return Appointment.objects.values_list("status", flat=True).get(pk=visit.pk)


def needs_of(client, path=DAY):
    return [[need.text for need in row.needs] for row in client.get(path).context["board"].rows]


@pytest.mark.parametrize(
    ("factory", "status"),
    [
        (UserFactory, 403),
        (ClinicianFactory, 403),
        (FrontDeskFactory, 200),
        (AdministratorFactory, 200),
    ],
)
def test_the_board_opens_to_the_desk_and_administrators_alone(client, factory, status):
    visit = AppointmentFactory()
    client.force_login(factory())

    assert client.get("/desk/").status_code == status
    if status == 403:
        assert press(client, visit, "arrived").status_code == 403


def test_the_board_asks_a_visitor_to_log_in(client):
    visit = AppointmentFactory()

    answers = [client.get("/desk/"), press(client, visit, "arrived")]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == "/accounts/login/?next=/desk/"


def test_the_board_shows_everyones_visits_of_the_day_by_time(desk):
    later = AppointmentFactory(starts_at=NINE + timedelta(hours=2), equipment=EquipmentFactory())
    first = AppointmentFactory()
    AppointmentFactory(starts_at=NINE + timedelta(days=1))

    page = desk.get(DAY)

    assert [row.visit for row in page.context["board"].rows] == [first, later]
    content = page.content.decode()
    for text in (
        "Tuesday 1 December 2026",
        "All times are Vancouver time.",
        f"/desk/people/{first.patient.reference}/",
        later.practitioner.name,
        later.equipment.name,
        "11:00",
    ):
        assert text in content


def test_the_board_counts_how_the_visits_stand(desk):
    for hour, status in enumerate(["booked", "booked", "arrived", "fulfilled", "noshow"]):
        AppointmentFactory(status=status, starts_at=NINE + timedelta(hours=hour))
    AppointmentFactory(status="cancelled", cancelled_at=timezone.now())
    AppointmentFactory(status="expired", patient=None)

    board = desk.get(DAY).context["board"]

    assert [(word, number) for _, word, number in board.counts] == [
        ("Booked", 2),
        ("Arrived", 1),
        ("Fulfilled", 1),
        ("Did not come", 1),
        ("Cancelled", 1),
    ]


def test_the_board_shows_today_unless_a_day_is_asked_for(desk):
    assert desk.get("/desk/").context["day"].isoformat() == "2026-11-23"


@pytest.mark.parametrize(
    "day", ["99", "2026-13-01", "9999-12-31", "0001-01-01", "🏃", "%00", "x" * 999]
)
def test_a_day_that_does_not_exist_is_a_400(desk, day):
    assert desk.get(f"/desk/?day={day}").status_code == 400


@pytest.mark.parametrize(
    ("before", "minutes", "mark", "after"),
    [
        ("booked", -30, "arrived", "arrived"),
        ("booked", 30, "noshow", "noshow"),
        ("booked", 90, "fulfilled", "fulfilled"),
        ("arrived", 30, "fulfilled", "fulfilled"),
        ("noshow", 30, "arrived", "arrived"),
        ("arrived", 30, "undo", "booked"),
        ("fulfilled", 90, "undo", "arrived"),
        ("noshow", 90, "undo", "booked"),
    ],
)
def test_one_press_records_and_leads_back_to_the_row(desk, clock, before, minutes, mark, after):
    visit = AppointmentFactory(status=before)
    clock.move_to(NINE + timedelta(minutes=minutes))
    offered = desk.get(DAY).context["board"].rows[0]

    answer = press(desk, visit, mark)

    assert mark in [*offered.marks, *(["undo"] if offered.can_undo else [])]
    assert status_of(visit) == after
    assert (answer.status_code, answer.url) == (302, f"{DAY}#visit-{visit.reference}")
    told = as_read(desk.get(DAY).text).split('role="status"')[1]
    assert visit.patient.name in told[:400]


def test_htmx_gets_the_row_the_words_for_a_reader_and_to_ask_for_the_counts(desk, clock):
    visit = AppointmentFactory()
    clock.move_to(NINE)

    answer = press(desk, visit, "arrived", headers=HTMX)

    content = answer.content.decode()
    assert answer.status_code == 200
    assert content.count('<li class="board-row') == 1
    assert 'class="board-row board-arrived"' in content
    assert content.count("autofocus") == 1
    assert answer.headers["HX-Trigger-After-Settle"] == "desk:changed"
    assert f"{visit.patient.name}: Arrived." in content
    assert "<html" not in content


@pytest.mark.parametrize(
    ("mark", "at", "words"),
    [
        ("arrived", NINE - timedelta(days=1), "on a later day"),
        ("noshow", NINE - HALF_AN_HOUR, "has not begun yet"),
        ("fulfilled", NINE - HALF_AN_HOUR, "has not begun yet"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_press_that_comes_too_early_is_a_409_that_says_why(desk, clock, mark, at, words, headers):
    visit = AppointmentFactory()
    clock.move_to(at)

    answer = press(desk, visit, mark, headers=headers)

    assert (answer.status_code, status_of(visit)) == (409, "booked")
    assert words in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize(("seen", "mark"), [("booked", "arrived"), ("arrived", "undo")])
def test_a_page_from_before_a_colleagues_press_changes_nothing_and_says_so(
    desk, clock, headers, seen, mark
):
    visit = AppointmentFactory(status="noshow")
    clock.move_to(NINE + HALF_AN_HOUR)

    answer = press(desk, visit, mark, seen=seen, headers=headers)

    assert (answer.status_code, status_of(visit)) == (409, "noshow")
    assert "has just been changed by somebody else" in answer.content.decode()


def test_a_page_from_before_a_move_shows_where_the_visit_is_now(desk, clock):
    visit = AppointmentFactory(starts_at=NINE + timedelta(days=7), revision=1)
    clock.move_to(NINE)

    answer = press(desk, visit, "arrived", revision=0, headers=HTMX)

    assert (answer.status_code, status_of(visit)) == (409, "booked")
    assert "now on Tue 8 Dec" in " ".join(answer.text.split())


def test_a_press_in_a_week_is_of_the_visits_own_day(desk, clock):
    visit = AppointmentFactory()
    clock.move_to(NINE)
    whose = f"&practitioner={visit.practitioner.slug}&span=week&view=list"
    [day] = re.findall(r'"hidden" name="day" value="([^"]+)">', desk.get(f"{WEEK}{whose}").text)

    answer = press(desk, visit, "arrived", day=day, headers=HTMX)

    assert (day, "now on" in answer.text) == ("2026-12-01", False)


def test_a_second_press_of_the_same_button_changes_nothing_more(desk, clock):
    visit = AppointmentFactory()
    clock.move_to(NINE)

    answers = [press(desk, visit, "arrived", seen="booked") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert status_of(visit) == "arrived"


@pytest.mark.parametrize(
    "tampered",
    [
        {"mark": "cancelled"},
        {"mark": ""},
        {"mark": "booked"},
        {"seen": "nothing"},
        {"seen": ""},
        {"seen": "\x00"},
        {"revision": "-1"},
        {"revision": "9" * 5000},
        {"revision": "one"},
        {"day": "99"},
    ],
)
def test_a_press_that_was_tampered_with_is_a_400(desk, clock, tampered):
    visit = AppointmentFactory()
    clock.move_to(NINE)
    sent = {"mark": "arrived", "seen": "booked", "revision": 0, "day": "2026-12-01"}

    answer = desk.post(f"/desk/appointments/{visit.reference}/attendance/", sent | tampered)

    assert (answer.status_code, status_of(visit)) == (400, "booked")


@pytest.mark.parametrize("status", ["held", "expired"])
def test_what_nobody_booked_cannot_be_marked(desk, clock, status):
    visit = AppointmentFactory(
        status=status,
        hold_expires_at=timezone.now(),
        hold_token="00000000-0000-0000-0000-000000000001",
    )

    assert press(desk, visit, "arrived").status_code == 404


def test_a_mark_is_a_post(desk):
    visit = AppointmentFactory()

    assert desk.get(f"/desk/appointments/{visit.reference}/attendance/").status_code == 405


def test_the_board_names_who_is_late_and_what_was_left_unmarked(desk, clock):
    AppointmentFactory()
    AppointmentFactory(starts_at=NINE + timedelta(hours=1, minutes=15))
    AppointmentFactory(starts_at=NINE + timedelta(hours=3))
    clock.move_to(NINE + timedelta(minutes=90))

    assert needs_of(desk) == [["Not marked yet"], ["Not here yet"], []]


def test_the_board_names_who_cannot_be_reached_before_their_visit(desk):
    for hour, contact in enumerate([{"email": ""}, {"email": "", "phone": "604-555-0100"}, {}]):
        AppointmentFactory(
            patient=PatientFactory(**contact), starts_at=NINE + timedelta(hours=hour)
        )

    assert needs_of(desk) == [["No email or phone"], ["No email: phone them"], []]


def test_the_board_links_to_a_message_that_failed_until_it_was_sent_again(desk):
    visit = AppointmentFactory()
    about = {"about": visit, "recipient": visit.patient, "revision": 0}
    failed = MessageFactory(kind="reminder", occasion="r0:48h", state=MessageState.FAILED, **about)
    MessageFactory(kind="confirmation", occasion="r0", state=MessageState.SENT, **about)
    [need] = desk.get(DAY).context["board"].rows[0].needs

    again = MessageFactory(kind="reminder", occasion="r0:48h:again:1", copy_of=failed, **about)

    assert (need.text, need.url) == ("Reminder not sent", failed.get_absolute_url())
    assert needs_of(desk) == [[]]
    again.state = MessageState.FAILED
    again.save()
    assert needs_of(desk) == [["Reminder not sent"]]


def test_the_board_leaves_out_what_failed_before_the_visit_was_moved(desk):
    visit = AppointmentFactory(revision=1)
    MessageFactory(kind="confirmation", revision=0, state=MessageState.FAILED, about=visit)

    assert needs_of(desk) == [[]]


def test_the_board_offers_nothing_to_press_for_a_later_day_but_a_move(desk):
    AppointmentFactory()

    [row] = desk.get(DAY).context["board"].rows

    assert (row.marks, row.can_undo, row.can_change) == ([], False, True)


def test_the_board_and_a_press_ask_the_same_queries_for_one_visit_and_for_many(desk, clock):
    clock.move_to(NINE + HALF_AN_HOUR)

    def add():
        visit = AppointmentFactory(equipment=EquipmentFactory())
        MessageFactory(about=visit, recipient=visit.patient, state="failed", revision=0)
        return visit

    def queries(ask):
        with CaptureQueriesContext(connection) as captured:
            assert ask().status_code == 200
        assert "body_html" not in str(captured.captured_queries)  # nobody reads the letters here
        return len(captured)

    visit, _ = add(), add()  # one that is pressed, and one that is still to come
    desk.get(DAY)

    def press_twice():  # so that each count begins with the same row
        return press(desk, visit, "arrived", seen="booked", headers=HTMX)

    press_twice()
    one = queries(lambda: desk.get(DAY)), queries(press_twice)
    for _ in range(4):
        add()
    many = queries(lambda: desk.get(DAY)), queries(press_twice)

    assert one == many
    assert one[0] <= 20


@pytest.mark.parametrize("factory", [FrontDeskFactory, AdministratorFactory])
@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/appointments/", "/desk/"),
        ("/appointments/?day=2026-12-01", DAY),
        ("/appointments/?day=99", "/desk/?day=99"),
        ("/appointments/?day=1%0d%0aX:%20y&next=//evil.example", "/desk/?day=1%0D%0AX%3A+y"),
    ],
)
def test_the_list_of_visits_leads_the_desk_to_its_board(client, factory, asked, led_to):
    client.force_login(factory())

    answer = client.get(asked)

    assert (answer.status_code, answer.url) == (302, led_to)


def test_a_clinician_keeps_their_own_diary(client):
    practitioner = PractitionerFactory(user=ClinicianFactory())
    own = AppointmentFactory(practitioner=practitioner)
    AppointmentFactory()
    client.force_login(practitioner.user)

    page = client.get("/appointments/?day=2026-12-01")

    assert list(page.context["appointments"]) == [own]
    assert b"My diary" in page.content
