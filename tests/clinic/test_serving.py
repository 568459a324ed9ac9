"""The web process refuses to serve where its proxies or its database role are not right."""

import pytest
from django.test import RequestFactory

from clinic.handlers import PlainRequest
from tests.clinic.starting import AWAY, serve_with

PROXY = {"BEHIND_TLS_PROXY": "on", "TRUSTED_PROXIES": "1", "PROXY_ADDRESSES": "10.0.0.0/8"}


def test_a_web_process_serves_while_its_database_is_away(tmp_path):
    started = serve_with(tmp_path, **PROXY)

    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"BEHIND_TLS_PROXY": "on"}, "Set TRUSTED_PROXIES"),
        ({"BEHIND_TLS_PROXY": "on", "TRUSTED_PROXIES": "0"}, "Set TRUSTED_PROXIES"),
        ({"PROXY_ADDRESSES": "proxy.example.org"}, "PROXY_ADDRESSES: 'proxy.example.org'"),
        ({"DATABASE_OWNER_URL": "postgresql://owner@127.0.0.1:9/stance"}, "DATABASE_OWNER_URL is"),
        ({"DATABASE_OWNER_URL": AWAY}, "DATABASE_OWNER_URL is for `manage.py migrate` alone"),
    ],
)
def test_a_web_process_refuses_to_serve_with_a_reason(tmp_path, changes, words):
    started = serve_with(tmp_path, **changes)

    assert started.returncode != 0
    assert words in started.stderr


@pytest.mark.parametrize(
    ("sender", "is_believed"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("", True),  # by a socket file
        ("10.1.2.3", False),
        ("fe80::1%eth0", False),
        ("nobody", False),
    ],
)
def test_headers_of_a_proxy_are_believed_of_our_own_alone(settings, sender, is_believed):
    settings.PROXY_ADDRESSES = ["127.0.0.1", "::1"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    headers = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}

    request = PlainRequest(RequestFactory().get("/", REMOTE_ADDR=sender, **headers).environ)

    assert request.is_secure() == is_believed
    assert request.headers.get("X-Forwarded-For") == ("203.0.113.9" if is_believed else None)
