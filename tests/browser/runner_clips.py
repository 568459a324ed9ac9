"""Clips of a drawn runner whose every angle is known, to be measured through the real screen."""

import subprocess
from dataclasses import dataclass, replace
from math import cos, pi, radians, sin, tan
from os import getpid
from pathlib import Path
from struct import pack

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 720, 1280
STEP_S = 0.2  # of no runner: a short film with many steps, each midstance exactly on a frame
PELVIS_WIDE, THIGH, SHANK = 130.0, 260.0, 240.0
NUMBER_BITS, BIT_WIDE, BIT_APART = 12, 40, 50
MATRIX_AFTER = 40  # bytes into a track's header
QUARTER_TURN = pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, HEIGHT << 16, 0, 1 << 30)
FFMPEG = ["ffmpeg", "-y", "-loglevel", "error"]

COPY = ["-c", "copy"]
# The quickest preset writes no B-frames, and few frames to begin at: phones write both.
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "30"]
H264 += ["-crf", "12", "-pix_fmt", "yuv420p"]
VP9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-crf", "12", "-b:v", "0"]
INTERLACED = ["-flags", "+ilme+ildct", "-x264-params", "tff=1"]
BOTTOM_FIRST = ["-flags", "+ilme+ildct", "-x264-params", "bff=1"]
# Groups whose first pictures in the order they are shown need the group before.
OPEN_GROUPS = ["-x264-params", "open-gop=1:bframes=3:b-adapt=0:keyint=16:min-keyint=16:scenecut=0"]
CODECS = {"mp4": H264, "webm": [*VP9, "-pix_fmt", "yuv420p"]}


@dataclass(frozen=True)
class Step:
    """What is true of one step at midstance, in degrees; signs are those of the measures."""

    leg: str
    pelvic_drop_deg: float
    knee_deg: float


@dataclass(frozen=True)
class Clip:
    """A clip and what is true of it: the frame of each midstance, and the points on it."""

    path: Path
    fps: int
    frames: int
    steps: list[Step]
    step_s: float = STEP_S

    def midstance(self, number: int) -> int:
        """Return the frame of the step's midstance."""
        return round((number + 0.5) * self.step_s * self.fps)

    def points(self, number: int) -> dict[str, tuple[float, float]]:
        """Return the landmarks of a step at its midstance, seen from behind."""
        return landmarks(self.steps[number], depth=1.0)


def landmarks(step: Step, *, depth: float) -> dict[str, tuple[float, float]]:
    """Return where the landmarks lie; `depth` is 0 at contact and 1 at midstance.

    Seen from behind the runner's right is on the image's right.
    """
    out = 1 if step.leg == "R" else -1
    stance = (WIDTH / 2 + out * PELVIS_WIDE / 2, 480 + 20 * depth)
    drop = radians(step.pelvic_drop_deg * depth)
    swing = (stance[0] - out * PELVIS_WIDE, stance[1] + PELVIS_WIDE * tan(drop))
    hip = (stance[0], stance[1] + 40)
    inward = radians(step.knee_deg * depth)
    knee = (hip[0] - out * THIGH * sin(inward / 2), hip[1] + THIGH * cos(inward / 2))
    ankle = (knee[0] + out * SHANK * sin(inward / 2), knee[1] + SHANK * cos(inward / 2))
    return {"stance": stance, "swing": swing, "hip": hip, "knee": knee, "ankle": ankle}


def draw(number: int, step: Step, depth: float) -> bytes:
    """Return one frame as RGB; its number stands on it in squares, the lowest bit first."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (236, 240, 238))
    pen = ImageDraw.Draw(image)
    at = landmarks(step, depth=depth)
    pen.line(flat((80, 1180), (640, 1180)), fill=(40, 60, 60), width=4)  # the level deck
    for one, other in (("stance", "swing"), ("hip", "knee"), ("knee", "ankle")):
        pen.line(flat(at[one], at[other]), fill=(150, 170, 170), width=14)
    for name, colour in (("swing", "#2f55b0"), ("stance", "#b93f24"), ("hip", "#8a5300")):
        dot(pen, at[name], colour)
    dot(pen, at["knee"], "#0b5d63")
    dot(pen, at["ankle"], "#13272b")
    for bit in range(NUMBER_BITS):
        if number >> bit & 1:
            left = 60 + bit * BIT_APART
            pen.rectangle(flat((left, 60), (left + BIT_WIDE, 60 + BIT_WIDE)), fill=(0, 0, 0))
    return image.tobytes()


def flat(*points):
    return [coordinate for point in points for coordinate in point]


def dot(pen, centre, colour):
    x, y = centre
    pen.ellipse((x - 5, y - 5, x + 5, y + 5), fill=colour)


def make_clip(
    folder: Path,
    steps: list[Step],
    *,
    fps: int,
    container: str = "mp4",
    step_s: float = STEP_S,
) -> Clip:
    """Draw and encode a clip, but for one that is in the folder already."""
    frames = round(len(steps) * step_s * fps)
    path = folder / f"runner-{fps}-{len(steps)}.{container}"
    clip = Clip(path, fps, frames, steps, step_s)
    if path.exists():
        return clip
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}"]
    encoder = subprocess.Popen(
        [*FFMPEG, *raw, "-r", str(fps), "-i", "-", *CODECS[container], str(path)],
        stdin=subprocess.PIPE,
    )
    with encoder.stdin as pipe:
        for number in range(frames):
            at_s = number / fps
            step = steps[min(int(at_s / step_s), len(steps) - 1)]
            pipe.write(draw(number, step, sin(pi * (at_s % step_s) / step_s)))
    if encoder.wait():
        raise RuntimeError(f"ffmpeg could not encode {path.name}.")
    return clip


def beside(clip, name):
    """Return where a film that is made of another lies; each process makes its own."""
    return clip.path.with_name(f"{getpid()}-{name}")


def slowed(clip: Clip, played_at: int) -> Clip:
    """Return the same frames in a file that plays slowly, as a phone's slow motion does."""
    path = beside(clip, f"slow-{played_at}.mp4")
    run("-itsscale", clip.fps / played_at, "-i", clip.path, *COPY, path)
    return replace(clip, path=path)


