"""The PDFs of an assessment with twelve stills: how long each takes, and how much memory.

Reading is done here; printing in a process of its own, whose largest size is what a worker needs.
"""

import random
import resource
from io import BytesIO
from multiprocessing import get_context
from time import perf_counter

import psutil
from django.db import connections
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from assessments import queries
from assessments.actions import keep_frame
from assessments.files.frames import Picture
from assessments.models import Assessment, Edition, Frame, RunState, Side
from assessments.reports.making import CONTENT, MOST_PAGES
from assessments.reports.printing import print_pdf
from benchmarks.assessed import an_assessment
from benchmarks.report import Line, at_most
from demo.filming import Film, film
from demo.runner_drawing import HEIGHT, WIDTH

STILLS, OF_A_PHONE = 12, 2  # kept; 1080 by 1920 pixels, against 540 by 960 of the clip
MOST_S, MOST_MB = 20, 600  # a task may take far longer, and a worker has a gigabyte
MB = 2**20
FILMS = (
    Film(RunState.FRESH, Side.LEFT, drop=6.1, thigh=8.0, knee=5.0),
    Film(RunState.FRESH, Side.RIGHT, drop=8.3, thigh=9.0, knee=6.8),
    Film(RunState.END_OF_RUN, Side.RIGHT, drop=11.6, thigh=11.9, knee=9.4),
)


def lines() -> list[Line]:
    """Return seconds and memory of each edition."""
    assessment = _with_stills()
    return [line for edition in Edition for line in _of(assessment, edition)]


def _of(assessment: Assessment, edition: Edition) -> list[Line]:
    now = timezone.now()
    began = perf_counter()
    content, pictures = CONTENT[edition](queries.assessments_to_read().get(pk=assessment.pk), now)
    read_s = perf_counter() - began
    connections.close_all()  # a forked process must not talk on it
    with get_context("fork").Pool(1) as process:
        printed_s, before, most, size, pages = process.apply(
            _print, (edition, content, pictures, now)
        )
    what = f"{edition.label}, {STILLS} stills, {pages} pages"
    return [
        at_most(f"{what}: read", read_s, MOST_S, " s"),
        at_most(f"{what}: printed", printed_s, MOST_S, " s", f", a PDF of {size / 1000:.0f} kB"),
        at_most(
            f"{what}: memory at most", most / MB, MOST_MB, " MB", f", {before / MB:.0f} before"
        ),
    ]


def _print(edition, content, pictures, now):
    """Print it, and return how long it took, memory before and at most, and what came of it."""
    before = psutil.Process().memory_info().rss
    began = perf_counter()
    pdf = print_pdf(edition, content, pictures, made_at=now, most_pages=MOST_PAGES.get(edition))
    took = perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return took, before, max(most, before), len(pdf), len(PdfReader(BytesIO(pdf)).pages)


def _with_stills() -> Assessment:
    """Return an assessment with twelve frames kept, each as large and as busy as a phone's."""
    assessment = an_assessment("printed")
    for each in FILMS:
        film(assessment, each, by=assessment.seen_by)
    for step in assessment.steps.select_related("capture").order_by("capture", "frame_number"):
        clip, number = step.capture, step.frame_number
        if assessment.frames.count() < STILLS:
            small = Picture(_photo(number, 1), WIDTH, HEIGHT)
            keep_frame(assessment=assessment, capture=clip.reference, number=number, picture=small)
    for frame in assessment.frames.all():
        Frame.objects.filter(pk=frame.pk).update(picture=_photo(frame.number, OF_A_PHONE))
    return assessment


def _photo(seed, times):
    """Return a picture that is as hard to pack as a photograph, so many times the clip's size."""
    size = (times * WIDTH, times * HEIGHT)
    rolled = random.Random(seed)
    corner = (rolled.uniform(-2, -1), rolled.uniform(-1.5, -1))
    written = BytesIO()
    image = Image.effect_mandelbrot(size, (*corner, 1, 1.5), 40).convert("RGB")
    image = Image.blend(image, Image.effect_noise(size, 60).convert("RGB"), 0.3)
    image.save(written, "JPEG", quality=90)
    return written.getvalue()
