"""The rehearsal of a change of the clock tells each time as pages, mails and files do."""

from datetime import UTC, datetime, timedelta

import pytest

from bookings.pages.clock_changes import load_rehearsal, system_version
from tests.factories import AdministratorFactory, AppointmentFactory

pytestmark = pytest.mark.django_db
HALLOWEEN = datetime(2025, 10, 31, 16, tzinfo=UTC)  # the clocks go back on 2 November


def test_visits_around_the_change_are_told_alike_everywhere():
    day = timedelta(days=1)
    for days in (-3, 0, 1, 2, 5, 9):
        AppointmentFactory(starts_at=HALLOWEEN + days * day)
    AppointmentFactory(starts_at=HALLOWEEN, status="cancelled", cancelled_at=HALLOWEEN)

    rehearsal = load_rehearsal(HALLOWEEN - 2 * day)

    assert rehearsal.is_ahead
    assert (rehearsal.change.name_before, rehearsal.change.name_after) == ("PDT", "PST")
    assert [(row.page, row.mail, row.calendar) for row in rehearsal.rows] == [
        (when, f"{when}, Vancouver time", when)
        for when in (
            "Friday 31 October 2025 at 09:00",
            "Saturday 1 November 2025 at 09:00",
            "Sunday 2 November 2025 at 08:00",
            "Wednesday 5 November 2025 at 08:00",
        )
    ]


def test_where_none_is_in_sight_the_last_one_is_shown(client, clock, demo):
    client.force_login(AdministratorFactory())

    page = client.get("/desk/clock-changes/")

    rehearsal = page.context["rehearsal"]
    assert (rehearsal.is_ahead, len(rehearsal.rows)) == (False, 7)
    words = " ".join(page.content.decode().split())
    assert "None in sight" in words
    assert "PDT is called MST" in words
    assert "tzdata" in words
    assert "agree" not in words.lower()


@pytest.mark.parametrize(
    ("content", "version"),
    [("# version 2026b\nR", "2026b"), ("", ""), ("# redo posix_only\n", "")],
)
def test_the_machines_zone_data_say_which_they_are(tmp_path, content, version):
    file = tmp_path / "tzdata.zi"
    file.write_text(content)

    assert system_version(file) == version
    assert system_version(tmp_path / "none") == ""
