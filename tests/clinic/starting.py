"""A start of the clinic with settings of a test's choice."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# By `make run`, and by the web process for itself.
SET_BY_US = {"STANCE_DEMO", "KEEP_DATABASE_CONNECTIONS", "CALL_TASKS_FROM_A_THREAD"}
GOOD = {
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "s" * 50,
    "SITE_URL": "https://book.example.org",
    "DATABASE_URL": "postgresql://stance@db.example.org/stance",
}
AWAY = "postgresql://stance@127.0.0.1:9/stance"  # where no database answers


def settings_with(tmp_path, **changes):
    environment = {"STANCE_VAR": str(tmp_path), **GOOD, **changes}
    return subprocess.run(
        [sys.executable, "-c", "import clinic.settings"],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
    )


def serve_with(tmp_path, **changes):
    """Start the web process as far as a worker of gunicorn does before its first request."""
    environment = {"STANCE_VAR": str(tmp_path), **GOOD, "DATABASE_URL": AWAY, **changes}
    return subprocess.run(
        [sys.executable, "-c", "import clinic.wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
