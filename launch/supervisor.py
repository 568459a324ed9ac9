"""What `make run` runs: the demo clinic's processes, from the first to the last of them."""

import fcntl
import hashlib
import http.client
import json
import os
import secrets
import signal
import socket
import sys
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

from launch import embedded_postgres, processes
from launch.environment import ROOT, demo_environment, var_dir
from launch.parts import Part, PartFailedError

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8000
ANSWER_WITHIN_S = 60
WEB_SERVER = [
    "-m",
    "gunicorn",
    "clinic.wsgi:application",
    "--no-control-socket",
    "--graceful-timeout=2",
    "--bind",
]
CELERY = ["-m", "celery", "--app", "clinic", "--quiet"]
# Workers of one machine have nobody to tell how they are, every two seconds.
ALONE = ["--without-gossip", "--without-mingle", "--without-heartbeat"]

# Set by a signal. Everything that waits looks at it, so that nothing is cut in two.
stop_asked = threading.Event()


class CannotRunError(Exception):
    """The clinic cannot run, in words for a person."""


class StopAskedError(Exception):
    """Somebody asked to stop while the clinic was still starting."""


def main(arguments: list[str]) -> int | str:
    """Run or sweep; return the exit status, or the words to end with."""
    try:
        if arguments == ["sweep"]:
            sweep(var_dir())
        else:
            supervise(var_dir())
    except (CannotRunError, PartFailedError, embedded_postgres.EmbeddedPostgresError) as error:
        return str(error)
    return 0


def supervise(var: Path) -> None:
    """Run the demo clinic until a signal asks to stop, or until a part of it dies too often."""
    listen_for_signals()
    refuse_what_is_no_demo()
    port = asked_port()
    with closing(claim(var)) as record:
        stop_left_over(record)
        refuse_busy(port)
        run = secrets.token_hex(16)
        write_record(record, {"pid": os.getpid(), "port": port, "run": run})
        say("Starting PostgreSQL ...")
        with embedded_postgres.start(var / "postgres") as database:
            environment = os.environ | demo_environment(var, database.application_url)
            environment["SITE_URL"] = f"http://localhost:{port}"
            parts = []
            try:
                log_ins = prepare(var, run, environment, owner_url=database.url)
                parts = start_parts(var, port, run, environment)
                wait_for_answer(port, parts)
                announce(port, log_ins, var)
                watch(parts, database)
            except StopAskedError:
                pass
            finally:
                say("Stopping ...")
                processes.stop([part.process for part in parts], run=run)
        write_record(record, {})


def sweep(var: Path) -> None:
    """Stop what a killed supervisor left behind; refuse while the clinic runs."""
    if not var.exists():
        return
    with closing(claim(var)) as record:
        stop_left_over(record)
        write_record(record, {})
        for pid_file in var.rglob("postmaster.pid"):
            embedded_postgres.stop_unused(pid_file.parent)
            if pid_file.exists() and embedded_postgres.is_in_use(pid_file.parent):
                raise CannotRunError(f"A command is using {pid_file.parent}. Let it end first.")


# --- Before anything starts -----------------------------------------------------------------------


def listen_for_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, lambda number, frame: stop_asked.set())


def refuse_what_is_no_demo() -> None:
    if os.environ.get("DATABASE_URL"):
        raise CannotRunError(
            "DATABASE_URL is set, and the demo never touches a database of yours. "
            "Try: env -u DATABASE_URL make run"
        )
    host = os.environ.get("HOST") or LOOPBACK
    if host not in (LOOPBACK, "localhost"):
        raise CannotRunError(f"The demo has no real log-ins: it serves {LOOPBACK}, not {host}.")


def asked_port() -> int:
    asked = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not asked.isdecimal() or not 0 < int(asked) < 65536:
        raise CannotRunError(f"PORT is {asked}, and must be a number from 1 to 65535.")
    return int(asked)


def claim(var: Path) -> IO:
    """Return the run's record, locked as long as it is open: one clinic a folder."""
    var.mkdir(parents=True, exist_ok=True)
    record = (var / "supervisor.json").open("a+")
    try:
        fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        first = read_record(record)
        record.close()
        raise CannotRunError(
            f"Stance already runs at http://localhost:{first.get('port')} "
            f"(process {first.get('pid')}). Stop it with Ctrl-C there."
        ) from None
    return record


def read_record(record: IO) -> dict:
    record.seek(0)
    with suppress(json.JSONDecodeError):  # empty, or its writer was killed
        return json.load(record)
    return {}


def write_record(record: IO, fields: dict) -> None:
    record.seek(0)
    record.truncate()
    json.dump(fields, record)
    record.flush()


def stop_left_over(record: IO) -> None:
    run = read_record(record).get("run")
    if run and (count := processes.stop_left_over(run)):
        say(f"Stopped {count} processes that an earlier run had left behind.")


