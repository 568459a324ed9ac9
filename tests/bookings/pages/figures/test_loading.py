from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.models import WorkingHours
from bookings.pages.figures import Question, hours, load_figures, waiting
from bookings.pages.figures.questions import By
from clinic.zones import clinic_zone
from tests.bookings.pages.figures import scene
from tests.factories import EquipmentFactory, bookable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEEKS = {"first": date(2026, 10, 26), "last": date(2026, 11, 22)}


def ask(**asked):
    question = Question(**WEEKS, zone=clinic_zone(), **asked)
    return {figure.code: figure for figure in load_figures(question, timezone.now())}


def rows(figure):
    return [(line.label, *line.numbers) for line in figure.lines]


def share(number):
    return Decimal(number)


def test_the_figures_count_what_they_say():
    scene.four_weeks()

    figures = ask(by=By.PRACTITIONER)

    assert {code: (figure.value, figure.formula) for code, figure in figures.items()} == {
        "utilisation": ("5.0\xa0%", "180 booked of 3\u202f600 open minutes"),
        "next-available": ("1 day", "the longest wait among the services"),
        "no-shows": ("50.0\xa0%", "1 of 2 visits"),
        "late-cancellations": ("14.3\xa0%", "1 of 7 visits"),
        "clinic-cancellations": ("42.9\xa0%", "3 of 7 visits"),
        "clinic-reasons": ("3", "visits cancelled by the clinic"),
        "waitlist": ("50.0\xa0%", "1 taken of 2 times offered"),
        "messages": ("25.0\xa0%", "1 failed, 3 sent"),
        "message-kinds": ("25.0\xa0%", "1 failed, 3 sent"),
    }
    assert rows(figures["utilisation"]) == [
        ("Ana Ruiz", 120, 1680, share("7.1")),
        ("Ben Okafor", 60, 1920, share("3.1")),
    ]
    assert rows(figures["no-shows"]) == [
        ("Ana Ruiz", 1, 1, 0, share("50.0")),
        ("Ben Okafor", 0, 0, 1, None),
    ]
    assert figures["no-shows"].note == "1 visit is over and not marked yet."
    assert rows(figures["clinic-reasons"]) == [
        ("Your practitioner cannot be here", 1, share("33.3")),
        ("Other words, or none", 2, share("66.7")),
    ]
    assert rows(figures["waitlist"]) == [
        ("Ana Ruiz", 1, 1, share("100.0")),
        ("Ben Okafor", 0, 1, share("0.0")),
    ]
    assert rows(figures["message-kinds"]) == [
        ("Confirmation", 0, 0, 1, None),
        ("Reminder", 3, 1, 0, share("25.0")),
    ]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (
            By.WEEK,
            [
                ("26 Oct to 1 Nov", 0, 960, share("0.0")),
                ("2 to 8 Nov", 60, 960, share("6.3")),
                ("9 to 15 Nov", 60, 960, share("6.3")),
                ("16 to 22 Nov", 60, 720, share("8.3")),
            ],
        ),
        (
            By.DISCIPLINE,
            [("Physiotherapy", 120, 1680, share("7.1")), ("Kinesiology", 60, 1920, share("3.1"))],
        ),
        (By.SERVICE, [("Physiotherapy visit", 180, 3600, share("5.0"))]),
    ],
)
def test_what_is_booked_is_broken_down(by, expected):
    scene.four_weeks()

    assert rows(ask(by=by)["utilisation"]) == expected


def test_what_is_asked_of_one_leaves_out_the_others():
    service, _, ben = scene.four_weeks()
    other, _ = bookable(slug="other")

    of_ben = ask(practitioner=ben.pk)
    of_physiotherapy = ask(discipline="physiotherapy", service=service.pk)
    of_other = ask(service=other.pk)

    assert of_ben["utilisation"].formula == "60 booked of 1\u202f920 open minutes"
    assert of_physiotherapy["no-shows"].formula == "1 of 2 visits"
    assert of_other["no-shows"].formula == "0 of 0 visits"
    assert [line.label for line in of_other["next-available"].lines] == [other.name]


def test_the_third_next_waits_for_the_unit_and_for_the_hours_of_the_service():
    _, people = bookable(practitioners=2, equipment=1, duration_min=240, horizon_days=14)
    EquipmentFactory(is_active=False)
    other, _ = bookable(duration_min=240)
    other.practitioners.set(people)
    WorkingHours.objects.get(practitioner=people[0]).services.set([other])

    [on_treadmill, without] = ask()["next-available"].lines

    assert on_treadmill.numbers == (date(2026, 12, 1), 8)  # two on 24 November, on one treadmill
    assert without.numbers == (date(2026, 11, 24), 1)


def test_whoever_has_yet_to_begin_is_neither_open_nor_seen_by_patients():
    _, [ana, ben] = bookable(practitioners=2)
    for person, starts_on in ((ana, date(2026, 11, 9)), (ben, date(2026, 11, 24))):
        person.starts_on = starts_on
        person.save()

    figures = ask(by=By.PRACTITIONER)
    [wait] = figures["next-available"].lines
    ana.starts_on = date(2026, 11, 24)
    ana.save()
    [nobody] = ask()["next-available"].lines

    assert [minutes for _, _, minutes, _ in rows(figures["utilisation"])] == [960, 0]
    assert (wait.numbers, nobody.numbers) == ((date(2026, 11, 24), 1), (None, None))


def test_of_one_figure_no_more_is_loaded_than_it_needs(monkeypatch):
    scene.four_weeks()
    question = Question(**WEEKS, zone=clinic_zone())
    figures = load_figures(question, timezone.now())

    alone = [load_figures(question, timezone.now(), only=figure.code) for figure in figures]
    monkeypatch.setattr(waiting, "waits", None)
    monkeypatch.setattr(hours, "open_by_week", None)

    assert alone == [[figure] for figure in figures]
    assert load_figures(question, timezone.now(), only="waitlist") == alone[6]
    assert load_figures(question, timezone.now(), only="patients") == []


def test_nobody_is_counted_where_nobody_works():
    assert ask() == {}


def test_a_year_of_many_takes_as_many_queries_as_a_week_of_one():
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            load_figures(
                Question(date(2026, 1, 1), date(2026, 12, 31), clinic_zone(), by=By.SERVICE),
                timezone.now(),
            )
        return len(asked)

    scene.four_weeks()
    few = queries()
    for number in range(4):
        bookable(practitioners=3, equipment=1, slug=f"service-of-{number}")

    assert queries() == few
    assert few <= 14
