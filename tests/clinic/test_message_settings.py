"""What the settings refuse about mail: a lease that a slow sending outlasts."""

import pytest

from tests.clinic.starting import settings_with


@pytest.mark.parametrize(
    "changes", [{"MESSAGE_LEASE_SECONDS": "30"}, {"EMAIL_TIMEOUT": "40"}, {"EMAIL_TIMEOUT": "50"}]
)
def test_the_start_stops_when_a_sending_could_outlast_the_lease(tmp_path, changes):
    started = settings_with(tmp_path, **changes)

    assert started.returncode != 0
    assert "MESSAGE_LEASE_SECONDS" in started.stderr


def test_a_short_lease_goes_with_a_short_timeout(tmp_path):
    changes = {"EMAIL_TIMEOUT": "1", "MESSAGE_LEASE_SECONDS": "4"}

    assert settings_with(tmp_path, **changes).returncode == 0
