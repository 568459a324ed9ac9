"""Files that are no clip, break off or are huge."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from assessments.models import Capture
from tests.browser.runner_clips import copied, encoded

CLIPS = Path(__file__).parent / "clips"
CODEC_OF_PICTURE = {"gif": "gif", "webp": "libwebp", "apng": "apng", "png": "png"}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.mp4", b"", "0 bytes"),
        ("notes.mp4", b"not a film at all " * 100, "record in H.264"),
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


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("hevc_hlg_iphone.mov", "open it in Safari"),
        ("hevc_hlg_iphone.mov", "convert it to MP4 with H.264, its size and frame rate left"),
        ("cut_moov_at_end.mp4", "This file is incomplete"),
    ],
)
def test_a_clip_that_does_not_open_here_gets_a_way_out(open_screen, name, words):
    screen = open_screen()

    screen.choose_file(CLIPS / name)

    expect(screen.page.locator("#open-error")).to_contain_text(words)
    expect(screen.page.locator("#stage-tools")).to_be_hidden()


@pytest.mark.parametrize(
    ("name", "codec", "reason"),
    [
        ("old.mp4", "mpeg4", "no decoder for this codec"),
        ("old.avi", "mpeg4", "it is an AVI"),
        ("new.avi", "copy", "it is an AVI"),
        ("old.ts", "mpeg2video", "no film of a kind that browsers open"),
    ],
)
def test_a_codec_or_a_file_that_no_browser_plays_says_how_to_convert_it(
    open_screen, clips, name, codec, reason
):
    screen = open_screen()

    screen.choose_file(copied(clips(steps=4).path, name, "-c:v", codec))

    error = screen.page.locator("#open-error")
    expect(error).to_contain_text(reason)
    expect(error).to_contain_text("convert it to MP4 with H.264")
    expect(error).to_contain_text("record in H.264")


@pytest.mark.parametrize(
    ("name", "options", "frames"),
    [
        ("first.mp4", ["-movflags", "faststart"], range(20, 50)),
        ("parts.mp4", ["-movflags", "frag_keyframe+empty_moov"], range(20, 50)),
        ("film.mkv", [], range(20, 50)),
    ],
)
def test_a_copy_that_broke_off_opens_as_far_as_it_goes_and_says_so(
    open_screen, clips, tmp_path, name, options, frames
):
    whole = copied(encoded(clips(steps=10).path, "groups.mp4", "-g", "10"), name, *options)
    broken = tmp_path / name
    broken.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    screen = open_screen()

    screen.open(broken)
    screen.declare(view="posterior")

    expect(screen.page.locator("#notes")).to_contain_text(f"{name}: This file is incomplete")
    assert screen.count in frames
    screen.go_to(screen.count - 1)
    assert screen.frame_on_canvas() == screen.count - 1


@pytest.mark.parametrize("name", ["index at the end.mov", "one cluster.webm"])
def test_a_copy_that_broke_off_before_its_index_says_so(open_screen, clips, tmp_path, name):
    whole = clips(steps=4, container="webm").path if name.endswith("webm") else clips().path
    broken = tmp_path / name
    broken.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    screen = open_screen()

    screen.choose_file(broken)

    expect(screen.page.locator("#open-error")).to_contain_text("This file is incomplete")


def test_a_last_frame_that_is_only_half_there_is_said_when_it_is_opened(
    open_screen, clips, tmp_path
):
    whole = copied(clips(steps=10).path, "film.ts").read_bytes()
    (tmp_path / "half.ts").write_bytes(whole[: len(whole) * 6 // 10])
    screen = open_screen()
    screen.open(tmp_path / "half.ts")
    screen.declare(view="posterior")
    last = screen.count - 1

    screen.page.locator("#frame-number").fill(str(last))
    screen.page.locator("#frame-number").press("Enter")

    expect(screen.page.locator("#notes")).to_contain_text(f"Frame {last} cannot be decoded")
    screen.go_to(last - 2)
    assert screen.frame_on_canvas() == last - 2


@pytest.mark.parametrize("ending", ["gif", "webp", "apng"])
def test_a_picture_that_moves_says_that_its_first_alone_is_measured(
    open_screen, clips, tmp_path, ending
):
    moves = tmp_path / f"runner.{ending}"
    pictures = ["-frames:v", "3", "-vf", "scale=180:-1", "-c:v", CODEC_OF_PICTURE[ending]]
    copied(clips(steps=4).path, moves.name, *pictures).rename(moves)
    screen = open_screen()

    screen.open(moves)

    expect(screen.page.locator("#notes")).to_contain_text("only its first picture is measured")


@pytest.mark.parametrize("ending", ["gif", "webp", "png"])
def test_a_picture_that_does_not_move_says_nothing(open_screen, clips, tmp_path, ending):
    still = tmp_path / f"runner.{ending}"
    pictures = ["-frames:v", "1", "-vf", "scale=180:-1", "-c:v", CODEC_OF_PICTURE[ending]]
    copied(clips(steps=4).path, still.name, *pictures).rename(still)
    screen = open_screen()

    screen.open(still)
    screen.declare(view="posterior")

    expect(screen.page.locator("#notes")).to_be_empty()


def test_a_clip_that_was_measured_when_it_was_counted_otherwise_opens_as_a_new_one(
    open_screen, assessment, clips
):
    clip = clips(steps=4)
    screen = open_screen()
    screen.open(clip.path)
    screen.declare(view="posterior")
    screen.place(clip, 1)
    screen.expect_saved()
    Capture.objects.update(frame_count=999)
    screen.visit(assessment)

    screen.open(clip.path)

    expect(screen.page.locator("#notes")).to_contain_text("opens as a new clip")
    screen.declare(view="posterior")
    screen.expect_saved()
    assert sorted(Capture.objects.values_list("frame_count", flat=True)) == [clip.frames, 999]


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