def refuse_busy(port: int) -> None:
    if is_busy(port):
        free = next((other for other in range(port + 123, 65536) if not is_busy(other)), 8123)
        raise CannotRunError(f"Port {port} is in use. Try: make run PORT={free}")


def is_busy(port: int) -> bool:
    """Say whether somebody listens: on ::1 too, where a browser may look for `localhost` first."""
    for family, address in ((socket.AF_INET, LOOPBACK), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
                probe.listen(1)
        except PermissionError:
            raise CannotRunError(f"Port {port} needs root. Try: make run PORT=8123") from None
        except OSError:
            # A machine without IPv6 has no ::1 either.
            if family == socket.AF_INET or _answers(address, port):
                return True
    return False


def _answers(address: str, port: int) -> bool:
    with suppress(OSError), socket.create_connection((address, port), timeout=1):
        return True
    return False


# --- From the database to the address -------------------------------------------------------------


def prepare(var: Path, run: str, environment: dict, *, owner_url: str) -> str:
    """Bring database and static files up to date; return what the demo's seed said last."""
    say("Bringing the database up to date ...")
    as_owner = environment | {"DATABASE_OWNER_URL": owner_url}
    step(["manage.py", "migrate", "--no-input"], var, run, as_owner)
    collect_static_files(var, run, environment)
    say("Looking after the demo clinic ...")
    return step(["manage.py", "seed_demo"], var, run, environment)


def step(arguments: list[str], var: Path, run: str, environment: dict) -> str:
    """Run one command to its end and return what it printed."""
    name = arguments[1]
    printed = var / "log" / f"{name}.txt"
    process = processes.start(
        name,
        arguments,
        run=run,
        environment=environment,
        log=printed.with_suffix(".log"),
        printed=printed,
    )
    while process.popen.poll() is None:
        if stop_asked.wait(0.05):
            processes.stop([process], run=run)
            raise StopAskedError
    if process.popen.returncode:
        raise CannotRunError(f"{process.tail()}\n\n{process.how_it_ended()}")
    return printed.read_text().strip()


def collect_static_files(var: Path, run: str, environment: dict) -> None:
    """Collect anew only when a file of ours, or the list of packages, has changed."""
    stamp = var / "static.stamp"
    state = static_state()
    if (var / "static").is_dir() and stamp.exists() and stamp.read_text() == state:
        return
    say("Collecting static files ...")
    step(["manage.py", "collectstatic", "--no-input"], var, run, environment)
    stamp.write_text(state)


def static_state() -> str:
    sources = [ROOT / name for name in ("package-lock.json", "requirements.txt")]
    sources += [ROOT / "clinic" / "settings.py", *ROOT.glob("static/**/*")]
    seen = [
        f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}"
        for path in sorted(sources)
        if path.is_file()
    ]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def start_parts(var: Path, port: int, run: str, environment: dict) -> list[Part]:
    """Start the web server, the workers, one of them for mail alone, and the beat."""
    worker = [*CELERY, "worker", *ALONE, "--concurrency", "2", "--loglevel", "INFO"]
    parts = {
        "web": [*WEB_SERVER, f"{LOOPBACK}:{port}"],
        "worker": [*worker, "--queues=celery"],
        "mail": [*worker, "--queues=mail", "--hostname=mail@%h"],
        "beat": [*CELERY, "beat", "--loglevel", "INFO"],
    }
    return [
        Part(name, arguments, run=run, environment=environment, log=var / "log" / f"{name}.log")
        for name, arguments in parts.items()
    ]


def wait_for_answer(port: int, parts: list[Part]) -> None:
    say("Waiting for the web server ...")
    for _ in range(ANSWER_WITHIN_S * 10):
        if is_healthy(port):
            return
        for part in parts:
            part.refuse_dead()
        if stop_asked.wait(0.1):
            raise StopAskedError
    raise CannotRunError(
        f"The web server did not answer in {ANSWER_WITHIN_S} s.\n{parts[0].process.tail()}"
    )


def is_healthy(port: int) -> bool:
    with closing(http.client.HTTPConnection(LOOPBACK, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def announce(port: int, log_ins: str, var: Path) -> None:
    line = "-" * 72
    say(f"\n{line}\nStance runs at http://localhost:{port}\n\n{log_ins}\n")
    say(f"Logs: {var / 'log'}\nStop with Ctrl-C.\n{line}\n")


def watch(parts: list[Part], database: embedded_postgres.EmbeddedServer) -> None:
    """Return when somebody asks to stop; fail when a part dies too often, or the database does."""
    while not stop_asked.wait(0.5):
        for part in parts:
            if told := part.revive():
                say(told)
        if not database.is_running():
            raise CannotRunError(
                f"PostgreSQL stopped unexpectedly. See {database.data_dir / 'server.log'}"
            )


def say(text: str) -> None:
    with suppress(OSError):  # a closed terminal must not keep the clinic from being stopped
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
