"""What a public page weighs on its way to a phone: all that the server sends for it."""

import gzip
import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.conf import settings as clinic
from django.core.management import call_command
from django.test import Client, override_settings

from assessments.learning.articles import SLUGS
from tests.assessments.articles import stand_by
from tests.factories import NINE, AppointmentFactory, FrontDeskFactory, bookable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
HEAVIEST = 120_000  # bytes
HEAVIEST_OF_STAFF = 150_000  # with a grid to draw, on a computer of the clinic's own
IN_PAGE = re.compile(r'<(?:link|script|img|use)\b[^>]*?(?:href|src)="(/static/[^"#]+)', re.DOTALL)
IN_STYLES = re.compile(r"""url\(["']?([^"')]+\.woff2[^"')]*)""")
UNSEEN = [
    "admin",
    "ninja",
    "django_htmx",
    "ext",
    "*.rtl.*",
    "htmx.[ace]*",
    "htmx.js",
    "bootstrap-*",
]
GZIPPED = b"\x1f\x8b"
PHONE = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}


@pytest.fixture(scope="module")
def as_deployed(tmp_path_factory):
    """Serve static files as a clinic does: collected, compressed, under names by their content."""
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(
        STORAGES={**clinic.STORAGES, "staticfiles": storage},
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        WHITENOISE_AUTOREFRESH=False,
        WHITENOISE_USE_FINDERS=False,
    ):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNSEEN)
        yield Client()


def fetched(client, url):
    response = client.get(url, **PHONE)
    assert (url, response.status_code) == (url, 200)
    return b"".join(response) if response.streaming else response.content


def weight_of(client, path):
    """Return the bytes of a page, of what it names, and of the fonts that its styles name."""
    page = fetched(client, path)
    read = gzip.decompress(page) if page.startswith(GZIPPED) else page
    named = set(IN_PAGE.findall(read.decode()))
    for sheet in [url for url in named if url.endswith(".css")]:
        styles = b"".join(client.get(sheet)).decode()
        named |= {urljoin(sheet, font) for font in IN_STYLES.findall(styles)}
    assert {url.rsplit(".", 1)[-1] for url in named} >= {"css", "woff2"}
    return len(page) + sum(len(fetched(client, url)) for url in named)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/services/",
        "/team/",
        "/learn/",
        "/learn/gluteus-medius/",
        "/learn/drop-and-knee/",
        "/exercises/",
        "/exercises/single-leg-stance-pelvic-hold/",
        "/book/",
        "/book/physio/?day=2026-12-01",
        "/book/physio/details/?starts_at=2026-12-01T09:00:00-07:00",
        "/book/embed/",
        "/book/embed/physio/",
        "/waitlist/join/?service=physio",
        "/accounts/login/",
        "/policies/privacy/",
    ],
)
def test_a_public_page_weighs_little(as_deployed, path):
    _, [practitioner, *_] = bookable(slug="physio", practitioners=6)
    stand_by(*SLUGS, practitioner=practitioner)

    assert weight_of(as_deployed, path) <= HEAVIEST


def test_a_full_day_at_the_desk_weighs_less_than_it_may(as_deployed):
    _, people = bookable(slug="physio", practitioners=12)
    for number in range(60):
        start = NINE + timedelta(hours=number // 12)
        AppointmentFactory(practitioner=people[number % 12], starts_at=start)
    as_deployed.force_login(FrontDeskFactory())

    assert weight_of(as_deployed, "/desk/?day=2026-12-01") <= HEAVIEST_OF_STAFF
