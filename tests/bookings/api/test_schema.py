"""The API tried with what its own document allows, and with what it does not.

Whatever is sent, the answer is one that the document promises: its status, media type, headers and
body, and never an error of ours.
"""

from copy import deepcopy

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from bookings.api import document
from bookings.links.visits import visit_key
from tests.bookings.api.calls import ADA
from tests.factories import NINE, AppointmentFactory, bookable

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock", "reminder_rules", "clinic", "unlimited", "one_connection"),
]
EXAMPLES = 20
REFERENCE = "0b0e3a1e-7d2f-4f0b-9a55-3f1f0c7b9d11"
KNOWN = {
    "service": ["physio"],
    "practitioner": ["any", "ana"],
    "from": ["2026-11-24", "2026-12-01"],
    "to": ["2026-12-01", "2026-12-08"],
    "starts_at": [ADA["starts_at"]],
    "reference": [REFERENCE],
}


def with_known_values(document):
    """Return the document with what this clinic has among the values to try, so that some fit."""
    tried = deepcopy(document)
    tried["servers"] = [{"url": "http://localhost"}]
    for operations in tried["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                parameter["schema"] = or_known(parameter["name"], parameter["schema"])
    properties = tried["components"]["schemas"]["BookingWish"]["properties"]
    for name in properties:
        properties[name] = or_known(name, properties[name])
    return tried


def or_known(name, schema):
    return {"anyOf": [{"enum": KNOWN[name]}, schema]} if name in KNOWN else schema


CHECKS = {
    # What cannot be had is a 422 too: a service that we do not have, an end before its beginning.
    "positive_data_acceptance": {"expected-statuses": ["2xx", 404, 409, 422]},
    "ignored_auth": {"enabled": False},  # without its token, a visit is not there: 404
}
schema = schemathesis.openapi.from_dict(
    with_known_values(document()),
    config=SchemathesisConfig.from_dict({"seed": 1, "checks": CHECKS}),
)
schema.app = WSGIHandler()


@pytest.fixture
def one_connection():
    """Keep the test's own connection: a request that ends would close it, transaction and all."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def unlimited(settings):
    settings.RATE_LIMITS = False
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def clinic():
    service, [practitioner] = bookable(slug="physio")
    practitioner.slug = "ana"
    practitioner.save()
    return AppointmentFactory(
        reference=REFERENCE,
        service=service,
        practitioner=practitioner,
        starts_at=NINE.replace(hour=20),
    )


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_api_answers_as_its_document_says(case, clinic):
    """Half of the calls about a visit bring its token."""
    with transaction.atomic():
        case.call_and_validate(headers={"Authorization": f"Bearer {visit_key(clinic)}"})
        transaction.set_rollback(True)
