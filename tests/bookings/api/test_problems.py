"""Every error of the API as a problem, its limits and its OpenAPI document."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from tests.bookings.api.calls import NOT_FOUND, PROBLEM, problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "unlimited")]


@pytest.fixture
def unlimited(settings):
    settings.RATE_LIMITS = False


@pytest.mark.parametrize(
    "path", ["", "nothing", "services/", "appointments/not-a-uuid", "docs", "a\nb"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_path_is_a_problem(client, path, method):
    response = getattr(client, method)(f"/api/v1/{path}")

    assert response.status_code == 404
    assert response.headers["Content-Type"] == PROBLEM
    assert response.json() == NOT_FOUND


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("post", "services", "GET"),
        ("put", "appointments", "POST"),
        ("get", "appointments", "POST"),
        ("post", "openapi.json", "GET"),
    ],
)
def test_a_method_that_is_not_taken_is_a_problem(client, method, path, allowed):
    response = getattr(client, method)(f"/api/v1/{path}")

    assert response.status_code == 405
    assert response.headers["Content-Type"] == PROBLEM
    assert response.headers["Allow"] == allowed
    assert response.json() == problem(405, "Method Not Allowed", f"This address takes: {allowed}.")


def test_an_error_inside_is_logged_and_tells_the_caller_nothing(client, monkeypatch, caplog):
    def broken():
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("bookings.slots.services.bookable_services", broken)
    client.raise_request_exception = False

    response = client.get("/api/v1/services")

    assert response.status_code == 500
    assert response.headers["Content-Type"] == PROBLEM
    assert response.json() == problem(
        500, "Internal Server Error", "Something went wrong on our side."
    )
    assert [record.getMessage() for record in caplog.records] == [
        "Internal Server Error: /api/v1/services"
    ]


def test_more_reads_than_allowed_from_one_address_are_a_429(client, settings):
    cache.clear()
    settings.RATE_LIMITS = True
    settings.RATE_LIMIT_API_READS = "2/h"

    statuses = [client.get("/api/v1/services").status_code for _ in range(2)]
    refused = client.get("/api/v1/services")
    elsewhere = client.get("/api/v1/services", REMOTE_ADDR="192.0.2.7")

    assert statuses == [200, 200]
    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == PROBLEM
    assert 3590 <= int(refused.headers["Retry-After"]) <= 3600
    assert refused.json() == problem(429, "Too Many Requests", "Too many requests.")
    assert elsewhere.status_code == 200


def test_reads_are_counted_anew_when_the_hour_is_over(client, settings, clock):
    cache.clear()
    settings.RATE_LIMITS = True
    settings.RATE_LIMIT_API_READS = "1/h"
    client.get("/api/v1/services")

    clock.shift(timedelta(hours=1))

    assert client.get("/api/v1/services").status_code == 200


def test_the_openapi_document_lists_the_contract_and_its_problems(client):
    document = client.get("/api/v1/openapi.json").json()

    calls = {(path, method) for path, methods in document["paths"].items() for method in methods}
    assert calls == {
        ("/api/v1/services", "get"),
        ("/api/v1/practitioners", "get"),
        ("/api/v1/slots", "get"),
        ("/api/v1/appointments", "post"),
        ("/api/v1/appointments/{reference}", "get"),
        ("/api/v1/appointments/{reference}", "delete"),
    }
    booking = document["paths"]["/api/v1/appointments"]["post"]["responses"]
    assert {status: list(answer["content"]) for status, answer in booking.items()} == {
        "201": ["application/json"],
        **{status: [PROBLEM] for status in ("400", "409", "413", "422", "429")},
    }


@pytest.mark.parametrize("query", ["service=%00", "service=physio%00", "service=a%0ab"])
def test_a_control_character_in_the_address_is_a_problem(client, query):
    response = client.get(f"/api/v1/practitioners?{query}")

    assert response.status_code == 422
    assert response.headers["Content-Type"] == PROBLEM


def test_a_nul_byte_in_a_path_of_the_api_is_a_problem(client):
    response = client.get("/api/v1/appointments/a%00b")

    assert (response.status_code, response.json()) == (404, NOT_FOUND)
