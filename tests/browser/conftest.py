"""A page in the system's Chromium that reports whatever a person should never meet."""

import os
import shutil
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"
PHONE = {"width": 360, "height": 780}
# What Playwright turns off, which a list of our own replaces; then what costs time for nothing: the
# suggestions of the address bar are two more pages for every page.
OFF = [
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"),
    *("NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    *("RenderDocument", "SpareRendererForSitePerProcess"),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(OFF)}",
]
REFUSED = "Failed to load resource: the server responded with a status of 4"
LISTEN_TO_CSP = """
document.addEventListener('securitypolicyviolation', event =>
  console.error('CSP refused ' + event.violatedDirective + ' ' + event.blockedURI))
"""
# Without sounds and films there is nothing to load first.
RUN_AXE = """
rules => axe.run(document, {
  resultTypes: ['violations'], preload: false, ...(rules.length && {runOnly: rules})
})
"""


@pytest.fixture(scope="session")
def browser():
    programs = ("chromium-headless-shell", "chromium", "google-chrome")
    program = next(filter(None, map(shutil.which, programs)), None)
    if not program:
        missing = "Chromium is missing. Try: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in this thread
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()
        connection.close()  # a loop that runs has a connection of its own, out of reach after it


@pytest.fixture
def open_page(browser, live_server):
    """Return a function that opens a fresh page of the clinic; complaints fail the test.

    A page that is itself refused is a test's intent; a part of one that is missing is not, unless
    `meant_lines` of the console say what a test makes happen.
    """
    complaints, contexts, pages_asked_for, meant = [], [], set(), []

    def note_request(request):
        if request.is_navigation_request():
            pages_asked_for.add(request.url)
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            complaints.append(f"third party: {request.url}")

    def note_line(line):
        is_intent = line.text.startswith(REFUSED) and line.location["url"] in pages_asked_for
        is_intent = is_intent or any(part in line.text for part in meant)
        if line.type == "error" and not is_intent:
            complaints.append(f"{line.text} {line.location['url']}")

    def open_page(path="/", *, javascript=True, viewport=PHONE, meant_lines=(), **options):
        meant.extend(meant_lines)
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(LISTEN_TO_CSP)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("console", note_line)
        page.on("request", note_request)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def axe():
    """Return a function that gives what axe-core finds wrong with a page, a line each.

    `rules` are those that it looks for; without any it looks for all.
    """
    source = AXE.read_text()

    def violations(page, *rules):
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        result = page.evaluate(RUN_AXE, rules)
        return [
            f"{page.url}: {found['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
            for found in result["violations"]
            for node in found["nodes"]
        ]

    return violations


@pytest.fixture
def log_in(client, live_server):
    """Return a function that gives the browser the session of an account."""

    def log_in(page, user):
        client.force_login(user)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return log_in
