"""Processes that run beside each other: started in groups of their own, stopped without a rest."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from launch.environment import ROOT

MARK = "STANCE_RUN"  # in the environment of every process of one run, and of no other process
PATIENCE_S = 3


@dataclass
class Process:
    """One process of a run, known to people by its name."""

    name: str
    popen: subprocess.Popen
    log_path: Path

    def tail(self, lines: int = 20) -> str:
        return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-lines:])

    def write(self, line: str) -> None:
        """Add a line to its log."""
        with self.log_path.open("a") as log:
            log.write(f"{line}\n")

    def how_it_ended(self) -> str:
        status = self.popen.returncode
        return f"{self.name} ended unexpectedly with status {status}, see {self.log_path}."


def start(
    name: str,
    arguments: list[str],
    *,
    run: str,
    environment: dict,
    log: Path,
    printed: Path | None = None,
    goes_on: bool = False,
) -> Process:
    """Start a Python program away from the terminal, in a process group of its own.

    All it writes goes to the log, but what it prints to a file of its own if one is named. The log
    begins anew, unless it `goes_on`.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if not goes_on:
        log.unlink(missing_ok=True)  # both ends append, so that neither writes over the other
    with open(log, "ab") as errors, open(printed or log, "ab") as output:
        if printed:
            output.truncate(0)
        popen = subprocess.Popen(
            [sys.executable, *arguments],
            env=environment | {MARK: run, "PYTHONUNBUFFERED": "1"},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
    return Process(name, popen, log)


def stop(processes: list[Process], *, run: str) -> None:
    """Ask the processes to end, wait, then kill what is left of their groups and of the run."""
    for process in processes:
        if process.popen.poll() is None:
            process.popen.terminate()
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and any(each.popen.poll() is None for each in processes):
        time.sleep(0.05)
    for process in processes:
        if process.popen.poll() is None:
            kill_group(process)
    kill_marked(run)


def kill_group(process: Process) -> None:
    """Kill a process with all that it started: what outlives its parent holds ports and files."""
    with suppress(ProcessLookupError):
        os.killpg(process.popen.pid, signal.SIGKILL)
    process.popen.wait()


def stop_left_over(run: str) -> int:
    """Stop what is left of a run whose supervisor was killed; return how many processes that were.

    The mark is random and never reused, so no stranger is hit, whatever became of the numbers.
    """
    left = marked(run)
    leaders = [process for process in left if _leads_a_group(process)]
    for process in leaders:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    psutil.wait_procs(leaders, timeout=PATIENCE_S)
    kill_marked(run)
    return len(left)


def kill_marked(run: str) -> None:
    """Kill until none is left: a process may start another while it dies."""
    deadline = time.monotonic() + PATIENCE_S
    while (left := marked(run)) and time.monotonic() < deadline:
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(left, timeout=0.2)


def marked(run: str) -> list[psutil.Process]:
    """Return the living processes of a run."""
    return [process for process in psutil.process_iter() if _is_marked(process, run)]


def _is_marked(process: psutil.Process, run: str) -> bool:
    try:
        return process.environ().get(MARK) == run and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, psutil.AccessDenied, OSError):
        return False


def _leads_a_group(process: psutil.Process) -> bool:
    try:
        return os.getpgid(process.pid) == process.pid
    except ProcessLookupError:
        return False
