"""What the settings refuse: nothing is guessed, and the demo shows itself to nobody else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "s" * 50,
    "SITE_URL": "https://book.example.org",
    "DATABASE_URL": "postgresql://stance@db.example.org/stance",
}


def settings_with(tmp_path, **changes):
    environment = {"STANCE_VAR": str(tmp_path), **GOOD, **changes}
    return subprocess.run(
        [sys.executable, "-c", "import clinic.settings"],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
    )


def test_a_clinic_of_its_own_starts(tmp_path):
    assert settings_with(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "# 50 random characters that somebody forgot to replace"}, "SECRET_KEY"),
        ({"SITE_URL": None}, "SITE_URL"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"STANCE_DEMO": "1"}, "STANCE_DEMO"),
        ({"STANCE_DEMO": "1", "SITE_URL": "http://localhost:8000"}, "STANCE_DEMO"),
    ],
)
def test_the_start_stops_with_a_reason(tmp_path, changes, word):
    started = settings_with(tmp_path, **changes)

    assert started.returncode != 0
    assert word in started.stderr