def as_mov(clip: Clip) -> Clip:
    """Return the same film in a MOV."""
    path = beside(clip, "copy.mov")
    run("-i", clip.path, *COPY, path)
    return replace(clip, path=path)


def turned(clip: Clip) -> Clip:
    """Return the clip as a phone writes it: lying on its side, with a turn back in its metadata."""
    path = beside(clip, "turned.mp4")
    run("-i", clip.path, "-vf", "transpose=cclock", *CODECS["mp4"], path)
    film = bytearray(path.read_bytes())
    at = film.index(b"tkhd") + len("tkhd") + MATRIX_AFTER
    film[at : at + len(QUARTER_TURN)] = QUARTER_TURN
    path.write_bytes(film)
    return replace(clip, path=path)


def uneven(clip: Clip) -> Clip:
    """Return the clip with a frame rate that varies: every tenth frame is shown for longer."""
    path = beside(clip, "uneven.mp4")
    late = f"setpts=(N+floor(N/10))/{clip.fps}/TB"
    run("-i", clip.path, "-vf", late, "-fps_mode", "vfr", *CODECS["mp4"], path)
    return replace(clip, path=path)


def encoded(film: Path, name: str, *options: str) -> Path:
    """Return the film in another encoding, of H.264 unless the options say another."""
    path = film.with_name(f"{getpid()}-{name}")
    run("-i", film, *H264, *options, path)
    return path


def copied(film: Path, name: str, *options: str, cut_at: float = 0, before=()) -> Path:
    """Return the film in another file; cut without encoding it anew, as phones and editors do."""
    path = film.with_name(f"{getpid()}-{name}")
    run(*before, "-ss", cut_at, "-i", film, *COPY, *options, path)
    return path


def with_edits(film: Path, name: str, edits: list[tuple[float, float]], rate: float = 1) -> Path:
    """Return an MP4 that shows other parts of itself, each so many seconds from a second on."""
    path = film.with_name(f"{getpid()}-{name}")
    box = bytearray(film.read_bytes())
    scales = [int.from_bytes(box[box.index(name) + 16 :][:4]) for name in (b"mvhd", b"mdhd")]
    begins = box.index(b"elst") - 4
    ends = begins + int.from_bytes(box[begins:][:4])
    late = int.from_bytes(box[begins + 20 :][:4])  # what B-frames put the first picture off by
    entries = b"".join(
        pack(">IiI", round(lasts * scales[0]), late + round(at * scales[1]), round(rate * 65536))
        for lasts, at in edits
    )
    listed = pack(">I4sII", 16 + len(entries), b"elst", 0, len(edits)) + entries
    for around in (b"moov", b"trak", b"edts"):
        at = box.index(around) - 4
        longer = int.from_bytes(box[at:][:4]) + len(listed) - (ends - begins)
        box[at : at + 4] = longer.to_bytes(4)
    path.write_bytes(box[:begins] + listed + box[ends:])
    return path


def number_spots() -> list[tuple[float, float]]:
    """Return where the bits of a frame's number stand, as parts of its width and height."""
    middles = [60 + bit * BIT_APART + BIT_WIDE / 2 for bit in range(NUMBER_BITS)]
    return [(middle / WIDTH, (60 + BIT_WIDE / 2) / HEIGHT) for middle in middles]


def numbers_by_ffmpeg(film: Path) -> list[int]:
    """Return the number that each frame bears, of those that ffmpeg shows."""
    line = f"scale={WIDTH}:{HEIGHT},crop={WIDTH}:2:0:{60 + BIT_WIDE // 2},format=gray"
    shown = subprocess.run(
        [*FFMPEG, "-i", film, "-fps_mode", "passthrough", "-vf", line, "-f", "rawvideo", "-"],
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    lines = [shown[at : at + WIDTH] for at in range(0, len(shown), 2 * WIDTH)]
    spots = [round(x * WIDTH) for x, _ in number_spots()]
    return [sum((row[x] < 100) << bit for bit, x in enumerate(spots)) for row in lines]


def run(*arguments):
    subprocess.run([*FFMPEG, *map(str, arguments)], check=True)
