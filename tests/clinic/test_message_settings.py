"""What the settings refuse about mail: a lease that a slow sending outlasts."""

import pytest

from clinic import tasks
from tests.clinic.starting import settings_with


@pytest.mark.parametrize(
    "changes",
    [
        {"MESSAGE_LEASE_SECONDS": "1320"},
        {"MESSAGE_LEASE_SECONDS": "1400", "EMAIL_TIMEOUT": "140"},
        {"MESSAGE_LEASE_SECONDS": "1400", "EMAIL_END_TIMEOUT": "700"},
    ],
)
def test_the_start_stops_when_a_sending_could_outlast_the_lease(tmp_path, changes):
    started = settings_with(tmp_path, **changes)

    assert started.returncode != 0
    assert "MESSAGE_LEASE_SECONDS" in started.stderr


@pytest.mark.parametrize(
    "changes",
    [{}, {"EMAIL_TIMEOUT": "300", "EMAIL_END_TIMEOUT": "1200"}, {"MESSAGE_LEASE_SECONDS": "1321"}],
)
def test_the_lease_follows_the_time_that_a_sending_may_take(tmp_path, changes):
    assert settings_with(tmp_path, **changes).returncode == 0


def test_a_task_ends_before_it_is_ended(settings):
    """It takes up mail for a minute; then come, at worst, nine slow answers and one message."""
    task = tasks.deliver_due_messages
    worst_s = (
        tasks.DELIVERS_FOR.total_seconds()
        + 9 * settings.EMAIL_TIMEOUT
        + 6 * settings.EMAIL_TIMEOUT
        + settings.EMAIL_END_TIMEOUT
    )

    assert worst_s < task.soft_time_limit < task.time_limit
    assert settings.EMAIL_END_TIMEOUT >= 10 * 60
