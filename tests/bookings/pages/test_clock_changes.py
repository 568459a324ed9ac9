"""The rehearsal of a change of the clock tells each time as pages, mails and files do."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bookings.pages import clock_changes
from bookings.pages.clock_changes import load_rehearsal, system_version
from tests.conftest import MONDAY_MORNING
from tests.factories import AdministratorFactory, AppointmentFactory

pytestmark = pytest.mark.django_db
HALLOWEEN = datetime(2025, 10, 31, 16, tzinfo=UTC)  # the clocks go back on 2 November


def told(rehearsal):
    return [(row.page, row.agrees) for row in rehearsal.rows]


def test_visits_around_the_change_are_told_alike_everywhere():
    day = timedelta(days=1)
    for days in (-3, 0, 1, 2, 5, 9):
        AppointmentFactory(starts_at=HALLOWEEN + days * day)
    AppointmentFactory(starts_at=HALLOWEEN, status="cancelled", cancelled_at=HALLOWEEN)

    rehearsal = load_rehearsal(HALLOWEEN - 2 * day)

    assert rehearsal.is_ahead
    assert (rehearsal.change.name_before, rehearsal.change.name_after) == ("PDT", "PST")
    assert told(rehearsal) == [
        ("Friday 31 October 2025 at 09:00", True),
        ("Saturday 1 November 2025 at 09:00", True),
        ("Sunday 2 November 2025 at 08:00", True),
        ("Wednesday 5 November 2025 at 08:00", True),
    ]
    assert rehearsal.rows[0].mail == "Friday 31 October 2025 at 09:00, Vancouver time"


def test_where_none_is_in_sight_the_last_one_is_shown(client, clock, demo):
    client.force_login(AdministratorFactory())

    page = client.get("/desk/clock-changes/")

    rehearsal = page.context["rehearsal"]
    assert (rehearsal.is_ahead, len(rehearsal.rows), rehearsal.wrong) == (False, 7, 0)
    words = " ".join(page.content.decode().split())
    assert "None in sight" in words
    assert "PDT is called MST" in words
    assert "tzdata" in words


def test_a_place_that_tells_another_time_is_found(monkeypatch):
    with time_machine.travel(MONDAY_MORNING):
        monkeypatch.setattr(
            clock_changes, "clinic_time", lambda at: "Sunday 1 November 2026 at 08:00, Vancouver"
        )

        assert load_rehearsal(MONDAY_MORNING).wrong == 7


@pytest.mark.parametrize(
    ("content", "version"),
    [("# version 2026b\nR", "2026b"), ("", ""), ("# redo posix_only\n", "")],
)
def test_the_machines_zone_data_say_which_they_are(tmp_path, content, version):
    file = tmp_path / "tzdata.zi"
    file.write_text(content)

    assert system_version(file) == version
    assert system_version(tmp_path / "none") == ""
