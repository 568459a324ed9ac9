"""From the move of a pointer to the angle on the screen, in the measuring screen itself.

The page comes from the clinic's own views; the browser asks nobody else.
"""

import mimetypes
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from PIL import Image
from playwright.sync_api import sync_playwright

from benchmarks.assessed import an_assessment
from benchmarks.report import Line, at_most

ORIGIN = "http://localhost"
FRAME_MS = 16  # of a screen that draws sixty times a second
MOVES = 300
SIZE = (1080, 1920)
PLAIN_FILES = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
FLAGS = ["--no-sandbox", "--disable-gpu"]
# Five points are placed, then the last is dragged: each move computes and draws every angle anew.
DRAG = """
async moves => {
  const stage = document.getElementById('stage')
  const box = stage.getBoundingClientRect()
  const send = (kind, x, y) => stage.dispatchEvent(new PointerEvent(kind, {
    bubbles: true, cancelable: true, pointerId: 1, pointerType: 'mouse', button: 0,
    clientX: box.left + x * box.width, clientY: box.top + y * box.height,
  }))
  stage.setPointerCapture = () => {}
  for (const [x, y] of [[.45, .3], [.55, .32], [.45, .35], [.46, .55], [.45, .8]]) {
    send('pointerdown', x, y)
    send('pointerup', x, y)
  }
  send('pointerdown', .45, .8)
  const took = []
  for (let move = 0; move < moves; move += 1) {
    await new Promise(requestAnimationFrame)
    const began = performance.now()
    send('pointermove', .45 + .0001 * (move % 50), .8)
    document.getElementById('values').getBoundingClientRect()
    took.push(performance.now() - began)
  }
  send('pointerup', .45, .8)
  return [took, document.querySelectorAll('.value').length]
}
"""


def lines() -> list[Line]:
    """Return how long it takes from the move of a point to its angles, half and nearly always."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    what = "a point moves, its angles are drawn"
    if not program:
        return [Line(what, "Chromium is missing")]
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in this thread
    with _page(program) as page, tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "frame.jpg"
        Image.effect_mandelbrot(SIZE, (-2, -1.5, 1, 1.5), 40).save(picture)
        page.locator("#file").set_input_files(picture)
        page.get_by_role("button", name="Start measuring").click()
        page.get_by_label("What to mark").select_option("pelvis_leg")
        took, angles = page.evaluate(DRAG, MOVES)
    if not angles:
        raise RuntimeError("The measuring screen drew no angle.")
    return [
        at_most(f"{what}, half of the time", median(took), FRAME_MS, " ms"),
        at_most(f"{what}, 95 of 100 times", quantiles(took, n=20)[-1], FRAME_MS, " ms"),
    ]


@contextmanager
def _page(program):
    plain = {**settings.STORAGES, "staticfiles": PLAIN_FILES}
    with override_settings(STORAGES=plain, DEMO=True), sync_playwright() as playwright:
        assessment = an_assessment("pointing")
        client = Client(HTTP_HOST="localhost")
        client.force_login(assessment.practitioner.user)
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.route("**/*", lambda route: _answer(route, client))
        page.goto(f"{ORIGIN}/assessments/{assessment.reference}/measure/")
        page.wait_for_selector("html[data-measuring=ready]")
        try:
            yield page
        finally:
            browser.close()


def _answer(route, client):
    """Answer from the source files and the clinic's views, without a server between."""
    path = urlsplit(route.request.url).path
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        kind = "text/javascript" if path.endswith("js") else mimetypes.guess_type(path)[0]
        route.fulfill(path=found, content_type=kind)
    elif route.request.method == "GET":
        answer = client.get(path)
        route.fulfill(status=answer.status_code, body=answer.content, headers=dict(answer.headers))
    else:
        route.fulfill(status=503)
