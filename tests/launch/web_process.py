"""The web process as it is run: gunicorn with threads, on a database that may go away."""

import os
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from launch import processes
from launch.supervisor import WEB_SERVER
from tests.servers import answers, until

THREADS = 4
PAGES = ["/team/", "/services/", "/api/v1/services"] * THREADS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Web:
    """A web process that reaches the tests' database by a socket of its own."""

    def __init__(self, folder: Path, **variables: str):
        self.run, self.log = str(uuid.uuid4()), folder / "web.log"
        self.socket = folder / ".s.PGSQL.5432"
        self.open_database()
        self.port = free_port()
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
            }
            | variables,
            log=self.log,
        )
        until(lambda: answers(self.port))

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
    until(lambda: not backends() & ended)
