"""What a public page weighs on its way to a phone: the page and all that it loads, compressed."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

from tests.factories import bookable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HEAVIEST = 120_000  # bytes
LOADED = re.compile(r'(?:href|src)="/static/([^"]+\.(?:css|js|woff2|svg))"')


def weight_of(path):
    """Return the bytes of a static file as it is sent: whitenoise keeps it in brotli."""
    content = Path(finders.find(path)).read_bytes()
    return len(content) if path.endswith(".woff2") else len(brotli.compress(content))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/services/",
        "/team/",
        "/learn/",
        "/learn/gluteus-medius/",
        "/book/",
        "/book/physio/?day=2026-12-01",
        "/book/physio/details/?starts_at=2026-12-01T09:00:00-07:00",
        "/book/embed/physio/",
        "/accounts/login/",
    ],
)
def test_a_public_page_weighs_little(client, path):
    bookable(slug="physio", practitioners=6)

    page = client.get(path)
    loaded = set(LOADED.findall(page.content.decode()))

    assert page.status_code == 200
    assert "css/tokens.css" in loaded
    assert len(page.content) + sum(weight_of(part) for part in loaded) <= HEAVIEST
