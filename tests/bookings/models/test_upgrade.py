"""What was cancelled before it was asked who cancels: what is not known stays unknown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import NINE

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("bookings", "0010_appointment_review_levels")]


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def latest():
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


@pytest.fixture
def old():
    """The tables as they were; the latest ones are back afterwards."""
    yield migrate(BEFORE)
    migrate(latest())


def test_old_cancellations_say_who_cancelled_where_it_is_known(old):
    get = lambda name: old.get_model(*name.split("."))  # noqa: E731
    desk = get("clinic.User").objects.create(email="desk@example.org", roles=["front_desk"])
    own = get("clinic.User").objects.create(email="ada@example.org")
    of_all = {
        "practitioner": get("clinic.Practitioner").objects.create(
            name="Cara", slug="cara", discipline="kinesiology"
        ),
        "patient": get("clinic.Patient").objects.create(name="Ada"),
        "service": get("bookings.Service").objects.create(
            name="Physio", slug="physio", disciplines=["kinesiology"]
        ),
        "starts_at": NINE,
        "ends_at": NINE + timedelta(hours=1),
    }
    visits = get("bookings.Appointment").objects
    gone = {"status": "cancelled", "cancelled_at": NINE, "cancelled_late": True}
    made = {
        name: visits.create(**of_all, **facts).pk
        for name, facts in {
            "link": gone | {"cancellation_reason": "A cold"},
            "account": gone | {"cancelled_by": own, "cancellation_reason": "A cold"},
            "desk": gone | {"cancelled_by": desk, "cancellation_reason": "Rang: ill"},
            "booked": {},
        }.items()
    }

    now = migrate(latest()).get_model("bookings", "Appointment").objects

    columns = ("cancelled_side", "cancellation_reason", "cancellation_note", "cancelled_late")
    assert {name: now.values_list(*columns).get(pk=pk) for name, pk in made.items()} == {
        "link": ("patient", "A cold", "", True),
        "account": ("patient", "A cold", "", True),
        "desk": ("unknown", "", "Rang: ill", True),
        "booked": ("", "", "", False),
    }
    undone = migrate(BEFORE).get_model("bookings", "Appointment").objects
    assert undone.get(pk=made["desk"]).cancellation_reason == "Rang: ill"
