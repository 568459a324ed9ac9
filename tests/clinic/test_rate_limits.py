"""How often something may be tried, from whichever address, also while the cache is away."""

import logging
import socket
from contextlib import closing
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from clinic import rate_limits
from clinic.caches import ForgivingRedisCache
from clinic.rate_limits import TooManyAttempts, client_address, count, limited, parsed
from tests.factories import FrontDeskFactory

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture(autouse=True)
def two_an_hour(settings):
    settings.RATE_LIMITS = True
    settings.RATE_LIMIT_HOLDS = "2/h"
    settings.RATE_LIMIT_HOLDS_PER_EMAIL = "1/h"


def request(method="post", user=None, **meta):
    made = getattr(RequestFactory(), method)("/", **meta)
    made.user = user or AnonymousUser()
    return made


@limited("RATE_LIMIT_HOLDS")
def view(request):
    return HttpResponse("Held")


def tried(times):
    """Return how many of so many attempts under one name are let through."""
    allowed = 0
    for _ in range(times):
        try:
            count("RATE_LIMIT_HOLDS", "ada@example.org")
            allowed += 1
        except TooManyAttempts:
            pass
    return allowed


@pytest.mark.parametrize(
    ("rate", "meaning"), [("20/h", (20, 3600)), ("5/10m", (5, 600)), ("0/d", (0, 86400))]
)
def test_parsed_reads_how_many_in_how_many_seconds(rate, meaning):
    assert parsed(rate) == meaning


@pytest.mark.parametrize("rate", ["", "20", "h/20", "-1/h", "20/w", "٣/h", "20/h\n"])
def test_parsed_refuses_what_is_no_rate(rate):
    with pytest.raises(ImproperlyConfigured):
        parsed(rate)


def test_count_lets_so_many_through_in_each_hour_on_the_clock(clock):
    first = tried(3)
    clock.shift(timedelta(hours=1))

    assert (first, tried(3)) == (2, 2)


def test_count_takes_an_email_in_any_case_for_the_same(settings):
    settings.RATE_LIMIT_HOLDS = "1/h"
    count("RATE_LIMIT_HOLDS", "ada@example.org")

    with pytest.raises(TooManyAttempts):
        count("RATE_LIMIT_HOLDS", " ADA@Example.org ")


def test_count_says_when_to_try_again():
    tried(2)

    with pytest.raises(TooManyAttempts) as refusal:
        count("RATE_LIMIT_HOLDS", "ada@example.org")

    assert 3590 <= refusal.value.retry_after_s <= 3600
    assert str(refusal.value) == (
        "This was tried too often. Please try again after 10:00 Vancouver time, or call us."
    )


def test_count_has_no_limit_when_limits_are_off(settings):
    settings.RATE_LIMITS = False

    assert tried(5) == 5


@pytest.mark.django_db
def test_limited_answers_429_with_a_page_that_says_when_to_try_again():
    statuses = [view(request()).status_code for _ in range(2)]
    refused = view(request())
    elsewhere = view(request(REMOTE_ADDR="192.0.2.7"))

    assert statuses == [200, 200]
    assert refused.status_code == 429
    assert 3590 <= int(refused["Retry-After"]) <= 3600
    assert "Please try again after <strong>10:00 Vancouver time</strong>" in refused.text
    assert "call the clinic" in refused.text
    assert elsewhere.status_code == 200


@pytest.mark.django_db
def test_limited_counts_neither_looking_nor_the_desk():
    desk = FrontDeskFactory()
    looked = [view(request("get")).status_code for _ in range(5)]
    by_the_desk = [view(request(user=desk)).status_code for _ in range(5)]

    assert set(looked + by_the_desk) == {200}


def test_count_request_counts_the_email_from_any_address():
    rate_limits.count_request("RATE_LIMIT_HOLDS", request(), email="ada@example.org")

    with pytest.raises(TooManyAttempts):
        rate_limits.count_request(
            "RATE_LIMIT_HOLDS", request(REMOTE_ADDR="192.0.2.7"), email="ADA@example.org"
        )


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9:50123", "203.0.113.9"),
        (1, "[2001:db8:1:2:3:4:5:6]:50123", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::"),
        (1, "not an address", "not an address"),
    ],
)
def test_client_address_is_what_our_own_proxies_wrote(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert client_address(RequestFactory().get("/", headers=headers)) == address


# --- The shared cache -----------------------------------------------------------------------------


@pytest.fixture
def nobodys_url():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{probe.getsockname()[1]}"


def cache_at(url, monkeypatch):
    """Let rate limits count in Redis, as one web process does."""
    shared = ForgivingRedisCache(url, {"OPTIONS": {"socket_timeout": 1}})
    monkeypatch.setattr(rate_limits, "cache", shared)
    return shared


def test_two_web_processes_count_together_in_redis(redis_url, monkeypatch):
    cache_at(redis_url, monkeypatch)
    count("RATE_LIMIT_HOLDS", "ada@example.org")
    cache_at(redis_url, monkeypatch)

    assert tried(3) == 1


def test_everybody_passes_and_a_line_is_logged_while_redis_is_away(
    nobodys_url, monkeypatch, caplog
):
    caplog.set_level(logging.WARNING)
    cache_at(nobodys_url, monkeypatch)

    assert tried(5) == 5
    assert {record.getMessage() for record in caplog.records} == {
        "The cache does not answer, so nothing is counted: ConnectionError"
    }


def test_the_log_in_counts_nothing_while_redis_is_away(nobodys_url, monkeypatch):
    away = cache_at(nobodys_url, monkeypatch)

    assert away.get("history", []) == []
    assert away.set("history", [1], 60) is None
    assert away.delete("history") is False
    assert away.add("lock", 1) is True
