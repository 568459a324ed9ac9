"""A winter visit in British Columbia, which stays on UTC−7 since 2026, is right everywhere."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from django.core import mail

from bookings.actions import NewPatient, book_appointment
from bookings.links.visits import visit_key
from bookings.models import Appointment
from clinic.delivery import deliver_due
from tests.factories import NINE, bookable

ROOT = Path(__file__).resolve().parent.parent
ASK_A_PROCESS = """
import clinic
from datetime import datetime
from zoneinfo import ZoneInfo
print(datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("America/Vancouver")).isoformat())
"""


def test_a_machine_with_old_zone_files_is_not_asked(tmp_path):
    """The “old” file is that of Los Angeles, which still changes its clocks."""
    (tmp_path / "America").mkdir()
    old = files("tzdata") / "zoneinfo" / "America" / "Los_Angeles"
    (tmp_path / "America" / "Vancouver").write_bytes(old.read_bytes())

    told = subprocess.run(
        [sys.executable, "-c", ASK_A_PROCESS],
        cwd=ROOT,
        env={**os.environ, "PYTHONTZPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == "2026-12-01T09:00:00-07:00"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("clock")
def test_nine_in_december_is_nine_on_the_page_in_the_mail_and_in_the_api(client):
    service, _ = bookable(slug="physio")

    visit = book_appointment(
        service=service, patient=NewPatient("Ada", "ada@example.org"), starts_at=NINE
    )
    deliver_due()

    stored = Appointment.objects.get().starts_at
    page = client.get(visit.get_absolute_url(), {"key": visit_key(visit)}).content.decode()
    [message] = mail.outbox
    [calendar_file] = [part.get_payload(decode=True) for part in message.attachments]
    api = client.get(
        f"/api/v1/appointments/{visit.reference}",
        headers={"Authorization": f"Bearer {visit_key(visit)}"},
    )
    assert stored == datetime(2026, 12, 1, 16, tzinfo=UTC)
    assert "09:00" in page
    assert "Vancouver time" in page
    assert "09:00, Vancouver time" in message.body
    assert b"DTSTART:20261201T160000Z" in calendar_file
    assert api.json()["starts_at"] == "2026-12-01T09:00:00-07:00"
