"""Pictures of frames: decoded and written anew, or refused."""

import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from struct import pack
from threading import Barrier, Lock
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from assessments.exceptions import PictureRefused
from assessments.files import frames
from assessments.files.frames import LARGEST_BYTES, read_picture
from assessments.models import Frame
from tests.assessments.measured import Screen, ready_assessment
from tests.factories import NINE, ClinicianFactory, FrontDeskFactory, UserFactory

ORIENTATION, ROTATED = 0x0112, 6
SQUATTING = {"state": "none", "view": "anterior", "landmark_set": "asis"}
SQUAT = {"hip": [500, 500], "knee": [530, 900], "ankle": [500, 1300]}


def picture(kind="JPEG", size=(108, 192), mode="RGB", color="red", **saved):
    image, file = Image.new(mode, size, color), BytesIO()
    image.save(file, kind, **saved)
    return file.getvalue()


def moving(kind):
    one, other = Image.new("RGB", (108, 192), "red"), Image.new("RGB", (108, 192), "blue")
    file = BytesIO()
    one.save(file, kind, save_all=True, append_images=[other])
    return file.getvalue()


def unfolding(width, height):
    """Return a PNG of a few bytes that says it is huge."""

    def chunk(name, body):
        return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))

    header = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NO_PICTURES = {
    "nothing": b"",
    "text": b"hello",
    "svg": SVG,
    "html": b"<!doctype html><script>alert(1)</script>",
    "gif": picture("GIF"),
    "tiff": picture("TIFF"),
    "pdf": b"%PDF-1.7",
    "moving png": moving("PNG"),
    "moving webp": moving("WEBP"),
    "cut off jpeg": picture(size=(1080, 1920))[:2000],
    "cut off png": picture("PNG", size=(1080, 1920))[:200],
    "jpeg with a page after it, cut": picture()[:40] + SVG,
    "bomb": unfolding(30_000, 30_000),
    "large bomb": unfolding(2_000_000, 2_000_000),
    "over 40 megapixels": picture("PNG", size=(8000, 5001), mode="1", color=0),
    "a dot": picture(size=(1, 1)),
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_anew_as_a_jpeg(kind):
    kept = read_picture(picture(kind))

    image = Image.open(BytesIO(kept.jpeg))
    assert (image.format, image.size, (kept.width_px, kept.height_px)) == (
        "JPEG",
        (108, 192),
        (108, 192),
    )


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_every_way_to_write_colours_is_read(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"

    kept = read_picture(picture(kind, mode=mode, color=0))

    assert Image.open(BytesIO(kept.jpeg)).mode == "RGB"


def test_nothing_but_the_pixels_is_kept():
    exif = Image.Exif()
    exif[ORIENTATION], exif[0x010E] = ROTATED, "Ada Runner"
    sent = picture(exif=exif, comment=b"Ada Runner") + SVG

    kept = read_picture(sent)

    image = Image.open(BytesIO(kept.jpeg))
    assert (dict(image.getexif()), image.size) == ({}, (108, 192))
    assert b"Ada" not in kept.jpeg
    assert b"<script" not in kept.jpeg


def test_a_large_picture_is_made_smaller_in_its_shape():
    kept = read_picture(picture(size=(2160, 3840)))

    assert (kept.width_px, kept.height_px) == (1440, 2560)
    assert kept.has_shape_of(2160, 3840)
    assert kept.has_shape_of(1080, 1920)
    assert not kept.has_shape_of(1920, 1080)


@pytest.mark.parametrize("sent", NO_PICTURES.values(), ids=NO_PICTURES.keys())
def test_what_is_no_picture_of_a_frame_is_refused(sent):
    with pytest.raises(PictureRefused):
        read_picture(sent)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("bomb", frames.TOO_LARGE),
        ("large bomb", frames.TOO_LARGE),
        ("over 40 megapixels", frames.TOO_LARGE),
        ("a dot", frames.TOO_SMALL),
    ],
)
def test_a_picture_of_a_size_that_is_not_taken_is_told_so(name, told):
    with pytest.raises(PictureRefused, match=told):
        read_picture(NO_PICTURES[name])


