"""What the settings refuse: nothing is guessed, and the demo shows itself to nobody else."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SET_BY_US = {"STANCE_DEMO", "DATABASE_POOL_SIZE"}  # by `make run`, and by gunicorn from WEB_THREADS
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
    origins = "https://www.example.org,http://localhost:8080"

    assert settings_with(tmp_path, EMBED_ORIGINS=origins).returncode == 0


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "# 50 random characters that somebody forgot to replace"}, "SECRET_KEY"),
        ({"SITE_URL": None}, "SITE_URL"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"EMBED_ORIGINS": "*"}, "EMBED_ORIGINS"),
        ({"EMBED_ORIGINS": "https:"}, "EMBED_ORIGINS"),
        ({"EMBED_ORIGINS": "https://*.example.org"}, "EMBED_ORIGINS"),
        ({"EMBED_ORIGINS": "https://example.org; script-src *"}, "EMBED_ORIGINS"),
        ({"EMBED_ORIGINS": "https://example.org/frame"}, "EMBED_ORIGINS"),
        ({"EMBED_ORIGINS": "https://www.example.org,'unsafe-inline'"}, "EMBED_ORIGINS"),
        ({"STANCE_DEMO": "1"}, "STANCE_DEMO"),
        ({"STANCE_DEMO": "1", "SITE_URL": "http://localhost:8000"}, "STANCE_DEMO"),
    ],
)
def test_the_start_stops_with_a_reason(tmp_path, changes, word):
    started = settings_with(tmp_path, **changes)

    assert started.returncode != 0
    assert word in started.stderr


def test_the_example_lists_every_variable_and_no_other():
    read = re.compile(r"""(?:\benv(?:\.\w+)*\(|environ(?:\.get\(|\[))\s*"([A-Z_]+)\"""")
    code = "".join((ROOT / name).read_text() for name in ("clinic/settings.py", "gunicorn.conf.py"))

    example = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(example) == sorted(set(read.findall(code)) - SET_BY_US)
