"""Clips with a known truth, an assessment to measure, and the screen open on it."""

import os
import shutil
from datetime import timedelta
from fcntl import LOCK_EX, flock

import pytest

from tests.browser.measuring_screen import LAPTOP, Screen
from tests.browser.runner_clips import Step, make_clip
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PatientFactory,
    PractitionerFactory,
)

STEPS = [
    Step("LR"[number % 2], 3 + 0.5 * number, 4 + 0.75 * number - 8 * (number % 2))
    for number in range(16)
]


@pytest.fixture(scope="session")
def clips(tmp_path_factory):
    """Return a function that gives a clip, drawn and encoded once."""
    if not shutil.which("ffmpeg"):
        missing = "ffmpeg is missing. Try: apt-get install ffmpeg"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "clips"
    folder.mkdir(exist_ok=True)

    def clip(fps=30, steps=None, **options):
        with (folder / "lock").open("w") as lock:  # processes share the films
            flock(lock, LOCK_EX)
            return make_clip(folder, STEPS[:steps], fps=fps, **options)

    return clip


@pytest.fixture
def assessment(clock):
    clock.move_to(NINE + timedelta(hours=1))
    practitioner = PractitionerFactory(user=ClinicianFactory())
    patient = PatientFactory(name="Ada Runner")
    AppointmentFactory(practitioner=practitioner, patient=patient, starts_at=NINE)
    return AssessmentFactory(
        patient=patient, practitioner=practitioner, seen_at=NINE, seen_by=practitioner.user
    )


@pytest.fixture
def open_screen(open_page, log_in, assessment):
    """Return a function that opens the measuring screen as the assessment's clinician."""

    def open_screen(viewport=LAPTOP, **options):
        page = open_page("/", viewport=viewport, **options)
        log_in(page, assessment.practitioner.user)
        return Screen(page).visit(assessment)

    return open_screen


@pytest.fixture
def begun(open_screen, clips):
    """Return a function that opens the screen on a declared clip, seen from behind."""

    def begun(clip=None, viewport=LAPTOP, **options):
        screen = open_screen(viewport, **options)
        screen.open((clip or clips()).path)
        screen.declare(view="posterior")
        return screen

    return begun
