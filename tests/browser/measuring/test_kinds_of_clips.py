"""Clips as cameras and programs write them: each frame as ffmpeg and players give it, or a word."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.runner_clips import (
    BOTTOM_FIRST,
    HEIGHT,
    INTERLACED,
    OPEN_GROUPS,
    WIDTH,
    copied,
    encoded,
    number_spots,
    numbers_by_ffmpeg,
    with_edits,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]
CLIPS = Path(__file__).parent / "clips"
READ_ALL = """
async spots => {
  const { openFrames } = await import('/static/js/measuring/frames.js')
  const source = await openFrames(document.getElementById('probe').files[0])
  const { count, width, height, isExact, notes } = source
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  const numbers = []
  for (let number = 0; number < count; number += 1) {
    context.drawImage(await source.frame(number), 0, 0)
    numbers.push(spots.reduce((sum, [x, y], bit) => {
      const [red] = context.getImageData(Math.round(x * width), Math.round(y * height), 1, 1).data
      return sum + (red < 100 ? 2 ** bit : 0)
    }, 0))
  }
  source.close()
  return { count, size: [width, height], isExact, notes, numbers }
}
"""
# What is made of a film of 60 frames, whose file is `film`, and how large it is then to be shown.
KINDS = {
    "interlaced, as camcorders write it": (
        lambda film: encoded(film, "i.mts", *INTERLACED),
        (WIDTH, HEIGHT),
    ),
    "interlaced, bottom field first, its height no whole blocks": (
        lambda film: encoded(film, "b.m2ts", *BOTTOM_FIRST, "-vf", "scale=720:720"),
        (720, 720),
    ),
    "interlaced, of wide pixels": (
        lambda film: encoded(film, "w.ts", *INTERLACED, "-vf", "scale=720:576,setsar=16/11"),
        (1047, 576),
    ),
    "interlaced, of wide pixels, in an MP4": (
        lambda film: encoded(film, "w.mp4", *INTERLACED, "-vf", "scale=720:576,setsar=16/11"),
        (1047, 576),
    ),
    "of narrow pixels": (
        lambda film: encoded(film, "n.mov", "-vf", "setsar=3/4"),
        (WIDTH, HEIGHT * 4 / 3),
    ),
    "of wide pixels, lying on its side": (
        lambda film: copied(
            encoded(film, "side.mp4", "-vf", "transpose=clock,setsar=4/3"),
            "turned.mp4",
            *("-metadata:s:v:0", "rotate=90"),
        ),
        (WIDTH, HEIGHT * 4 / 3),
    ),
    "cut in an open group": (
        lambda film: copied(encoded(film, "og.mp4", *OPEN_GROUPS), "cut.mp4", cut_at=0.6),
        (WIDTH, HEIGHT),
    ),
    "cut in an open group, in an MKV": (
        lambda film: copied(encoded(film, "og.mkv", *OPEN_GROUPS), "cut.mkv", cut_at=1.2),
        (WIDTH, HEIGHT),
    ),
    "cut in an open group, in a transport stream": (
        lambda film: copied(encoded(film, "og.ts", *OPEN_GROUPS), "cut.ts", cut_at=0.6),
        (WIDTH, HEIGHT),
    ),
    "of open groups, whole": (
        lambda film: encoded(film, "groups.mp4", *OPEN_GROUPS),
        (WIDTH, HEIGHT),
    ),
    "cut by an edit list": (
        lambda film: copied(film, "edit.mp4", cut_at=0.55),
        (WIDTH, HEIGHT),
    ),
    "cut at both ends by an edit list": (
        lambda film: copied(film, "edits.mov", "-t", "0.8", cut_at=0.5),
        (WIDTH, HEIGHT),
    ),
    "shown late by an edit list": (
        lambda film: copied(film, "late.mp4", before=("-itsoffset", "0.5")),
        (WIDTH, HEIGHT),
    ),
    "in fragments": (
        lambda film: copied(film, "frag.mp4", "-movflags", "frag_keyframe+empty_moov"),
        (WIDTH, HEIGHT),
    ),
    "with one key frame": (
        lambda film: encoded(film, "one.mp4", "-g", "9999"),
        (WIDTH, HEIGHT),
    ),
    "recorded live by a browser, with one key frame": (
        lambda film: encoded(
            film,
            "live.webm",
            *("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "4M"),
            *("-bf", "0", "-g", "9999", "-keyint_min", "9999"),
            *("-live", "1", "-cluster_time_limit", "500"),
        ),
        (WIDTH, HEIGHT),
    ),
}
GIVEN = {
    "hd1080i.mts": (90, [1920, 1080]),
    "editlist.mp4": (74, [320, 240]),
    "open_gop_cut.mp4": (60, [320, 240]),
    "live_one_keyframe.webm": (60, [360, 640]),
}


@pytest.fixture
def read_all(open_screen):
    """Return a function that reads every frame of a file, as the measuring screen would."""
    page = open_screen().page
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('input'),"
        " {type: 'file', id: 'probe'}))"
    )

    def read_all(path):
        page.locator("#probe").set_input_files(path)
        return page.evaluate(READ_ALL, number_spots())

    return read_all


@pytest.mark.parametrize("kind", KINDS)
def test_every_frame_is_the_one_that_ffmpeg_shows_and_as_large(read_all, clips, kind):
    make, size = KINDS[kind]
    path = make(clips(steps=10).path)

    found = read_all(path)

    shown = numbers_by_ffmpeg(path)
    assert len(set(shown)) > 20
    assert found == {
        "count": len(shown),
        "size": [round(edge) for edge in size],
        "isExact": True,
        "notes": [],
        "numbers": shown,
    }


@pytest.mark.parametrize("name", GIVEN)
def test_every_frame_of_a_clip_that_was_sent_in_opens(read_all, name):
    found = read_all(CLIPS / name)

    assert (found["count"], found["size"], found["isExact"]) == (*GIVEN[name], True)


def test_edits_that_show_a_part_again_are_followed(read_all, clips):
    path = with_edits(clips(steps=10).path, "again.mp4", [(0.4, 1.0), (0.8, 0.5)])

    found = read_all(path)

    assert found["numbers"] == numbers_by_ffmpeg(path)
    assert found["numbers"][:12] == [*range(30, 42)]


def test_what_plays_at_another_speed_is_refused(open_screen, clips):
    screen = open_screen()

    screen.choose_file(with_edits(clips(steps=10).path, "slow.mp4", [(1.0, 0.0)], rate=0.5))

    expect(screen.page.locator("#open-error")).to_contain_text("another speed")
