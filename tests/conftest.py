"""What tests of every app share."""

import gc
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as of_hypothesis

from bookings.models import ReminderRule
from clinic.clock_face import face
from clinic.identity.times_of_day import BY_24
from clinic.models import ClinicProfile
from tests import template
from tests.browsing import Browser
from tests.emptying import empty_tables

pytest_plugins = ["tests.servers"]
LONG_FOLDERS = ("launch", "demo", "clinic", "browser")
MONDAY_MORNING = datetime(2026, 11, 23, 16, tzinfo=UTC)  # 09:00 in Vancouver

# A busy machine is slow to find examples, and slow with each: neither is a fault.
of_hypothesis.register_profile(
    "any_machine", of_hypothesis(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
of_hypothesis.load_profile("any_machine")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is collected stays to the end: nothing looks for garbage in it, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items):
    """Begin with folders whose modules take long, so that no worker waits for one at the end."""
    places = {folder: place for place, folder in enumerate(LONG_FOLDERS)}
    items.sort(key=lambda item: places.get(item.nodeid.split("/")[1], len(places)))


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_modify_db_settings, django_db_blocker):
    """Each worker's database, a copy of one that was migrated for them all."""
    with django_db_blocker.unblock(), template.migrated() as name:
        connection.settings_dict["TEST"]["TEMPLATE"] = name
        request.getfixturevalue("django_db_setup")


@pytest.fixture(autouse=True)
def nothing_counted_yet():
    """Rate limits count in the cache, which outlives a test and sees one hour for them all."""
    cache.clear()


@pytest.fixture(autouse=True)
def no_clinic_known_yet():
    """What a process has read of the clinic outlives a test, too."""
    ClinicProfile.objects.last, face.hours = None, BY_24


@pytest.fixture(scope="session", autouse=True)
def quickly_emptied():
    """What a test commits is deleted after it; Django would make all tables anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: empty_tables())
        yield


@pytest.fixture
def client():
    """Whoever asks from a browser."""
    return Browser()


@pytest.fixture
def clock():
    """The morning of Monday 23 November 2026 at the clinic; it ticks on from there."""
    with time_machine.travel(MONDAY_MORNING, tick=True) as traveller:
        yield traveller


@pytest.fixture
def reminder_rules(db):
    """The two rules that a migration gives to a new clinic."""
    return [ReminderRule.objects.create(service=None, hours_before=hours) for hours in (48, 3)]


@pytest.fixture
def demo(settings):
    """The demo clinic's one leniency: staff log in without a second factor."""
    settings.DEMO = True
