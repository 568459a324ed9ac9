"""The free times in a frame of another site, and what is met by whoever tries too often."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.factories import bookable

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]


@pytest.fixture
def service():
    return bookable(slug="physio", name="Physiotherapy visit")[0]


@pytest.fixture
def site(live_server):
    """The address of another site, whose page shows our free times in a frame."""
    shown = f'<title>Our clinic</title><iframe src="{live_server.url}/book/embed/"></iframe>'

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(shown.encode())

        def log_message(self, *args):
            """Say nothing: it is no test's output."""

    with HTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def allowed(settings, site):
    settings.EMBED_ORIGINS = [site]


@pytest.fixture
def framing_site(browser, site):
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(site)
    yield page
    context.close()


def test_a_time_in_the_frame_opens_its_page_in_the_whole_window(allowed, service, framing_site):
    frame = framing_site.frame_locator("iframe")

    frame.get_by_role("link", name="Physiotherapy visit").click()
    frame.get_by_role("link", name="09:00").first.click()

    expect(framing_site.get_by_role("button", name="Keep this time and go on")).to_be_visible()
    assert framing_site.frames == [framing_site.main_frame]


def test_the_frame_sets_no_cookie(allowed, service, framing_site):
    expect(framing_site.frame_locator("iframe").get_by_role("heading").first).to_be_visible()

    assert framing_site.context.cookies() == []


def test_a_site_that_is_not_allowed_shows_nothing_of_ours(service, framing_site):
    frame = framing_site.frame_locator("iframe")

    expect(frame.get_by_text("Physiotherapy visit")).to_have_count(0)


def test_whoever_tries_too_often_reads_when_to_try_again(open_page, axe, service, settings):
    settings.RATE_LIMITS, settings.RATE_LIMIT_HOLDS = True, "0/h"
    page = open_page("/book/physio/")

    page.get_by_role("button", name="Take this time").click()

    expect(page.get_by_role("main")).to_contain_text("try again after 10:00 Vancouver time")
    assert axe(page) == []
