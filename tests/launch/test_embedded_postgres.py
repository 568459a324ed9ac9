"""The embedded PostgreSQL, with real servers in folders of their own."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import environ
import psutil
import psycopg
import pytest

from launch import embedded_postgres
from launch.embedded_postgres import EmbeddedPostgresError

ROOT = Path(__file__).resolve().parents[2]
START_AND_WAIT = """
import sys, time
from pathlib import Path
from launch import embedded_postgres
embedded_postgres.start(Path(sys.argv[1]))
print("started", flush=True)
time.sleep(60)
"""


@pytest.fixture
def data_dir():
    """A data folder outside pytest's own, which closes itself to the server's account."""
    parent = Path(tempfile.mkdtemp(prefix="clinic-"))
    yield parent / "postgres"
    for pid_file in parent.rglob("postmaster.pid"):
        embedded_postgres.stop_unused(pid_file.parent)
    shutil.rmtree(parent)


@pytest.fixture(scope="module")
def stopped_server():
    """The data of a server that ran once; whoever does not test its making takes a copy."""
    with tempfile.TemporaryDirectory(prefix="clinic-") as parent:
        with embedded_postgres.start(Path(parent) / "postgres") as server:
            pass
        yield server.data_dir


@pytest.fixture
def made_dir(data_dir, stopped_server):
    subprocess.run(["cp", "-a", stopped_server, data_dir], check=True)
    return data_dir


def ask(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()


def postmaster(data_dir):
    return psutil.Process(int((data_dir / "postmaster.pid").read_text().split()[0]))


def is_alive(process):
    """Say whether a process runs: one that ended is a zombie until the system looks after it."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def has_ended(process):
    """Say whether a process ends: a server that has said goodbye needs a moment to be gone."""
    for _ in range(50):
        if not is_alive(process):
            return True
        time.sleep(0.1)
    return False


def test_start_makes_a_server_that_no_address_reaches(data_dir):
    with embedded_postgres.start(data_dir, "clinic") as server:
        said = ask(
            server.url,
            "SELECT current_database(), current_setting('max_connections'),"
            " current_setting('listen_addresses'), upper('é')",
        )

    assert said == ("clinic", "300", "", "É")
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
    assert not server.is_running()


def test_url_means_the_same_to_django(made_dir):
    with embedded_postgres.start(made_dir) as server:
        database = environ.Env.db_url_config(server.url)

    assert database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "stance",
        "USER": "postgres",
        "PASSWORD": "",
        "HOST": "",
        "PORT": 5432,
        "OPTIONS": {"host": str(made_dir)},
    }


def test_start_uses_a_running_server_and_leaves_it_to_the_others(made_dir):
    first = embedded_postgres.start(made_dir)
    second = embedded_postgres.start(made_dir)

    assert (first.started_here, second.started_here) == (True, False)
    first.stop()
    assert second.is_running()
    second.stop()
    assert not second.is_running()


def test_start_keeps_what_was_stored(made_dir):
    with embedded_postgres.start(made_dir) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")

    with embedded_postgres.start(made_dir) as server:
        assert ask(server.url, "SELECT number FROM kept") == (7,)


def test_start_takes_over_the_server_of_a_killed_process(made_dir):
    starter = subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, made_dir], cwd=ROOT, stdout=subprocess.PIPE
    )
    with starter:
        starter.stdout.readline()
        starter.kill()

    left_over = postmaster(made_dir)
    with embedded_postgres.start(made_dir) as server:
        assert postmaster(made_dir) == left_over
        assert not server.started_here
    assert has_ended(left_over)


def test_start_recovers_from_a_killed_server(made_dir):
    with embedded_postgres.start(made_dir) as server:
        postmaster(made_dir).kill()
        while server.is_running():
            pass

    with embedded_postgres.start(made_dir) as server:
        assert server.started_here
        assert ask(server.url, "SELECT 1") == (1,)


@pytest.mark.parametrize("lines", ["", "no number\n", "{own_number}\n/elsewhere\n0\n5432\n"])
def test_start_ignores_a_stale_pid_file_even_when_its_number_is_a_strangers(made_dir, lines):
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (made_dir / name).write_text(lines.format(own_number=os.getpid()))

    with embedded_postgres.start(made_dir) as server:
        assert ask(server.url, "SELECT 1") == (1,)


def test_start_works_in_a_folder_too_deep_for_a_socket(data_dir):
    deep = data_dir.parent / ("a folder, " * 12) / "postgres"

    with embedded_postgres.start(deep) as server:
        assert ask(server.url, "SELECT 1") == (1,)
        socket_dir = Path(environ.Env.db_url_config(server.url)["OPTIONS"]["host"])
        assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700

    assert not socket_dir.exists()


def test_start_finishes_what_a_killed_start_left_half_made(data_dir):
    unfinished = data_dir.with_name("postgres.unfinished")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")

    with embedded_postgres.start(data_dir) as server:
        assert ask(server.url, "SELECT 1") == (1,)


def test_start_refuses_a_folder_with_something_else(data_dir):
    data_dir.mkdir()
    (data_dir / "letter.txt").write_text("Dear clinic")

    with pytest.raises(EmbeddedPostgresError, match="holds something else"):
        embedded_postgres.start(data_dir)

    assert (data_dir / "letter.txt").read_text() == "Dear clinic"


def test_start_refuses_the_data_of_another_version(data_dir):
    data_dir.mkdir()
    (data_dir / "PG_VERSION").write_text("17\n")

    with pytest.raises(EmbeddedPostgresError, match="another PostgreSQL than 18"):
        embedded_postgres.start(data_dir)


def heed_signals():
    """Let a child hear what a shell has its background jobs, and so their children, ignore."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_during_a_one_off_command_stops_the_server(made_dir, number):
    environment = {
        name: text
        for name, text in os.environ.items()
        if name not in ("DATABASE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")
    }
    script = "import time; print('inside', flush=True); time.sleep(60)"
    command = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", script],
        cwd=ROOT,
        env=environment | {"STANCE_VAR": str(made_dir.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_signals,
    )
    with command:
        assert command.stdout.readline() == "inside\n", command.stderr.read()
        server = postmaster(made_dir)
        command.send_signal(number)
        status = command.wait(timeout=10)

    assert status == 128 + number
    assert has_ended(server)
