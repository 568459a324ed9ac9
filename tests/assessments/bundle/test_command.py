"""`manage.py verify_assessment` where there is no database, no `.env` and no secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assessments.bundle import canonical
from tests.assessments.bundle.sample import sample

ROOT = Path(__file__).resolve().parents[3]


def run(file):
    """Return the exit status and the lines of the command, in an environment with nothing in it."""
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_assessment", str(file)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": "short", "DATABASE_URL": "nonsense"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "assessment.bundle.json"


def test_a_bundle_that_fits_ends_well(file):
    file.write_bytes(canonical.write(sample()))

    status, lines = run(file)

    assert (status, len(lines)) == (0, 1)
    assert lines[0].endswith(" values fit, and every digest.")


def test_a_bundle_with_one_digit_changed_says_where(file):
    before, mean, after = canonical.write(sample()).rpartition(b'"mean": "5.013"')
    file.write_bytes(before + mean.replace(b"3", b"4") + after)

    status, lines = run(file)

    assert (status, lines[:2], lines[-1]) == (
        1,
        [
            "The part “measurements” was changed: its digest does not fit.",
            "Pelvic drop, leg R, fresh: “mean” is stored as 5.014, computed again 5.013.",
        ],
        f"CommandError: {file} does not fit: see above.",
    )


def test_what_is_no_bundle_is_said_and_not_traced(file):
    file.write_bytes(b'{"schema": NaN}')

    assert run(file) == (
        2,
        [
            f"CommandError: {file} cannot be checked.",
            "NaN stands there as a bare number: a bundle writes decimal numbers in quotes.",
        ],
    )
