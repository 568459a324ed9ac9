"""Files that are no clip, break off or are huge."""

import pytest
from playwright.sync_api import expect

from tests.browser.runner_clips import in_codec_of_old

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.mp4", b"", "0 bytes"),
        ("notes.mp4", b"not a film at all " * 100, "Record in H.264"),
        ("photo.jpg", b"not a photo", "not a picture"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
    ],
)
def test_a_file_that_cannot_be_measured_says_why(open_screen, tmp_path, name, content, words):
    screen = open_screen()
    (tmp_path / name).write_bytes(content)

    screen.choose_file(tmp_path / name)

    expect(screen.page.locator("#open-error")).to_contain_text(words)
    expect(screen.page.locator("#stage-tools")).to_be_hidden()


def test_a_codec_that_no_browser_plays_says_how_to_record(open_screen, clips):
    screen = open_screen()

    screen.choose_file(in_codec_of_old(clips()).path)

    expect(screen.page.locator("#open-error")).to_contain_text("Record in H.264")
    expect(screen.page.locator("#stage-tools")).to_be_hidden()


def test_a_clip_that_breaks_off_opens_as_far_as_it_goes(open_screen, clips, tmp_path):
    whole = clips(steps=4, container="webm").path.read_bytes()
    broken = tmp_path / "broken.webm"
    broken.write_bytes(whole[: len(whole) // 2])
    screen = open_screen()

    screen.open(broken)
    screen.declare(view="posterior", capture_fps=30)
    screen.go_to(3)

    assert screen.frame_on_canvas() == 3
    expect(screen.page.locator("#notes")).to_contain_text("near, not exact")


def test_a_file_of_two_gigabytes_opens_without_being_read_whole(open_screen, clips, tmp_path):
    large = tmp_path / "large.mp4"
    large.write_bytes(clips().path.read_bytes())
    with large.open("ab") as film:  # a box that players skip, empty but for its size
        film.write((1).to_bytes(4) + b"free" + (2 * 1024**3).to_bytes(8))
        film.truncate(film.tell() + 2 * 1024**3 - 16)
    screen = open_screen()

    screen.open(large)
    screen.declare(view="posterior")
    screen.go_to(9)

    assert screen.frame_on_canvas() == 9
