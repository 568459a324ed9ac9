"""The web process on a database that goes away and comes back."""

import re
from contextlib import suppress

import pytest

from clinic.models import ClinicProfile
from launch import processes
from tests.factories import PractitionerFactory
from tests.launch.web_process import THREADS, Web, backends, end_backends
from tests.servers import until

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "+1 604 555 0100"


@pytest.fixture(scope="module")
def started_web(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        web = Web(tmp_path_factory.mktemp("web"))
    yield web
    processes.stop([web.process], run=web.run)


@pytest.fixture
def web(started_web):
    """A web process each of whose threads has a connection."""
    ClinicProfile.objects.create(phone=PHONE)
    PractitionerFactory()
    until(lambda: started_web.statuses() == {200} and len(backends()) == THREADS)
    yield started_web
    with suppress(FileExistsError):
        started_web.open_database()


def test_no_page_fails_for_connections_that_postgresql_has_ended(web):
    end_backends()

    assert web.statuses() == {200}


def test_pages_say_whom_to_call_while_postgresql_is_away_and_come_back_with_it(web):
    web.close_database()

    assert web.statuses() == {503}
    page, text, page_s = web.answer("/team/")
    api, problem, api_s = web.answer("/api/v1/services")
    health, _, health_s = web.answer("/healthz")
    assert [(each.status, each.headers["Retry-After"]) for each in (page, api, health)] == [
        (503, "30"),
        (503, "30"),
        (200, None),
    ]
    assert f'<a href="tel:{PHONE}">' in text
    assert '"status":503' in problem
    assert max(page_s, api_s, health_s) < 2
    web.open_database()
    assert web.statuses() == {200}


def test_its_log_is_in_utc(web):
    ours = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO gunicorn.error \d+ ")

    lines = web.log.read_text().splitlines()

    assert len([line for line in lines if ours.match(line)]) >= 4
    assert [line for line in lines if line.startswith("[")] == []
