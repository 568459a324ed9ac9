"""The demo clinic for an hour, or as many minutes as asked, with tasks called all the while.

    python -m benchmarks.endurance 60

Three processes call tasks as fast as a busy clinic would in its worst second, through the folder
that is the demo's broker, and look once in ten seconds whether `/readyz` says that all is well. In
the middle the workers are killed, which the supervisor has to notice. Ends with status 1 if a part
died of itself, a check failed, or a file was found that nobody could read.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Event, Process
from pathlib import Path
from urllib.error import HTTPError

import psutil
from celery import Celery

from benchmarks.servers import ROOT, free_port
from clinic.file_broker import SET_ASIDE

CALLERS = 3
CALLS_A_SECOND = 4  # of each; the demo on two slow cores keeps up
LOOK_EVERY_S = 10
TASK = "clinic.tasks.record_heartbeat"
# The database's account has to get into the folder, so it lies in no private one.
FOLDERS = Path(tempfile.gettempdir())
OF_ANOTHER_CLINIC = ("DATABASE_URL", "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "CELERY_BROKER_URL")


def main(minutes: float) -> int:
    with tempfile.TemporaryDirectory(prefix="clinic-", dir=FOLDERS) as folder:
        var = Path(folder)
        with running_clinic(var, port := free_port()) as supervisor, calling(var / "celery"):
            failures = watch(supervisor, var, port, minutes * 60)
        unreadable = [path.name for path in (var / "celery").rglob(f"{SET_ASIDE}/*")]
    if unreadable:
        failures.append(f"Files that nobody could read: {', '.join(unreadable)}")
    sys.stdout.write("\n".join([f"{len(failures)} failures.", *failures, ""]))
    return 1 if failures else 0


@contextmanager
def running_clinic(var: Path, port: int) -> Iterator[subprocess.Popen]:
    """Give the supervisor of a clinic that answers."""
    environment = {name: text for name, text in os.environ.items() if name not in OF_ANOTHER_CLINIC}
    with subprocess.Popen(
        [sys.executable, "-m", "launch.supervisor"],
        cwd=ROOT,
        env=environment | {"STANCE_VAR": str(var), "PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
    ) as supervisor:
        try:
            for line in supervisor.stdout:
                if line.startswith("Stop with Ctrl-C"):
                    break
            os.set_blocking(supervisor.stdout.fileno(), False)
            yield supervisor
        finally:
            supervisor.send_signal(signal.SIGINT)
            supervisor.wait(timeout=30)


@contextmanager
def calling(broker: Path) -> Iterator[None]:
    """Call tasks from processes of their own until the block ends."""
    done = Event()
    callers = [Process(target=call, args=(broker, done)) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    try:
        yield
    finally:
        done.set()
        for caller in callers:
            caller.join()


def call(broker: Path, done: Event) -> None:
    queue = str(broker / "queue")
    application = Celery("endurance", broker="filesystem://")
    application.conf.broker_transport_options = {
        "data_folder_in": queue,
        "data_folder_out": queue,
        "control_folder": str(broker / "control"),
    }
    while not done.wait(1 / CALLS_A_SECOND):
        application.send_task(TASK, expires=25)


def watch(supervisor: subprocess.Popen, var: Path, port: int, seconds: float) -> list[str]:
    """Look at the clinic until the time is over, and return what was wrong."""
    failures, most_waiting, is_killed = [], 0, False
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds:
        time.sleep(LOOK_EVERY_S)
        if supervisor.poll() is not None:
            return [*failures, f"The clinic stopped after {passed:.0f} s."]
        broken = failed_checks(port)
        most_waiting = max(most_waiting, len(os.listdir(var / "celery" / "queue")))
        if broken:
            failures.append(f"After {passed:.0f} s: {broken}")
        for line in iter(supervisor.stdout.readline, ""):
            sys.stdout.write(line)
            if "ended unexpectedly" in line and "status -9" not in line:
                failures.append(line.strip())
        if passed > seconds / 2 and not is_killed:
            is_killed = True
            kill_workers(var)
    sys.stdout.write(f"At most {most_waiting} files waited in the broker's folder.\n")
    return failures


def failed_checks(port: int) -> dict[str, str]:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/readyz") as response:
            answer = json.load(response)
    except HTTPError as error:
        answer = json.load(error)
    return {
        check["name"]: check["text"] for check in answer["checks"] if check["status"] == "failed"
    }


def kill_workers(var: Path) -> None:
    """Kill the workers' first processes, as the system does when memory runs out."""
    for process in psutil.process_iter():
        try:
            is_worker = "worker" in process.cmdline() and os.getpgid(process.pid) == process.pid
            if is_worker and process.environ().get("STANCE_VAR") == str(var):
                process.kill()
        except psutil.Error:
            continue


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60))
