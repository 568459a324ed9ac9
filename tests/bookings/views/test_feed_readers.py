"""A feed as calendar programs read it from a server that runs: vdirsyncer fetches, khal shows."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bookings import actions
from bookings.links.feeds import feed_key
from tests.factories import AT_THE_DESK, NINE, AdministratorFactory, PatientFactory, bookable

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]
PROGRAMS = Path(sys.executable).parent
VDIRSYNCER = """
[general]
status_path = "{folder}/status/"
[pair diary]
a = "ours"
b = "theirs"
collections = null
[storage ours]
type = "filesystem"
path = "{folder}/diary/"
fileext = ".ics"
[storage theirs]
type = "http"
url = "{url}"
"""
KHAL = """
[calendars]
[[diary]]
path = {folder}/diary/
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = America/Vancouver
default_timezone = America/Vancouver
[sqlite]
path = {folder}/khal.db
"""


@pytest.fixture
def calendar(tmp_path):
    """Return a function that fetches a feed and returns what khal shows of 1 December."""

    def run(program, *arguments):
        done = subprocess.run(
            [PROGRAMS / program, "-c", tmp_path / program, *arguments],
            capture_output=True,
            text=True,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def shown(url):
        (tmp_path / "vdirsyncer").write_text(VDIRSYNCER.format(folder=tmp_path, url=url))
        (tmp_path / "khal").write_text(KHAL.format(folder=tmp_path))
        (tmp_path / "diary").mkdir(exist_ok=True)
        if not (tmp_path / "status").exists():
            run("vdirsyncer", "discover")
        run("vdirsyncer", "sync")
        form = "{start-time}-{end-time} {title} {status}"
        listed = run(
            "khal", "list", "--day-format", "", "--format", form, "2026-12-01", "2026-12-02"
        )
        return [line.strip() for line in listed.splitlines() if line.strip()]

    return shown


def test_calendar_programs_follow_a_move_and_a_cancellation(calendar, live_server):
    service, (ana,) = bookable()
    feed = actions.renew_feed(of=ana, by=AdministratorFactory())
    url = f"{live_server.url}/feeds/{feed_key(feed)}.ics"
    booked = {"service": service, "practitioner": ana, "booker": AT_THE_DESK}
    visit = actions.book_appointment(
        patient=PatientFactory(name="Rob Vale"), starts_at=NINE, **booked
    )
    later = NINE + timedelta(hours=4)
    actions.book_appointment(patient=PatientFactory(name="Ida Moss"), starts_at=later, **booked)

    before = calendar(url)
    visit = actions.move_appointment(
        appointment=visit, starts_at=NINE + timedelta(hours=2), booker=AT_THE_DESK
    )
    after_a_move = calendar(url)
    actions.cancel_appointment(appointment=visit)
    after_a_cancellation = calendar(url)

    other = "13:00-14:00 Visit, I. M. CONFIRMED"
    assert before == ["09:00-10:00 Visit, R. V. CONFIRMED", other]
    assert after_a_move == ["11:00-12:00 Visit, R. V. CONFIRMED", other]
    assert after_a_cancellation == ["11:00-12:00 Cancelled: Visit, R. V. CANCELLED", other]
