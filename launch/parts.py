"""The parts of the clinic that run until it is stopped: one that dies is started again, bounded."""

import time
from datetime import UTC, datetime
from pathlib import Path

from launch import processes

MOST_RESTARTS = 5
WITHIN_S = 10 * 60


class PartFailedError(Exception):
    """A part has died, and is not started again; in words for a person."""


class Part:
    """One process of the clinic, and another in its place when it has died."""

    def __init__(self, name: str, arguments: list[str], *, run: str, environment: dict, log: Path):
        self.name = name
        self.command = {"arguments": arguments, "run": run, "environment": environment, "log": log}
        self.process = processes.start(name, **self.command)
        self.restarted_at = []

    def refuse_dead(self) -> None:
        """Raise PartFailedError if it has died."""
        if self.process.popen.poll() is not None:
            raise PartFailedError(f"{self.process.tail()}\n\n{self.process.how_it_ended()}")

    def revive(self) -> str:
        """Start it again if it has died, and return a line that says so, or nothing.

        Raises PartFailedError once that was done too often.
        """
        if self.process.popen.poll() is None:
            return ""
        now = time.monotonic()
        self.restarted_at = [at for at in self.restarted_at if now - at < WITHIN_S]
        if len(self.restarted_at) >= MOST_RESTARTS:
            self.refuse_dead()
        self.restarted_at.append(now)
        told = (
            f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {self.process.how_it_ended()} It is started"
            f" again, which is done {MOST_RESTARTS} times in {WITHIN_S // 60} minutes at most."
        )
        processes.kill_group(self.process)
        self.process.write(told)
        self.process = processes.start(self.name, **self.command, goes_on=True)
        return told