@given(st.binary(max_size=400), st.integers(0, 600), st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_a_broken_picture_is_read_or_refused_and_nothing_else(noise, at, kind):
    sent = bytearray(picture(kind, size=(64, 64)))
    sent[at : at + len(noise)] = noise

    try:
        kept = read_picture(bytes(sent))
    except PictureRefused:
        return
    assert Image.open(BytesIO(kept.jpeg)).format == "JPEG"


# --- Sent by the screen ---------------------------------------------------------------------------


@pytest.fixture
def screen(client, clock, demo, db):
    return Screen(client, ready_assessment())


def test_a_frame_is_kept_once_and_shown_to_no_cache(screen):
    capture = screen.capture()

    first = screen.put_frame(capture, 100, picture("PNG"), "image/png")
    again = screen.put_frame(capture, 100, picture("PNG"), "image/png")
    shown = screen.client.get(first.json()["url"])

    assert [first.status_code, again.status_code] == [201, 200]
    assert first.json() == again.json()
    assert Frame.objects.count() == 1
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(BytesIO(shown.content)).size == (108, 192)
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(shown.headers["Cache-Control"].split(", "))


def test_another_picture_of_the_same_frame_takes_its_place(screen):
    capture = screen.capture()
    first = screen.put_frame(capture, 100, picture())

    second = screen.put_frame(capture, 100, picture(color="blue"))

    assert (second.status_code, second.json()) == (200, first.json())
    red, _, blue = Image.open(BytesIO(bytes(Frame.objects.get().picture))).getpixel((5, 5))
    assert blue > red


@pytest.mark.parametrize("sent", NO_PICTURES.values(), ids=NO_PICTURES.keys())
def test_the_screen_is_told_of_what_is_no_picture(screen, sent):
    response = screen.put_frame(screen.capture(), 1, sent)

    assert (response.status_code, response.json()["code"]) == (422, "picture")
    assert not Frame.objects.exists()


def test_a_picture_that_is_too_large_is_not_read(screen):
    capture = screen.capture()

    response = screen.put_frame(capture, 1, b"x" * (LARGEST_BYTES + 1))

    assert response.status_code == 413


@pytest.mark.parametrize(
    ("number", "size", "status"),
    [
        (3999, (108, 192), 201),
        (4000, (108, 192), 422),
        (10**9, (108, 192), 422),
        (1, (192, 108), 422),
    ],
)
def test_a_picture_is_of_a_whole_frame_of_its_clip(screen, number, size, status):
    assert screen.put_frame(screen.capture(), number, picture(size=size)).status_code == status


def test_an_assessment_keeps_sixty_frames(screen):
    capture, sent = screen.capture(), picture(size=(54, 96))

    statuses = [screen.put_frame(capture, number, sent).status_code for number in range(61)]

    assert statuses == [201] * 60 + [422]
    assert screen.put_frame(capture, 1, picture()).status_code == 200


def test_a_frame_is_seen_by_those_who_may_read_the_record(screen):
    url = screen.put_frame(screen.capture(), 1, picture()).json()["url"]
    runner = UserFactory()
    screen.assessment.patient.looked_after_by.add(runner)

    def status(user):
        screen.client.force_login(user)
        return screen.client.get(url).status_code

    assert {
        "clinician": status(screen.assessment.practitioner.user),
        "colleague": status(ClinicianFactory()),
        "desk": status(FrontDeskFactory()),
        "stranger": status(UserFactory()),
        "runner": status(runner),
    } == {"clinician": 200, "colleague": 403, "desk": 404, "stranger": 404, "runner": 404}
    screen.assessment.shares.create(shared_by=screen.assessment.practitioner.user, shared_at=NINE)
    assert (status(runner), status(UserFactory())) == (404, 404)  # it stands on no page of theirs


def test_a_patient_opens_the_frames_that_stand_on_their_page_and_no_other(screen):
    capture, squat = screen.capture(), screen.capture(task="single_leg_squat", **SQUATTING)
    screen.steps(capture, 2)
    knee = {"event": "deepest", "point_set": "squat", "points": SQUAT}
    screen.put_step(squat, frame_number=5, **knee)
    sent = [(capture, 100), (capture, 190), (capture, 7), (squat, 5)]
    urls = [screen.put_frame(clip, number, picture()).json()["url"] for clip, number in sent]
    runner = UserFactory()
    screen.assessment.patient.looked_after_by.add(runner)
    share = screen.assessment.shares.create(
        shared_by=screen.assessment.practitioner.user, shared_at=NINE
    )
    screen.client.force_login(runner)

    page = screen.client.get(screen.assessment.get_absolute_url())
    statuses = [screen.client.get(url).status_code for url in urls]

    assert [url in page.text for url in urls] == [True, False, False, False]
    assert statuses == [200, 404, 404, 404]
    share.withdrawn_at, share.withdrawn_by = NINE, runner
    share.save()
    assert screen.client.get(urls[0]).status_code == 404


def test_a_frame_opens_with_its_own_assessment_alone(screen, client):
    url = screen.put_frame(screen.capture(), 1, picture()).json()["url"]
    other = Screen(client, ready_assessment())
    mixed = url.replace(str(screen.assessment.reference), str(other.assessment.reference))

    assert other.client.get(mixed).status_code == 404
    assert other.client.get(other.url("frame-detail", uuid4())).status_code == 404


# --- As large as the clip, and two at a time ------------------------------------------------------


@pytest.mark.parametrize("size", [(108, 192), (109, 193), (54, 96)])
def test_a_picture_as_large_as_its_frame_or_smaller_is_kept(size):
    kept = read_picture(picture(size=size), within=(108, 192))

    assert (kept.width_px, kept.height_px) == size


@pytest.mark.parametrize("size", [(216, 384), (108, 194), (192, 108)])
def test_a_picture_larger_than_its_frame_is_refused_before_its_pixels_are_read(size, monkeypatch):
    monkeypatch.setattr(frames, "_written_anew", pytest.fail)

    with pytest.raises(PictureRefused, match="larger than a frame of the clip"):
        read_picture(picture(size=size), within=(108, 192))


@pytest.mark.django_db
@pytest.mark.usefixtures("clock", "demo")
def test_a_picture_sent_for_a_capture_is_bounded_by_it(client):
    screen = Screen(client, ready_assessment())
    capture = screen.capture()

    answer = screen.put_frame(capture, 1, picture(size=(4320, 7680)))

    assert (answer.status_code, answer.json()["code"]) == (422, "picture")
    assert not Frame.objects.exists()


def test_no_more_than_two_pictures_are_decoded_at_once(monkeypatch):
    count, most, lock = 0, 0, Lock()
    two_are_in, write = Barrier(2), frames._written_anew

    def counting(image, **options):
        nonlocal count, most
        with lock:
            count += 1
            most = max(most, count)
        two_are_in.wait(timeout=30)
        try:
            return write(image, **options)
        finally:
            with lock:
                count -= 1

    monkeypatch.setattr(frames, "_written_anew", counting)
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(read_picture, [picture()] * 8))

    assert (len(kept), most) == (8, 2)
