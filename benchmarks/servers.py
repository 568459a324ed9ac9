"""Real web servers: gunicorn with the clinic's own configuration, one a kind of worker."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.http_client import Client, request_bytes

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN_S = 60


@dataclass(frozen=True)
class WorkerKind:
    name: str
    processes: int
    threads: int

    @property
    def label(self) -> str:
        return f"{self.name} {self.processes}×{self.threads}"


SYNC = WorkerKind("sync", processes=4, threads=1)
GTHREAD = WorkerKind("gthread", processes=1, threads=4)


@contextmanager
def serving(kind: WorkerKind, database_url: str, log: Path) -> Iterator[int]:
    """Run gunicorn on a free port, and give that port, until the block ends."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "clinic.wsgi:application", "--no-control-socket"),
        *("--worker-class", kind.name, "--bind", f"127.0.0.1:{port}"),
    ]
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "WEB_PROCESSES": str(kind.processes),
        "WEB_THREADS": str(kind.threads),
    }
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait_until_ready(server, port, log)
            yield port
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(server, port, log):
    give_up_at = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < give_up_at and server.poll() is None:
        with suppress(OSError):
            with Client(port) as client:
                client.exchange(request_bytes("GET", "/bench/constant/"))
            return
        time.sleep(0.1)
    raise RuntimeError(f"The web server did not start:\n{log.read_text()[-2000:]}")
