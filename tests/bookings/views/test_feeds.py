"""The link of a calendar feed: who makes it, what it answers, and when it ends."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings import actions
from bookings.links.feeds import feed_key
from bookings.mail import feed_files
from bookings.models import CalendarFeed
from clinic.logs import UtcFormatter, without_links
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    ClinicianFactory,
    EquipmentFactory,
    PractitionerFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


@pytest.fixture
def ana():
    return PractitionerFactory(name="Ana Reed", user=ClinicianFactory())


def path_of(feed):
    return f"/feeds/{feed_key(feed)}.ics"


def test_a_practitioner_makes_a_link_another_one_and_none(client, ana):
    client.force_login(ana.user)
    renew, remove = (f"/desk/feeds/staff/{ana.reference}/{what}/" for what in ("renew", "remove"))

    client.post(renew)
    first = path_of(CalendarFeed.objects.get())
    shown = client.get("/desk/feeds/").content.decode()
    client.post(renew)
    second = path_of(CalendarFeed.objects.get())
    after_another = [Client().get(path).status_code for path in (first, second)]
    client.post(remove)
    after_all = [Client().get(path).status_code for path in (first, second)]

    assert f'value="https://clinic.example{first}"' in shown
    assert f'href="webcal://clinic.example{first}"' in shown
    assert (after_another, after_all) == ([404, 200], [404, 404])
    assert client.post(remove).status_code == 302  # once more


def test_a_practitioner_sees_to_no_other_diary_and_an_administrator_to_all(client, ana):
    unit, other = EquipmentFactory(), PractitionerFactory()
    paths = [
        f"/desk/feeds/staff/{other.reference}/renew/",
        f"/desk/feeds/equipment/{unit.reference}/renew/",
        f"/desk/feeds/rooms/{unit.reference}/renew/",
    ]

    answers = []
    for user in (ana.user, AdministratorFactory()):
        client.force_login(user)
        answers.append([client.post(path).status_code for path in paths])

    assert answers == [[404, 404, 404], [302, 302, 404]]


def test_a_link_that_was_never_made_opens_nothing(ana):
    key = feed_key(actions.renew_feed(of=ana, by=ana.user))
    secret, _, signature = key.partition("-")
    tried = [secret, f"{secret}-", f"{secret}-{signature[:-2]}xx", f"{'0' * 32}-{signature}", "x"]

    assert [Client().get(f"/feeds/{wrong}.ics").status_code for wrong in tried] == [404] * 5


@pytest.mark.parametrize("loses", [{"is_active": False}, {"roles": []}])
def test_a_link_ends_once_whose_it_is_may_not_have_it_any_more(client, ana, loses):
    agnes, other = AdministratorFactory(name="Agnes Bell"), AdministratorFactory()
    made = [(ana, other), (PractitionerFactory(), agnes), (EquipmentFactory(), agnes)]
    paths = [path_of(actions.renew_feed(of=of, by=by)) for of, by in made]
    before = [Client().get(path).status_code for path in paths]

    for user in (ana.user, agnes):
        type(user).objects.filter(pk=user.pk).update(**loses)
    client.force_login(other)

    assert before == [200, 200, 200]
    assert [Client().get(path).status_code for path in paths] == [404, 404, 404]
    assert client.get("/desk/feeds/").content.decode().count("It opens nothing any more") == 3


def test_a_calendar_asks_with_its_tag_and_is_told_only_what_is_new(ana, monkeypatch):
    visit = AppointmentFactory(practitioner=ana)
    path = path_of(actions.renew_feed(of=ana, by=ana.user))

    first = Client().get(path)
    with monkeypatch.context() as patch:
        patch.setattr(feed_files, "_event", None)  # what is still so is not written again
        again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    by_date = Client().get(path, headers={"If-Modified-Since": first["Last-Modified"]})
    actions.cancel_appointment(appointment=visit)
    changed = Client().get(path, headers={"If-None-Match": first["ETag"]})

    assert [answer.status_code for answer in (first, again, by_date, changed)] == [
        *(200, 304, 200, 200)
    ]
    assert again.content == b""
    assert {name: first[name] for name in ("Content-Type", "Cache-Control", "X-Robots-Tag")} == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex, nofollow",
    }
    assert not first.cookies


def test_a_feed_asks_the_database_as_often_for_many_visits_as_for_one(ana):
    path = path_of(actions.renew_feed(of=ana, by=ana.user))
    counts = []
    for hour in range(3):
        AppointmentFactory(
            practitioner=ana,
            equipment=EquipmentFactory(),
            starts_at=NINE + timedelta(hours=hour),
        )
        with CaptureQueriesContext(connection) as asked:
            Client().get(path)
        counts.append(len(asked))

    assert counts == [3, 3, 3]


def test_a_link_is_asked_so_often_and_no_oftener(ana, settings):
    settings.RATE_LIMIT_FEEDS_PER_LINK = "2/h"
    path = path_of(actions.renew_feed(of=ana, by=ana.user))

    answers = [Client().get(path) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_no_log_holds_a_link(ana):
    path = path_of(actions.renew_feed(of=ana, by=ana.user))
    record = logging.makeLogRecord({"msg": "Too Many Requests: %s", "args": (path,)})

    line = UtcFormatter().format(record)

    assert line.endswith("Too Many Requests: /feeds/[link]")
    assert without_links(f"GET {path} HTTP/1.1") == "GET /feeds/[link] HTTP/1.1"
    assert without_links("GET /desk/feeds/ HTTP/1.1") == "GET /desk/feeds/ HTTP/1.1"
