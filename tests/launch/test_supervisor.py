"""What `make run` runs, with all its real processes."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from launch import embedded_postgres, parts, processes
from tests.servers import answers, until

ROOT = Path(__file__).resolve().parents[2]
# What a test's own environment has, and a fresh terminal has not.
OF_TESTS = ("DATABASE_URL", "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT")


# The tests that open the whole clinic take turns in one folder: seeding it is what takes long.


@contextmanager
def temporary_folder():
    """Give a folder outside pytest's own, which closes itself to the database's account."""
    folder = Path(tempfile.mkdtemp(prefix="clinic-"))
    yield folder
    stop_all(folder)
    shutil.rmtree(folder)


def stop_all(folder):
    for process in of_run(folder):
        process.kill()
    embedded_postgres.stop_unused(folder / "postgres")


@pytest.fixture
def var():
    with temporary_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def seeded_folder():
    with temporary_folder() as folder:
        yield folder


@pytest.fixture
def clinic_var(seeded_folder):
    """The folder of a clinic that an earlier test may have opened, and stopped."""
    yield seeded_folder
    stop_all(seeded_folder)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def supervisor(var, port, **changes):
    """Give a started supervisor; a test that fails leaves none behind."""
    environment = {name: text for name, text in os.environ.items() if name not in OF_TESTS}
    environment |= {"STANCE_VAR": str(var), "PORT": str(port), "HOST": ""} | changes
    with subprocess.Popen(
        [sys.executable, "-m", "launch.supervisor"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def refusal(var, port, **changes):
    """Return the exit status and the two outputs of a clinic that should not start."""
    with supervisor(var, port, **changes) as process:
        output, errors = process.communicate(timeout=30)
    return process.returncode, output, errors


def read_until_announced(process):
    """Return what the supervisor printed up to its last line before it goes quiet."""
    printed = []
    for line in process.stdout:
        printed.append(line)
        if line.startswith("Stop with Ctrl-C"):
            return "".join(printed)
    raise AssertionError("".join(printed) + process.stderr.read())


def of_run(var):
    """Return every process that works in or for a folder, the supervisor among them."""
    return [process for process in psutil.process_iter() if works_for(process, var)]


def works_for(process, var):
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        named = any(str(var) in word for word in process.cmdline())
        return named or process.environ().get("STANCE_VAR") == str(var)
    except psutil.Error:
        return False


def leader_of(var, part):
    """Return the first process of a part, which the supervisor watches."""
    words = {
        "web": "gunicorn",
        "worker": "--queues=celery",
        "mail": "--queues=mail",
        "beat": "beat",
    }
    found = []

    def is_there():
        found[:] = [
            each
            for each in of_run(var)
            if words[part] in each.cmdline() and os.getpgid(each.pid) == each.pid
        ]
        return len(found) == 1

    until(is_there)
    return found[0]


def local_times(logs):
    """Return the lines of logs that name a time of day, and not in UTC as ours do."""
    a_time, ours = re.compile(r"\d\d:\d\d:\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\S+Z ")
    lines = [line for log in logs.glob("*.log") for line in log.read_text().splitlines() if line]
    assert any(ours.match(line) for line in lines)
    return [line for line in lines if a_time.search(line) and not ours.match(line)]


def is_at_work(process):
    """Say whether a process runs that is no database: that one is taken over, not restarted."""
    with suppress(psutil.Error):
        return process.status() != psutil.STATUS_ZOMBIE and process.name() != "postgres"
    return False


def test_ctrl_c_stops_every_process(clinic_var, port):
    """What does not end by itself is killed after three seconds, so that all of it takes five."""
    with supervisor(clinic_var, port) as process:
        printed = read_until_announced(process)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        second = refusal(clinic_var, port)

        process.send_signal(signal.SIGINT)
        status = process.wait(timeout=60)

    assert f"Stance runs at http://localhost:{port}\n" in printed
    assert second == (
        1,
        "",
        f"Stance already runs at http://localhost:{port} (process {process.pid})."
        " Stop it with Ctrl-C there.\n",
    )
    assert status == 0
    assert processes.PATIENCE_S == 3
    assert of_run(clinic_var) == []
    assert (clinic_var / "secret_key").stat().st_mode & 0o777 == 0o600


def test_next_run_recovers_when_the_supervisor_was_killed(clinic_var, port):
    with supervisor(clinic_var, port) as killed:
        read_until_announced(killed)
        killed.kill()
    left_over = of_run(clinic_var)
    assert left_over

    with supervisor(
        clinic_var, port
    ) as process:  # on the same port, which the left-over server holds
        read_until_announced(process)
        still_there = [each for each in left_over if is_at_work(each)]
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=30)

    assert still_there == []
    assert status == 0
    assert of_run(clinic_var) == []


def test_a_part_that_dies_is_started_again_and_stops_the_clinic_once_it_dies_too_often(
    clinic_var, port
):
    with supervisor(clinic_var, port) as process:
        read_until_announced(process)
        printed = []
        for part in ["web", "worker", "mail", *["beat"] * parts.MOST_RESTARTS]:
            leader_of(clinic_var, part).kill()
            printed.append(next(line for line in process.stdout if "ended" in line))
        until(lambda: answers(port))
        leader_of(clinic_var, "beat").kill()
        status = process.wait(timeout=30)
        errors = process.stderr.read()

    told = re.compile(
        r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (\w+) ended unexpectedly with status -9, see (\S+)\."
        r" It is started again, which is done 5 times in 10 minutes at most\.\n"
    )
    names = [told.fullmatch(line)[2] for line in printed]
    assert names == ["web", "worker", "mail", *["beat"] * 5]
    assert all(
        line in (clinic_var / "log" / f"{told.match(line)[2]}.log").read_text() for line in printed
    )
    assert status == 1
    assert f"beat ended unexpectedly with status -9, see {clinic_var}/log/beat.log." in errors
    assert of_run(clinic_var) == []
    assert local_times(clinic_var / "log") == []


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_busy_port_gives_one_line(var, address):
    with socket.create_server((address, 0)) as server:
        port = server.getsockname()[1]
        status, output, errors = refusal(var, port)

    assert (status, output) == (1, "")
    assert errors.startswith(f"Port {port} is in use. Try: make run PORT=")
    assert errors.count("\n") == 1
    assert not (var / "postgres").exists()


@pytest.mark.parametrize(
    ("changes", "begins"),
    [
        ({"DATABASE_URL": "postgresql://clinic@db/clinic"}, "DATABASE_URL is set"),
        ({"HOST": "0.0.0.0"}, "The demo has no real log-ins"),
        ({"PORT": "http"}, "PORT is http"),
    ],
)
def test_what_is_no_demo_is_refused_in_one_line(var, port, changes, begins):
    status, output, errors = refusal(var, port, **changes)

    assert (status, output) == (1, "")
    assert errors.startswith(begins)
    assert errors.count("\n") == 1


def test_left_over_processes_are_known_by_their_mark_alone():
    run, pause = "a mark of its own", [sys.executable, "-c", "import time; time.sleep(60)"]
    environment = {name: text for name, text in os.environ.items() if name != processes.MARK}
    with (
        subprocess.Popen(pause, env=environment) as stranger,
        subprocess.Popen(pause, env=environment | {processes.MARK: run}) as left_over,
    ):
        stopped = processes.stop_left_over(run)
        left_over.wait(timeout=5)
        is_stranger_alive = stranger.poll() is None
        stranger.kill()

    assert stopped == 1
    assert is_stranger_alive
