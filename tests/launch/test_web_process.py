"""The web process as it is run: gunicorn with threads, on a database that may go away."""

import os
import re
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from clinic.models import ClinicProfile
from launch import processes
from launch.supervisor import WEB_SERVER
from tests.factories import PractitionerFactory
from tests.servers import answers, until

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 4
START_WITHIN_S = 60
PHONE = "+1 604 555 0100"
PAGES = ["/team/", "/services/", "/api/v1/services"] * THREADS


class Web:
    """A web process that reaches the tests' database by a socket of its own."""

    def __init__(self, folder: Path):
        self.run, self.log = str(uuid.uuid4()), folder / "web.log"
        self.socket = folder / ".s.PGSQL.5432"
        self.open_database()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        name, host = quote(str(connection.settings_dict["NAME"])), quote(str(folder))
        self.process = processes.start(
            "web",
            [*WEB_SERVER, f"127.0.0.1:{self.port}"],
            run=self.run,
            environment=os.environ
            | {
                "DATABASE_URL": f"postgresql://postgres@:5432/{name}?host={host}",
                "DJANGO_SETTINGS_MODULE": "tests.settings",  # without collected files
                "STANCE_VAR": str(folder),
                "WEB_THREADS": str(THREADS),
            },
            log=self.log,
        )
        until(lambda: answers(self.port), within=START_WITHIN_S)

    def open_database(self):
        self.socket.symlink_to(Path(connection.settings_dict["OPTIONS"]["host"], self.socket.name))

    def close_database(self):
        """Let nobody in, and throw out who is in, as PostgreSQL does while it is restarted."""
        self.socket.unlink()
        end_backends()

    def answer(self, path):
        """Return what a page answers, and in how many seconds."""
        began = time.monotonic()
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as client:
            client.request("GET", path, headers={"Host": "localhost"})
            answer = client.getresponse()
            return answer, answer.read().decode(), time.monotonic() - began

    def statuses(self):
        """Return how it answers when all its threads are asked at once, again and again."""
        with ThreadPoolExecutor(len(PAGES)) as asking:
            return {answer.status for answer, _, _ in asking.map(self.answer, PAGES)}


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
    until(lambda: started_web.statuses() == {200} and len(backends()) == THREADS, within=30)
    yield started_web
    with suppress(FileExistsError):
        started_web.open_database()


def backends():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return {pid for (pid,) in cursor.fetchall()}


def end_backends():
    ended = backends()
    with connection.cursor() as cursor:
        for pid in ended:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    until(lambda: not backends() & ended, within=5)


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
